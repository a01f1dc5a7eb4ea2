package web_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"clientele/web"
)

// sites are the embedded sites. images are the sources of images besides the own origin; maxSize is the maximum total
// size of their compressed files in bytes.
var sites = []struct {
	name, index, title, library string
	handler                     func() http.Handler
	images                      string
	maxSize                     int
}{
	{"graphiql", "/", "Clientele · GraphiQL", "graphiql 5", web.GraphiQL, "", 3_000_000},
	{"dashboard", "/dashboard/", "Clientele", "@mantine/core 9", web.Dashboard, " https:", 520_000},
}

var inline = regexp.MustCompile(`(?s)<script(?: type="importmap")?>(.*?)</script>`)

// inlineScripts returns the hashes of a page's inline scripts, as its policy contains them.
func inlineScripts(page []byte) string {
	hashes := ""
	for _, script := range inline.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(script[1])
		hashes += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return hashes
}

var indexAsset = regexp.MustCompile(`(?:src|href)="(/\w+/assets/[^"]+)"`)

// get sends a request with an Accept-Encoding header, and returns the body without decoding it.
func get(t *testing.T, method, url, acceptEncoding string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if acceptEncoding != "" {
		req.Header.Set("Accept-Encoding", acceptEncoding)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// unzip decompresses a gzip body.
func unzip(t *testing.T, body []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// serve starts a server and returns its URL.
func serve(t *testing.T, site http.Handler) string {
	t.Helper()
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return server.URL
}

func TestPages(t *testing.T) {
	for _, site := range sites {
		t.Run(site.name, func(t *testing.T) {
			url := serve(t, site.handler()) + site.index
			resp, body := get(t, "GET", url, "gzip")
			if resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte("<title>"+site.title+"</title>")) {
				t.Fatalf("GET %s = %d %s", site.index, resp.StatusCode, body)
			}
			want := map[string]string{
				"Content-Type":           "text/html; charset=utf-8",
				"Cache-Control":          "no-cache",
				"Referrer-Policy":        "no-referrer",
				"X-Content-Type-Options": "nosniff",
				"Content-Security-Policy": "default-src 'self'; script-src 'self'" + inlineScripts(body) +
					"; style-src 'self' 'unsafe-inline'; img-src 'self' data:" + site.images + "; font-src 'self' data:; " +
					"worker-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; " +
					"form-action 'none'",
			}
			for name, value := range want {
				if got := resp.Header.Get(name); got != value {
					t.Errorf("%s = %q, want %q", name, got, value)
				}
			}
			etag := resp.Header.Get("ETag")
			if etag == "" {
				t.Fatal("the page has no ETag")
			}
			resp, body = get(t, "GET", url, "", "If-None-Match", etag)
			if resp.StatusCode != http.StatusNotModified || len(body) != 0 {
				t.Errorf("with its ETag: status %d, %d bytes, want 304 without a body", resp.StatusCode, len(body))
			}
			resp, body = get(t, "HEAD", url, "")
			if resp.StatusCode != http.StatusOK || len(body) != 0 || resp.ContentLength <= 0 {
				t.Errorf("HEAD: status %d, %d bytes, length %d", resp.StatusCode, len(body), resp.ContentLength)
			}
		})
	}
}

func TestAssets(t *testing.T) {
	for _, site := range sites {
		url := serve(t, site.handler()) + "/" + site.name + "/assets/"
		for _, file := range assets(t, site.name) {
			name := strings.TrimSuffix(file, ".gz")
			t.Run(site.name+"/"+name, func(t *testing.T) { checkAsset(t, url+name) })
		}
	}
}

// checkAsset requests a file with and without gzip, and with HEAD.
func checkAsset(t *testing.T, url string) {
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
		".ttf": "font/ttf",
	}
	zipped, body := get(t, "GET", url, "br;q=1, gzip;q=0.8")
	if zipped.StatusCode != http.StatusOK || zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("status %d, Content-Encoding %q", zipped.StatusCode, zipped.Header.Get("Content-Encoding"))
	}
	plain, plainBody := get(t, "GET", url, "gzip;q=0, identity")
	if plain.Header.Get("Content-Encoding") != "" || !bytes.Equal(plainBody, unzip(t, body)) {
		t.Error("the body without gzip differs")
	}
	if zipped.ContentLength != int64(len(body)) || plain.ContentLength != int64(len(plainBody)) {
		t.Errorf(
			"lengths %d and %d, want %d and %d",
			zipped.ContentLength,
			plain.ContentLength,
			len(body),
			len(plainBody),
		)
	}
	for _, resp := range []*http.Response{zipped, plain} {
		want := map[string]string{
			"Content-Type":           types[path.Ext(url)],
			"Cache-Control":          "no-cache",
			"Vary":                   "Accept-Encoding",
			"X-Content-Type-Options": "nosniff",
		}
		for header, value := range want {
			if got := resp.Header.Get(header); got == "" || got != value {
				t.Errorf("%s = %q, want %q", header, got, value)
			}
		}
	}
	head, body := get(t, "HEAD", url, "gzip")
	if head.StatusCode != http.StatusOK || len(body) != 0 || head.ContentLength != zipped.ContentLength {
		t.Errorf("HEAD: status %d, %d bytes, length %d", head.StatusCode, len(body), head.ContentLength)
	}
}

// TestPageReferences checks that the files which each page references exist.
func TestPageReferences(t *testing.T) {
	for _, site := range sites {
		url := serve(t, site.handler())
		_, index := get(t, "GET", url+site.index, "")
		references := indexAsset.FindAllSubmatch(index, -1)
		if len(references) < 3 {
			t.Errorf("%s does not reference a script, a style sheet and an icon", site.name)
		}
		for _, match := range references {
			if resp, _ := get(t, "HEAD", url+string(match[1]), ""); resp.StatusCode != http.StatusOK {
				t.Errorf("%s references %s: status %d", site.name, match[1], resp.StatusCode)
			}
		}
		resp, body := get(t, "GET", url+"/"+site.name+"/LICENSES.txt", "")
		if resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(site.library)) {
			t.Errorf("licenses of %s: status %d", site.name, resp.StatusCode)
		}
	}
}

func TestPaths(t *testing.T) {
	graphiQL, dashboard := serve(t, web.GraphiQL()), serve(t, web.Dashboard())
	for _, other := range []string{
		graphiQL + "/index.html", graphiQL + "/other", graphiQL + "/dist/graphiql/index.html",
		graphiQL + "/graphiql", graphiQL + "/graphiql/", graphiQL + "/graphiql/index.html",
		graphiQL + "/graphiql/assets", graphiQL + "/graphiql/assets/", graphiQL + "/graphiql/assets/none.js",
		graphiQL + "/graphiql/assets/..%2findex.html", graphiQL + "/graphiql/assets/%00",
		dashboard + "/", dashboard + "/other", dashboard + "/dashboard/assets/none.js",
		dashboard + "/dashboard/assets/..%2findex.html",
	} {
		if resp, _ := get(t, "GET", other, ""); resp.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", other, resp.StatusCode)
		}
	}
	// Paths of the dashboard are routed in the browser.
	_, index := get(t, "GET", dashboard+"/dashboard/", "")
	for _, path := range []string{
		"/dashboard/customers/customer_1", "/dashboard/orders?f=status~in~OPEN", "/dashboard/nowhere",
	} {
		resp, body := get(t, "GET", dashboard+path, "")
		if resp.StatusCode != http.StatusOK || !bytes.Equal(body, index) {
			t.Errorf("GET %s = %d, want the index", path, resp.StatusCode)
		}
	}
}

// externalLoad matches code that makes a browser load from another host, but not URLs in texts and namespaces.
var externalLoad = regexp.MustCompile(`(?i)(?:` +
	`<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//` +
	`|\bimport\s*\(?\s*["'` + "`" + `](?:https?:)?//` +
	`|\bfrom\s*["'](?:https?:)?//` +
	`|\b(?:fetch|importScripts|Worker|EventSource|WebSocket|sendBeacon)\(\s*["'` + "`" + `](?:(?:https?|wss?):)?//` +
	`|\.src\s*=\s*["'` + "`" + `](?:https?:)?//` +
	`|@import\s*(?:url\()?\s*["']?(?:https?:)?//` +
	`|url\(\s*["']?(?:https?:)?//)`)

func TestExternalLoadPattern(t *testing.T) {
	for _, text := range []string{
		`<script type="module" src="https://a.example/x.js">`, `<link rel=stylesheet href=//a.example/x.css>`,
		`import("https://a.example/x.js")`, `import x from"https://a.example/x.js"`, `fetch("http://a.example")`,
		`new Worker("https://a.example")`, `url(https://a.example/x.woff2)`,
		`@import "https://a.example/x.css"`, `i.src="https://a.example/x.png"`,
	} {
		if !externalLoad.MatchString(text) {
			t.Errorf("does not match %s", text)
		}
	}
}

func TestNoExternalLoads(t *testing.T) {
	err := fs.WalkDir(os.DirFS("dist"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Base(name) == "LICENSES.txt" {
			return err
		}
		body, err := os.ReadFile(path.Join("dist", name))
		if err != nil {
			return err
		}
		if path.Ext(name) == ".gz" {
			body = unzip(t, body)
		}
		for _, found := range externalLoad.FindAllIndex(body, -1) {
			t.Errorf("%s: …%s…", name, body[found[0]:min(found[1]+60, len(body))])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSize(t *testing.T) {
	for _, site := range sites {
		total := 0
		for _, file := range assets(t, site.name) {
			body, err := os.ReadFile(path.Join("dist", site.name, "assets", file))
			if err != nil {
				t.Fatal(err)
			}
			total += len(body)
		}
		if total > site.maxSize {
			t.Errorf("%s: %d bytes compressed, want at most %d", site.name, total, site.maxSize)
		}
	}
}

// assets returns the names of a site's built files, which are all compressed.
func assets(t *testing.T, site string) []string {
	t.Helper()
	entries, err := os.ReadDir(path.Join("dist", site, "assets"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if path.Ext(entry.Name()) != ".gz" {
			t.Errorf("%s is not compressed", entry.Name())
		}
		names = append(names, entry.Name())
	}
	if len(names) == 0 {
		t.Fatal("no built files")
	}
	return names
}
