package access

import (
	"testing"

	"clientele/test/apptest"
)

// TestNullVariables checks that null is rejected for a non-null argument whose variable has a default value.
func TestNullVariables(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		for query, as := range map[string]apptest.Headers{
			`query($x: Boolean = true) { shop @include(if: $x) { name } }`:                                                                        nil,
			`query($x: Boolean = true) { shop { name @skip(if: $x) } }`:                                                                           nil,
			`query($x: Boolean = true) { ... @include(if: $x) { shop { name } } }`:                                                                nil,
			`query($x: Boolean = true) { ...f @skip(if: $x) } fragment f on Query { shop { name } }`:                                              nil,
			`query($x: ID = "a") { node(id: $x) { id } }`:                                                                                         nil,
			`query($x: CountryCode = "IE") { addressFormat(country: $x) { name } }`:                                                               nil,
			`mutation($x: StaffRole = OWNER) { createStaffMember(input: { email: "a@b.example", name: "A", role: $x }) { userErrors { code } } }`: key,
		} {
			if a := p.Send(as, query, apptest.Vars{"x": nil}); a.Status >= 500 || a.ErrorCode() != "BAD_USER_INPUT" && a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: status %d, %.200s", query, a.Status, a.Body)
			}
		}
		_, ann := p.SignUp("ann@example.com")
		p.Send(ann, `mutation($e: Boolean) { logout(everywhere: $e) { endedSessions userErrors { code } } }`, nil).OK() // the default of the schema
	})
}
