package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/internal/config"
	"clientele/internal/staff"
)

// browser is one of the staff's, with the cookie that it has been given. It does by hand what a browser does, so that the
// tests see what crosses the line.
type browser struct {
	p      *program
	cookie *http.Cookie // nil without one
	device *http.Cookie // by which it is known to a member; nil without one
	proxy  headers      // what a proxy in front of the program adds
	bodies strings.Builder
}

var inCookie = headers{"X-Staff-Session": "cookie"}

// send sends an operation with the cookie, and keeps or drops what the answer says.
func (b *browser) send(as headers, query string, v vars) *answer {
	b.p.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		b.p.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, b.p.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		b.p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return b.do(r, as)
}

func (b *browser) do(r *http.Request, as headers) *answer {
	b.p.t.Helper()
	for name, value := range as.with(b.proxy) {
		r.Header.Set(name, value)
	}
	if b.cookie != nil {
		r.AddCookie(&http.Cookie{Name: b.cookie.Name, Value: b.cookie.Value})
	}
	if b.device != nil {
		r.AddCookie(&http.Cookie{Name: b.device.Name, Value: b.device.Value})
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.p.t.Fatal(err)
	}
	b.bodies.Write(text)
	cookies := response.Cookies()
	if len(cookies) > 2 {
		b.p.t.Errorf("an answer sets %d cookies", len(cookies))
	}
	for _, c := range cookies {
		if strings.HasSuffix(c.Name, "clientele_device") {
			b.device = c
			continue
		}
		if c.MaxAge < 0 {
			b.cookie = nil
		} else {
			b.cookie = c
		}
	}
	a := &answer{t: b.p.t, status: response.StatusCode, text: string(text)}
	if err := json.Unmarshal(text, a); err != nil {
		b.p.t.Fatalf("%d %s: %v", response.StatusCode, text, err)
	}
	return a
}

// is returns the name of the member whom the browser's requests are taken for; the code of a refusal.
func (b *browser) is(as headers) string {
	b.p.t.Helper()
	a := b.send(as, `{ staffMe { name } }`, nil)
	if name, ok := a.at("staffMe.name").(string); ok {
		return name
	}
	if reason, ok := a.Errors[0].Extensions["reason"].(string); ok {
		return a.code() + " " + reason
	}
	return a.code()
}

// signIn signs a member in and returns the browser.
func (p *program) signIn(email, password string) *browser {
	p.t.Helper()
	b := &browser{p: p}
	a := b.send(inCookie, `mutation($e: String!, $p: String!) { staffLogin(email: $e, password: $p) { staffToken { accessToken expiresAt } userErrors { code field message } } }`, vars{"e": email, "p": password}).good()
	if a.at("staffLogin.staffToken.accessToken") != nil || b.cookie == nil {
		p.t.Fatalf("the token is not in the cookie: %s, %+v", a.text, b.cookie)
	}
	return b
}

// firstToken is the token that makes the first member.
func (p *program) firstToken() string {
	p.t.Helper()
	cmd, _, err := config.Parse(nil, p.env, io.Discard)
	if err != nil {
		p.t.Fatal(err)
	}
	secret, _, err := cmd.Storage()
	if err != nil {
		p.t.Fatal(err)
	}
	return staff.FirstToken(secret)
}

// TestStaffSessionInACookie follows a member from the link that makes her to her removal; none of the bodies holds a token.
func TestStaffSessionInACookie(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		const sessions = `{ staffToken { accessToken expiresAt } staffMember { id name } userErrors { code field message } } }`
		olga := &browser{p: p}
		a := olga.send(inCookie, `mutation($t: String!, $in: FirstStaffMemberInput!) { createFirstStaffMember(token: $t, input: $in) `+sessions,
			vars{"t": p.firstToken(), "in": vars{"email": "olga@shop.example", "name": "Olga", "password": "owner's password"}}).good()
		if got := olga.is(inCookie); got != "Olga" {
			t.Fatalf("after the link: %s", got)
		}
		ends, err := time.Parse(time.RFC3339, a.str("createFirstStaffMember.staffToken.expiresAt"))
		c := *olga.cookie
		if err != nil || !c.Expires.Equal(ends.Truncate(time.Second)) || c.Name != "clientele_staff" || !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/graphql" || c.Domain != "" {
			t.Errorf("the cookie is %s, the token ends %s: %v", c.Raw, ends, err)
		}
		seen := []string{c.Value}
		keep := func(b *browser) {
			t.Helper()
			if b.cookie == nil {
				t.Fatal("there is no cookie")
			}
			seen = append(seen, b.cookie.Value)
		}

		// An invitation, accepted and then a change of the password: each time there is another cookie.
		invitation := olga.send(inCookie, `mutation { createStaffMember(input: { email: "sam@shop.example", name: "Sam", role: SUPPORT }) { staffMember { id } invitationToken userErrors { code field message } } }`, nil).good()
		sam := &browser{p: p}
		sam.send(inCookie, `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") `+sessions, vars{"t": invitation.str("createStaffMember.invitationToken")}).good()
		keep(sam)
		old := &browser{p: p, cookie: sam.cookie}
		if a := sam.send(inCookie, `mutation { changeStaffPassword(currentPassword: "a wrong one", newPassword: "another password") `+sessions, nil); !strings.Contains(a.text, "INVALID_CREDENTIALS") || sam.cookie.Value != old.cookie.Value {
			t.Errorf("after a wrong password: %s", a.text)
		}
		sam.send(inCookie, `mutation { changeStaffPassword(currentPassword: "member's password", newPassword: "another password") `+sessions, nil).good()
		keep(sam)
		for _, step := range []struct {
			name string
			b    *browser
			want string
		}{
			{"the new cookie", sam, "Sam"},
			{"the one from before the password changed", old, "UNAUTHENTICATED REVOKED"},
			{"the same browser afterwards, a visitor's", old, "FORBIDDEN"},
		} {
			if got := step.b.is(inCookie); got != step.want {
				t.Errorf("%s: %s, want %s", step.name, got, step.want)
			}
		}

		// Signing out, in another browser and in the same one.
		second := p.signIn("sam@shop.example", "another password")
		keep(second)
		stolen := &browser{p: p, cookie: second.cookie}
		second.send(inCookie, `mutation { staffLogout { endedSessions userErrors { code } } }`, nil).good()
		if got := second.is(inCookie); second.cookie != nil || got != "FORBIDDEN" {
			t.Errorf("after signing out: %+v, %s", second.cookie, got)
		}
		if got := stolen.is(inCookie); got != "UNAUTHENTICATED REVOKED" || stolen.cookie != nil {
			t.Errorf("a copy of its cookie: %s, %+v", got, stolen.cookie)
		}
		olga.send(inCookie, `mutation($id: ID!) { removeStaffMember(id: $id) { deletedId userErrors { code field message } } }`, vars{"id": invitation.str("createStaffMember.staffMember.id")}).good()
		if got := sam.is(inCookie); got != "UNAUTHENTICATED REVOKED" || sam.cookie != nil {
			t.Errorf("after he was removed: %s, %+v", got, sam.cookie)
		}
		for _, b := range []*browser{olga, sam, old, second, stolen} {
			for _, token := range seen {
				if strings.Contains(b.bodies.String(), token) || strings.Contains(b.bodies.String(), token[strings.LastIndex(token, ".")+1:]) {
					t.Errorf("a body holds a token: %s", b.bodies.String())
				}
			}
		}
	})
}

// TestCookieCountsWhereItIsAskedFor: of the requests that a browser sends with the cookie, those are the member's which ask
// for it, and come from a page of this server.
func TestCookieCountsWhereItIsAskedFor(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		bearer := p.owner()
		_, ann := p.signUp("ann@example.com")
		for _, c := range []struct {
			name string
			as   headers
			want string
		}{
			{"a script of the dashboard", headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "same-origin", "Origin": p.url}, "Olga"},
			{"an older browser's", headers{"X-Staff-Session": "cookie", "Origin": p.url}, "Olga"},
			{"behind a proxy that has another name", headers{"X-Staff-Session": "cookie", "Origin": "https://shop.example", "X-Forwarded-Host": "shop.example"}, "Olga"},
			{"GraphiQL", headers{"Sec-Fetch-Site": "same-origin", "Origin": p.url}, "FORBIDDEN"},
			{"another site's form", headers{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, "FORBIDDEN"},
			{"with a token beside it, which is not asked for", bearer, "Olga"},
			{"another site's script", headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "cross-site"}, "BAD_USER_INPUT"},
			{"another port's or subdomain's", headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "same-site"}, "BAD_USER_INPUT"},
			{"typed into the address bar", headers{"X-Staff-Session": "cookie", "Sec-Fetch-Site": "none"}, "BAD_USER_INPUT"},
			{"another origin's", headers{"X-Staff-Session": "cookie", "Origin": "https://evil.example"}, "BAD_USER_INPUT"},
			{"one whose name begins alike", headers{"X-Staff-Session": "cookie", "Origin": p.url + ".evil.example"}, "BAD_USER_INPUT"},
			{"an origin that is hidden", headers{"X-Staff-Session": "cookie", "Origin": "null"}, "BAD_USER_INPUT"},
			{"another word", headers{"X-Staff-Session": "yes"}, "BAD_USER_INPUT"},
			{"nothing in the header", headers{"X-Staff-Session": ""}, "BAD_USER_INPUT"},
			{"a staff token as well", inCookie.with(bearer), "UNAUTHENTICATED INVALID"},
			{"a key as well", inCookie.with(p.key("ORDERS_READ")), "UNAUTHENTICATED INVALID"},
			{"a customer's token as well", inCookie.with(ann), "UNAUTHENTICATED INVALID"},
		} {
			b := p.signIn("olga@shop.example", "owner's password")
			if got := b.is(c.as); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			if got := b.is(inCookie); got != "Olga" {
				t.Errorf("%s: the cookie is lost: %s", c.name, got)
			}
		}

		// Without the header signing in is as it always was.
		b := &browser{p: p}
		if a := b.send(nil, staffLogin, vars{"e": "olga@shop.example", "p": "owner's password"}).good(); a.at("staffLogin.staffToken.accessToken") == nil || b.cookie != nil {
			t.Errorf("%s, %+v", a.text, b.cookie)
		}
		// What is no token of the staff is refused, and taken back.
		for name, value := range map[string]string{"rubbish": "x", "a customer's": ann["X-Customer-Token"], "a key": strings.TrimPrefix(p.key("STAFF_WRITE")["Authorization"], "Bearer ")} {
			b := &browser{p: p, cookie: &http.Cookie{Name: "clientele_staff", Value: value}}
			if got := b.is(inCookie); got != "UNAUTHENTICATED INVALID" || b.cookie != nil {
				t.Errorf("%s in the cookie: %s, %+v", name, got, b.cookie)
			}
		}
		// By GET it reads and does not write, as ever.
		b = p.signIn("olga@shop.example", "owner's password")
		for query, want := range map[string]string{"{staffMe{name}}": `"name":"Olga"`, "mutation{staffLogout{endedSessions}}": "BAD_USER_INPUT"} {
			r, err := http.NewRequest(http.MethodGet, p.url+"/graphql?query="+query, nil)
			if err != nil {
				t.Fatal(err)
			}
			if a := b.do(r, inCookie); !strings.Contains(a.text, want) {
				t.Errorf("%s by GET: %s", query, a.text)
			}
		}
		if b.is(inCookie) != "Olga" {
			t.Error("a mutation by GET signed out")
		}
	})
}

// TestCookieOverTLS: behind a proxy that speaks TLS the cookie is one that only this host can set, and only TLS carries.
func TestCookieOverTLS(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		p.owner()
		b := &browser{p: p, proxy: headers{"X-Forwarded-Proto": "https"}}
		b.send(inCookie, staffLogin, vars{"e": "olga@shop.example", "p": "owner's password"}).good()
		c := b.cookie
		if c == nil || c.Name != "__Host-clientele_staff" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			t.Fatalf("%+v", c)
		}
		if got := b.is(inCookie); got != "Olga" {
			t.Errorf("%s", got)
		}
		plain := &browser{p: p, cookie: c}
		if got := plain.is(inCookie); got != "FORBIDDEN" {
			t.Errorf("without TLS: %s", got)
		}
		b.send(inCookie, `mutation { staffLogout(everywhere: true) { endedSessions userErrors { code } } }`, nil).good()
		if b.cookie != nil {
			t.Errorf("after signing out: %+v", b.cookie)
		}
	})
}
