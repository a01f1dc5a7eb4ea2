package network_test

import (
	"testing"

	"clientele/internal/network"
)

// TestOf checks that all forms of an address have the same source, and invalid addresses have none.
func TestOf(t *testing.T) {
	v4 := network.Source{Address: "192.0.2.1"}
	v6 := network.Source{Address: "2001:db8:1:2::/64", Site: "2001:db8:1::/48"}
	for remote, want := range map[string]network.Source{
		"192.0.2.1":                       v4,
		" 192.0.2.1\t":                    v4,
		"192.0.2.1:1234":                  v4,
		"192.0.2.1:_port":                 v4,
		`"192.0.2.1:1234"`:                v4,
		`for=192.0.2.1`:                   v4,
		`For="192.0.2.1:1234"`:            v4,
		"::ffff:192.0.2.1":                v4,
		"[::ffff:192.0.2.1]":              v4,
		"[::ffff:192.0.2.1]:1234":         v4,
		"2001:db8:1:2:3:4:5:6":            v6,
		"2001:DB8:1:2::9":                 v6,
		"2001:db8:1:2:3:4:5:6:1234":       v6, // eight groups and a port
		"2001:db8:1:2::9%eth0":            v6,
		"[2001:db8:1:2::9]":               v6,
		"[2001:db8:1:2::9%eth0]:1234":     v6,
		"[2001:db8:1:2::9]:1234":          v6,
		"[2001:db8:1:2::9]:_port":         v6,
		`"[2001:db8:1:2::9]"`:             v6,
		`for="[2001:db8:1:2::9]:1234"`:    v6,
		"2001:db8:1:3:3:4:5:6":            {Address: "2001:db8:1:3::/64", Site: "2001:db8:1::/48"},
		"fe80::1%eth0":                    {Address: "fe80::/64", Site: "fe80::/48"},
		"":                                {},
		"@":                               {},
		"unknown":                         {},
		"_hidden":                         {},
		"shop.example":                    {},
		"shop.example:1234":               {},
		"192.0.2.1, 198.51.100.77":        {},
		"192.0.2.1:":                      {},
		"192.0.2.1:port":                  {},
		"192.0.2.1:123456":                {},
		"192.0.2.1:1:2":                   {},
		"192.0.2":                         {},
		"192.0.2.256":                     {},
		"192.0.2.01":                      {},
		"[192.0.2.1]:1234":                {},
		"[2001:db8:1:2::9":                {},
		"[2001:db8:1:2::9]1234":           {},
		"[[2001:db8:1:2::9]]":             {},
		`"192.0.2.1`:                      {},
		`for=for=192.0.2.1`:               {},
		`by=192.0.2.1`:                    {},
		"192.0.2.1\x00":                   {},
		"2001:db8:1:2::9:1234:5:6:7:8:9:": {},
	} {
		if got := network.Of(remote); got != want {
			t.Errorf("%q: %+v, want %+v", remote, got, want)
		}
	}
}

// TestWithheld checks the values that RFC 7239 allows instead of an address.
func TestWithheld(t *testing.T) {
	for text, want := range map[string]bool{
		"unknown": true, "Unknown": true, ` "unknown" `: true, "for=unknown": true, "_hidden": true,
		`for="_SEVKISEK"`: true,
		"":                false, "_": false, "hidden": false, "192.0.2.1": false, "unknown, unknown": false,
	} {
		if got := network.Withheld(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
