package mail

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
)

const (
	requestStaffReset = `mutation($e: String!) { requestStaffPasswordReset(email: $e) { emailSent userErrors { code field message } } }`
	acceptToken       = `mutation($t: String!, $p: String!) { acceptStaffInvitation(token: $t, password: $p) {
		staffToken { accessToken } staffMember { email } userErrors { code field } } }`
	inviteMember = `mutation($e: String!) { createStaffMember(input: { email: $e, name: "Sam", role: SUPPORT }) {
		staffMember { id } invitationToken emailSent userErrors { code field } } }`
	me = `{ staffMe { email } }`
)

var publicURL = []string{"CLIENTELE_PUBLIC_URL=https://admin.shop.test/", "CLIENTELE_EMAILS_PER_HOUR=100"}

// dashboardToken returns the token of the only link of a message to a page of the dashboard.
func dashboardToken(t *testing.T, m *apptest.Message, page string) string {
	t.Helper()
	found := regexp.MustCompile(`https://admin\.shop\.test/[^\s"<]*`).FindAllString(m.Text+m.HTML, -1)
	for _, link := range found {
		if link != found[0] || !strings.HasPrefix(link, "https://admin.shop.test/dashboard/"+page+"#") {
			t.Fatalf("the link %s in\n%s", link, m.Text)
		}
	}
	if len(found) != 3 {
		t.Fatalf("%d links in\n%s", len(found), m.Text)
	}
	_, token, _ := strings.Cut(found[0], "#")
	token, err := url.QueryUnescape(token)
	must(t, err)
	return token
}

// TestStaffEmails checks that members can use the invitations and links for new passwords that are emailed to them,
// once and for a limited purpose, and that a new password ends all sessions.
func TestStaffEmails(t *testing.T) {
	apptest.OnEachWithEmail(t, publicURL, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		owner := p.SignInOwner()
		a := p.Send(owner, inviteMember, apptest.Vars{"e": "sam@shop.example"}).OK()
		shown := a.Text("createStaffMember.invitationToken")
		if a.At("createStaffMember.emailSent") != true || shown == "" {
			t.Fatal(a.Body)
		}
		first := dashboardToken(t, box.Next("sam@shop.example", "Your invitation to the dashboard of My shop"), "invitation")
		if first == shown {
			t.Error("the email contains the token that was shown")
		}
		accept := func(token, password string) *apptest.Response {
			return p.Send(nil, acceptToken, apptest.Vars{"t": token, "p": password})
		}
		p.Send(owner, `mutation($id: ID!) { inviteStaffMember(id: $id) { emailSent userErrors { code } } }`,
			apptest.Vars{"id": a.Text("createStaffMember.staffMember.id")}).OK()
		second := dashboardToken(t, box.Next("sam@shop.example", "Your invitation"), "invitation")
		for _, old := range []string{first, shown} { // replaced
			if got := accept(old, "correct horse battery").UserErrorCode("acceptStaffInvitation"); got != "INVITATION_INVALID" {
				t.Errorf("an older invitation: %q", got)
			}
		}
		p.Send(nil, requestStaffReset, apptest.Vars{"e": "sam@shop.example"}).OK() // ignored: there is no password
		sam := accept(second, "correct horse battery").OK().Bearer("acceptStaffInvitation")
		if got := accept(second, "another horse battery").UserErrorCode("acceptStaffInvitation"); got != "INVITATION_INVALID" {
			t.Errorf("the invitation a second time: %q", got)
		}

		answers := map[string]string{}
		for _, email := range []string{"Sam@shop.example", "nobody@shop.example"} {
			answers[p.Send(nil, requestStaffReset, apptest.Vars{"e": email}).OK().Body] = email
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
		const subject = "Choose a new password for the dashboard of My shop"
		one := dashboardToken(t, box.Next("sam@shop.example", subject), "reset-password")
		p.Send(nil, requestStaffReset, apptest.Vars{"e": "sam@shop.example"}).OK()
		other := dashboardToken(t, box.Next("sam@shop.example", subject), "reset-password")
		if got := accept(one, "short").UserErrorCode("acceptStaffInvitation"); got != "TOO_SHORT" {
			t.Errorf("a short password: %q", got)
		}
		if a := p.Send(apptest.Headers{"Authorization": "Bearer " + one}, me, nil); a.ErrorCode() != "UNAUTHENTICATED" {
			t.Errorf("the token of a link logs in: %s", a.Body)
		}
		again := accept(one, "staple battery horse").OK()
		if again.Text("acceptStaffInvitation.staffMember.email") != "sam@shop.example" {
			t.Error(again.Body)
		}
		if a := p.Send(sam, me, nil); a.ErrorCode() != "UNAUTHENTICATED" {
			t.Errorf("the session of before lives: %s", a.Body)
		}
		p.Send(again.Bearer("acceptStaffInvitation"), me, nil).OK()
		for _, used := range []string{one, other} {
			if got := accept(used, "one more battery horse").UserErrorCode("acceptStaffInvitation"); got != "INVITATION_INVALID" {
				t.Errorf("a link after a new password: %q", got)
			}
		}
		if got := p.Send(nil, requestStaffReset, apptest.Vars{"e": "sam"}).UserErrorCode("requestStaffPasswordReset"); got != "INVALID" {
			t.Errorf("an invalid address: %q", got)
		}
		if rest := box.Unread(); len(rest) > 0 {
			t.Errorf("further emails: %q", rest)
		}
	})
}

// TestStaffEmailsNeedSettings checks that nothing is sent to the staff without a mail server or without the URL of the
// dashboard.
func TestStaffEmailsNeedSettings(t *testing.T) {
	check := func(t *testing.T, p *apptest.Program) {
		t.Helper()
		owner := p.SignInOwner()
		a := p.Send(owner, inviteMember, apptest.Vars{"e": "sam@shop.example"}).OK()
		if a.At("createStaffMember.emailSent") != false || a.Text("createStaffMember.invitationToken") == "" {
			t.Errorf("%s", a.Body)
		}
		for _, email := range []string{"olga@shop.example", "nobody@shop.example"} {
			a := p.Send(nil, requestStaffReset, apptest.Vars{"e": email}).OK()
			if a.At("requestStaffPasswordReset.emailSent") != false {
				t.Errorf("%s", a.Body)
			}
		}
		if a := p.Send(owner, `{ emails { nodes { kind } } }`, nil).OK(); len(a.At("emails.nodes").([]any)) > 0 {
			t.Errorf("%s", a.Body)
		}
	}
	t.Run("no mail server", func(t *testing.T) { apptest.OnEachWith(t, publicURL, check) })
	t.Run("no URL", func(t *testing.T) {
		apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, _ *apptest.MailServer) { check(t, p) })
	})
}

// TestTooManyStaffRequests checks that requests for new passwords of the staff are limited, for unknown addresses as
// well.
func TestTooManyStaffRequests(t *testing.T) {
	apptest.OnEachWithEmail(t, publicURL, func(t *testing.T, p *apptest.Program, _ *apptest.MailServer) {
		p.SignInOwner()
		for _, email := range []string{"olga@shop.example", "nobody@shop.example"} {
			for i := range 11 {
				a := p.Send(nil, requestStaffReset, apptest.Vars{"e": email})
				if limited := a.ErrorCode() == "RATE_LIMITED"; limited != (i == 10) {
					t.Errorf("request %d for %s: %s", i+1, email, a.Body)
				}
			}
		}
	})
}
