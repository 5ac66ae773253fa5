package rest

// Generation2 is the generation of this runtime. A generated package refers to
// the generation that it needs, so that a runtime of another one is a single
// compile error:
//
//	undefined: rest.Generation2
//
// To resolve it, generate the package and the runtime with the same version of
// fragen. The number changes when generated code needs a change of the runtime.
const Generation2 = true
