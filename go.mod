module github.com/fragen-go/fragen

go 1.26
