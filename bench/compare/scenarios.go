package main

import (
	"encoding/json"
	"net/url"
	"strings"

	"clientele/bench/internal/lab"
)

// scenario is one kind of work, as each server is asked for it.
type scenario struct {
	name  string
	title string
	want  string // what every answer holds
	same  string // the member of data that every server answers alike; empty where answers differ by nature
	ask   map[string]func() []byte
	rare  bool // each session comes for the first time in minutes
	adds  bool // addresses, which go again before each run, so that no book is longer than another run's
}

// The servers, as scenarios name them. Ratios are to reference.
const (
	reference = "pgx"
	product   = "clientele"
	inSQL     = "pgx, one JSON statement"
)

const (
	prefixQuery = `query($p: String!) { customers(first: 50, filter: { email: { like: $p } }) { nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	addQuery    = `mutation($i: CreateAddressInput!) { createAddress(input: $i) { address { id } userErrors { code field message } } }`
)

// scenarios returns what is measured, with PostGraphile's cursors by the ids of the places.
func scenarios(s *lab.Shop, cursors map[string]string) []scenario {
	newAddress := map[string]any{"firstName": "Ada", "lastName": "Lang", "line1": "Hauptstrasse 1", "city": "Berlin", "postcode": "10115", "country": "DE"}
	addressBody, _ := json.Marshal(newAddress)
	prefix := func() string {
		email := lab.Any(s.Emails)
		return strings.TrimRight(email[:strings.IndexByte(email, '@')], "0123456789")
	}
	returning := inTurn(s.Buyers)
	return []scenario{
		{name: "me", title: "me: customer, 3 addresses, 10 orders of 3 items", want: `"sku"`, same: "me", ask: map[string]func() []byte{
			reference: func() []byte { return lab.Request("GET", "/me?id="+lab.Any(s.Buyers).CustomerID, nil) },
			inSQL:     func() []byte { return lab.Request("GET", "/me-json?id="+lab.Any(s.Buyers).CustomerID, nil) },
			product:   func() []byte { return lab.Operation(lab.Me, nil, lab.Any(s.Buyers).As()...) },
			graphile: func() []byte {
				return lab.Operation(graphileMe, map[string]any{"id": lab.Any(s.Buyers).CustomerID})
			},
		}},
		{name: "return", title: "me, first request of a session in a minute", want: `"sku"`, same: "me", rare: true, ask: map[string]func() []byte{
			reference: func() []byte {
				who := returning()
				return lab.Request("GET", "/return?id="+who.CustomerID+"&session="+who.ID, nil)
			},
			product: func() []byte { return lab.Operation(lab.Me, nil, returning().As()...) },
		}},
		{name: "list", title: "50 customers after a cursor", want: `"email"`, same: "customers", ask: map[string]func() []byte{
			reference: func() []byte {
				p := lab.Any(s.Places)
				return lab.Request("GET", "/list?at="+url.QueryEscape(p.At)+"&id="+p.ID, nil)
			},
			product: func() []byte {
				return lab.Operation(lab.List, map[string]any{"after": lab.Any(s.Places).Cursor}, s.AsKey()...)
			},
			graphile: func() []byte {
				return lab.Operation(graphileList, map[string]any{"after": cursors[lab.Any(s.Places).ID]})
			},
		}},
		{name: "prefix", title: "50 customers by email prefix", want: `"email"`, same: "customers", ask: map[string]func() []byte{
			reference: func() []byte { return lab.Request("GET", "/prefix?p="+url.QueryEscape(prefix()), nil) },
			product:   func() []byte { return lab.Operation(prefixQuery, map[string]any{"p": prefix() + "*"}, s.AsKey()...) },
			graphile:  func() []byte { return lab.Operation(graphilePrefix, map[string]any{"p": prefix()}) },
		}},
		{name: "login", title: "login, Argon2id with 19 MiB", want: `session_`, same: "", ask: map[string]func() []byte{
			reference: func() []byte {
				body, _ := json.Marshal(map[string]any{"email": lab.Any(s.Emails), "password": lab.Password})
				return lab.Request("POST", "/login", body)
			},
			product: func() []byte {
				return lab.Operation(lab.LogIn, map[string]any{"e": lab.Any(s.Emails), "p": lab.Password})
			},
		}},
		{name: "address", title: "create an address", want: `address_`, same: "", adds: true, ask: map[string]func() []byte{
			reference: func() []byte { return lab.Request("POST", "/address?id="+lab.Any(s.Others).CustomerID, addressBody) },
			product: func() []byte {
				return lab.Operation(addQuery, map[string]any{"i": newAddress}, lab.Any(s.Others).As()...)
			},
			graphile: func() []byte {
				return lab.Operation(graphileAdd, map[string]any{
					"c": lab.Any(s.Others).CustomerID, "first": newAddress["firstName"], "last": newAddress["lastName"], "line": newAddress["line1"],
					"city": newAddress["city"], "code": newAddress["postcode"], "country": newAddress["country"],
				})
			},
		}},
	}
}

// variety is how many different requests of a scenario a run draws from.
const variety = 4096

func (s scenario) requests(server string) [][]byte {
	all := make([][]byte, variety)
	for i := range all {
		all[i] = s.ask[server]()
	}
	return all
}

// inTurn returns the members of a list one after the other, and begins again.
func inTurn[T any](list []T) func() T {
	next := -1
	return func() T {
		next = (next + 1) % len(list)
		return list[next]
	}
}
