package schema

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// explain removes the access rule of a member and adds what it requires to the description. It returns false if the
// audience can never use the member.
func explain(description *string, directives *ast.DirectiveList, a Audience) bool {
	rule, ok := ruleOf(*directives)
	if !ok {
		return true
	}
	*directives = without(*directives, "access")
	if sentence := rule.sentence(); sentence != "" {
		between := " "
		if strings.Contains(*description, "\n") {
			between = "\n"
		}
		*description += between + sentence
	}
	return rule.passes(a)
}

// sentence says what the rule requires, as the end of a description. It is empty if everyone passes.
func (r Rule) sentence() string {
	scopes := "`" + strings.Join(r.Scopes, "` and `") + "`"
	if len(r.AnyScope) > 0 {
		scopes = "`" + strings.Join(r.AnyScope, "` or `") + "`"
	}
	switch {
	case !r.HasScopes() && r.Anyone:
		return ""
	case r.Anyone:
		return "Requires " + scopes + " from API keys and staff members."
	case r.OnBehalf:
		return "Requires " + scopes + ", with or without a customer token."
	}
	var ways []string
	if r.Customer {
		ways = append(ways, "a customer token")
	}
	if r.Staff {
		ways = append(ways, "a staff token")
	}
	if r.HasScopes() {
		ways = append(ways, scopes)
	}
	return "Requires " + strings.Join(ways, " or ") + "."
}

// dedent removes the indentation of the lines of descriptions, which the parser keeps if the text starts on the line of
// its quotes (GraphQL specification, section 2.9.4, BlockStringValue).
func dedent(doc *ast.SchemaDocument) {
	for _, def := range definitions(doc) {
		dedentText(&def.Description)
		for _, field := range def.Fields {
			dedentText(&field.Description)
			dedentArguments(field.Arguments)
		}
		for _, value := range def.EnumValues {
			dedentText(&value.Description)
		}
	}
	for _, directive := range doc.Directives {
		dedentText(&directive.Description)
		dedentArguments(directive.Arguments)
	}
}

func dedentArguments(list ast.ArgumentDefinitionList) {
	for _, arg := range list {
		dedentText(&arg.Description)
	}
}

// dedentText removes the indentation of the second line from all lines after the first.
func dedentText(text *string) {
	first, rest, more := strings.Cut(*text, "\n")
	if !more {
		return
	}
	indent := rest[:len(rest)-len(strings.TrimLeft(rest, " "))]
	*text = first + strings.ReplaceAll("\n"+rest, "\n"+indent, "\n")
}
