// Package network identifies the sources of requests, for limits per network address.
package network

import "net/netip"

// SiteShare is the limit of an IPv6 site (/48) as a multiple of the limit of an address (/64). A provider can assign a
// whole /48 to one customer or tunnel (RFC 6177).
const SiteShare = 4

// Source identifies where a request comes from, for limits.
type Source struct {
	// Address is an IPv4 address, or the /64 of an IPv6 address, which is the least that a provider assigns to a
	// customer (RFC 6177). It is empty if the address is unknown.
	Address string
	// Site is the /48 of an IPv6 address, and empty for IPv4.
	Site string
	// Shared is true if Address is a proxy that does not name its client, so that many clients share it.
	Shared bool
}

// Of returns the source of an address in any form that Parse accepts, or the zero Source.
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

// around returns the network of an address with a prefix length.
func around(addr netip.Addr, bits int) string {
	prefix, _ := addr.Prefix(bits) // never fails for an IPv6 address
	return prefix.String()
}
