package mail

import (
	"fmt"
	"testing"

	"clientele/test/apptest"
)

const invite = `mutation($customers: CustomerSelection!) { sendInvitations(customers: $customers) {
	job { id status total done updated unchanged failed faults { nodes { recordId code } } } userErrors { code field message } } }`

// TestInvitations invites customers by email. The link lets them choose a password and logs them in, and those who have
// a password or are disabled get no email.
func TestInvitations(t *testing.T) {
	settings := []string{"CLIENTELE_STOREFRONT_URL=https://shop.test"}
	apptest.OnEachWithEmail(t, settings, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		key := p.APIKey(apptest.AllScopes...)
		zoe := p.CreateCustomer(key, apptest.Vars{"email": "Zoe@example.com", "name": "Zoe"})
		ann := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "password": "correct horse"})
		bob := p.CreateCustomer(key, apptest.Vars{"email": "bob@example.com"})
		p.Send(key, `mutation($id: ID!) { disableCustomer(id: $id) { userErrors { code } } }`, apptest.Vars{"id": bob}).OK()
		a := p.Send(key, invite, apptest.Vars{"customers": apptest.Vars{"ids": []string{zoe, ann, bob}}}).OK()
		job := a.At("sendInvitations.job").(map[string]any)
		for field, want := range map[string]any{
			"status": "SUCCEEDED", "total": 3.0, "done": 3.0, "updated": 1.0, "unchanged": 2.0, "failed": 0.0,
		} {
			if job[field] != want {
				t.Errorf("%s: %v", field, a.Body)
			}
		}
		token := box.Next("Zoe@example.com", "Choose a password for your account at My shop").Token("/reset-password")
		reset := p.Send(nil, `mutation($t: String!, $p: String!) { resetPassword(token: $t, password: $p) {
			customer { id emailVerified } customerToken { accessToken } userErrors { code field message } } }`,
			apptest.Vars{"t": token, "p": "correct horse battery"}).OK()
		if reset.Text("resetPassword.customer.id") != zoe || reset.At("resetPassword.customer.emailVerified") != true {
			t.Errorf("%s", reset.Body)
		}
		box.Next("Zoe@example.com", "Your password at My shop has been changed")
		again := p.Send(key, invite, apptest.Vars{"customers": apptest.Vars{"filter": apptest.Vars{}, "expectedCount": 3}}).OK()
		if again.At("sendInvitations.job.unchanged") != 3.0 {
			t.Errorf("%s", again.Body)
		}
		if rest := box.Unread(); len(rest) != 0 {
			t.Errorf("further emails: %q", rest)
		}
	})
}

// TestManyInvitations checks that the invitations of a large job all leave, in spite of the hourly limit of an address,
// and after an email that was requested later.
func TestManyInvitations(t *testing.T) {
	const n = 300
	settings := []string{"CLIENTELE_STOREFRONT_URL=https://shop.test", "CLIENTELE_EMAILS_PER_HOUR=2"}
	apptest.OnEachWithEmail(t, settings, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		key := p.APIKey(apptest.AllScopes...)
		for first := range n / 100 {
			var list []apptest.Vars
			for i := range 100 {
				list = append(list, apptest.Vars{"email": fmt.Sprintf("c%d@example.com", first*100+i)})
			}
			p.Send(key, `mutation($list: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $list) { userErrors { code } } }`,
				apptest.Vars{"list": list}).OK()
		}
		_, _ = p.SignUp("ann@example.com")
		a := p.Send(key, invite, apptest.Vars{"customers": apptest.Vars{"filter": apptest.Vars{}, "expectedCount": n + 1}}).OK()
		id := a.Text("sendInvitations.job.id")
		apptest.WaitUntil(t, "the end of the job", func() bool {
			return p.Send(key, `query($id: ID!) { job(id: $id) { status } }`, apptest.Vars{"id": id}).OK().Text("job.status") == "SUCCEEDED"
		})
		p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": "ann@example.com"}).OK()
		apptest.WaitUntil(t, "all emails", func() bool { return len(box.All()) == n+1 })
		place := 0
		for i, m := range box.All() {
			if m.To == "ann@example.com" {
				place = i
			}
		}
		if place > n-20 {
			t.Errorf("the password reset was the email number %d", place+1)
		}
	})
}
