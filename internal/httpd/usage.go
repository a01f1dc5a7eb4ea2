package httpd

import "clientele/internal/network"

// usage counts what sources use, by address and by IPv6 site.
type usage map[string]int

// fits reports whether a source may use n more if an address may use limit. A site and a shared address may use
// network.SiteShare times as much, but no source more than rest.
func (u usage) fits(s network.Source, n, limit, rest int) bool {
	siteLimit := min(network.SiteShare*limit, rest)
	limit = min(limit, rest)
	if s.Shared {
		limit = siteLimit
	}
	return u[s.Address]+n <= limit && (s.Site == "" || u[s.Site]+n <= siteLimit)
}

// add adds n, which may be negative, to the usage of a source.
func (u usage) add(s network.Source, n int) {
	u.change(s.Address, n)
	if s.Site != "" {
		u.change(s.Site, n)
	}
}

func (u usage) change(name string, n int) {
	if u[name] += n; u[name] <= 0 {
		delete(u, name)
	}
}
