package executor

import (
	"context"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// plan lists the selected fields of an object. It is made once for all objects at the same path of the answer, whatever
// their list indexes.
type plan struct {
	of         reflect.Type
	payload    bool
	selections []*Selection
	started    bool // an object was written
}

// Selection is a selected field.
type Selection struct {
	r        *run
	field    graphql.CollectedField
	key      string // its response name, quoted and with a colon
	typename string // the value of __typename, quoted
	bound    *binding
	refused  error
	plans    []*plan // of the objects below, by Go type; more than one only for an interface

	arguments  map[string]any
	prepared   any
	failure    error
	ready      bool
	prefetched *outcome // of the object that is written next

	sameAs   *Selection // an earlier selection of the plan with the same value, which is copied
	from, to int        // the offsets of the value in the answer, for the object that is being written
}

// plan plans the object type name, whose Go type is of.
func (r *run) plan(name string, selected ast.SelectionSet, of reflect.Type) *plan {
	p := &plan{of: of, payload: of.Implements(payloadType), selections: r.selections(name, selected)}
	for _, s := range p.selections {
		if s.field.Name == "__typename" {
			s.typename = `"` + name + `"`
			continue
		}
		s.bound = r.op.Fields.binding(of, s.field.Name)
		s.refused = r.op.Refuse(r.ctx, name, s.field.Name)
	}
	p.linkAliases()
	return p
}

// linkAliases links the selections of one computed field under several aliases, so that it is computed once.
func (p *plan) linkAliases() {
	for i, s := range p.selections {
		if s.bound == nil || s.bound.get == nil || len(s.field.Selections) > 0 || len(s.field.Arguments) > 0 {
			continue
		}
		for _, earlier := range p.selections[:i] {
			if earlier.sameAs == nil && earlier.bound == s.bound && len(earlier.field.Arguments) == 0 {
				s.sameAs = earlier
				break
			}
		}
	}
}

func (r *run) selections(name string, selected ast.SelectionSet) []*Selection {
	fields, plain := plainFields(selected)
	if !plain {
		satisfies := []string{name}
		for _, def := range r.op.Schema.Implements[name] {
			satisfies = append(satisfies, def.Name)
		}
		fields = graphql.CollectFields(r.request, selected, satisfies)
	}
	all, list := make([]Selection, len(fields)), make([]*Selection, len(fields))
	for i, field := range fields {
		all[i] = Selection{r: r, field: field, key: `"` + field.Alias + `":`}
		list[i] = &all[i]
	}
	return list
}

// plainFields is a fast graphql.CollectFields for the most common selections: fields without directives, each once, and
// no fragments. It returns false for all others.
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
func (s *Selection) below(r *run, name string, of reflect.Type) *plan {
	for _, p := range s.plans {
		if p.of == of {
			return p
		}
	}
	p := r.plan(r.concrete(name, of), s.field.Selections, of)
	s.plans = append(s.plans, p)
	return p
}

// concrete returns the object type of a value of the type name, which may be an interface.
func (r *run) concrete(name string, of reflect.Type) string {
	if def := r.op.Schema.Types[name]; def != nil && def.Kind == ast.Object {
		return name
	}
	if known, ok := r.op.Fields.names[of]; ok {
		return known
	}
	return of.Name()
}

// Members returns the members that are needed of each T below the field, and nil if all may be needed. The field
// returns a T or a page of T.
func Members[T any](s *Selection) []string {
	needed := []string{}
	if !s.members(reflect.TypeFor[T](), s.bound.result, &needed, 0) {
		return nil
	}
	return needed
}

// RootMembers is Members for a root field that returns R.
func RootMembers[T, R any](ctx context.Context) []string {
	s := Root(ctx)
	s.bound = &binding{result: reflect.TypeFor[R]()}
	s.r.op.mu.Lock()
	s.r.op.roots[s.r.root] = s
	s.r.op.mu.Unlock()
	return Members[T](s)
}

// Root returns the selection of the root field that ctx is for.
func Root(ctx context.Context) *Selection {
	field := graphql.GetFieldContext(ctx)
	r := &run{ctx: ctx, op: operationOf(ctx), request: graphql.GetOperationContext(ctx), root: field}
	return &Selection{r: r, field: field.Field}
}

// rootPlan returns the plan of a root field's object, which RootMembers may have made.
func (r *run) rootPlan(name string, selected ast.SelectionSet, of reflect.Type) *plan {
	r.op.mu.Lock()
	s := r.op.roots[r.root]
	delete(r.op.roots, r.root) // a plan belongs to the run that takes it
	r.op.mu.Unlock()
	if s != nil {
		return s.below(r, name, of)
	}
	return r.plan(r.concrete(name, of), selected, of)
}

// members adds the needed members of each row below a selection that returns of. It returns false if all may be needed.
func (s *Selection) members(row, of reflect.Type, needed *[]string, depth int) bool {
	for of != nil && (of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice) {
		of = of.Elem()
	}
	if of == nil || of.Kind() != reflect.Struct || depth > 3 {
		return of != nil && of.Kind() != reflect.Struct // a leaf next to the rows, such as a count
	}
	t := s.field.Definition.Type
	for t.Elem != nil {
		t = t.Elem
	}
	p := s.below(s.r, t.NamedType, of)
	for _, child := range p.selections {
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
