package rest

// Generation2 is the generation of this runtime. Each generated package refers
// to the generation that it needs, so a runtime of another generation causes a
// single compile error:
//
//	undefined: rest.Generation2
//
// To resolve it, generate the package and the runtime with the same version of
// fragen. It is for generated code.
const Generation2 = true
