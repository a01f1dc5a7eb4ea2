package access

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/graph/schema"
	"clientele/internal/auth"
	"clientele/test/apptest"
)

// TestExpiredTokens checks that an expired customer token blocks only what needs a token, so that a client that still
// sends it can refresh it. A revoked or forged token blocks everything.
func TestExpiredTokens(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o)
		s, h := apptest.Open(t, env...)
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		p := &apptest.Program{T: t, URL: server.URL, Env: env}
		key := p.APIKey(apptest.AllScopes...)
		made := p.Send(nil, signUpForTokens, apptest.Vars{"e": "ann@example.com"}).OK()
		token, err := s.Tokens.Sign(auth.CustomerClaims{
			RegisteredClaims: s.Tokens.Registered(made.Text("createCustomer.customer.id"), time.Now().Add(-time.Second)), SessionID: "session_x",
		})
		if err != nil {
			t.Fatal(err)
		}
		renew := apptest.Vars{"t": made.Text("createCustomer.customerToken.refreshToken")}
		expired := apptest.Headers{"X-Customer-Token": token}
		reason := func(a *apptest.Response) any {
			if a.ErrorCode() == "" {
				return nil
			}
			return a.Errors[0].Extensions["reason"]
		}
		for _, c := range []struct {
			query string
			v     apptest.Vars
			good  bool
		}{
			{apptest.RefreshToken, renew, true},
			{`{ __typename shop { name } s: __schema { queryType { name } } }`, nil, true},
			{`{ ...F } fragment F on Query { addressFormats { country } }`, nil, true},
			{`mutation { login(email: "ann@example.com", password: "correct horse") { customer { email } userErrors { code } } }`, nil, true},
			{`mutation { requestPasswordReset(email: "ann@example.com") { userErrors { code } } }`, nil, true},
			{`mutation { requestLoginCode(email: "bob@example.com") { userErrors { code } } }`, nil, true},
			{signUpForTokens, apptest.Vars{"e": "bob@example.com"}, false},
			{`mutation { loginWithCode(code: "AAAAAAAAAAAAAAAAAAAAAAAAAA") { userErrors { code } } }`, nil, false},
			{`{ guestOrder(token: "x") { id } }`, nil, true},
			{`{ me { id } }`, nil, false},
			{`{ shop { name } me { id } }`, nil, false},
			{`{ ... on Query { me { id } } }`, nil, false},
			{`{ node(id: "customer_x") { id } }`, nil, false},
			{`mutation { logout { userErrors { code } } }`, nil, false},
			{`mutation { verifyEmail(token: "x") { userErrors { code } } }`, nil, false},
			{`mutation { checkout(input: { billingSameAsShipping: true }) { order { id } userErrors { code } } }`, nil, false},
		} {
			a := p.Send(expired, c.query, c.v)
			if c.good && a.ErrorCode() != "" || !c.good && reason(a) != "EXPIRED" {
				t.Errorf("%s: %s", c.query, a.Body)
			}
		}
		withKey := apptest.Headers{"Authorization": key["Authorization"], "X-Customer-Token": token}
		for _, query := range []string{`{ customers { totalCount } }`, `mutation { createCustomer(input: { email: "x@example.com", note: "x" }) { customer { id } } }`} {
			if a := p.Send(withKey, query, nil); a.ErrorCode() == "" {
				t.Errorf("the rights of a key beside an expired token count: %s", a.Body)
			}
		}
		for name, bad := range map[string]string{"forged": token[:len(token)-4] + "AAAA", "none": "null"} {
			if a := p.Send(apptest.Headers{"X-Customer-Token": bad}, `{ shop { name } }`, nil); reason(a) != "INVALID" {
				t.Errorf("a token that is %s: %s", name, a.Body)
			}
		}
		for name, as := range map[string]apptest.Headers{"expired": expired, "a key that is none": {"Authorization": "Bearer sk_none"}} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/schema.graphql", nil)
			if err != nil {
				t.Fatal(err)
			}
			for header, value := range as {
				r.Header.Set(header, value)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(resp.Body)
			if resp.Body.Close(); err != nil || resp.StatusCode != http.StatusUnauthorized || strings.Contains(string(text), "type Query") {
				t.Errorf("the schema for %s: %s %.200s", name, resp.Status, text)
			}
		}
	})
}

// TestPublicFields checks that the fields that work with an expired token need no token.
func TestPublicFields(t *testing.T) {
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, def := range schema.Types {
		for _, field := range def.Fields {
			rule := field.Directives.ForName("access")
			if rule == nil || rule.Arguments.ForName("public") == nil {
				continue
			}
			found++
			if rule.Arguments.ForName("scope") != nil {
				t.Errorf("%s.%s is public, but tells callers apart", def.Name, field.Name)
			}
			if anyone := rule.Arguments.ForName("anyone"); anyone == nil || anyone.Value.Raw != "true" || def != schema.Query && def != schema.Mutation {
				t.Errorf("%s.%s is public, but not a root field for anyone", def.Name, field.Name)
			}
		}
	}
	if found < 10 {
		t.Errorf("%d fields are public", found)
	}
}
