package throttle

import (
	"clientele/internal/auth"
	"clientele/internal/network"
)

const (
	// siteShare is the limit of a /48 of IPv6 addresses as a multiple of that of an address (a /64).
	siteShare = network.SiteShare
	// keyShare is the limit of an API key or proxy that does not send its shoppers' addresses, as a multiple of that of
	// an address. Its buckets are paced, so that one shopper can only slow down the others.
	keyShare = 20
)

// Rule contains the limits of one kind of attempt. A limit without failures does not apply.
type Rule struct {
	Pair    Limit // one account from one address
	Address Limit // any account from one address
	Account Limit // one account from any address, by unknown callers; paced
	Volume  Limit // one account from one address, including successes
	// Paced means that the buckets of Address and Volume are paced, so that callers with the same address can only slow
	// down each other.
	Paced bool
}

// For returns the rule with separate counts for a kind of attempt.
func (r Rule) For(kind string) Rule {
	for _, l := range []*Limit{&r.Pair, &r.Address, &r.Account, &r.Volume} {
		l.Name += " " + kind
	}
	return r
}

// Known tells how a caller is known to an account. The zero value is an unknown caller.
type Known struct {
	// Place reports whether the account was used from the caller's address before.
	Place bool
	// Credential is the ID of the account's session or device that the request carries, if any. Attempts with a
	// credential have a separate bucket, with the limit of Rule.Pair.
	Credential string
}

// On returns the buckets of an attempt by a caller on an account or other subject, which is empty if there is none.
// Only unknown callers are counted in and limited by the bucket of Rule.Account.
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
	pair := subject + "\x00" + caller.Address
	if known.Credential != "" {
		own := r.Pair
		own.Name += " known"
		add(Bucket{Limit: own, Of: known.Credential})
	}
	if caller.SharedAddress {
		add(Bucket{Limit: r.Address.times(keyShare), Of: caller.Address, Paced: true})
		add(Bucket{Limit: r.Volume.times(keyShare), Of: pair, Paced: true, Successes: true})
		if known.Credential == "" {
			add(Bucket{Limit: r.Account, Of: pair, Paced: true})
		}
		return all
	}
	add(Bucket{Limit: r.Pair, Of: pair})
	shared(Bucket{Limit: r.Address, Of: caller.Address})
	shared(Bucket{Limit: r.Volume, Of: pair, Successes: true})
	if caller.Site != "" {
		add(Bucket{Limit: r.Pair.times(siteShare), Of: subject + "\x00" + caller.Site})
		shared(Bucket{Limit: r.Address.times(siteShare), Of: caller.Site})
		shared(Bucket{Limit: r.Volume.times(siteShare), Of: subject + "\x00" + caller.Site, Successes: true})
	}
	if !known.Place && known.Credential == "" {
		add(Bucket{Limit: r.Account, Of: subject, Paced: true})
	}
	return all
}
