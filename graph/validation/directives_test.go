package validation

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/schema"
)

// TestDirectivesOfOperations checks what the directives of the schema say about whole operations, through fragments.
func TestDirectivesOfOperations(t *testing.T) {
	view := newSnapshot(t, everyField()).View(schema.Staff)
	for _, c := range []struct {
		query             string
		secrets, constant bool
	}{
		{`{ addressFormats { country } }`, false, true},
		{`{ ...F ...F __typename } fragment F on Query { all: addressFormats { ...G } } fragment G on AddressFormat { name }`, false, true},
		{`{ shop { name } }`, false, false},
		{`{ addressFormats { country } ... on Query { shop { name } } }`, false, false},
		{`{ addressFormats { country } shop @skip(if: true) { name } }`, false, true},
		{`{ __schema { types { name } } }`, false, false},
		{`mutation { __typename }`, false, false},
		{`mutation { login(email: "x", password: "y") { customer { id } } }`, false, false},
		{`mutation { login(email: "x", password: "y") { customerToken { expiresAt } } }`, false, false},
		{`mutation { login(email: "x", password: "y") { customerToken { expiresAt t: accessToken } } }`, true, false},
		{`mutation { login(email: "x", password: "y") { ...P } } fragment P on LoginPayload { ... { customerToken { ...T } } } fragment T on CustomerToken { refreshToken }`, true, false},
		{`mutation { createApiKey(input: { name: "x", scopes: [] }) { secret } }`, true, false},
		{`{ emails { nodes { status } } }`, false, false},
		{`{ emails { nodes { html } } }`, true, false},
	} {
		op, errs := Prepare(graphql.StartOperationTrace(t.Context()), view, &graphql.RawParams{Query: c.query})
		if len(errs) > 0 {
			t.Errorf("%s: %v", c.query, errs)
			continue
		}
		if secrets, constant := ReturnsSecrets(op), Constant(op); secrets != c.secrets || constant != c.constant {
			t.Errorf("%s: returns secrets %t, constant %t", c.query, secrets, constant)
		}
	}
}

// TestScalarsAreRead checks that the values of every scalar are checked before an operation runs. Values of custom
// fields are checked with the rules of the field.
func TestScalarsAreRead(t *testing.T) {
	for name, def := range newSnapshot(t, everyField()).View(schema.Staff).Schema.Types {
		ofGraphQL := def.BuiltIn || name == "Date" || name == "JSON"
		if def.Kind == ast.Scalar && !ofGraphQL && scalars[name] == nil {
			t.Errorf("%s is not in the list of scalars", name)
		}
	}
}
