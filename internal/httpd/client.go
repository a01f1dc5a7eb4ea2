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

// The headers in which proxies say for whom they ask.
const (
	ForwardedFor = "X-Forwarded-For"
	Forwarded    = "Forwarded" // RFC 7239
)

// forwarding finds out who is behind proxies.
type forwarding struct {
	proxies []netip.Prefix // that are believed
	header  string         // the one that they write; the other one may be a stranger's, which they pass on

	unreadable, other sync.Once // for the log
}

// client returns the address that a request came from, and how limits count it: the last address in the header that is
// no proxy of ours, if a proxy of ours sent it, and else the connection's. A proxy that does not tell an address that
// can be read stands for everybody behind it.
func (f *forwarding) client(r *http.Request) (string, network.Source) {
	addr, ok := network.Parse(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr, network.Source{}
	}
	hops, shared := list{lines: r.Header.Values(f.header)}, false
	if len(hops.lines) == 0 && within(addr, f.proxies) {
		shared = true
		f.warnOfOther(r, addr)
	}
	for !shared && within(addr, f.proxies) {
		hop, ok := hops.next()
		if !ok {
			break
		}
		if f.header == Forwarded {
			hop = forOf(hop)
		}
		next, ok := network.Parse(hop)
		if !ok {
			shared = true
			f.warnOfUnreadable(hop, addr)
			break
		}
		addr = next
	}
	source := network.From(addr)
	source.Shared = shared
	return addr.String(), source
}

// warnOfUnreadable does not log what the proxy wrote: it may have passed on anything.
func (f *forwarding) warnOfUnreadable(hop string, proxy netip.Addr) {
	if network.Withheld(hop) {
		return
	}
	f.unreadable.Do(func() {
		slog.Warn("a trusted proxy writes a client address that cannot be read: all who come through it share its limits",
			"proxy", proxy, "header", f.header)
	})
}

func (f *forwarding) warnOfOther(r *http.Request, proxy netip.Addr) {
	other := Forwarded
	if f.header == Forwarded {
		other = ForwardedFor
	}
	if len(r.Header.Values(other)) == 0 {
		return
	}
	f.other.Do(func() {
		slog.Warn("a trusted proxy writes another header than CLIENTELE_FORWARDED_HEADER says: "+
			"all who come through it share its limits", "proxy", proxy, "expected", f.header, "found", other)
	})
}

// list is the elements of a header, from the last one to the first.
type list struct {
	lines []string // before text
	text  string
	more  bool // elements are left in text
}

func (l *list) next() (element string, ok bool) {
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

// cutLast cuts a text at the last separator outside of quotes. It reads from the end: what a proxy of ours added is well
// formed, whatever stands before it.
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

// forOf returns the for= of an element of Forwarded; unknown where it has none, and empty where it has several.
func forOf(element string) string {
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

// FromProxy tells whether the connection of a request that Wrap has not seen yet is a proxy's.
func FromProxy(r *http.Request, proxies []netip.Prefix) bool {
	addr, ok := network.Parse(r.RemoteAddr)
	return ok && within(addr, proxies)
}

func within(addr netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(addr) })
}
