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

// scenarios returns what is measured.
func scenarios(s *lab.Shop) []scenario {
	newAddress := map[string]any{"firstName": "Ada", "lastName": "Lang", "line1": "Hauptstrasse 1", "city": "Berlin", "postcode": "10115", "country": "DE"}
	addressBody, _ := json.Marshal(newAddress)
	prefix := func() string {
		email := lab.Any(s.Emails)
		return strings.TrimRight(email[:strings.IndexByte(email, '@')], "0123456789")
	}
	return []scenario{
		{"me", "me: customer, 3 addresses, 10 orders of 3 items", `"sku"`, "me", map[string]func() []byte{
			reference: func() []byte { return lab.Request("GET", "/me?id="+lab.Any(s.Buyers).CustomerID, nil) },
			inSQL:     func() []byte { return lab.Request("GET", "/me-json?id="+lab.Any(s.Buyers).CustomerID, nil) },
			product:   func() []byte { return lab.Operation(lab.Me, nil, lab.Any(s.Buyers).As()...) },
		}},
		{"list", "50 customers after a cursor", `"email"`, "customers", map[string]func() []byte{
			reference: func() []byte {
				p := lab.Any(s.Places)
				return lab.Request("GET", "/list?at="+url.QueryEscape(p.At)+"&id="+p.ID, nil)
			},
			product: func() []byte {
				return lab.Operation(lab.List, map[string]any{"after": lab.Any(s.Places).Cursor}, s.AsKey()...)
			},
		}},
		{"prefix", "50 customers by the beginning of the email address", `"email"`, "customers", map[string]func() []byte{
			reference: func() []byte { return lab.Request("GET", "/prefix?p="+url.QueryEscape(prefix()), nil) },
			product:   func() []byte { return lab.Operation(prefixQuery, map[string]any{"p": prefix() + "*"}, s.AsKey()...) },
		}},
		{"login", "log-in, Argon2id of 19 MiB", `session_`, "", map[string]func() []byte{
			reference: func() []byte {
				body, _ := json.Marshal(map[string]any{"email": lab.Any(s.Emails), "password": lab.Password})
				return lab.Request("POST", "/login", body)
			},
			product: func() []byte {
				return lab.Operation(lab.LogIn, map[string]any{"e": lab.Any(s.Emails), "p": lab.Password})
			},
		}},
		{"address", "create an address", `address_`, "", map[string]func() []byte{
			reference: func() []byte { return lab.Request("POST", "/address?id="+lab.Any(s.Others).CustomerID, addressBody) },
			product: func() []byte {
				return lab.Operation(addQuery, map[string]any{"i": newAddress}, lab.Any(s.Others).As()...)
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
