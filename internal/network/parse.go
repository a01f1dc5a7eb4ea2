package network

import (
	"net/netip"
	"strings"
)

// Parse parses an address in any form that proxies use: bare, in brackets, quoted, with a port or zone, or as the for
// parameter of RFC 7239. It removes the zone, and returns an IPv4-mapped IPv6 address as an IPv4 address.
func Parse(text string) (netip.Addr, bool) {
	text = unwrap(text)
	addr, err := netip.ParseAddr(text)
	if err != nil {
		host, ok := withoutPort(text)
		if !ok {
			return netip.Addr{}, false
		}
		if addr, err = netip.ParseAddr(host); err != nil {
			return netip.Addr{}, false
		}
	}
	return addr.Unmap().WithZone(""), true
}

// Withheld reports whether a proxy deliberately does not name the address: "unknown" or an obfuscated identifier (RFC
// 7239, sections 6.2 and 6.3).
func Withheld(text string) bool {
	text = unwrap(text)
	return strings.EqualFold(text, "unknown") || len(text) > 1 && text[0] == '_'
}

// unwrap removes "for=" and quotes from a node of RFC 7239.
func unwrap(text string) string {
	text = strings.TrimSpace(text)
	if len(text) >= 4 && strings.EqualFold(text[:4], "for=") {
		text = strings.TrimSpace(text[4:])
	}
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	return text
}

// withoutPort returns the host of [HOST], [HOST]:PORT or HOST:PORT.
func withoutPort(text string) (host string, ok bool) {
	if rest, bracket := strings.CutPrefix(text, "["); bracket {
		host, after, closed := strings.Cut(rest, "]")
		return host, closed && strings.Contains(host, ":") && (after == "" || after[0] == ':' && isPort(after[1:]))
	}
	colon := strings.LastIndexByte(text, ':')
	if colon < 0 {
		return "", false
	}
	return text[:colon], isPort(text[colon+1:])
}

// isPort reports whether a text is a port number or an obfuscated port (RFC 7239, section 6).
func isPort(text string) bool {
	if len(text) > 1 && text[0] == '_' {
		return true
	}
	digits := strings.TrimLeft(text, "0123456789") == ""
	return digits && len(text) >= 1 && len(text) <= 5
}
