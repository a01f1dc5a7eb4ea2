// Package etag lets clients revalidate their copy of a response instead of downloading it again (RFC 9110, section 13).
package etag

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"
)

// Of returns the opaque part of the entity tag of a body: the first 96 bits of its SHA-256 hash, in base64url.
func Of(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Weak returns the weak entity tag of a body. All content codings of the body share it (RFC 9110, section 8.8.1), so
// the body can be compressed later.
func Weak(body []byte) string { return `W/"` + Of(body) + `"` }

// Serve answers a GET request with a body and its entity tag, or with 304 if the tag is in If-None-Match. Clients may
// store the response, but must revalidate it each time.
func Serve(w http.ResponseWriter, r *http.Request, tag string, body []byte) {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
