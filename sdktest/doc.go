// Package sdktest tests the generated SDK in generated/, as a program would use
// it. The tests are outside of generated/ so that all files there are generated.
//
// It takes nothing and gives nothing: it consists of tests. It may import
// generated/ and the standard library.
package sdktest
