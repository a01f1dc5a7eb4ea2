package main

import "testing"

// TestNullsAreChecked: a default lets a variable stand where null is not allowed, and its value may still be null.
func TestNullsAreChecked(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		for query, as := range map[string]headers{
			`query($x: Boolean = true) { shop @include(if: $x) { name } }`:                                                                        nil,
			`query($x: Boolean = true) { shop { name @skip(if: $x) } }`:                                                                           nil,
			`query($x: Boolean = true) { ... @include(if: $x) { shop { name } } }`:                                                                nil,
			`query($x: Boolean = true) { ...f @skip(if: $x) } fragment f on Query { shop { name } }`:                                              nil,
			`query($x: ID = "a") { node(id: $x) { id } }`:                                                                                         nil,
			`query($x: CountryCode = "IE") { addressFormat(country: $x) { name } }`:                                                               nil,
			`mutation($x: StaffRole = OWNER) { createStaffMember(input: { email: "a@b.example", name: "A", role: $x }) { userErrors { code } } }`: key,
		} {
			if a := p.send(as, query, vars{"x": nil}); a.status >= 500 || a.code() != "BAD_USER_INPUT" && a.code() != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: status %d, %.200s", query, a.status, a.text)
			}
		}
		_, ann := p.signUp("ann@example.com")
		p.send(ann, `mutation($e: Boolean) { logout(everywhere: $e) { endedSessions userErrors { code } } }`, nil).good() // the schema's default
	})
}
