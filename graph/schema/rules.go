package schema

import (
	"fmt"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Rule is the @access directive of a field, an argument or a member of an input.
type Rule struct {
	Anyone, Public, Customer, Staff, OnBehalf bool
	Scopes                                    []string // all of them
	AnyScope                                  []string // one of them
}

// Member names a field of an object or an input, or an argument of a field.
type Member struct{ Type, Field, Argument string }

// rules returns the rule of every member that has one.
var rules = sync.OnceValues(func() (map[Member]Rule, error) {
	doc, err := parser.ParseSchema(Source())
	if err != nil {
		return nil, fmt.Errorf("parse the schema: %w", err)
	}
	found := map[Member]Rule{}
	add := func(m Member, directives ast.DirectiveList) {
		if rule, ok := ruleOf(directives); ok {
			found[m] = rule
		}
	}
	for _, def := range definitions(doc) {
		for _, field := range def.Fields {
			add(Member{def.Name, field.Name, ""}, field.Directives)
			for _, arg := range field.Arguments {
				add(Member{def.Name, field.Name, arg.Name}, arg.Directives)
			}
		}
	}
	return found, nil
})

func ruleOf(directives ast.DirectiveList) (Rule, bool) {
	d := directives.ForName("access")
	if d == nil {
		return Rule{}, false
	}
	var rule Rule
	for _, arg := range d.Arguments {
		switch arg.Name {
		case "anyone":
			rule.Anyone = arg.Value.Raw == "true"
		case "public":
			rule.Public = arg.Value.Raw == "true"
		case "customer":
			rule.Customer = arg.Value.Raw == "true"
		case "staff":
			rule.Staff = arg.Value.Raw == "true"
		case "onBehalf":
			rule.OnBehalf = arg.Value.Raw == "true"
		case "scope":
			rule.Scopes = enumValues(arg.Value)
		case "anyScope":
			rule.AnyScope = enumValues(arg.Value)
		}
	}
	return rule, true
}

// enumValues returns the names in a list of enum values. A single value means a list of one.
func enumValues(v *ast.Value) []string {
	if v.Kind == ast.EnumValue {
		return []string{v.Raw}
	}
	var names []string
	for _, each := range v.Children {
		names = append(names, each.Value.Raw)
	}
	return names
}

// HasScopes reports whether the rule lets API keys and staff members pass by their scopes.
func (r Rule) HasScopes() bool { return len(r.Scopes) > 0 || len(r.AnyScope) > 0 }

// passes reports whether any caller of the audience can pass the rule.
func (r Rule) passes(a Audience) bool {
	switch a {
	case Staff:
		return r.HasScopes() || r.Anyone || r.Staff
	case OnBehalf:
		return r.Anyone || r.Customer || r.OnBehalf
	case Storefront:
		return r.Anyone || r.Customer
	}
	return true
}
