package access

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"clientele/test/apptest"
)

// TestExpiresAt compares expiresAt with the exp claim of the token, for customers, staff and quotes.
func TestExpiresAt(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		p.SignUp("ann@example.com")
		p.SignInOwner()
		const quote = `mutation { createQuote(input: {
			items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) {
			quote { token expiresAt } userErrors { code } } }`
		const login = `mutation {
			login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken expiresAt } } }`
		const staffLogin = `mutation {
			staffLogin(email: "olga@shop.example", password: "owner's password") { staffToken { accessToken expiresAt } } }`
		for _, c := range []struct {
			name, operation string
			as              apptest.Headers
			token, ends     string
		}{
			{"customer", login, nil, "login.customerToken.accessToken", "login.customerToken.expiresAt"},
			{"staff", staffLogin, nil, "staffLogin.staffToken.accessToken", "staffLogin.staffToken.expiresAt"},
			{"quote", quote, p.APIKey("ORDERS_WRITE"), "createQuote.quote.token", "createQuote.quote.expiresAt"},
		} {
			a := p.Send(c.as, c.operation, nil)
			payload, err := base64.RawURLEncoding.DecodeString(strings.Split(a.OK().Text(c.token), ".")[1])
			if err != nil {
				t.Fatal(err)
			}
			var claims struct{ Exp int64 }
			if err := json.Unmarshal(payload, &claims); err != nil {
				t.Fatal(err)
			}
			ends, err := time.Parse(time.RFC3339Nano, a.Text(c.ends))
			if err != nil || !ends.Equal(time.Unix(claims.Exp, 0)) {
				t.Errorf("%s: expiresAt %s (%v), exp %s", c.name, a.Text(c.ends), err, time.Unix(claims.Exp, 0).UTC())
			}
		}
	})
}
