package tree

import (
	"context"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// plan is what was selected of an object, made once for all the objects of a place in the answer.
type plan struct {
	of    reflect.Type
	nodes []*Node
	begun bool // an object was written
}

// Node is a selected field.
type Node struct {
	r        *run
	field    graphql.CollectedField
	key      string // its name in the answer, quoted and with a colon
	typename string // of __typename, quoted
	bound    *binding
	refused  error
	plans    []*plan // of the objects below, by their types: one, but for interfaces

	arguments map[string]any
	prepared  any
	failure   error
	ready     bool
	ahead     *outcome // of the object that is written next

	same     *Node // an earlier node of the plan with the same value, which is copied
	from, to int   // where the value of the object that is being written stands in the answer
}

// plan collects what was selected of an object of the GraphQL type name, which is the Go type of.
func (r *run) plan(name string, selected ast.SelectionSet, of reflect.Type) *plan {
	p := &plan{of: of, nodes: r.nodes(name, selected)}
	for _, n := range p.nodes {
		if n.field.Name == "__typename" {
			n.typename = `"` + name + `"`
			continue
		}
		n.bound = r.op.Fields.binding(of, n.field.Name)
		n.refused = r.op.Refuse(r.ctx, name, n.field.Name)
	}
	p.findSame()
	return p
}

// findSame links the nodes that compute one field under several aliases, so that it is computed once for each object.
func (p *plan) findSame() {
	for i, n := range p.nodes {
		if n.bound == nil || n.bound.get == nil || len(n.field.Selections) > 0 || len(n.field.Arguments) > 0 {
			continue
		}
		for _, earlier := range p.nodes[:i] {
			if earlier.same == nil && earlier.bound == n.bound && len(earlier.field.Arguments) == 0 {
				n.same = earlier
				break
			}
		}
	}
}

func (r *run) nodes(name string, selected ast.SelectionSet) []*Node {
	fields, plain := plainFields(selected)
	if !plain {
		satisfies := []string{name}
		for _, def := range r.op.Schema.Implements[name] {
			satisfies = append(satisfies, def.Name)
		}
		fields = graphql.CollectFields(r.request, selected, satisfies)
	}
	nodes, list := make([]Node, len(fields)), make([]*Node, len(fields))
	for i, field := range fields {
		nodes[i] = Node{r: r, field: field, key: `"` + field.Alias + `":`}
		list[i] = &nodes[i]
	}
	return list
}

// plainFields is CollectFields for what is mostly selected: fields without directives, each once, and no fragments. False for the rest.
func plainFields(selected ast.SelectionSet) ([]graphql.CollectedField, bool) {
	fields := make([]graphql.CollectedField, len(selected))
	for i, each := range selected {
		field, ok := each.(*ast.Field)
		if !ok || len(field.Directives) > 0 {
			return nil, false
		}
		for _, before := range fields[:i] {
			if before.Alias == field.Alias {
				return nil, false
			}
		}
		fields[i] = graphql.CollectedField{Field: field, Selections: field.SelectionSet, IsNonDeferrable: true}
	}
	return fields, true
}

// below returns the plan of an object below the field.
func (n *Node) below(r *run, name string, of reflect.Type) *plan {
	for _, p := range n.plans {
		if p.of == of {
			return p
		}
	}
	p := r.plan(r.concrete(name, of), n.field.Selections, of)
	n.plans = append(n.plans, p)
	return p
}

// concrete returns the object type of a value whose field has the type name, which may be an interface.
func (r *run) concrete(name string, of reflect.Type) string {
	if def := r.op.Schema.Types[name]; def != nil && def.Kind == ast.Object {
		return name
	}
	if known, ok := r.op.Fields.names[of]; ok {
		return known
	}
	return of.Name()
}

// Members returns the members that are needed of each T below the field: nil for all of them. T is what the field answers, or a
// page of it.
func Members[T any](n *Node) []string {
	needed := []string{}
	if !n.members(reflect.TypeFor[T](), n.bound.result, &needed, 0) {
		return nil
	}
	return needed
}

// RootMembers is Members for a root field that answers R.
func RootMembers[T, R any](ctx context.Context) []string {
	field, op := graphql.GetFieldContext(ctx), operationOf(ctx)
	r := &run{ctx: ctx, op: op, request: graphql.GetOperationContext(ctx), root: field}
	n := &Node{r: r, field: field.Field, bound: &binding{result: reflect.TypeFor[R]()}}
	op.mu.Lock()
	op.roots[field] = n
	op.mu.Unlock()
	return Members[T](n)
}

// rootPlan returns the plan of a root field's object, which RootMembers may have made already.
func (r *run) rootPlan(name string, selected ast.SelectionSet, of reflect.Type) *plan {
	r.op.mu.Lock()
	n := r.op.roots[r.root]
	delete(r.op.roots, r.root) // what is written first has it for itself
	r.op.mu.Unlock()
	if n != nil {
		return n.below(r, name, of)
	}
	return r.plan(r.concrete(name, of), selected, of)
}

// members adds the needed members of each row below a node that answers of; false where all may be.
func (n *Node) members(row, of reflect.Type, needed *[]string, depth int) bool {
	for of != nil && (of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice) {
		of = of.Elem()
	}
	if of == nil || of.Kind() != reflect.Struct || depth > 3 {
		return of != nil && of.Kind() != reflect.Struct // a leaf beside the rows, such as a count
	}
	t := n.field.Definition.Type
	for t.Elem != nil {
		t = t.Elem
	}
	p := n.below(n.r, t.NamedType, of)
	for _, child := range p.nodes {
		switch {
		case child.bound == nil:
		case of != row:
			if len(child.field.Selections) > 0 && !child.members(row, child.bound.result, needed, depth+1) {
				return false
			}
		default:
			add(needed, child.bound.needs...)
		}
	}
	return true
}

func add(to *[]string, names ...string) {
	for _, name := range names {
		if !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
}
