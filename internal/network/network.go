// Package network names the sources of requests, for limits that count by network address.
package network

import "net/netip"

// SiteShare is how many times the limit of an address the /48 around an IPv6 address has: its 65,536 addresses (/64)
// belong to one customer of a provider, or to one tunnel (RFC 6177).
const SiteShare = 4

// Source is where a request comes from, as limits count it.
type Source struct {
	// Address is an IPv4 address as it is, or the /64 of an IPv6 address, which one line of a provider has at least
	// (RFC 6177). It is empty where the address is not known.
	Address string
	// Site is the /48 around an IPv6 address, which one customer of a provider can have whole; empty for others.
	Site string
	// Shared tells that Address is a proxy's, which does not say for whom it asks: many people are behind it.
	Shared bool
}

// Of returns the source of an address in any spelling that Parse reads; of anything else it is empty.
func Of(remote string) Source {
	addr, ok := Parse(remote)
	if !ok {
		return Source{}
	}
	return From(addr)
}

// From returns the source of an address.
func From(addr netip.Addr) Source {
	addr = addr.Unmap().WithZone("")
	if !addr.Is6() {
		return Source{Address: addr.String()}
	}
	return Source{Address: around(addr, 64), Site: around(addr, 48)}
}

func around(addr netip.Addr, bits int) string {
	prefix, _ := addr.Prefix(bits) // an IPv6 address has that many
	return prefix.String()
}
