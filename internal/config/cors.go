package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"clientele/internal/normalize"
)

// CORS holds the settings for calls from browsers on other origins.
type CORS struct {
	CORSOrigins []string `name:"cors-origins" placeholder:"https://shop.example,…"`
	CORSHeaders []string `name:"cors-headers" placeholder:"X-My-Header,…"`
}

// check validates the settings and normalizes the origins to the form that browsers send.
func (c *CORS) check(add func(format string, args ...any)) {
	for i, text := range c.CORSOrigins {
		origin, ok := originOf(strings.TrimSpace(text))
		if !ok {
			add("CLIENTELE_CORS_ORIGINS: %q is not an origin such as https://shop.example", text)
		}
		c.CORSOrigins[i] = origin
	}
	for i, text := range c.CORSHeaders {
		c.CORSHeaders[i] = strings.TrimSpace(text)
		switch {
		case !isToken(c.CORSHeaders[i]) || strings.Contains(text, "*"):
			add("CLIENTELE_CORS_HEADERS: %q is not the name of a header", text)
		case strings.EqualFold(c.CORSHeaders[i], "X-Staff-Session"): // it makes the cookie of a staff member valid
			add("CLIENTELE_CORS_HEADERS: X-Staff-Session is reserved for the dashboard")
		}
	}
}

// webPorts maps the schemes of the web to their default ports, which browsers omit.
var webPorts = map[string]string{"http": "80", "https": "443"}

// opaque are the schemes without an origin of their own: browsers send "null" for them.
var opaque = []string{"about", "blob", "data", "file", "filesystem", "javascript", "null"}

// originOf returns an origin as browsers send it (RFC 6454, section 6.2): in lower case, with an ASCII domain name and
// without the default port. Apps have their own schemes, such as capacitor://localhost.
func originOf(text string) (origin string, ok bool) {
	u, err := url.Parse(strings.TrimSuffix(text, "/"))
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(text, "*?#\\ ") || u.Path != "" {
		return "", false
	}
	host, ok := originHost(u.Hostname())
	if !ok || slices.Contains(opaque, u.Scheme) {
		return "", false
	}
	if port := u.Port(); port != "" && port != webPorts[u.Scheme] {
		host += ":" + port
	}
	return u.Scheme + "://" + host, true
}

func originHost(host string) (string, bool) {
	if strings.Contains(host, ":") {
		addr, err := netip.ParseAddr(host)
		if err != nil || addr.Zone() != "" {
			return "", false
		}
		return fmt.Sprintf("[%s]", addr), true
	}
	if !normalize.ASCII(host) {
		return normalize.Host(host)
	}
	return strings.ToLower(host), host != ""
}

// isToken reports whether a text is a valid header name (RFC 9110, section 5.6.2).
func isToken(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(c rune) bool {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
	})
}
