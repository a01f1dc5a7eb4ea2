package schema

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Rule is the @access directive of a field.
type Rule struct {
	Anyone, Public, Customer, Staff bool
	Scope                           string
}

// member names a field of a type.
type member struct{ object, field string }

// rules returns the rule of every field that has one.
func rules() (map[member]Rule, error) {
	doc, err := parser.ParseSchema(Source())
	if err != nil {
		return nil, fmt.Errorf("parse the schema: %w", err)
	}
	found := map[member]Rule{}
	for _, def := range definitions(doc) {
		for _, field := range def.Fields {
			if rule, ok := ruleOf(field.Directives); ok {
				found[member{def.Name, field.Name}] = rule
			}
		}
	}
	return found, nil
}

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
		case "scope":
			rule.Scope = arg.Value.Raw
		}
	}
	return rule, true
}

// passes reports whether any caller of the audience can pass the rule.
func (r Rule) passes(a Audience) bool {
	if a == Staff {
		return r.Scope != "" || r.Anyone || r.Staff
	}
	return r.Anyone || r.Customer
}
