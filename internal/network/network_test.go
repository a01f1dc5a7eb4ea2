package network_test

import (
	"testing"

	"clientele/internal/network"
)

func TestSources(t *testing.T) {
	for remote, want := range map[string]struct{ key, site string }{
		"192.0.2.1":                {"192.0.2.1", ""},
		"192.0.2.1:1234":           {"192.0.2.1", ""},
		"::ffff:192.0.2.1":         {"192.0.2.1", ""},
		"[::ffff:192.0.2.1]:1234":  {"192.0.2.1", ""},
		"2001:db8:1:2:3:4:5:6":     {"2001:db8:1:2::/64", "2001:db8:1::/48"},
		"[2001:db8:1:2::9]:1234":   {"2001:db8:1:2::/64", "2001:db8:1::/48"},
		"2001:db8:1:3:3:4:5:6":     {"2001:db8:1:3::/64", "2001:db8:1::/48"},
		"fe80::1%eth0":             {"fe80::/64", "fe80::/48"},
		"":                         {},
		"@":                        {},
		"shop.example:1234":        {},
		"192.0.2.1, 198.51.100.77": {},
	} {
		if key, site := network.Key(remote), network.Site(remote); key != want.key || site != want.site {
			t.Errorf("%q: %q and %q, want %+v", remote, key, site, want)
		}
	}
}
