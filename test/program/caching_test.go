package program

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"clientele/test/apptest"
)

// raw is an HTTP response without the decompression of the Go client.
type raw struct {
	*http.Response
	body []byte
}

// send sends a request as a client that decompresses nothing.
func send(t *testing.T, method, url, body string, headers ...apptest.Headers) raw {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, set := range headers {
		for name, value := range set {
			r.Header.Set(name, value)
		}
	}
	client := http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return raw{resp, text}
}

// plain returns the decompressed body.
func (r raw) plain(t *testing.T) string {
	t.Helper()
	var from io.Reader = bytes.NewReader(r.body)
	var err error
	switch coding := r.Header.Get("Content-Encoding"); coding {
	case "gzip":
		from, err = gzip.NewReader(from)
	case "zstd":
		from, err = zstd.NewReader(from)
	case "":
	default:
		t.Fatalf("an unknown coding: %s", coding)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func getURL(p *apptest.Program, query string) string {
	return p.URL + "/graphql?query=" + url.QueryEscape(query)
}

// TestSchemaRevalidation checks that a client can revalidate its copy of the schema, and that the entity tag differs
// between audiences and changes with the custom fields of each.
func TestSchemaRevalidation(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		_, ann := p.SignUp("ann@example.com")
		tag := func(as apptest.Headers) string {
			t.Helper()
			whole := send(t, http.MethodGet, p.URL+"/schema.graphql", "", as)
			tag := whole.Header.Get("ETag")
			if whole.StatusCode != http.StatusOK || !strings.HasPrefix(tag, `W/"`) ||
				whole.Header.Get("Cache-Control") != "no-cache" {
				t.Fatalf("%s: %v", whole.Status, whole.Header)
			}
			for _, coding := range []string{"", "gzip", "zstd"} {
				again := send(t, http.MethodGet, p.URL+"/schema.graphql", "", as,
					apptest.Headers{"If-None-Match": `"other", ` + tag, "Accept-Encoding": coding})
				vary := strings.Join(again.Header.Values("Vary"), ", ")
				if again.StatusCode != http.StatusNotModified || len(again.body) > 0 || again.Header.Get("ETag") != tag ||
					!strings.Contains(vary, "Authorization") || !strings.Contains(vary, "Accept-Encoding") {
					t.Errorf("with its tag and %q: %s %v", coding, again.Status, again.Header)
				}
			}
			return tag
		}
		storefront, staff := tag(nil), tag(key)
		if storefront == staff || tag(ann) != storefront {
			t.Errorf("tags: %s, %s for staff, %s for a customer", storefront, staff, tag(ann))
		}
		create := func(name, access string) {
			p.Send(key, `mutation($k: String!, $a: CustomFieldAccess!) { createCustomField(input: { owner: CUSTOMER,
				key: $k, label: "x", type: STRING, access: $a }) { userErrors { code field } } }`,
				apptest.Vars{"k": name, "a": access}).OK()
		}
		create("hidden", "NONE")
		if got := tag(key); got == staff || tag(nil) != storefront {
			t.Errorf("after a field for staff only: %s and %s", tag(nil), got)
		}
		staff = tag(key)
		create("shown", "READ")
		if tag(key) == staff || tag(nil) == storefront {
			t.Errorf("after a field for everybody: %s and %s", tag(nil), tag(key))
		}
		stale := send(t, http.MethodGet, p.URL+"/schema.graphql", "", apptest.Headers{"If-None-Match": storefront})
		if stale.StatusCode != http.StatusOK || !strings.Contains(string(stale.body), "shown") {
			t.Errorf("with the tag of an older schema: %s %.100s", stale.Status, stale.body)
		}
		for name, as := range map[string]apptest.Headers{
			"an invalid key": {"Authorization": "Bearer sk_none"}, "an invalid token": {"X-Customer-Token": "none"},
		} {
			refused := send(t, http.MethodGet, p.URL+"/schema.graphql", "", as, apptest.Headers{"If-None-Match": storefront})
			if refused.StatusCode != http.StatusUnauthorized || refused.Header.Get("ETag") != "" ||
				refused.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("with %s: %s %v", name, refused.Status, refused.Header)
			}
		}
	})
}

// TestConstantQueries checks that queries whose result never changes can be revalidated, and no others.
func TestConstantQueries(t *testing.T) {
	p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
	_, ann := p.SignUp("ann@example.com")
	formats := `{ addressFormats { country name parts } }`
	tags := map[string]bool{}
	for _, query := range []string{
		formats, `{ ...F } fragment F on Query { all: addressFormats { country } __typename }`,
		`{ addressFormat(country: "IE") { name } }`, `{ addressFormat(country: "DE") { name } }`,
	} {
		first := send(t, http.MethodGet, getURL(p, query), "")
		tag := first.Header.Get("ETag")
		if first.StatusCode != http.StatusOK || tags[tag] || first.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %s %v", query, first.Status, first.Header)
		}
		tags[tag] = true
		for _, as := range []apptest.Headers{nil, ann} {
			again := send(t, http.MethodGet, getURL(p, query), "", as, apptest.Headers{"If-None-Match": tag})
			if again.StatusCode != http.StatusNotModified || len(again.body) > 0 || again.Header.Get("ETag") != tag {
				t.Errorf("%s with its tag: %s %v", query, again.Status, again.Header)
			}
		}
	}
	for _, c := range []struct{ method, url, body string }{
		{http.MethodPost, p.URL + "/graphql", `{"query":"` + formats + `"}`},
		{http.MethodGet, getURL(p, `{ addressFormats { country } shop { name } }`), ""},
		{http.MethodGet, getURL(p, `{ addressFormats { country } __schema { queryType { name } } }`), ""},
		{http.MethodGet, getURL(p, `{ addressFormat(country: "XX") { name } }`), ""},
		{http.MethodGet, getURL(p, `{ customFields { key } }`), ""},
		{http.MethodGet, getURL(p, `{ addressFormats { unknown } }`), ""},
	} {
		resp := send(t, c.method, c.url, c.body, ann)
		if resp.Header.Get("ETag") != "" || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: %v", c.method, c.url, resp.Header)
		}
	}
}

// TestCompression requests responses in every coding.
func TestCompression(t *testing.T) {
	p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
	p.SignUp("ann@example.com")
	login := `mutation { login(email: \"ann@example.com\", password: \"correct horse\") { customerToken {`
	for i := range 20 {
		login += " t" + strconv.Itoa(i) + ": accessToken"
	}
	login += " } customer { email } } }"
	post := func(query string) string { return `{"query":"` + query + `"}` }
	for _, c := range []struct {
		name, method, url, body string
		compressed              bool
	}{
		{"the schema", http.MethodGet, p.URL + "/schema.graphql", "", true},
		{"a large response", http.MethodPost, p.URL + "/graphql", post(`{ addressFormats { name regions { name } } }`), true},
		{"a large response to GET", http.MethodGet, getURL(p, `{ addressFormats { name } }`), "", true},
		{"introspection", http.MethodPost, p.URL + "/graphql", post(`{ __schema { types { name description } } }`), true},
		{"a small response", http.MethodPost, p.URL + "/graphql", post(`{ shop { name } }`), false},
		{"a large response with a secret", http.MethodPost, p.URL + "/graphql", post(login), false},
	} {
		plain := send(t, c.method, c.url, c.body)
		if large := len(plain.body) >= 1024; large != (c.name != "a small response") || plain.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %d bytes", c.name, plain.Status, len(plain.body))
		}
		for accepted, coding := range map[string]string{
			"": "", "identity": "", "br": "", "gzip;q=0": "", "gzip;q=0, identity": "",
			"gzip": "gzip", "GZIP": "gzip", "deflate, gzip;q=0.5": "gzip", "gzip, zstd;q=0": "gzip",
			"gzip, deflate, br, zstd": "zstd", "zstd": "zstd", "zstd;q=0.2, gzip;q=0.7": "gzip",
		} {
			if !c.compressed {
				coding = ""
			}
			resp := send(t, c.method, c.url, c.body, apptest.Headers{"Accept-Encoding": accepted})
			if got := resp.Header.Get("Content-Encoding"); got != coding {
				t.Errorf("%s for %q in %q, want %q", c.name, accepted, got, coding)
			}
			if vary := strings.Join(resp.Header.Values("Vary"), ", "); !strings.Contains(vary, "Accept-Encoding") {
				t.Errorf("%s for %q: Vary: %s", c.name, accepted, vary)
			}
			if resp.ContentLength != int64(len(resp.body)) || coding != "" && len(resp.body) > len(plain.body)/2 {
				t.Errorf("%s for %q: %d bytes, Content-Length %d", c.name, accepted, len(resp.body), resp.ContentLength)
			}
			if tag := resp.Header.Get("ETag"); tag != plain.Header.Get("ETag") {
				t.Errorf("%s for %q: ETag %s", c.name, accepted, tag)
			}
			if resp.Header.Get("No-Gzip-Compression") != "" {
				t.Errorf("%s for %q: %v", c.name, accepted, resp.Header)
			}
			if c.name != "a large response with a secret" && resp.plain(t) != string(plain.body) {
				t.Errorf("%s for %q: another body", c.name, accepted)
			}
		}
	}
}
