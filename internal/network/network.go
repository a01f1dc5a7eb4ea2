// Package network names the sources of requests, for limits that count by network address.
package network

import "net/netip"

// Key returns the name under which a source is counted: an IPv4 address as it is, or the /64 of an IPv6 address, which one line of
// a provider has at least (RFC 6177). remote is ADDRESS or ADDRESS:PORT; the key of anything else is empty.
func Key(remote string) string {
	addr, ok := parse(remote)
	if !ok {
		return ""
	}
	if addr.Is6() {
		return around(addr, 64)
	}
	return addr.String()
}

// Site returns the /48 around an IPv6 address, which one customer of a provider can have whole (RFC 6177); empty for others.
func Site(remote string) string {
	addr, ok := parse(remote)
	if !ok || !addr.Is6() {
		return ""
	}
	return around(addr, 48)
}

func parse(remote string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		port, err := netip.ParseAddrPort(remote)
		if err != nil {
			return addr, false
		}
		addr = port.Addr()
	}
	return addr.Unmap().WithZone(""), true
}

func around(addr netip.Addr, bits int) string {
	prefix, _ := addr.Prefix(bits) // an IPv6 address has that many
	return prefix.String()
}
