package mail

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/internal/mail"
	"clientele/models"
	"clientele/test/apptest"
	"clientele/test/repo"
)

const buyTea = `mutation { checkout(input: {
	items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }],
	contact: { name: "Gus", email: "gus@example.com" }, billingSameAsShipping: true,
	shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }
}) { order { id number } userErrors { code } } }`

// TestEmailKinds checks that the guide, the API and the dashboard list the same kinds of email, and sends each of them.
// Without a mail server, none is shown as sent.
func TestEmailKinds(t *testing.T) {
	guide := named(t, repo.Path("docs/guides/emails.md"), `(?s)\n\| kind \|.*?\n\n`, "\n\\| `([a-z_]+)` \\|")
	texts := named(t, repo.Path("web/dashboard/texts/en/settings.ts"), `(?s)\n      kinds: \{\n        password_reset.*?\}`, `\n        ([a-z_]+):`)
	if !slices.Equal(guide, texts) {
		t.Errorf("the guide names %v, the dashboard %v", guide, texts)
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o, "CLIENTELE_EMAIL_VERIFICATION=required", "CLIENTELE_EMAILS_PER_HOUR=100")
		const (
			makeAccount = `mutation($e: String!, $p: String!) {
				createCustomer(input: { email: $e, password: $p }) { customer { id } userErrors { code } } }`
			logIn = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) {
				customerToken { accessToken refreshToken } userErrors { code } } }`
			moveTo = `mutation($e: String!) {
				requestEmailChange(newEmail: $e, password: "correct horse") { emailSent userErrors { code } } }`
			change = `mutation { changePassword(currentPassword: "correct horse", newPassword: "another horse") {
				userErrors { code } } }`
			askLink = `mutation($n: String!) {
				requestGuestOrderLink(number: $n, email: "gus@example.com") { emailSent userErrors { code } } }`
		)
		key := p.APIKey(apptest.AllScopes...)
		p.Send(key, `mutation { updateShop(input: { orderEmails: [PLACED, SHIPPED, CANCELLED, REFUNDED] }) { userErrors { code } } }`, nil).OK()
		ann, known := apptest.Vars{"e": "ann@example.com"}, apptest.Vars{"e": "ann@example.com", "p": "correct horse"}
		p.Send(key, makeAccount, known).OK()
		p.Send(nil, signUp, known).OK()                                                      // sign_up_taken
		p.Send(nil, signUp, apptest.Vars{"e": "new@example.com", "p": "correct horse"}).OK() // sign_up
		p.Send(nil, apptest.RequestLoginCode, ann).OK()
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "nobody@example.com"}).OK()                                             // sign_up_invitation
		p.Send(nil, `mutation { requestLoginCode(email: "newer@example.com", createAccount: true) { userErrors { code } } }`, nil).OK() // sign_up_code
		p.Send(nil, apptest.RequestPasswordReset, ann).OK()
		invited := p.CreateCustomer(key, apptest.Vars{"email": "invited@example.com"})
		p.Send(key, `mutation($id: ID!) { sendInvitations(customers: { ids: [$id] }) { userErrors { code } } }`, apptest.Vars{"id": invited}).OK()
		number := p.Send(key, buyTea, nil).OK().Text("checkout.order.number")
		changeOrder(t, s, p, key, p.Send(key, buyTea, nil).OK().Text("checkout.order.id"))
		p.Send(nil, askLink, apptest.Vars{"n": number}).OK()
		in := p.Send(nil, logIn, known).OK()
		as := apptest.Headers{"X-Customer-Token": in.Text("login.customerToken.accessToken")}
		p.Send(as, apptest.RequestEmailVerification, nil).OK()
		p.Send(as, moveTo, apptest.Vars{"e": "anna@example.com"}).OK() // email_change and its notice

		drain := func() { must(t, s.Mail.Drain(t.Context())) }
		drain() // before what follows ends the tokens of these

		stolen := in.Text("login.customerToken.refreshToken")
		second := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": stolen}).OK()
		must(t, s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sessions SET refreshed_at = ?", models.At(time.Now().Add(-time.Hour))).Error
		}))
		p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": second.Text("refreshToken.customerToken.refreshToken")}).OK()
		if got := p.Send(nil, apptest.RefreshToken, apptest.Vars{"t": stolen}).UserErrorCode("refreshToken"); got != "REFRESH_TOKEN_INVALID" {
			t.Errorf("an old token: %q", got)
		}
		again := p.Send(nil, logIn, known).OK()
		as = apptest.Headers{"X-Customer-Token": again.Text("login.customerToken.accessToken")}
		requestErasure(p, as, drain, change)

		owner := p.SignInOwner()
		p.Send(nil, `mutation { subscribe(email: "invited@example.com") { userErrors { code } } }`, nil).OK() // marketing_confirmation
		queueWebhookPaused(t, s, p, owner)
		queueDataExport(t, s, p.CreateCustomer(key, apptest.Vars{"email": "export@example.com", "emailVerified": true}))
		drain()
		a := p.Send(owner, `{ emails(first: 100) { nodes { kind status sentAt lastError text } } }`, nil).OK()
		shown := map[string]bool{}
		for _, node := range a.At("emails.nodes").([]any) {
			m := node.(map[string]any)
			shown[m["kind"].(string)] = true
			if m["status"] != "OUTBOX" || m["sentAt"] != nil || m["lastError"] != nil || m["text"] == nil {
				t.Errorf("%v", m)
			}
		}
		shown["erasure_done"] = true                                                // not kept after it was sent: see internal/privacy
		for _, kind := range []string{"staff_invitation", "staff_password_reset"} { // only with a mail server: see TestStaffEmails
			shown[kind] = true
		}
		if all := slices.Sorted(maps.Keys(shown)); !slices.Equal(all, guide) {
			t.Errorf("the API shows %v, the guide names %v", all, guide)
		}
		if a := p.Send(key, `{ emails(status: SENT) { nodes { kind } } }`, nil).OK(); len(a.At("emails.nodes").([]any)) > 0 {
			t.Errorf("shown as sent: %s", a.Body)
		}
	})
}

// changeOrder pays for an order, refunds it, ships it, and cancels another one. The emails about the refund and the
// shipment, which wait until they can no longer be undone, become due.
func changeOrder(t *testing.T, s *app.App, p *apptest.Program, key apptest.Headers, id string) {
	t.Helper()
	for _, mutation := range []string{
		`mutation($id: ID!) { recordPayment(input: { orderId: $id, amount: { amount: "1", currency: "EUR" } }) { userErrors { code } } }`,
		`mutation($id: ID!) { createShipment(input: { orderId: $id }) { orderId userErrors { code } } }`,
		`mutation($id: ID!) { recordRefund(input: { orderId: $id, amount: { amount: "1", currency: "EUR" } }) { userErrors { code } } }`,
	} {
		p.Send(key, mutation, apptest.Vars{"id": id}).OK()
	}
	other := p.Send(key, buyTea, nil).OK().Text("checkout.order.id")
	p.Send(key, `mutation($id: ID!) { cancelOrder(id: $id) { userErrors { code } } }`, apptest.Vars{"id": other}).OK()
	must(t, s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE emails SET due_at = created_at WHERE due_at IS NOT NULL").Error
	}))
}

// requestErasure requests the erasure of a customer after another mutation and cancels it. Both send an email.
func requestErasure(p *apptest.Program, as apptest.Headers, drain func(), mutation string) {
	p.Send(as, mutation, nil).OK()
	p.Send(as, `mutation { requestErasure(password: "another horse") { customerId userErrors { code } } }`, nil).OK()
	drain() // before the request is cancelled
	p.Send(as, `mutation { cancelErasure { customerId userErrors { code } } }`, nil).OK()
}

// queueWebhookPaused queues the email about a paused webhook, as the program does after days of failures.
func queueWebhookPaused(t *testing.T, s *app.App, p *apptest.Program, owner apptest.Headers) {
	t.Helper()
	a := p.Send(owner, `mutation { createWebhook(input: {
		name: "CRM", url: "https://crm.example.com", events: [SHOP_UPDATED], active: false
	}) { webhook { id version } userErrors { code } } }`, nil).OK()
	must(t, s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
		return s.Mail.Send(tx, mail.Email{Kind: mail.WebhookPaused, To: "olga@shop.example", Data: map[string]string{
			"webhook": a.Text("createWebhook.webhook.id"), "version": fmt.Sprint(a.At("createWebhook.webhook.version")),
		}})
	}))
}

// queueDataExport queues the email about an export of personal data that has ended.
func queueDataExport(t *testing.T, s *app.App, customerID string) {
	t.Helper()
	at, file, format := models.At(time.Now()), "file_1", "JSON"
	expires := models.At(at.Add(time.Hour))
	j := &models.Job{
		ID: models.NewID(models.JobID), Kind: models.ExportPersonalData, Status: models.JobSucceeded, Parameters: "{}",
		CustomerID: &customerID, ActorKind: models.ByCustomer, ActorID: &customerID, Format: &format, OutputFile: &file,
		CreatedAt: at, FinishedAt: &at, ExpiresAt: &expires,
	}
	must(t, s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
		if err := tx.Create(j).Error; err != nil {
			return err
		}
		return s.Mail.Send(tx, mail.Email{Kind: mail.DataExport, To: "export@example.com", Data: map[string]string{"job": j.ID}})
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// named returns the matches of a pattern in a part of a file, sorted.
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
