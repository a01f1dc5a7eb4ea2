package httpd

import (
	"context"
	"net/http"
	"net/netip"
	"regexp"
)

// BaseURL returns the scheme and host at which the client called the program, such as "https://shop.example", as far as
// it is known: from the request, and from X-Forwarded-Proto and X-Forwarded-Host of a trusted proxy. It returns ""
// outside of a request.
func BaseURL(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.base
	}
	return ""
}

// host is the form of a host with an optional port.
var host = regexp.MustCompile(`^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?$`)

func baseURL(r *http.Request, proxies []netip.Prefix) string {
	scheme, name := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if FromProxy(r, proxies) {
		if proto := r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
			scheme = proto
		}
		if forwarded := r.Header.Get("X-Forwarded-Host"); forwarded != "" {
			name = forwarded
		}
	}
	if !host.MatchString(name) {
		return ""
	}
	return scheme + "://" + name
}
