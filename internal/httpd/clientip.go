package httpd

import (
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"clientele/internal/network"
)

// The headers in which proxies name the client's address.
const (
	ForwardedFor = "X-Forwarded-For"
	Forwarded    = "Forwarded" // RFC 7239
)

// clientFinder determines the address of a client behind trusted proxies.
type clientFinder struct {
	proxies []netip.Prefix // trusted
	header  string         // the one that they set; clients can send the other one

	unreadable, other sync.Once // each warning is logged once
}

// client returns the address of the client that sent a request, and its source for limits. If the connection is from a
// trusted proxy, it is the last address in the header that is not a trusted proxy; otherwise it is the connection's. If
// the header has no readable address, all clients behind the proxy share its address.
func (f *clientFinder) client(r *http.Request) (string, network.Source) {
	addr, ok := network.Parse(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr, network.Source{}
	}
	hops, shared := elements{lines: r.Header.Values(f.header)}, false
	if len(hops.lines) == 0 && containedIn(addr, f.proxies) {
		shared = true
		f.warnOtherHeader(r, addr)
	}
	for !shared && containedIn(addr, f.proxies) {
		hop, ok := hops.next()
		if !ok {
			break
		}
		if f.header == Forwarded {
			hop = forwardedFor(hop)
		}
		next, ok := network.Parse(hop)
		if !ok {
			shared = true
			f.warnUnreadable(hop, addr)
			break
		}
		addr = next
	}
	source := network.From(addr)
	source.Shared = shared
	return addr.String(), source
}

// warnUnreadable warns about an unreadable address. It does not log the value, which may come from a client.
func (f *clientFinder) warnUnreadable(hop string, proxy netip.Addr) {
	if network.Withheld(hop) {
		return
	}
	f.unreadable.Do(func() {
		slog.Warn("Trusted proxy sends unreadable client addresses: all of its clients share one rate limit",
			"proxy", proxy, "header", f.header)
	})
}

// warnOtherHeader warns about a proxy that sets another header than the configured one.
func (f *clientFinder) warnOtherHeader(r *http.Request, proxy netip.Addr) {
	other := Forwarded
	if f.header == Forwarded {
		other = ForwardedFor
	}
	if len(r.Header.Values(other)) == 0 {
		return
	}
	f.other.Do(func() {
		slog.Warn("Trusted proxy sends another header than CLIENTELE_FORWARDED_HEADER: "+
			"all of its clients share one rate limit", "proxy", proxy, "expected", f.header, "found", other)
	})
}

// elements iterates over the elements of a header, from the last one to the first.
type elements struct {
	lines []string // not yet read
	text  string   // the rest of the current line
	more  bool     // whether text has further elements
}

func (l *elements) next() (element string, ok bool) {
	if !l.more {
		last := len(l.lines) - 1
		if last < 0 {
			return "", false
		}
		l.text, l.lines = l.lines[last], l.lines[:last]
	}
	l.text, element, l.more = cutLast(l.text, ',')
	return element, true
}

// cutLast cuts a text at the last separator outside of quotes. It reads from the end, since only the part that a
// trusted proxy appended is known to be well formed.
func cutLast(text string, separator byte) (before, after string, found bool) {
	quoted := false
	for i := len(text) - 1; i >= 0; i-- {
		switch {
		case text[i] == '"' && (i == 0 || text[i-1] != '\\'):
			quoted = !quoted
		case text[i] == separator && !quoted:
			return text[:i], text[i+1:], true
		}
	}
	return "", text, false
}

// forwardedFor returns the for parameter of an element of Forwarded: "unknown" if it has none, "" if it has several.
func forwardedFor(element string) string {
	node := "unknown"
	for more, found := true, false; more; {
		var pair string
		element, pair, more = cutLast(element, ';')
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if !strings.EqualFold(name, "for") {
			continue
		}
		if found {
			return ""
		}
		node, found = value, true
	}
	return node
}

// FromProxy reports whether a request comes from one of the proxies. It must be called before Wrap changes RemoteAddr.
func FromProxy(r *http.Request, proxies []netip.Prefix) bool {
	addr, ok := network.Parse(r.RemoteAddr)
	return ok && containedIn(addr, proxies)
}

func containedIn(addr netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(addr) })
}
