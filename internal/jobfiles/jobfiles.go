// Package jobfiles sends and receives the files of jobs over HTTP: uploads and downloads by signed URLs. It does not
// check the URLs and does not store anything: package jobs does.
package jobfiles

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/internal/requestlog"
)

// stalled is the time without any progress after which a transfer is given up, and maxTime the time after which it is
// given up in any case.
const (
	stalled = time.Minute
	maxTime = 2 * time.Hour
)

// maxTransfers is the maximum number of files that a server sends and receives at the same time.
const maxTransfers = 16

// Handler serves the files of jobs.
type Handler struct {
	jobs      *jobs.Service
	outage    func(context.Context, error) *apperr.Error
	transfers chan struct{}
}

// New returns the handler for the files of a service. outage returns the error that a caller sees instead of one that
// is an outage of the database, otherwise nil.
func New(s *jobs.Service, outage func(context.Context, error) *apperr.Error) *Handler {
	return &Handler{jobs: s, outage: outage, transfers: make(chan struct{}, maxTransfers)}
}

// Register adds the handler's routes to a mux, each wrapped by wrap.
func (h *Handler) Register(mux *http.ServeMux, wrap func(http.Handler) http.Handler) {
	for pattern, serve := range map[string]http.HandlerFunc{
		"/files/{job}": h.upload, "/files/{job}/result": h.download(h.jobs.Result),
		"/files/{job}/faults": h.download(h.jobs.Faults),
	} {
		mux.Handle(pattern, wrap(h.limited(serve)))
	}
}

// limited answers 503 if too many files are being transferred.
func (h *Handler) limited(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case h.transfers <- struct{}{}:
			defer func() { <-h.transfers }()
			next(w, r)
		default:
			w.Header().Set("Retry-After", "5")
			refuse(w, r, http.StatusServiceUnavailable, "Too many files are being transferred. Try again later.")
		}
	})
}

func signed(r *http.Request) jobs.Signed {
	q := r.URL.Query()
	return jobs.Signed{Expires: q.Get("expires"), Signature: q.Get("signature")}
}

// upload receives the file of an import.
func (h *Handler) upload(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPut {
		w.Header().Set("Allow", http.MethodPut)
		refuse(w, r, http.StatusMethodNotAllowed, "Send the file with PUT")
		return
	}
	gzipped := false
	switch encoding := r.Header.Get("Content-Encoding"); {
	case strings.EqualFold(encoding, "gzip"):
		gzipped = true
	case encoding != "" && !strings.EqualFold(encoding, "identity"):
		refuse(w, r, http.StatusUnsupportedMediaType, "Send the file as it is, or with Content-Encoding: gzip")
		return
	}
	err := h.jobs.Receive(r.Context(), r.PathValue("job"), signed(r), jobs.Upload{
		Body: &progressingBody{r.Body, newDeadlines(w)}, Size: r.ContentLength, Gzip: gzipped,
	})
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// deadlines are those of a connection during a transfer.
type deadlines struct {
	c   *http.ResponseController
	end time.Time
}

func newDeadlines(w http.ResponseWriter) deadlines {
	return deadlines{http.NewResponseController(w), time.Now().Add(maxTime)}
}

// extend moves the deadlines. A connection without deadlines, in tests, needs none.
func (d deadlines) extend() {
	at := time.Now().Add(stalled)
	if at.After(d.end) {
		at = d.end
	}
	_ = d.c.SetReadDeadline(at)
	_ = d.c.SetWriteDeadline(at)
}

// progressingBody is a request body whose deadline moves as it is read.
type progressingBody struct {
	io.ReadCloser
	deadlines
}

// Read reads from the body.
func (b *progressingBody) Read(p []byte) (int, error) {
	b.extend()
	return b.ReadCloser.Read(p)
}

// progressingWriter is a response whose deadline moves as it is written.
type progressingWriter struct {
	io.Writer
	deadlines
}

// Write writes a part of the response.
func (w *progressingWriter) Write(p []byte) (int, error) {
	w.extend()
	return w.Writer.Write(p)
}

// download sends a file.
func (h *Handler) download(open func(context.Context, string, jobs.Signed) (*jobs.Download, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			refuse(w, r, http.StatusMethodNotAllowed, "Download the file with GET")
			return
		}
		d, err := open(r.Context(), r.PathValue("job"), signed(r))
		if err != nil {
			h.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", contentType(d.Format))
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
		if r.Method == http.MethodHead {
			return
		}
		if err := d.WriteTo(&progressingWriter{w, newDeadlines(w)}); err != nil {
			if r.Context().Err() == nil {
				slog.ErrorContext(r.Context(), "Failed to send a file", "error", err)
			}
			panic(http.ErrAbortHandler) // so that the client notices that the file is incomplete
		}
	}
}

func contentType(format records.Format) string {
	switch format {
	case records.JSONL:
		return "application/jsonl; charset=utf-8"
	case records.JSON:
		return "application/json" // always in UTF-8 (RFC 8259, section 8.1)
	}
	return "text/csv; charset=utf-8"
}

// statuses are the status codes of the kinds of errors.
var statuses = map[jobs.FileErrorKind]int{
	jobs.FileRefused: http.StatusForbidden, jobs.FileMissing: http.StatusNotFound, jobs.FileTaken: http.StatusConflict,
	jobs.FileTooLarge: http.StatusRequestEntityTooLarge, jobs.FileBroken: http.StatusBadRequest,
}

// fail answers a request that failed.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var shown *jobs.FileError
	if errors.As(err, &shown) {
		refuse(w, r, statuses[shown.Kind], shown.Message)
		return
	}
	if outage := h.outage(r.Context(), err); outage != nil {
		slog.WarnContext(r.Context(), "Failed to transfer a file because of an outage", "error", err)
		requestlog.From(r.Context()).AddCode(string(outage.Kind))
		w.Header().Set("Retry-After", strconv.Itoa(outage.RetrySeconds()))
		refuseWith(w, r, http.StatusServiceUnavailable, string(outage.Kind), outage.Message)
		return
	}
	if r.Context().Err() == nil {
		slog.ErrorContext(r.Context(), "Failed to transfer a file", "error", err)
	}
	requestlog.From(r.Context()).AddCode(requestlog.Internal)
	refuse(w, r, http.StatusInternalServerError, "An internal error occurred. Try again later.")
}

// codes are the codes of errors by status, which are those of the API.
var codes = map[int]string{
	http.StatusForbidden: "FORBIDDEN", http.StatusNotFound: "NOT_FOUND", http.StatusConflict: "CONFLICT",
	http.StatusServiceUnavailable: "RATE_LIMITED", http.StatusInternalServerError: requestlog.Internal,
}

// refuse answers with an error in the form of the API. The rest of the body is not read.
func refuse(w http.ResponseWriter, r *http.Request, status int, message string) {
	code := codes[status]
	if code == "" {
		code = "BAD_USER_INPUT"
	}
	refuseWith(w, r, status, code, message)
}

func refuseWith(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	newDeadlines(w).extend()
	if r.Body != http.NoBody {
		w.Header().Set("Connection", "close")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{
		"message": message, "extensions": map[string]any{"code": code},
	}}})
}
