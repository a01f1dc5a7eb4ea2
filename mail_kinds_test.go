package main

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// TestKindsOfMails: the guide, the API and the dashboard name the same kinds, each of which a shop can really write. Where
// there is no mail server, none of them is shown as sent.
func TestKindsOfMails(t *testing.T) {
	guide := named(t, "docs/guides/emails.md", `(?s)\n\| kind \|.*?\n\n`, "\n\\| `([a-z_]+)` \\|")
	texts := named(t, "web/dashboard/texts/en.ts", `(?s)\n      kinds: \{\n        password_reset.*?\}`, `\n        ([a-z_]+):`)
	if !slices.Equal(guide, texts) {
		t.Errorf("the guide names %v, the dashboard %v", guide, texts)
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := served(t, o, "CLIENTELE_EMAIL_VERIFICATION=required", "CLIENTELE_EMAILS_PER_HOUR=100")
		const (
			makeAccount = `mutation($e: String!, $p: String!) {
				createCustomer(input: { email: $e, password: $p }) { customer { id } userErrors { code } } }`
			logIn = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) {
				customerToken { accessToken refreshToken } userErrors { code } } }`
			moveTo = `mutation($e: String!) {
				requestEmailChange(newEmail: $e, password: "correct horse") { emailSent userErrors { code } } }`
			change = `mutation { changePassword(currentPassword: "correct horse", newPassword: "another horse") {
				userErrors { code } } }`
			buy = `mutation { checkout(input: {
				items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }],
				contact: { name: "Gus", email: "gus@example.com" }, billingSameAsShipping: true,
				shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }
			}) { order { number } userErrors { code } } }`
			askLink = `mutation($n: String!) {
				requestGuestOrderLink(number: $n, email: "gus@example.com") { emailSent userErrors { code } } }`
		)
		key := p.key(everything...)
		ann, known := vars{"e": "ann@example.com"}, vars{"e": "ann@example.com", "p": "correct horse"}
		p.send(key, makeAccount, known).good()
		p.send(nil, signUp, known).good()                                              // sign_up_taken
		p.send(nil, signUp, vars{"e": "new@example.com", "p": "correct horse"}).good() // sign_up
		p.send(nil, askSignIn, ann).good()
		p.send(nil, askSignIn, vars{"e": "nobody@example.com"}).good()                                                                    // sign_up_invitation
		p.send(nil, `mutation { requestLoginCode(email: "newer@example.com", createAccount: true) { userErrors { code } } }`, nil).good() // sign_up_code
		p.send(nil, askReset, ann).good()
		number := p.send(key, buy, nil).good().str("checkout.order.number")
		p.send(nil, askLink, vars{"n": number}).good()
		in := p.send(nil, logIn, known).good()
		as := headers{"X-Customer-Token": in.str("login.customerToken.accessToken")}
		p.send(as, askVerification, nil).good()
		p.send(as, moveTo, vars{"e": "anna@example.com"}).good() // email_change and its notice

		drain := func() {
			t.Helper()
			if err := s.mail.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		drain() // before what follows ends the tokens of these

		stolen := in.str("login.customerToken.refreshToken")
		second := p.send(nil, refresh, vars{"t": stolen}).good()
		err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sessions SET refreshed_at = ?", models.At(time.Now().Add(-time.Hour))).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		p.send(nil, refresh, vars{"t": second.str("refreshToken.customerToken.refreshToken")}).good()
		if got := p.send(nil, refresh, vars{"t": stolen}).fault("refreshToken"); got != "REFRESH_TOKEN_INVALID" {
			t.Errorf("an old token: %q", got)
		}
		again := p.send(nil, logIn, known).good()
		p.send(headers{"X-Customer-Token": again.str("login.customerToken.accessToken")}, change, nil).good()

		drain()
		a := p.send(p.owner(), `{ emails(first: 100) { nodes { kind status sentAt lastError text } } }`, nil).good()
		shown := map[string]bool{}
		for _, node := range a.at("emails.nodes").([]any) {
			m := node.(map[string]any)
			shown[m["kind"].(string)] = true
			if m["status"] != "OUTBOX" || m["sentAt"] != nil || m["lastError"] != nil || m["text"] == nil {
				t.Errorf("%v", m)
			}
		}
		if all := slices.Sorted(maps.Keys(shown)); !slices.Equal(all, guide) {
			t.Errorf("the API shows %v, the guide names %v", all, guide)
		}
		if a := p.send(key, `{ emails(status: SENT) { nodes { kind } } }`, nil).good(); len(a.at("emails.nodes").([]any)) > 0 {
			t.Errorf("shown as sent: %s", a.text)
		}
	})
}

// named returns, in order, what a pattern names in a part of a file.
func named(t *testing.T, file, part, name string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, found := range regexp.MustCompile(name).FindAllStringSubmatch(regexp.MustCompile(part).FindString(string(text)), -1) {
		all = append(all, found[1])
	}
	if len(all) == 0 {
		t.Fatalf("%s names nothing", file)
	}
	slices.Sort(all)
	return all
}
