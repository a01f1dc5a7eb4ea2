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

// The cookie in which a browser of the staff carries its token, out of the reach of scripts. Only requests with the header
// use it: so no page acts as the member by accident, and no other site's can, which would need CORS to send the header.
const (
	SessionHeader = "X-Staff-Session"
	inCookie      = "cookie"
	hostPrefix    = "__Host-" // RFC 6265bis, section 4.1.3.2
	staffCookie   = "clientele_staff"
	deviceCookie  = "clientele_device"
)

// jar holds the cookies of one request and its answer.
type jar struct {
	w      http.ResponseWriter
	token  string
	device string
	secure bool
}

// jarOf returns the jar of a request that asks for one; nil for any other.
func jarOf(w http.ResponseWriter, r *http.Request) (*jar, error) {
	if len(r.Header.Values(SessionHeader)) == 0 {
		return nil, nil
	}
	asked, err := single(r.Header, SessionHeader)
	if err != nil {
		return nil, err
	}
	if asked != inCookie {
		return nil, apperr.Bad("%s can only be %q", SessionHeader, inCookie)
	}
	if !sameOrigin(r) {
		return nil, apperr.Bad("%s is for the pages of this server only", SessionHeader)
	}
	if r.Header.Get("Authorization") != "" || r.Header.Get(TokenHeader) != "" {
		return nil, refuse(apperr.InvalidToken) // whose request would it be?
	}
	j := &jar{w: w, secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"}
	for name, to := range map[string]*string{staffCookie: &j.token, deviceCookie: &j.device} {
		if c, err := r.Cookie(j.name(name)); err == nil {
			*to = c.Value
		}
	}
	return j, nil
}

// sameOrigin tells whether a browser sent a request from a page of this server (Fetch Metadata; where a browser does not send
// it, the Origin header).
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // no browser's script
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && (u.Host == r.Host || u.Host == r.Header.Get("X-Forwarded-Host"))
}

func (j *jar) name(of string) string {
	if j.secure {
		return hostPrefix + of
	}
	return of
}

// set writes a cookie; an empty token takes it back.
func (j *jar) set(name, token string, expires time.Time) {
	c := &http.Cookie{Name: j.name(name), Value: token, Path: "/graphql", Expires: expires, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if j.secure {
		c.Path, c.Secure = "/", true
	}
	if token == "" {
		c.MaxAge = -1
	}
	others := slices.DeleteFunc(j.w.Header().Values("Set-Cookie"), func(set string) bool { return strings.HasPrefix(set, c.Name+"=") })
	j.w.Header()["Set-Cookie"] = append(slices.Clip(others), c.String())
}

type jarKey struct{}

// KeepToken puts a staff token into the cookie of the request that ctx belongs to, if that asked for one.
func KeepToken(ctx context.Context, token string, expires time.Time) bool {
	j, ok := ctx.Value(jarKey{}).(*jar)
	if ok {
		j.set(staffCookie, token, expires)
	}
	return ok
}

// DropToken takes the cookie back.
func DropToken(ctx context.Context) {
	if j, ok := ctx.Value(jarKey{}).(*jar); ok {
		j.set(staffCookie, "", time.Time{})
	}
}
