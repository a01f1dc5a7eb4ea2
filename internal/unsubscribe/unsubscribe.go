// Package unsubscribe serves the page that unsubscribes from marketing with the token of a link in a newsletter. Mail
// programs send the POST request themselves (RFC 8058, one-click); people see a page with a button. The page needs no
// JavaScript, no cookies and no log-in, and shows nothing about the person.
package unsubscribe

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/models"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// Options are the dependencies of a Handler.
type Options struct {
	Consent *consent.Service
	// Caller returns the sender of the request of a context.
	Caller func(context.Context) auth.Caller
	// Shop returns the shop's name.
	Shop func(context.Context) (string, error)
	// Outage returns the error that a caller sees instead of one that is an outage of the database, otherwise nil.
	Outage func(context.Context, error) *apperr.Error
	// Storefront is the base URL of the storefront; optional.
	Storefront string
}

// Handler serves the page.
type Handler struct {
	o      Options
	page   *template.Template
	policy string
}

// New returns the handler.
func New(o Options) (*Handler, error) {
	t, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	sum := sha256.Sum256([]byte(pageCSS))
	return &Handler{o: o, page: t, policy: "default-src 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"}, nil
}

// Register adds the handler's route to a mux.
func (h *Handler) Register(mux *http.ServeMux) { mux.Handle(consent.UnsubscribePath, h) }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		h.ask(w, r)
	case http.MethodPost:
		h.unsubscribe(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

// view is what the page shows.
type view struct {
	Title, Text string
	Form        bool // whether there is the button
}

var (
	asking = view{
		Title: "Unsubscribe", Text: "Do you no longer want to receive marketing from this shop?", Form: true,
	}
	invalid = view{
		Title: "This link is not valid",
		Text:  "Open the link in the newest email from the shop, or contact the shop to unsubscribe.",
	}
	tooMany = view{Title: "Too many requests", Text: "Please try again later."}
	failed  = view{Title: "Something went wrong", Text: "You are not unsubscribed yet. Please try again later."}
)

// channels are the texts after unsubscribing.
var channels = map[models.MarketingChannel]string{
	models.ByEmail: "You will no longer receive marketing emails from this shop.",
	models.BySMS:   "You will no longer receive marketing text messages from this shop.",
	models.ByPhone: "You will no longer receive marketing calls from this shop.",
	models.ByPost:  "You will no longer receive marketing letters from this shop.",
}

// ask shows the page with the button. It does not look at the token, because programs open the links of emails to check
// them.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) {
	if token(r) == "" {
		h.show(w, r, http.StatusBadRequest, invalid)
		return
	}
	h.show(w, r, http.StatusOK, asking)
}

// unsubscribe unsubscribes. The body of the request, "List-Unsubscribe=One-Click" from mail programs, is not needed.
func (h *Handler) unsubscribe(w http.ResponseWriter, r *http.Request) {
	channel, err := h.o.Consent.Unsubscribe(r.Context(), h.o.Caller(r.Context()), token(r))
	switch e, ok := apperr.As(err); {
	case err == nil:
		h.show(w, r, http.StatusOK, view{Title: "You are unsubscribed", Text: channels[*channel]})
	case ok && e.Kind == apperr.RateLimited:
		w.Header().Set("Retry-After", strconv.Itoa(e.RetrySeconds()))
		h.show(w, r, http.StatusTooManyRequests, tooMany)
	case ok:
		h.show(w, r, http.StatusBadRequest, invalid)
	default:
		h.fail(w, r, err)
	}
}

// fail shows an error that is not the caller's.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	outage := h.o.Outage(r.Context(), err)
	if outage == nil {
		slog.ErrorContext(r.Context(), "Failed to unsubscribe", "error", err)
		h.show(w, r, http.StatusInternalServerError, failed)
		return
	}
	slog.WarnContext(r.Context(), "Failed to unsubscribe because of an outage", "error", err)
	w.Header().Set("Retry-After", strconv.Itoa(outage.RetrySeconds()))
	h.show(w, r, http.StatusServiceUnavailable, failed)
}

// token returns the token in the URL; "" if there is not exactly one.
func token(r *http.Request) string {
	values := r.URL.Query()["token"]
	if len(values) != 1 {
		return ""
	}
	return strings.TrimSpace(values[0])
}

// show answers with the page.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, status int, v view) {
	name, err := h.o.Shop(r.Context())
	if err != nil {
		slog.ErrorContext(r.Context(), "Failed to read the shop's name", "error", err)
	}
	var page bytes.Buffer
	err = h.page.Execute(&page, struct {
		view
		Style            template.CSS
		Shop, Storefront string
	}{v, template.CSS(pageCSS), name, h.o.Storefront})
	if err != nil {
		slog.ErrorContext(r.Context(), "Failed to write the page", "error", err)
		status = http.StatusInternalServerError
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", h.policy)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
}
