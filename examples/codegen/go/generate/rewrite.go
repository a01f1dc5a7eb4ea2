package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"

	schema "github.com/vektah/gqlparser/v2/ast"
)

// omitUnset changes the code that genqlient generated:
//
//   - A member of an input that can be null becomes a nullable.Nullable. Nil is left out; it can be null or a value.
//   - A member that has a default and cannot be null becomes a pointer. Nil is left out.
//   - A variable of an operation that is nil is left out.
func omitUnset(code []byte, inputs map[string]*schema.Definition) ([]byte, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", code, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	r := rewriter{code: code, members: map[string]string{}}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					r.structType(t, inputs[t.Name.Name])
				}
			}
		case *ast.FuncDecl:
			r.getter(decl)
		}
	}
	if len(r.members) > 0 {
		r.replace(file.Name.End(), file.Name.End(), "\n\nimport \"github.com/oapi-codegen/nullable\"\n")
	}
	return r.apply()
}

// rewriter collects changes of a file.
type rewriter struct {
	code    []byte
	members map[string]string // the new types of members, by their names such as "UpdateCustomerInput.Phone"
	edits   []edit
}

// edit replaces the code between two offsets.
type edit struct {
	from, to int
	text     string
}

func (r *rewriter) replace(from, to token.Pos, text string) {
	r.edits = append(r.edits, edit{int(from) - 1, int(to) - 1, text})
}

// structType changes the members of an input type, or the tags of the variables of an operation.
func (r *rewriter) structType(t *ast.TypeSpec, input *schema.Definition) {
	object, ok := t.Type.(*ast.StructType)
	variables := strings.HasPrefix(t.Name.Name, "__")
	if !ok || input == nil && !variables {
		return
	}
	for _, field := range object.Fields.List {
		tag, _ := strconv.Unquote(field.Tag.Value)
		name := reflect.StructTag(tag).Get("json")
		as := string(r.code[field.Type.Pos()-1 : field.Type.End()-1])
		if input != nil {
			member := input.Fields.ForName(name)
			switch {
			case !member.Type.NonNull:
				as = "nullable.Nullable[" + strings.TrimPrefix(as, "*") + "]"
			case member.DefaultValue != nil:
				as = "*" + as
			default: // required
				continue
			}
			r.replace(field.Type.Pos(), field.Type.End(), as)
			r.members[t.Name.Name+"."+field.Names[0].Name] = as
		} else if !strings.HasPrefix(as, "*") && !strings.HasPrefix(as, "[]") {
			continue
		}
		r.replace(field.Tag.Pos(), field.Tag.End(), fmt.Sprintf("`json:%q`", name+",omitzero"))
	}
}

// getter changes the result of a method such as GetPhone to the new type of the member.
func (r *rewriter) getter(f *ast.FuncDecl) {
	if f.Recv == nil {
		return
	}
	pointer, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return
	}
	member := fmt.Sprintf("%s.%s", pointer.X, strings.TrimPrefix(f.Name.Name, "Get"))
	if as, changed := r.members[member]; changed {
		result := f.Type.Results.List[0].Type
		r.replace(result.Pos(), result.End(), as)
	}
}

// apply makes the changes, the last one first, so that the offsets of the others stay valid.
func (r *rewriter) apply() ([]byte, error) {
	code := string(r.code)
	slices.SortFunc(r.edits, func(a, b edit) int { return b.from - a.from })
	for _, e := range r.edits {
		code = code[:e.from] + e.text + code[e.to:]
	}
	return format.Source([]byte(code))
}
