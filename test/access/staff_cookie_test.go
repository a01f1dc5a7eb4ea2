package access

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/test/apptest"
)

// signIn signs a staff member in and returns the browser.
func signIn(p *apptest.Program, email, password string) *apptest.Browser {
	p.T.Helper()
	b := &apptest.Browser{Program: p}
	a := b.Send(apptest.CookieSession, `mutation($e: String!, $p: String!) { staffLogin(email: $e, password: $p) { staffToken { accessToken expiresAt } userErrors { code field message } } }`, apptest.Vars{"e": email, "p": password}).OK()
	if a.At("staffLogin.staffToken.accessToken") != nil || b.Cookie == nil {
		p.T.Fatalf("the token is not in the cookie: %s, %+v", a.Body, b.Cookie)
	}
	return b
}

// TestCookieSession follows a staff member from the first link to removal; no response body contains a token.
func TestCookieSession(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		const sessions = `{ staffToken { accessToken expiresAt } staffMember { id name } userErrors { code field message } } }`
		olga := &apptest.Browser{Program: p}
		a := olga.Send(apptest.CookieSession, `mutation($t: String!, $in: FirstStaffMemberInput!) { createFirstStaffMember(token: $t, input: $in) `+sessions,
			apptest.Vars{"t": p.FirstToken(), "in": apptest.Vars{"email": "olga@shop.example", "name": "Olga", "password": "owner's password"}}).OK()
		if got := olga.SignedInAs(apptest.CookieSession); got != "Olga" {
			t.Fatalf("after the link: %s", got)
		}
		ends, err := time.Parse(time.RFC3339, a.Text("createFirstStaffMember.staffToken.expiresAt"))
		c := *olga.Cookie
		if err != nil || !c.Expires.Equal(ends.Truncate(time.Second)) || c.Name != "clientele_staff" || !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/graphql" || c.Domain != "" {
			t.Errorf("the cookie is %s, the token ends %s: %v", c.Raw, ends, err)
		}
		seen := []string{c.Value}
		keep := func(b *apptest.Browser) {
			t.Helper()
			if b.Cookie == nil {
				t.Fatal("there is no cookie")
			}
			seen = append(seen, b.Cookie.Value)
		}

		// Accepting an invitation and changing the password each set a new cookie.
		invitation := olga.Send(apptest.CookieSession, `mutation { createStaffMember(input: { email: "sam@shop.example", name: "Sam", role: SUPPORT }) { staffMember { id } invitationToken userErrors { code field message } } }`, nil).OK()
		sam := &apptest.Browser{Program: p}
		sam.Send(apptest.CookieSession, `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") `+sessions, apptest.Vars{"t": invitation.Text("createStaffMember.invitationToken")}).OK()
		keep(sam)
		old := &apptest.Browser{Program: p, Cookie: sam.Cookie}
		if a := sam.Send(apptest.CookieSession, `mutation { changeStaffPassword(currentPassword: "a wrong one", newPassword: "another password") `+sessions, nil); !strings.Contains(a.Body, "INVALID_CREDENTIALS") || sam.Cookie.Value != old.Cookie.Value {
			t.Errorf("after a wrong password: %s", a.Body)
		}
		sam.Send(apptest.CookieSession, `mutation { changeStaffPassword(currentPassword: "member's password", newPassword: "another password") `+sessions, nil).OK()
		keep(sam)
		for _, step := range []struct {
			name string
			b    *apptest.Browser
			want string
		}{
			{"the new cookie", sam, "Sam"},
			{"the one from before the password changed", old, "UNAUTHENTICATED REVOKED"},
			{"the same browser afterwards, a visitor's", old, "FORBIDDEN"},
		} {
			if got := step.b.SignedInAs(apptest.CookieSession); got != step.want {
				t.Errorf("%s: %s, want %s", step.name, got, step.want)
			}
		}

		// Sign out in another browser and in the same one.
		second := signIn(p, "sam@shop.example", "another password")
		keep(second)
		stolen := &apptest.Browser{Program: p, Cookie: second.Cookie}
		second.Send(apptest.CookieSession, `mutation { staffLogout { endedSessions userErrors { code } } }`, nil).OK()
		if got := second.SignedInAs(apptest.CookieSession); second.Cookie != nil || got != "FORBIDDEN" {
			t.Errorf("after signing out: %+v, %s", second.Cookie, got)
		}
		if got := stolen.SignedInAs(apptest.CookieSession); got != "UNAUTHENTICATED REVOKED" || stolen.Cookie != nil {
			t.Errorf("a copy of its cookie: %s, %+v", got, stolen.Cookie)
		}
		olga.Send(apptest.CookieSession, `mutation($id: ID!) { removeStaffMember(id: $id) { deletedId userErrors { code field message } } }`, apptest.Vars{"id": invitation.Text("createStaffMember.staffMember.id")}).OK()
		if got := sam.SignedInAs(apptest.CookieSession); got != "UNAUTHENTICATED REVOKED" || sam.Cookie != nil {
			t.Errorf("after he was removed: %s, %+v", got, sam.Cookie)
		}
		for _, b := range []*apptest.Browser{olga, sam, old, second, stolen} {
			for _, token := range seen {
				if strings.Contains(b.Bodies.String(), token) || strings.Contains(b.Bodies.String(), token[strings.LastIndex(token, ".")+1:]) {
					t.Errorf("a body holds a token: %s", b.Bodies.String())
				}
			}
		}
	})
}

// TestCookieNeedsHeader checks that the cookie is used only by requests that ask for it and come from a page of this
// server.
func TestCookieNeedsHeader(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		bearer := p.SignInOwner()
		_, ann := p.SignUp("ann@example.com")
		for _, c := range []struct {
			name string
			as   apptest.Headers
			want string
		}{
			{"a script of the dashboard", apptest.Headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "same-origin", "Origin": p.URL}, "Olga"},
			{"an older browser's", apptest.Headers{"X-Staff-Session": "cookie", "Origin": p.URL}, "Olga"},
			{"behind a proxy that has another name", apptest.Headers{"X-Staff-Session": "cookie", "Origin": "https://shop.example", "X-Forwarded-Host": "shop.example"}, "Olga"},
			{"GraphiQL", apptest.Headers{"Sec-Fetch-Site": "same-origin", "Origin": p.URL}, "FORBIDDEN"},
			{"another site's form", apptest.Headers{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, "FORBIDDEN"},
			{"with a token beside it, which is not asked for", bearer, "Olga"},
			{"another site's script", apptest.Headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "cross-site"}, "BAD_USER_INPUT"},
			{"another port's or subdomain's", apptest.Headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "same-site"}, "BAD_USER_INPUT"},
			{"typed into the address bar", apptest.Headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "none"}, "BAD_USER_INPUT"},
			{"another origin's", apptest.Headers{"X-Staff-Session": "cookie", "Origin": "https://evil.example"}, "BAD_USER_INPUT"},
			{"one whose name begins alike", apptest.Headers{"X-Staff-Session": "cookie", "Origin": p.URL + ".evil.example"}, "BAD_USER_INPUT"},
			{"an origin that is hidden", apptest.Headers{"X-Staff-Session": "cookie", "Origin": "null"}, "BAD_USER_INPUT"},
			{"another word", apptest.Headers{"X-Staff-Session": "yes"}, "BAD_USER_INPUT"},
			{"nothing in the header", apptest.Headers{"X-Staff-Session": ""}, "BAD_USER_INPUT"},
			{"a staff token as well", apptest.CookieSession.With(bearer), "UNAUTHENTICATED INVALID"},
			{"a key as well", apptest.CookieSession.With(p.APIKey("ORDERS_READ")), "UNAUTHENTICATED INVALID"},
			{"a customer's token as well", apptest.CookieSession.With(ann), "UNAUTHENTICATED INVALID"},
		} {
			b := signIn(p, "olga@shop.example", "owner's password")
			if got := b.SignedInAs(c.as); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			if got := b.SignedInAs(apptest.CookieSession); got != "Olga" {
				t.Errorf("%s: the cookie is lost: %s", c.name, got)
			}
		}

		// Without the header, signing in returns the token.
		b := &apptest.Browser{Program: p}
		if a := b.Send(nil, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK(); a.At("staffLogin.staffToken.accessToken") == nil || b.Cookie != nil {
			t.Errorf("%s, %+v", a.Body, b.Cookie)
		}
		// A cookie that is not a staff token is rejected and deleted.
		for name, value := range map[string]string{"rubbish": "x", "a customer's": ann["X-Customer-Token"], "a key": strings.TrimPrefix(p.APIKey("STAFF_WRITE")["Authorization"], "Bearer ")} {
			b := &apptest.Browser{Program: p, Cookie: &http.Cookie{Name: "clientele_staff", Value: value}}
			if got := b.SignedInAs(apptest.CookieSession); got != "UNAUTHENTICATED INVALID" || b.Cookie != nil {
				t.Errorf("%s in the cookie: %s, %+v", name, got, b.Cookie)
			}
		}
		// With GET, queries work and mutations do not.
		b = signIn(p, "olga@shop.example", "owner's password")
		for query, want := range map[string]string{"{staffMe{name}}": `"name":"Olga"`, "mutation{staffLogout{endedSessions}}": "BAD_USER_INPUT"} {
			r, err := http.NewRequest(http.MethodGet, p.URL+"/graphql?query="+query, nil)
			if err != nil {
				t.Fatal(err)
			}
			if a := b.Do(r, apptest.CookieSession); !strings.Contains(a.Body, want) {
				t.Errorf("%s by GET: %s", query, a.Body)
			}
		}
		if b.SignedInAs(apptest.CookieSession) != "Olga" {
			t.Error("a mutation by GET signed out")
		}
	})
}

// TestCookieOverTLS checks that behind a proxy with TLS, the cookie can be set by this host only and is sent over TLS
// only.
func TestCookieOverTLS(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		p.SignInOwner()
		b := &apptest.Browser{Program: p, Proxy: apptest.Headers{"X-Forwarded-Proto": "https"}}
		b.Send(apptest.CookieSession, apptest.StaffLogin, apptest.Vars{"e": "olga@shop.example", "p": "owner's password"}).OK()
		c := b.Cookie
		if c == nil || c.Name != "__Host-clientele_staff" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			t.Fatalf("%+v", c)
		}
		if got := b.SignedInAs(apptest.CookieSession); got != "Olga" {
			t.Errorf("%s", got)
		}
		plain := &apptest.Browser{Program: p, Cookie: c}
		if got := plain.SignedInAs(apptest.CookieSession); got != "FORBIDDEN" {
			t.Errorf("without TLS: %s", got)
		}
		b.Send(apptest.CookieSession, `mutation { staffLogout(everywhere: true) { endedSessions userErrors { code } } }`, nil).OK()
		if b.Cookie != nil {
			t.Errorf("after signing out: %+v", b.Cookie)
		}
	})
}
