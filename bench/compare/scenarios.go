package main

import (
	"crypto/rand"
	"encoding/json"
	"net/url"
	"strings"

	"clientele/bench/internal/lab"
)

// scenario is one kind of work, with the requests of each server.
type scenario struct {
	name          string
	title         string
	want          string                   // part of every response
	same          string                   // the member of data that is equal for all servers; "" if responses differ
	build         map[string]func() []byte // returns a random request, by server
	returning     bool                     // each session is used for the first time in minutes
	addsAddresses bool                     // deleted before each run, which starts with the same data
}

// The names of the servers. Ratios are relative to reference.
const (
	reference = "pgx"
	product   = "clientele"
	inSQL     = "pgx, one JSON statement"
)

const (
	prefixQuery = `query($p: String!) { customers(first: 50, filter: { email: { like: $p } }) {
  nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	addQuery = `mutation($i: CreateAddressInput!) { createAddress(input: $i) {
  address { id } userErrors { code field message } } }`
	updateQuery = `mutation($i: UpdateCustomerInput!) { updateCustomer(input: $i) {
  customer { id version } userErrors { code field message } } }`
)

// scenarios returns all scenarios. cursors are PostGraphile's, by the IDs of the positions.
func scenarios(s *lab.Shop, cursors map[string]string) []scenario {
	return append(readScenarios(s, cursors), writeScenarios(s)...)
}

// readScenarios returns the scenarios that read.
func readScenarios(s *lab.Shop, cursors map[string]string) []scenario {
	prefix := func() string {
		email := lab.Pick(s.Emails)
		return strings.TrimRight(email[:strings.IndexByte(email, '@')], "0123456789")
	}
	returning := cycle(s.Buyers)
	return []scenario{
		{
			name: "me", title: "me: customer, 3 addresses, 10 orders of 3 items",
			want: `"sku"`, same: "me",
			build: map[string]func() []byte{
				reference: func() []byte { return lab.Request("GET", "/me?id="+lab.Pick(s.Buyers).CustomerID, nil) },
				inSQL: func() []byte {
					return lab.Request("GET", "/me-json?id="+lab.Pick(s.Buyers).CustomerID, nil)
				},
				product: func() []byte { return lab.Operation(lab.Me, nil, lab.Pick(s.Buyers).Headers()...) },
				graphile: func() []byte {
					return lab.Operation(graphileMe, map[string]any{"id": lab.Pick(s.Buyers).CustomerID})
				},
			},
		},
		{
			name: "return", title: "me, first request of a session in a minute",
			want: `"sku"`, same: "me",
			returning: true,
			build: map[string]func() []byte{
				reference: func() []byte {
					session := returning()
					return lab.Request("GET", "/return?id="+session.CustomerID+"&session="+session.ID, nil)
				},
				product: func() []byte { return lab.Operation(lab.Me, nil, returning().Headers()...) },
			},
		},
		{
			name: "list", title: "50 customers after a cursor",
			want: `"email"`, same: "customers",
			build: map[string]func() []byte{
				reference: func() []byte {
					p := lab.Pick(s.Positions)
					return lab.Request("GET", "/list?at="+url.QueryEscape(p.At)+"&id="+p.ID, nil)
				},
				product: func() []byte {
					variables := map[string]any{"after": lab.Pick(s.Positions).Cursor}
					return lab.Operation(lab.List, variables, s.KeyHeaders()...)
				},
				graphile: func() []byte {
					return lab.Operation(graphileList, map[string]any{"after": cursors[lab.Pick(s.Positions).ID]})
				},
			},
		},
		{
			name: "prefix", title: "50 customers by email prefix",
			want: `"email"`, same: "customers",
			build: map[string]func() []byte{
				reference: func() []byte { return lab.Request("GET", "/prefix?p="+url.QueryEscape(prefix()), nil) },
				product: func() []byte {
					return lab.Operation(prefixQuery, map[string]any{"p": prefix() + "*"}, s.KeyHeaders()...)
				},
				graphile: func() []byte { return lab.Operation(graphilePrefix, map[string]any{"p": prefix()}) },
			},
		},
	}
}

// writeScenarios returns the scenarios that write.
func writeScenarios(s *lab.Shop) []scenario {
	newAddress := map[string]any{
		"firstName": "Ada", "lastName": "Lang", "line1": "Hauptstrasse 1", "city": "Berlin", "postcode": "10115",
		"country": "DE",
	}
	addressBody, _ := json.Marshal(newAddress)
	newName := func() map[string]any { return map[string]any{"name": "Ada " + rand.Text()[:8]} }
	return []scenario{
		{
			name: "login", title: "login, Argon2id with 19 MiB",
			want: `session_`,
			build: map[string]func() []byte{
				reference: func() []byte {
					body, _ := json.Marshal(map[string]any{"email": lab.Pick(s.Emails), "password": lab.Password})
					return lab.Request("POST", "/login", body)
				},
				product: func() []byte {
					return lab.Operation(lab.Login, map[string]any{"e": lab.Pick(s.Emails), "p": lab.Password})
				},
			},
		},
		{
			name: "address", title: "create an address",
			want:          `address_`,
			addsAddresses: true,
			build: map[string]func() []byte{
				reference: func() []byte {
					return lab.Request("POST", "/address?id="+lab.Pick(s.Others).CustomerID, addressBody)
				},
				product: func() []byte {
					return lab.Operation(addQuery, map[string]any{"i": newAddress}, lab.Pick(s.Others).Headers()...)
				},
				graphile: func() []byte {
					return lab.Operation(graphileAdd, map[string]any{
						"c": lab.Pick(s.Others).CustomerID, "first": newAddress["firstName"],
						"last": newAddress["lastName"], "line": newAddress["line1"], "city": newAddress["city"],
						"code": newAddress["postcode"], "country": newAddress["country"],
					})
				},
			},
		},
		{
			name: "update", title: "change a customer's name",
			want: `customer_`,
			build: map[string]func() []byte{
				reference: func() []byte {
					body, _ := json.Marshal(newName())
					return lab.Request("POST", "/update?id="+lab.Pick(s.Others).CustomerID, body)
				},
				product: func() []byte {
					return lab.Operation(updateQuery, map[string]any{"i": newName()}, lab.Pick(s.Others).Headers()...)
				},
			},
		},
	}
}

// variety is the number of different requests in a run.
const variety = 4096

// requests returns the requests of a run.
func (s scenario) requests(server string) [][]byte {
	all := make([][]byte, variety)
	for i := range all {
		all[i] = s.build[server]()
	}
	return all
}

// cycle returns a function that returns the elements of a list in turn, repeatedly.
func cycle[T any](list []T) func() T {
	next := -1
	return func() T {
		next = (next + 1) % len(list)
		return list[next]
	}
}
