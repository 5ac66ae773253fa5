package names

import "go/token"

// IsKeyword reports whether name is one of Go's keywords.
func IsKeyword[T ~string](name T) bool { return token.IsKeyword(string(name)) }

// IsPredeclared reports whether name is predeclared in Go (string, len, nil).
// Redeclaring such a name is legal but confuses readers.
func IsPredeclared[T ~string](name T) bool { return predeclared[string(name)] }

// predeclared lists the names of types.Universe without importing go/types. A
// test compares the two.
var predeclared = wordSet(`
any bool byte comparable complex64 complex128 error float32 float64 int int8
int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr
true false iota nil
append cap clear close complex copy delete imag len make max min new panic
print println real recover
`)
