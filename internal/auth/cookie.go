package auth

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"clientele/internal/apperr"
)

// The cookies of the dashboard's staff sessions and devices, which scripts cannot read. They are used only for requests
// with SessionHeader, as a protection against cross-site request forgery: other sites need CORS to send that header.
const (
	SessionHeader = "X-Staff-Session"
	inCookie      = "cookie"
	hostPrefix    = "__Host-" // RFC 6265bis, section 4.1.3.2
	staffCookie   = "clientele_staff"
	deviceCookie  = "clientele_device"
)

// jar holds the cookies of a request and its response.
type jar struct {
	w      http.ResponseWriter
	token  string
	device string
	secure bool
}

// jarOf returns the jar of a request with SessionHeader, and nil for other requests.
func jarOf(w http.ResponseWriter, r *http.Request) (*jar, error) {
	if len(r.Header.Values(SessionHeader)) == 0 {
		return nil, nil
	}
	value, err := single(r.Header, SessionHeader)
	if err != nil {
		return nil, err
	}
	if value != inCookie {
		return nil, apperr.Bad("%s must be %q", SessionHeader, inCookie)
	}
	if !sameOrigin(r) {
		return nil, apperr.Bad("%s is allowed for same-origin requests only", SessionHeader)
	}
	if r.Header.Get("Authorization") != "" || r.Header.Get(TokenHeader) != "" {
		return nil, refuse(apperr.InvalidToken) // ambiguous
	}
	j := &jar{w: w, secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"}
	for name, to := range map[string]*string{staffCookie: &j.token, deviceCookie: &j.device} {
		if c, err := r.Cookie(j.name(name)); err == nil {
			*to = c.Value
		}
	}
	return j, nil
}

// sameOrigin reports whether a request was sent by a page of this server or not by a browser. It uses Fetch Metadata or
// else the Origin header.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // not sent by a script in a browser
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && (u.Host == r.Host || u.Host == r.Header.Get("X-Forwarded-Host"))
}

// name returns the name of a cookie, with the prefix for secure connections.
func (j *jar) name(base string) string {
	if j.secure {
		return hostPrefix + base
	}
	return base
}

// set sets a cookie, or deletes it if the token is empty.
func (j *jar) set(name, token string, expires time.Time) {
	c := &http.Cookie{
		Name: j.name(name), Value: token, Path: "/graphql", Expires: expires,
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	if j.secure {
		c.Path, c.Secure = "/", true
	}
	if token == "" {
		c.MaxAge = -1
	}
	others := slices.DeleteFunc(j.w.Header().Values("Set-Cookie"), func(set string) bool {
		return strings.HasPrefix(set, c.Name+"=")
	})
	j.w.Header()["Set-Cookie"] = append(slices.Clip(others), c.String())
}

type jarKey struct{}

// KeepToken sets the cookie with a staff token on the response to the request of ctx, and reports whether the request
// uses cookies.
func KeepToken(ctx context.Context, token string, expires time.Time) bool {
	j, ok := ctx.Value(jarKey{}).(*jar)
	if ok {
		j.set(staffCookie, token, expires)
	}
	return ok
}

// DropToken deletes the cookie with the staff token.
func DropToken(ctx context.Context) {
	if j, ok := ctx.Value(jarKey{}).(*jar); ok {
		j.set(staffCookie, "", time.Time{})
	}
}
