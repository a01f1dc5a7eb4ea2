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
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
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

// pagePolicy lets a page use its own origin and nothing else; the inline styles are the code editor's and the component
// library's.
const pagePolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
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
	files(mux, "graphiql")
	return mux
}

// Dashboard serves the staff's pages below /dashboard/: one index for every path, which finds the page by itself.
func Dashboard() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /dashboard/", page(dashboardIndex))
	files(mux, "dashboard")
	return mux
}

// files serves what a site's index asks for.
func files(mux *http.ServeMux, site string) {
	mux.HandleFunc("GET /"+site+"/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		serveAsset(w, r, "dist/"+site+"/assets/"+r.PathValue("name"))
	})
	mux.HandleFunc("GET /"+site+"/LICENSES.txt", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentTypes[".txt"])
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, dist, "dist/"+site+"/LICENSES.txt")
	})
}

// page serves an index, which names the current assets and therefore is asked for again each time.
func page(index []byte) http.Handler {
	sum := sha256.Sum256(index)
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
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

// serveAsset serves a file whose name changes with its content. Only its gzip is embedded, and is opened for the rare
// client that does not take it.
func serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	body, err := dist.ReadFile(name + ".gz")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
	} else if body, err = gunzip(body); err != nil {
		http.Error(w, "the embedded file is damaged", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", contentTypes[path.Ext(name)])
	// A worker has the policy it was served with, not its page's.
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body) // An error means that the client has gone.
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
