package httpd

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

// compressedFrom is the size in bytes from which responses are compressed. Smaller ones fit into one packet anyway.
const compressedFrom = 1 << 10

// DisableCompression sends a response as it is: its length does not depend on what else is in it, so that it reveals
// nothing about a secret in the response (the BREACH attack). It must be called before the response is written.
func DisableCompression(w http.ResponseWriter) { w.Header().Set(gzhttp.HeaderNoCompression, "1") }

// compress returns a handler that compresses the responses of h with gzip or zstd, if the client accepts one of them.
func compress(h http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(compressedFrom), gzhttp.CompressionLevel(gzip.BestSpeed))
	if err != nil {
		panic(err) // an option is invalid
	}
	compressed := wrap(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") == "" {
			compressed(w, r)
			return
		}
		held := &heldResponse{ResponseWriter: w}
		defer held.discard()
		compressed(held, r)
		held.send()
	})
}

// heldResponse holds a compressed response until it is complete, so that the state of the compression, which takes
// several hundred KiB, is not kept for clients that read slowly. Other responses are passed on at once.
type heldResponse struct {
	http.ResponseWriter
	started bool
	status  int
	body    *bytes.Buffer // nil if the response is not compressed
}

// WriteHeader sends the status of a response that is not compressed.
func (h *heldResponse) WriteHeader(status int) {
	if status >= 200 && !h.started {
		h.started = true
		if h.Header().Get("Content-Encoding") != "" {
			h.status, h.body = status, bodies.Get().(*bytes.Buffer)
			return
		}
	}
	h.ResponseWriter.WriteHeader(status)
}

// Write holds a part of a compressed response.
func (h *heldResponse) Write(p []byte) (int, error) {
	if !h.started {
		h.WriteHeader(http.StatusOK)
	}
	if h.body != nil {
		return h.body.Write(p)
	}
	return h.ResponseWriter.Write(p)
}

// send sends the held response.
func (h *heldResponse) send() {
	if h.body == nil {
		return
	}
	h.Header().Set("Content-Length", strconv.Itoa(h.body.Len()))
	h.ResponseWriter.WriteHeader(h.status)
	_, _ = h.ResponseWriter.Write(h.body.Bytes())
}

// bodies are reused up to maxKeptBody bytes, which is enough for most compressed responses.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const maxKeptBody = 64 << 10

func (h *heldResponse) discard() {
	if h.body != nil && h.body.Cap() <= maxKeptBody {
		h.body.Reset()
		bodies.Put(h.body)
	}
	h.body = nil
}
