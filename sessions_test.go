package main

import (
	"bytes"
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
)

const (
	signUpForTokens = `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`
	refresh         = `mutation($t: String!) { refreshToken(refreshToken: $t) { customer { id } customerToken { accessToken refreshToken expiresAt refreshExpiresAt } userErrors { code field message } } }`
	firefox         = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
)

func TestSessionsOverHTTP(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		browser := headers{"User-Agent": firefox}
		made := p.send(browser, signUpForTokens, vars{"e": "ann@example.com"}).good()
		id, token := made.str("createCustomer.customer.id"), made.str("createCustomer.customerToken.refreshToken")
		next := p.send(browser, refresh, vars{"t": token}).good()
		ann := headers{"X-Customer-Token": next.str("refreshToken.customerToken.accessToken")}
		if next.str("refreshToken.customer.id") != id || next.str("refreshToken.customerToken.refreshToken") == token {
			t.Errorf("%s", next.text)
		}
		p.send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { userErrors { code message } } }`, nil).good()
		sessions := p.send(ann, `{ me { sessions { device current lastUsedAt createdAt expiresAt } } }`, nil).good()
		if sessions.str("me.sessions.0.device") != "Go-http-client" || sessions.at("me.sessions.0.current") != false ||
			sessions.str("me.sessions.1.device") != "Firefox on Linux" || sessions.at("me.sessions.1.current") != true {
			t.Errorf("%s", sessions.text)
		}
		if a := p.send(nil, refresh, vars{"t": "rt_x"}); a.str("refreshToken.userErrors.0.code") != "REFRESH_TOKEN_INVALID" || len(a.Errors) > 0 {
			t.Errorf("a bad refresh token: %s", a.text)
		}
		two := `mutation { a: refreshToken(refreshToken: "x") { userErrors { code } } b: login(email: "a", password: "x") { userErrors { code } } }`
		if a := p.send(nil, two, nil); a.code() != "TOO_COMPLEX" {
			t.Errorf("two tries at once: %s", a.text)
		}
		if a := p.send(headers{"X-Customer-Token": next.str("refreshToken.customerToken.refreshToken")}, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" {
			t.Errorf("a refresh token in a header: %s", a.text)
		}

		disable := p.send(key, `mutation($id: ID!) { disableCustomer(id: $id, reason: "chargebacks") { customer { disabledAt disabledReason version sessions { id } } userErrors { code field message } } }`, vars{"id": id}).good()
		if disable.str("disableCustomer.customer.disabledReason") != "chargebacks" || len(disable.at("disableCustomer.customer.sessions").([]any)) != 0 {
			t.Errorf("%s", disable.text)
		}
		if a := p.send(ann, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" || a.Errors[0].Extensions["reason"] != "REVOKED" {
			t.Errorf("a token of a disabled customer: %s", a.text)
		}
		if a := p.send(nil, refresh, vars{"t": next.str("refreshToken.customerToken.refreshToken")}); a.str("refreshToken.userErrors.0.code") != "REFRESH_TOKEN_INVALID" {
			t.Errorf("a refresh token of a disabled customer: %s", a.text)
		}
		if a := p.send(key, `{ customers(filter: { disabled: { eq: true } }) { nodes { id } } }`, nil).good(); a.str("customers.nodes.0.id") != id {
			t.Errorf("%s", a.text)
		}
		order := p.send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, vars{"i": vars{
			"customerId": id, "shippingAddress": vars{"address": vars{"firstName": "Ann", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}}, "billingSameAsShipping": true,
			"contact": vars{"name": "Ann"},
			"items":   []vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": vars{"amount": "1.00", "currency": "EUR"}}},
		}})
		order.good()
		p.send(key, `mutation($id: ID!) { enableCustomer(id: $id) { customer { disabledAt } userErrors { code field message } } }`, vars{"id": id}).good()
		again := p.send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } userErrors { code message } } }`, nil).good()
		ann = headers{"X-Customer-Token": again.str("login.customerToken.accessToken")}
		if a := p.send(ann, `{ me { disabledAt } }`, nil); a.code() != "FORBIDDEN" {
			t.Errorf("a customer reads disabledAt: %s", a.text)
		}
		if keys := p.keySet(); keys != `{"keys":[]}` {
			t.Errorf("with HS256 there are public keys: %s", keys)
		}
	})
}

// keySet returns the public keys as they are served.
func (p *program) keySet() string {
	p.t.Helper()
	response, err := http.Get(p.url + "/.well-known/jwks.json")
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Cache-Control") != "public, max-age=300" {
		p.t.Fatalf("%d %v %v", response.StatusCode, response.Header, err)
	}
	return string(text)
}

// TestAnotherServiceChecksTokens builds the program of the guide, which knows nothing of ours, and lets it check tokens by the
// served keys alone.
func TestAnotherServiceChecksTokens(t *testing.T) {
	guide, err := os.ReadFile("docs/guides/checking-tokens.md")
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
	onEachWith(t, []string{"CLIENTELE_TOKEN_ALGORITHM=EdDSA"}, func(t *testing.T, p *program) {
		check := func(token string) string {
			t.Helper()
			c := exec.Command(checker)
			c.Env, c.Stdin = []string{"URL=" + p.url}, strings.NewReader(token)
			out, _ := c.CombinedOutput() // refusing is an exit code
			return strings.TrimSpace(string(out))
		}
		a := p.send(nil, signUpForTokens, vars{"e": "ann@example.com"}).good()
		id, good := a.str("createCustomer.customer.id"), a.str("createCustomer.customerToken.accessToken")
		if p.send(headers{"X-Customer-Token": good}, `{ me { id } }`, nil).good().str("me.id") != id {
			t.Error("the server itself does not take it")
		}
		renewed := p.send(nil, refresh, vars{"t": a.str("createCustomer.customerToken.refreshToken")}).good().str("refreshToken.customerToken.accessToken")
		for name, token := range map[string]string{"of a sign-up": good, "that was renewed": renewed} {
			if got := check(token); got != id {
				t.Errorf("a token %s: %s", name, got)
			}
		}
		parts := strings.Split(good, ".")
		_, secretText, _ := strings.Cut(tokenKey, "=")
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
		if err := json.Unmarshal([]byte(p.keySet()), &set); err != nil || len(set.Keys) != 1 {
			t.Fatalf("%s: %v", p.keySet(), err)
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
			if got := check(token); !strings.HasPrefix(got, "refused: ") {
				t.Errorf("%s: %s", name, got)
			}
		}
		if a := p.send(headers{"X-Customer-Token": confused}, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" {
			t.Errorf("the server takes the classic attack: %s", a.text)
		}
	})
}

// TestTheTokenKeyChanges restarts a shop with another key: nobody is signed out and nothing that was signed is lost, as long as
// the key before is named.
func TestTheTokenKeyChanges(t *testing.T) {
	for _, algorithm := range []string{"HS256", "EdDSA"} {
		t.Run(algorithm, func(t *testing.T) {
			onEachWith(t, []string{"CLIENTELE_TOKEN_ALGORITHM=" + algorithm}, func(t *testing.T, p *program) {
				key := p.key(everything...)
				made := p.send(nil, signUpForTokens, vars{"e": "ann@example.com"}).good()
				p.signUp("bob@example.com")
				p.commandWith("a password of my own", "staff", "create", "--email", "me@shop.example")
				member := p.send(nil, `mutation { staffLogin(email: "me@shop.example", password: "a password of my own") { staffToken { accessToken } userErrors { code message } } }`, nil).good().str("staffLogin.staffToken.accessToken")
				quote := p.send(key, `mutation { createQuote(input: { items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1.00", currency: "EUR" } }] }) { quote { token } userErrors { code field message } } }`, nil).good().str("createQuote.quote.token")
				cursor := p.send(key, `{ customers(first: 1) { pageInfo { endCursor } } }`, nil).good().str("customers.pageInfo.endCursor")
				checkout := `mutation($q: String!) { checkout(input: { quote: $q, contact: { name: "Gus", email: "gus@example.com" }, billingSameAsShipping: true,
					shippingAddress: { address: { firstName: "Gus", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { id } guestOrderToken userErrors { code field message } } }`
				guest := p.send(nil, checkout, vars{"q": quote}).good().str("checkout.guestOrderToken")
				ann := headers{"X-Customer-Token": made.str("createCustomer.customerToken.accessToken")}
				token := made.str("createCustomer.customerToken.refreshToken")
				if err := p.stop(); err != nil {
					t.Fatal(err)
				}

				env := slices.DeleteFunc(slices.Clone(p.env), func(line string) bool { return line == tokenKey })
				_, before, _ := strings.Cut(tokenKey, "=")
				file := filepath.Join(t.TempDir(), "previous")
				if err := os.WriteFile(file, []byte(before+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				const newKey = "CLIENTELE_TOKEN_KEY=the next key of the tests, long enough"
				p = start(t, append(slices.Clip(env), newKey, "CLIENTELE_TOKEN_KEY_PREVIOUS_FILE="+file)...)
				for name, a := range map[string]*answer{
					"a customer's token":    p.send(ann, `{ me { id } }`, nil),
					"a staff token":         p.send(headers{"Authorization": "Bearer " + member}, `{ staffMe { id } }`, nil),
					"a quote that was used": p.send(nil, checkout, vars{"q": quote}),
					"a guest's order":       p.send(nil, `query($t: String!) { guestOrder(token: $t) { id } }`, vars{"t": guest}),
					"a cursor":              p.send(key, `query($c: String!) { customers(first: 1, after: $c) { nodes { id } } }`, vars{"c": cursor}),
				} {
					if a.good(); strings.Contains(a.text, "null") {
						t.Errorf("%s: %s", name, a.text)
					}
				}
				next := p.send(nil, refresh, vars{"t": token}).good()
				if keys := strings.Count(p.keySet(), `"kid"`); keys != map[string]int{"HS256": 0, "EdDSA": 2}[algorithm] {
					t.Errorf("%s", p.keySet())
				}
				if err := p.stop(); err != nil {
					t.Fatal(err)
				}

				p = start(t, append(slices.Clip(env), newKey)...)
				renewed := headers{"X-Customer-Token": next.str("refreshToken.customerToken.accessToken")}
				p.send(renewed, `{ me { id } }`, nil).good()
				if a := p.send(ann, `{ me { id } }`, nil); a.code() != "UNAUTHENTICATED" {
					t.Errorf("the key before is still good: %s", a.text)
				}
			})
		})
	}
}

// commandWith runs a command that reads from standard input.
func (p *program) commandWith(in string, args ...string) {
	p.t.Helper()
	var out bytes.Buffer
	if err := run(p.t.Context(), args, p.env, strings.NewReader(in+"\n"), &out); err != nil {
		p.t.Fatalf("%v: %v", args, err)
	}
}
