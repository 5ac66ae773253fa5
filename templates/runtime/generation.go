package rest

// Generation2 identifies the generation of this runtime. Each generated
// package refers to the generation that it requires. If the runtime belongs to
// a different generation, the package fails to compile with a single error:
//
//	undefined: rest.Generation2
//
// To fix the error, generate the package and the runtime with the same version
// of fragen. It is for generated code.
const Generation2 = true
