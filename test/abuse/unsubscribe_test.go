package abuse

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// page is a response of the page that unsubscribes.
type page struct {
	status int
	body   string
	header http.Header
}

// open sends a request to the page, and follows no redirect: mail programs do not (RFC 8058, section 3.1).
func open(t *testing.T, method, at, body string, header ...string) page {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, at, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{a.StatusCode, string(text), a.Header}
}

const marketing = `query($id: ID!) { customer(id: $id) { acceptsMarketing marketing { state source unsubscribeToken unsubscribeUrl } } }`

// subscriber creates a customer who is subscribed, and returns its ID and the URL of its newsletters.
func subscriber(p *apptest.Program, key apptest.Headers, email string) (id, link string) {
	p.T.Helper()
	id = p.CreateCustomer(key, apptest.Vars{"email": email, "acceptsMarketing": true})
	return id, p.Send(key, marketing, apptest.Vars{"id": id}).OK().Text("customer.marketing.0.unsubscribeUrl")
}

// TestOneClick unsubscribes as mail programs do (RFC 8058) and as people do, and checks that opening the link does
// nothing, and what the page contains.
func TestOneClick(t *testing.T) {
	apptest.OnEachWith(t, []string{"CLIENTELE_STOREFRONT_URL=https://shop.example"}, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.Send(p.SignInOwner(), `mutation { updateShop(input: { name: "<b>Tea & Co" }) { userErrors { code } } }`, nil).OK()
		state := func(id string) string {
			return p.Send(key, marketing, apptest.Vars{"id": id}).OK().Text("customer.marketing.0.state")
		}
		for name, c := range map[string]struct{ body, kind string }{
			"urlencoded": {"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"},
			"multipart": {
				"--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
				"multipart/form-data; boundary=b",
			},
			"the button": {"", "application/x-www-form-urlencoded"}, "no type": {"", ""}, "a broken body": {"%%%&=", "multipart/form-data"},
		} {
			id, link := subscriber(p, key, strings.ReplaceAll(name, " ", "")+"@example.com")
			for _, method := range []string{"GET", "HEAD"} {
				a := open(t, method, link, "")
				if a.status != 200 || state(id) != "SUBSCRIBED" {
					t.Errorf("%s: %s %d, %s", name, method, a.status, state(id))
				}
				checkPage(t, a, method == "GET")
			}
			for range 2 {
				a := open(t, "POST", link, c.body, "Content-Type", c.kind, "Origin", "null", "Sec-Fetch-Site", "cross-site")
				if a.status != 200 || a.header.Get("Set-Cookie") != "" || !strings.Contains(a.body, "You are unsubscribed") {
					t.Errorf("%s: %d %s", name, a.status, a.body)
				}
				checkPage(t, a, true)
			}
			if state(id) != "UNSUBSCRIBED" {
				t.Errorf("%s: %s", name, state(id))
			}
		}
	})
}

var (
	script = regexp.MustCompile(`(?i)<script|javascript:| on[a-z]+=`)
	style  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

// checkPage checks the headers and the HTML of the page.
func checkPage(t *testing.T, a page, hasBody bool) {
	t.Helper()
	policy := a.header.Get("Content-Security-Policy")
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer",
		"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") ||
		!strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	if !hasBody {
		return
	}
	m := style.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no style: %s", a.body)
	}
	sum := sha256.Sum256([]byte(m[1]))
	if !strings.Contains(policy, base64.StdEncoding.EncodeToString(sum[:])) {
		t.Errorf("the policy %q refuses the style %q", policy, m[1])
	}
	if script.MatchString(a.body) || strings.Contains(a.body, "@example.com") || strings.Contains(a.body, "<b>") {
		t.Errorf("the page: %s", a.body)
	}
}

// TestInvalidLinks opens links that name nobody: no answer is an error of the server, and too many are refused.
func TestInvalidLinks(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		id, link := subscriber(p, key, "ann@example.com")
		token := link[strings.Index(link, "=")+1:]
		base := p.URL + "/unsubscribe"
		for name, at := range map[string]string{
			"no token": base, "empty": base + "?token=", "unknown": base + "?token=x", "long": base + "?token=" + strings.Repeat("a", 50_000),
			"zero": base + "?token=%00", "not UTF-8": base + "?token=%ff%fe", "invalid escape": base + "?token=%zz",
			"two": base + "?token=" + token + "&token=" + token, "another": base + "?token=" + token[:len(token)-1] + "9",
			"an ID": base + "?token=" + url.QueryEscape("consent_"+token[:26]), "HTML": base + "?token=" + url.QueryEscape(`"><script>alert(1)</script>`),
			"in the wrong case of the name": base + "?Token=" + token,
		} {
			for _, method := range []string{"GET", "POST"} {
				a := open(t, method, at, "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded")
				if a.status >= 500 || method == "POST" && a.status != 400 || script.MatchString(a.body) {
					t.Errorf("%s: %s %d %.300s", name, method, a.status, a.body)
				}
			}
		}
		for _, method := range []string{"PUT", "DELETE", "PATCH"} {
			if a := open(t, method, link, ""); a.status != 405 {
				t.Errorf("%s: %d", method, a.status)
			}
		}
		if got := p.Send(key, marketing, apptest.Vars{"id": id}).OK().Text("customer.marketing.0.state"); got != "SUBSCRIBED" {
			t.Errorf("the customer is %s", got)
		}
		refused := false
		for range 700 {
			a := open(t, "POST", base+"?token=x", "", "X-Forwarded-For", "203.0.113.9")
			if a.status == 429 {
				refused = a.header.Get("Retry-After") != ""
				break
			}
		}
		if !refused {
			t.Error("700 invalid links are accepted")
		}
		if a := open(t, "POST", link, "", "X-Forwarded-For", "203.0.113.9"); a.status != 200 {
			t.Errorf("a valid link is refused after invalid ones: %d", a.status)
		}
	})
}

// TestLinksBehindAProxy checks that the URL is the one at which the program is reached, and that the page sends its
// form to where it is, whatever the path is there.
func TestLinksBehindAProxy(t *testing.T) {
	apptest.OnEachWith(t, []string{"CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8,::1"}, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		id, _ := subscriber(p, key, "ann@example.com")
		behind := key.With(apptest.Headers{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "api.shop.example"})
		link := p.Send(behind, marketing, apptest.Vars{"id": id}).OK().Text("customer.marketing.0.unsubscribeUrl")
		if !strings.HasPrefix(link, "https://api.shop.example/unsubscribe?token=") {
			t.Error(link)
		}
		a := open(t, "GET", p.URL+strings.TrimPrefix(link, "https://api.shop.example"), "")
		if !strings.Contains(a.body, `<form method="post"><button>`) || strings.Contains(a.body, "http://") {
			t.Errorf("the page: %s", a.body)
		}
	})
}
