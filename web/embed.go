// Package web embeds the pages that the program serves: GraphiQL and the dashboard. npm builds them into dist, which is
// committed. They are ordinary clients of the public API. They load nothing from other hosts, except the pictures of
// articles that orders name.
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

	"clientele/internal/etag"
)

//go:embed all:dist
var dist embed.FS

//go:embed dist/graphiql/index.html
var graphiQLIndex []byte

//go:embed dist/dashboard/index.html
var dashboardIndex []byte

// policy restricts a page to its own origin. The first %s stands for the hashes of inline scripts, the second for
// further sources of images. Inline styles are used by the code editor, the component library and the preview of
// emails.
const policy = "default-src 'self'; script-src 'self'%s; style-src 'self' 'unsafe-inline'; img-src 'self' data:%s; " +
	"font-src 'self' data:; worker-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; " +
	"form-action 'none'"

// contentTypes lists the types of all built files. The operating system's table differs between machines.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".ttf": "font/ttf",
	".txt": "text/plain; charset=utf-8",
}

// GraphiQL serves GraphiQL at / and its files under /graphiql/.
func GraphiQL() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page(graphiQLIndex, ""))
	handleFiles(mux, "graphiql")
	return mux
}

// Dashboard serves the dashboard under /dashboard/. Every path returns the same index, which routes in the browser. It
// shows pictures of articles, which can be on any host with HTTPS.
func Dashboard() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /dashboard/", page(dashboardIndex, " https:"))
	handleFiles(mux, "dashboard")
	return mux
}

// handleFiles serves the files that a site's index loads. Their names are the same in every build, so clients must
// revalidate them.
func handleFiles(mux *http.ServeMux, site string) {
	tags := map[string]string{}
	entries, _ := dist.ReadDir("dist/" + site + "/assets") // a site without files responds with 404
	for _, entry := range entries {
		name := "dist/" + site + "/assets/" + entry.Name()
		body, _ := dist.ReadFile(name)
		tags[strings.TrimSuffix(name, ".gz")] = etag.Of(body)
	}
	mux.HandleFunc("GET /"+site+"/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		name := "dist/" + site + "/assets/" + r.PathValue("name")
		tag, ok := tags[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		serveAsset(w, r, name, tag)
	})
	licenses := "dist/" + site + "/LICENSES.txt"
	body, _ := dist.ReadFile(licenses)
	tag := `"` + etag.Of(body) + `"`
	mux.HandleFunc("GET /"+site+"/LICENSES.txt", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentTypes[".txt"])
		etag.Serve(w, r, tag, body)
	})
}

// importMap matches the only inline script of an index. It contains the integrity hashes of the other scripts.
var importMap = regexp.MustCompile(`(?s)<script type="importmap">(.*?)</script>`)

// page returns a handler that serves an index, which may show images of the given sources.
func page(index []byte, images string) http.Handler {
	scripts := ""
	if found := importMap.FindSubmatch(index); found != nil {
		sum := sha256.Sum256(found[1])
		scripts = " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	pagePolicy := fmt.Sprintf(policy, scripts, images)
	tag := `"` + etag.Of(index) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		etag.Serve(w, r, tag, index)
	})
}

// serveAsset serves a file. Only its gzip encoding is embedded, and decompressed for clients that do not accept it. The
// two representations have different ETags.
func serveAsset(w http.ResponseWriter, r *http.Request, name, tag string) {
	body, err := dist.ReadFile(name + ".gz")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		tag += "-gzip"
	} else if body, err = gunzip(body); err != nil {
		http.Error(w, "embedded file is corrupt", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", contentTypes[path.Ext(name)])
	// A worker uses its own policy, not that of its page.
	h.Set("Content-Security-Policy", fmt.Sprintf(policy, "", ""))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(body))) // ServeContent omits it if there is an encoding
	etag.Serve(w, r, `"`+tag+`"`, body)
}

// acceptsGzip reports whether a client accepts gzip (RFC 9110, section 12.5.3).
func acceptsGzip(r *http.Request) bool {
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
