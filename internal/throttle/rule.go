package throttle

import (
	"clientele/internal/auth"
	"clientele/internal/network"
)

const (
	// siteShare is how many times the limit of an IPv6 address (a /64) the /48 around it has.
	siteShare = network.SiteShare
	// keyShare is how many times the limit of an address an API key or a proxy has that does not say for whom it
	// asks: many shoppers are behind it. Its buckets are paced, so that one of them can only slow the others.
	keyShare = 20
)

// Rule is the limits of one kind of attempt. A limit without failures does not apply.
type Rule struct {
	Here     Limit // one account from one address
	Address  Limit // any account from one address
	Anywhere Limit // one account from anywhere, by strangers; paced
	Volume   Limit // one account from one address, successes included
	// Paced tells that Address and Volume never lock: one caller can only slow the others at its address.
	Paced bool
}

// For returns the rule with counts of its own for one kind of what it limits.
func (r Rule) For(kind string) Rule {
	for _, l := range []*Limit{&r.Here, &r.Address, &r.Anywhere, &r.Volume} {
		l.Name += " " + kind
	}
	return r
}

// Known says why a caller is not a stranger to an account.
type Known struct {
	// Place tells that the account was used from the caller's address before.
	Place bool
	// Proof is the id of the account's session or device that the request carries; empty without one. Attempts with
	// it have a count of their own, as narrow as one address's.
	Proof string
}

// On returns the buckets of an attempt by a caller on an account, or whatever else subject names; it is empty for
// attempts on nothing in particular. Only strangers count in, and are slowed by, the bucket of attempts from
// anywhere.
func (r Rule) On(caller auth.Caller, subject string, known Known) []Bucket {
	var all []Bucket
	add := func(b Bucket) {
		if b.Limit.Failures > 0 {
			all = append(all, b)
		}
	}
	shared := func(b Bucket) {
		b.Paced = r.Paced
		add(b)
	}
	if known.Proof != "" {
		own := r.Here
		own.Name += " known"
		add(Bucket{Limit: own, Of: known.Proof})
	}
	if caller.SharedAddress { // its address is no shopper's
		add(Bucket{Limit: r.Address.times(keyShare), Of: caller.Address, Paced: true})
		add(Bucket{Limit: r.Volume.times(keyShare), Of: subject + "\x00" + caller.Address, Paced: true, Successes: true})
		if known.Proof == "" {
			add(Bucket{Limit: r.Anywhere, Of: subject + "\x00" + caller.Address, Paced: true})
		}
		return all
	}
	add(Bucket{Limit: r.Here, Of: subject + "\x00" + caller.Address})
	shared(Bucket{Limit: r.Address, Of: caller.Address})
	shared(Bucket{Limit: r.Volume, Of: subject + "\x00" + caller.Address, Successes: true})
	if caller.Site != "" {
		add(Bucket{Limit: r.Here.times(siteShare), Of: subject + "\x00" + caller.Site})
		shared(Bucket{Limit: r.Address.times(siteShare), Of: caller.Site})
		shared(Bucket{Limit: r.Volume.times(siteShare), Of: subject + "\x00" + caller.Site, Successes: true})
	}
	if !known.Place && known.Proof == "" {
		add(Bucket{Limit: r.Anywhere, Of: subject, Paced: true})
	}
	return all
}
