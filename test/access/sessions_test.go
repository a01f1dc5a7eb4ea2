package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/test/apptest"
	"clientele/test/repo"
)

const (
	signUpForTokens = `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`

	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
)

// TestSessions signs in, refreshes tokens, lists sessions and disables the customer.
func TestSessions(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		browser := apptest.Headers{"User-Agent": firefox}
		made := p.Send(browser, signUpForTokens, apptest.Vars{"e": "ann@example.com"}).OK()
		id, token := made.Text("createCustomer.customer.id"), made.Text("createCustomer.customerToken.refreshToken")
		next := p.Send(browser, apptest.RefreshToken, apptest.Vars{"t": token}).OK()
		ann := apptest.Headers{"X-Customer-Token": next.Text("refreshToken.customerToken.accessToken")}
		if next.Text("refreshToken.customer.id") != id || next.Text("refreshToken.customerToken.refreshToken") == token {
			t.Errorf("%s", next.Body)
		}
		p.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { userErrors { code message } } }`, nil).OK()
		sessions := p.Send(ann, `{ me { sessions { device current lastUsedAt createdAt expiresAt } } }`, nil).OK()
		if sessions.Text("me.sessions.0.device") != "Go-http-client" || sessions.At("me.sessions.0.current") != false ||
			sessions.Text("me.sessions.1.device") != "Firefox on Linux" || sessions.At("me.sessions.1.current") != true {
			t.Errorf("%s", sessions.Body)
		}
		if a := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": "rt_x"}); a.Text("refreshToken.userErrors.0.code") != "REFRESH_TOKEN_INVALID" || len(a.Errors) > 0 {
			t.Errorf("a bad refresh token: %s", a.Body)
		}
		two := `mutation { a: refreshToken(refreshToken: "x") { userErrors { code } } b: login(email: "a", password: "x") { userErrors { code } } }`
		if a := p.Send(nil, two, nil); a.ErrorCode() != "TOO_COMPLEX" {
			t.Errorf("two tries at once: %s", a.Body)
		}
		if a := p.Send(apptest.Headers{"X-Customer-Token": next.Text("refreshToken.customerToken.refreshToken")}, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" {
			t.Errorf("a refresh token in a header: %s", a.Body)
		}

		disable := p.Send(key, `mutation($id: ID!) { disableCustomer(id: $id, reason: "chargebacks") { customer { disabledAt disabledReason version sessions { id } } userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
		if disable.Text("disableCustomer.customer.disabledReason") != "chargebacks" || len(disable.At("disableCustomer.customer.sessions").([]any)) != 0 {
			t.Errorf("%s", disable.Body)
		}
		if a := p.Send(ann, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" || a.Errors[0].Extensions["reason"] != "REVOKED" {
			t.Errorf("a token of a disabled customer: %s", a.Body)
		}
		if a := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": next.Text("refreshToken.customerToken.refreshToken")}); a.Text("refreshToken.userErrors.0.code") != "REFRESH_TOKEN_INVALID" {
			t.Errorf("a refresh token of a disabled customer: %s", a.Body)
		}
		if a := p.Send(key, `{ customers(filter: { disabled: { eq: true } }) { nodes { id } } }`, nil).OK(); a.Text("customers.nodes.0.id") != id {
			t.Errorf("%s", a.Body)
		}
		order := p.Send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, apptest.Vars{"i": apptest.Vars{
			"customerId": id, "shippingAddress": apptest.Vars{"address": apptest.Vars{"firstName": "Ann", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}}, "billingSameAsShipping": true,
			"contact": apptest.Vars{"name": "Ann"},
			"items":   []apptest.Vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1.00", "currency": "EUR"}}},
		}})
		order.OK()
		p.Send(key, `mutation($id: ID!) { enableCustomer(id: $id) { customer { disabledAt } userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
		again := p.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } userErrors { code message } } }`, nil).OK()
		ann = apptest.Headers{"X-Customer-Token": again.Text("login.customerToken.accessToken")}
		if a := p.Send(ann, `{ me { disabledAt } }`, nil); a.ErrorCode() != "FORBIDDEN" {
			t.Errorf("a customer reads disabledAt: %s", a.Body)
		}
		if keys := keySet(p); keys != `{"keys":[]}` {
			t.Errorf("with HS256 there are public keys: %s", keys)
		}
	})
}

// keySet returns the published keys.
func keySet(p *apptest.Program) string {
	p.T.Helper()
	response, err := http.Get(p.URL + "/.well-known/jwks.json")
	if err != nil {
		p.T.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Cache-Control") != "public, max-age=300" {
		p.T.Fatalf("%d %v %v", response.StatusCode, response.Header, err)
	}
	return string(text)
}

// TestTokensVerifiedElsewhere builds the program in the guide, which shares no code with this module, and verifies
// tokens with the published keys.
func TestTokensVerifiedElsewhere(t *testing.T) {
	guide, err := os.ReadFile(repo.Path("docs/guides/verifying-tokens.md"))
	if err != nil {
		t.Fatal(err)
	}
	source := regexp.MustCompile("(?s)```go\n(.*?)```").FindSubmatch(guide)
	if source == nil {
		t.Fatal("the guide has no program")
	}
	file, checker := filepath.Join(t.TempDir(), "main.go"), filepath.Join(t.TempDir(), "checker")
	if err := os.WriteFile(file, source[1], 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", checker, file)
	build.Dir = filepath.Dir(file)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	apptest.OnEachWith(t, []string{"CLIENTELE_TOKEN_ALGORITHM=EdDSA"}, func(t *testing.T, p *apptest.Program) {
		check := func(token string) string {
			t.Helper()
			c := exec.Command(checker)
			c.Env, c.Stdin = []string{"URL=" + p.URL}, strings.NewReader(token)
			out, _ := c.CombinedOutput() // an invalid token is an exit code
			return strings.TrimSpace(string(out))
		}
		a := p.Send(nil, signUpForTokens, apptest.Vars{"e": "ann@example.com"}).OK()
		id, good := a.Text("createCustomer.customer.id"), a.Text("createCustomer.customerToken.accessToken")
		if p.Send(apptest.Headers{"X-Customer-Token": good}, `{ me { id } }`, nil).OK().Text("me.id") != id {
			t.Error("the server itself does not take it")
		}
		renewed := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": a.Text("createCustomer.customerToken.refreshToken")}).OK().Text("refreshToken.customerToken.accessToken")
		for name, token := range map[string]string{"of a sign-up": good, "that was renewed": renewed} {
			if got := check(token); got != id {
				t.Errorf("a token %s: %s", name, got)
			}
		}
		parts := strings.Split(good, ".")
		_, secretText, _ := strings.Cut(apptest.TokenKey, "=")
		secret, now := auth.Secret(secretText), time.Now
		signed := func(s *auth.Signer, expires time.Time) string {
			t.Helper()
			token, err := s.Sign(auth.CustomerClaims{RegisteredClaims: s.Registered(id, expires), SessionID: "session_1"})
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		var set struct{ Keys []struct{ Kid, X string } }
		if err := json.Unmarshal([]byte(keySet(p)), &set); err != nil || len(set.Keys) != 1 {
			t.Fatalf("%s: %v", keySet(p), err)
		}
		b64 := base64.RawURLEncoding
		confused := b64.EncodeToString([]byte(`{"alg":"HS256","typ":"customer+jwt","kid":"`+set.Keys[0].Kid+`"}`)) + "." + parts[1]
		public, err := b64.DecodeString(set.Keys[0].X)
		if err != nil {
			t.Fatal(err)
		}
		mac := hmac.New(sha256.New, public)
		mac.Write([]byte(confused))
		confused += "." + b64.EncodeToString(mac.Sum(nil))
		for name, token := range map[string]string{
			"another subject":    parts[0] + "." + b64.EncodeToString([]byte(`{"iss":"clientele","aud":["customer"],"sub":"customer_x","exp":9999999999}`)) + "." + parts[2],
			"no signature":       parts[0] + "." + parts[1] + ".",
			"nothing":            "",
			"its time is over":   signed(auth.NewPublicSigner(secret, auth.ForCustomers, now), now().Add(-time.Second)),
			"another audience":   signed(auth.NewPublicSigner(secret, auth.ForStaff, now), now().Add(time.Hour)),
			"another shop":       signed(auth.NewPublicSigner(auth.Secret("another shop's secret, which is long enough"), auth.ForCustomers, now), now().Add(time.Hour)),
			"HS256":              signed(auth.NewSigner(secret, auth.ForCustomers, now), now().Add(time.Hour)),
			"the classic attack": confused,
		} {
			if got := check(token); !strings.HasPrefix(got, "rejected: ") {
				t.Errorf("%s: %s", name, got)
			}
		}
		if a := p.Send(apptest.Headers{"X-Customer-Token": confused}, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" {
			t.Errorf("the server takes the classic attack: %s", a.Body)
		}
	})
}

// TestTokenKeyRotation restarts a shop with another key: tokens stay valid while the previous key is configured.
func TestTokenKeyRotation(t *testing.T) {
	for _, algorithm := range []string{"HS256", "EdDSA"} {
		t.Run(algorithm, func(t *testing.T) {
			apptest.OnEachWith(t, []string{"CLIENTELE_TOKEN_ALGORITHM=" + algorithm}, func(t *testing.T, p *apptest.Program) {
				key := p.APIKey(apptest.AllScopes...)
				made := p.Send(nil, signUpForTokens, apptest.Vars{"e": "ann@example.com"}).OK()
				p.SignUp("bob@example.com")
				p.CommandWith("a password of my own", "staff", "create", "--email", "me@shop.example")
				member := p.Send(nil, `mutation { staffLogin(email: "me@shop.example", password: "a password of my own") { staffToken { accessToken } userErrors { code message } } }`, nil).OK().Text("staffLogin.staffToken.accessToken")
				quote := p.Send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1.00", currency: "EUR" } }] }) { quote { token } userErrors { code field message } } }`, nil).OK().Text("createQuote.quote.token")
				cursor := p.Send(key, `{ customers(first: 1) { pageInfo { endCursor } } }`, nil).OK().Text("customers.pageInfo.endCursor")
				checkout := `mutation($q: String!) { checkout(input: { quote: $q, contact: { name: "Gus", email: "gus@example.com" }, billingSameAsShipping: true,
					shippingAddress: { address: { firstName: "Gus", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { id } guestOrderToken userErrors { code field message } } }`
				guest := p.Send(nil, checkout, apptest.Vars{"q": quote}).OK().Text("checkout.guestOrderToken")
				ann := apptest.Headers{"X-Customer-Token": made.Text("createCustomer.customerToken.accessToken")}
				token := made.Text("createCustomer.customerToken.refreshToken")
				if err := p.Stop(); err != nil {
					t.Fatal(err)
				}

				env := slices.DeleteFunc(slices.Clone(p.Env), func(line string) bool { return line == apptest.TokenKey })
				_, before, _ := strings.Cut(apptest.TokenKey, "=")
				file := filepath.Join(t.TempDir(), "previous")
				if err := os.WriteFile(file, []byte(before+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				const newKey = "CLIENTELE_TOKEN_KEY=the next key of the tests, long enough"
				p = apptest.Start(t, append(slices.Clip(env), newKey, "CLIENTELE_TOKEN_KEY_PREVIOUS_FILE="+file)...)
				for name, a := range map[string]*apptest.Response{
					"a customer's token":    p.Send(ann, `{ me { id } }`, nil),
					"a staff token":         p.Send(apptest.Headers{"Authorization": "Bearer " + member}, `{ staffMe { id } }`, nil),
					"a quote that was used": p.Send(nil, checkout, apptest.Vars{"q": quote}),
					"a guest's order":       p.Send(nil, `query($t: String!) { guestOrder(token: $t) { id } }`, apptest.Vars{"t": guest}),
					"a cursor":              p.Send(key, `query($c: String!) { customers(first: 1, after: $c) { nodes { id } } }`, apptest.Vars{"c": cursor}),
				} {
					if a.OK(); strings.Contains(a.Body, "null") {
						t.Errorf("%s: %s", name, a.Body)
					}
				}
				next := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": token}).OK()
				if keys := strings.Count(keySet(p), `"kid"`); keys != map[string]int{"HS256": 0, "EdDSA": 2}[algorithm] {
					t.Errorf("%s", keySet(p))
				}
				if err := p.Stop(); err != nil {
					t.Fatal(err)
				}

				p = apptest.Start(t, append(slices.Clip(env), newKey)...)
				renewed := apptest.Headers{"X-Customer-Token": next.Text("refreshToken.customerToken.accessToken")}
				p.Send(renewed, `{ me { id } }`, nil).OK()
				if a := p.Send(ann, `{ me { id } }`, nil); a.ErrorCode() != "UNAUTHENTICATED" {
					t.Errorf("the key before is still good: %s", a.Body)
				}
			})
		})
	}
}
