// Package outbound sends HTTP requests to URLs that the staff have entered. Requests cannot reach the networks that the
// program runs in: addresses are checked after their names are resolved, redirects are not followed, and no proxy is
// used.
package outbound

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// Options configure a Client.
type Options struct {
	Private  bool          // allow http, and addresses in private networks
	Timeout  time.Duration // of one request, including its response; default 10 s
	Resolver *net.Resolver // nil for the default resolver
	TLS      *tls.Config   // nil for the system's root certificates
}

// Client sends requests.
type Client struct {
	o    Options
	http *http.Client
}

// guard refuses all addresses but public ones, according to IANA's registries of special-purpose addresses.
var guard = ssrf.New(ssrf.WithAnyPort())

// New returns a client.
func New(o Options) *Client {
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	dialer := &net.Dialer{Timeout: o.Timeout, Resolver: o.Resolver}
	if !o.Private {
		dialer.Control = refusePrivate
	}
	return &Client{o: o, http: &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: o.TLS, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 1, MaxIdleConns: 100, IdleConnTimeout: 30 * time.Second,
			MaxResponseHeaderBytes: 16 << 10, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// errPrivate is the error for an address that is not public.
var errPrivate = errors.New("the address of the receiver is not public")

// refusePrivate is called with each address before it is dialed.
func refusePrivate(network, address string, c syscall.RawConn) error {
	if err := guard.Safe(network, address, c); err != nil {
		return errPrivate
	}
	return nil
}

// CheckURL returns why requests cannot be sent to a URL, as a message for its author, or "". The addresses of a host
// name are only checked when a request is sent.
func (c *Client) CheckURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return "Must be a URL, such as https://example.com/webhooks"
	}
	switch {
	case c.o.Private && u.Scheme != "https" && u.Scheme != "http":
		return "Must begin with https:// or http://"
	case !c.o.Private && u.Scheme != "https":
		return "Must begin with https://"
	case u.User != nil:
		return "Must not contain a user or a password. Deliveries are signed instead."
	case u.Fragment != "":
		return "Must not contain a fragment"
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !c.o.Private && guard.SafeAddr(ip) != nil {
		return "Must be a public address"
	}
	return ""
}
