package reviewtest

// This file writes a program that uses all of an SDK as its users do. Each use is on a line
// of its own and belongs to a symbol:
//
//	func() { var x p.Book; var v string = x.Title; x.Title = v; _ = p.Book{Title: v} }() // Book.Title
//
// Calls have variables as arguments, so a call compiles if the types of the arguments still
// fit, and it assigns the results to variables.

import (
	"fmt"
	"go/types"
	"strings"
)

// caller is a program that uses a package.
type caller struct {
	pkg     *types.Package
	imports map[string]string // names by path
	text    strings.Builder
	uses    []string // the symbol of each line
}

// newCaller returns a program that uses all exported symbols of a package.
func newCaller(pkg *types.Package) *caller {
	c := &caller{pkg: pkg, imports: map[string]string{pkg.Path(): "p"}}
	for _, name := range pkg.Scope().Names() {
		if object := pkg.Scope().Lookup(name); object.Exported() {
			c.addObject(object)
		}
	}
	return c
}

// source returns the source file, and the symbol that each line uses.
func (c *caller) source() (text string, uses map[int]string) {
	var b strings.Builder
	b.WriteString("package caller\n")
	line := 1
	for path, name := range c.imports {
		fmt.Fprintf(&b, "import %s %q\n", name, path)
		line++
	}
	b.WriteString("func use() {\n" + c.text.String() + "}\n")
	uses = map[int]string{}
	for i, use := range c.uses {
		uses[line+2+i] = use
	}
	return b.String(), uses
}

// use adds a line.
func (c *caller) use(symbol, format string, args ...any) {
	fmt.Fprintf(&c.text, "\tfunc() { "+format+" }()\n", args...)
	c.uses = append(c.uses, symbol)
}

// name returns the expression for a type.
func (c *caller) name(t types.Type) string {
	return types.TypeString(t, func(pkg *types.Package) string {
		if c.imports[pkg.Path()] == "" {
			c.imports[pkg.Path()] = fmt.Sprintf("p%d", len(c.imports))
		}
		return c.imports[pkg.Path()]
	})
}

func (c *caller) addObject(object types.Object) {
	name := object.Name()
	switch object := object.(type) {
	case *types.Const:
		if basic, ok := object.Type().(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
			c.use(name, "_ = p.%s", name)
			return
		}
		c.use(name, "var v %s = p.%s; _ = v", c.name(object.Type()), name)
	case *types.Var:
		c.use(name, "var v %s = p.%s; _ = v", c.name(object.Type()), name)
	case *types.Func:
		c.addCall(name, "", "p."+name, object.Signature())
	case *types.TypeName:
		c.addType(object)
	}
}

// addCall adds a call of a function.
func (c *caller) addCall(symbol, declarations, function string, signature *types.Signature) {
	if signature.TypeParams().Len() > 0 {
		c.use(symbol, "%s _ = %s", declarations, function)
		return
	}
	var args, results []string
	for i := range signature.Params().Len() {
		t := signature.Params().At(i).Type()
		if signature.Variadic() && i == signature.Params().Len()-1 {
			t = t.(*types.Slice).Elem()
		}
		args = append(args, fmt.Sprintf("a%d", i))
		declarations += fmt.Sprintf("var a%d %s; ", i, c.name(t))
	}
	for i := range signature.Results().Len() {
		results = append(results, fmt.Sprintf("r%d", i))
		declarations += fmt.Sprintf("var r%d %s; _ = r%d; ", i, c.name(signature.Results().At(i).Type()), i)
	}
	call := fmt.Sprintf("%s(%s)", function, strings.Join(args, ", "))
	if len(results) > 0 {
		call = strings.Join(results, ", ") + " = " + call
	}
	c.use(symbol, "%s%s", declarations, call)
}

// addType adds the uses of a type, its fields, methods and members.
func (c *caller) addType(object *types.TypeName) {
	name := object.Name()
	c.use(name, "var v p.%s; _ = v", name)
	named, ok := types.Unalias(object.Type()).(*types.Named)
	if object.IsAlias() || !ok || named.TypeParams().Len() > 0 {
		return
	}
	switch t := named.Underlying().(type) {
	case *types.Struct:
		c.addFields(name, t)
	case *types.Interface:
		c.addInterface(name, t)
	case *types.Basic, *types.Slice, *types.Map:
		c.use(name, "var v p.%s; b := %s(v); _ = p.%s(b)", name, c.name(t), name)
	}
	for method := range types.NewMethodSet(types.NewPointer(named)).Methods() {
		f := method.Obj().(*types.Func)
		if f.Exported() && len(method.Index()) == 1 {
			c.addMethod(name, f)
		}
	}
}

func (c *caller) addMethod(name string, f *types.Func) {
	c.addCall(name+"."+f.Name(), fmt.Sprintf("var x p.%s; ", name), "x."+f.Name(), f.Signature())
}

func (c *caller) addFields(name string, t *types.Struct) {
	for field := range t.Fields() {
		if field.Exported() {
			c.use(name+"."+field.Name(), "var x p.%s; var v %s = x.%s; x.%s = v; _ = p.%s{%s: v}",
				name, c.name(field.Type()), field.Name(), field.Name(), name, field.Name())
		}
	}
}

// addInterface adds the methods of an interface and, if only types of its package can
// implement it, an assignment and a type switch for each of these types. The latter use
// the unexported method, such as Disc.isMedium.
func (c *caller) addInterface(name string, t *types.Interface) {
	marker := "" // the unexported method
	for f := range t.Methods() {
		if f.Exported() {
			c.addMethod(name, f)
		} else {
			marker = f.Name()
		}
	}
	for _, member := range c.pkg.Scope().Names() {
		object, ok := c.pkg.Scope().Lookup(member).(*types.TypeName)
		if !ok || marker == "" || !object.Exported() || object.IsAlias() || types.IsInterface(object.Type()) {
			continue
		}
		expression := ""
		switch {
		case types.Implements(object.Type(), t):
			expression = "p." + member
		case types.Implements(types.NewPointer(object.Type()), t):
			expression = "*p." + member
		default:
			continue
		}
		c.use(member+"."+marker, "var m %s; var v p.%s = m; switch v.(type) { case %s: }", expression, name, expression)
	}
}
