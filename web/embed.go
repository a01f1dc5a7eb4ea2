// Package web holds the pages that the program serves: built by npm into dist, committed, and embedded here. They are
// clients of the public API like any other, so nothing in this package knows of customers, and nothing they load comes from
// another host.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

//go:embed dist/graphiql/index.html
var graphiQLIndex []byte

//go:embed dist/dashboard/index.html
var dashboardIndex []byte

// policy lets a page use its own origin and nothing else. %s is a place for the hashes of inline scripts; the inline styles
// are the code editor's and the component library's.
const policy = "default-src 'self'; script-src 'self'%s; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self' data:; worker-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// contentTypes names every kind of file a build makes. The system's own table differs between machines.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".ttf": "font/ttf",
	".txt": "text/plain; charset=utf-8",
}

// GraphiQL serves the page at /, its files below /graphiql/, and 404 for any other path.
func GraphiQL() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page(graphiQLIndex))
	handleFiles(mux, "graphiql")
	return mux
}

// Dashboard serves the staff's pages below /dashboard/: one index for every path, which finds the page by itself.
func Dashboard() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /dashboard/", page(dashboardIndex))
	handleFiles(mux, "dashboard")
	return mux
}

// handleFiles serves the files that a site's index loads. Their names are the same in every build, so a client keeps them but
// asks each time whether they are current.
func handleFiles(mux *http.ServeMux, site string) {
	etags := map[string]string{}
	entries, _ := dist.ReadDir("dist/" + site + "/assets") // a site without files answers 404
	for _, entry := range entries {
		name := "dist/" + site + "/assets/" + entry.Name()
		body, _ := dist.ReadFile(name)
		etags[strings.TrimSuffix(name, ".gz")] = hash(body)
	}
	mux.HandleFunc("GET /"+site+"/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		name := "dist/" + site + "/assets/" + r.PathValue("name")
		etag, ok := etags[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		serveAsset(w, r, name, etag)
	})
	licenses := "dist/" + site + "/LICENSES.txt"
	body, _ := dist.ReadFile(licenses)
	etag := `"` + hash(body) + `"`
	mux.HandleFunc("GET /"+site+"/LICENSES.txt", func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", contentTypes[".txt"])
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", etag)
		http.ServeFileFS(w, r, dist, licenses)
	})
}

// importMap finds the only inline script of an index. It holds the hashes by which a page refuses the files of another build.
var importMap = regexp.MustCompile(`(?s)<script type="importmap">(.*?)</script>`)

// page serves an index.
func page(index []byte) http.Handler {
	scripts := ""
	if found := importMap.FindSubmatch(index); found != nil {
		sum := sha256.Sum256(found[1])
		scripts = " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	pagePolicy := fmt.Sprintf(policy, scripts)
	etag := `"` + hash(index) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", etag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(index))
	})
}

// serveAsset serves a file. Only its gzip is embedded, and is decompressed for the rare client that does not accept it.
// The two encodings are different representations, so they have different ETags.
func serveAsset(w http.ResponseWriter, r *http.Request, name, etag string) {
	body, err := dist.ReadFile(name + ".gz")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		etag += "-gzip"
	} else if body, err = gunzip(body); err != nil {
		http.Error(w, "the embedded file is damaged", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", contentTypes[path.Ext(name)])
	// A worker has the policy it was served with, not its page's.
	h.Set("Content-Security-Policy", fmt.Sprintf(policy, ""))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+etag+`"`)
	h.Set("Content-Length", strconv.Itoa(len(body))) // ServeContent leaves it out where there is an encoding
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// hash returns the first 96 bits of the SHA-256 of a file's content, in base64url.
func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			q, err := strconv.ParseFloat(strings.TrimPrefix(weight, "q="), 64)
			return weight == "" || err == nil && q > 0
		}
	}
	return false
}

func gunzip(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
