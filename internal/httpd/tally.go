package httpd

import "clientele/internal/network"

// tally counts what sources hold: by address, and by the IPv6 site around it.
type tally map[string]int

// fits tells whether a source may have n more, where an address may have most. A site, and a proxy that does not say
// for whom it asks, may have network.SiteShare times as much; nobody may have more than rest.
func (t tally) fits(s network.Source, n, most, rest int) bool {
	wide := min(network.SiteShare*most, rest)
	most = min(most, rest)
	if s.Shared {
		most = wide
	}
	return t[s.Address]+n <= most && (s.Site == "" || t[s.Site]+n <= wide)
}

// add counts n more for a source, or fewer where n is negative.
func (t tally) add(s network.Source, n int) {
	t.change(s.Address, n)
	if s.Site != "" {
		t.change(s.Site, n)
	}
}

func (t tally) change(name string, n int) {
	if t[name] += n; t[name] <= 0 {
		delete(t, name)
	}
}
