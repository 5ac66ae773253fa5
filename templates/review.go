package templates

import "embed"

// reviewFiles holds the template of the HTML report of a review, with its style sheet
// and its script.
//
//go:embed review
var reviewFiles embed.FS

// Review returns a file of the HTML report of a review: "page.html", "style.css" or
// "script.js".
func Review(name string) string {
	data, err := reviewFiles.ReadFile("review/" + name)
	if err != nil {
		panic("internal: " + err.Error())
	}
	return string(data)
}
