package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// scenario is one kind of work, as each server is asked for it.
type scenario struct {
	name  string
	title string
	want  string // what every answer holds
	same  string // the member of data that every server answers alike; empty where answers differ by nature
	ask   map[string]func() []byte
	rare  bool // each session comes for the first time in minutes
}

// The servers, as scenarios name them. Ratios are to reference.
const (
	reference = "pgx"
	product   = "clientele"
	inSQL     = "pgx, one JSON statement"
)

const (
	meQuery = `{ me { id email name phone
  addresses(first: 10) { nodes { id firstName lastName line1 city postcode country isDefaultShipping } }
  orders(first: 10) { nodes { id number status total { amount currency } placedAt items { sku name quantity unitPrice { amount currency } } } } } }`
	listQuery   = `query($after: String) { customers(first: 50, after: $after) { nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	prefixQuery = `query($p: String!) { customers(first: 50, filter: { email: { like: $p } }) { nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	loginQuery  = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { customer { id } customerToken { accessToken refreshToken } userErrors { code } } }`
	addQuery    = `mutation($i: CreateAddressInput!) { createAddress(input: $i) { address { id } userErrors { code field message } } }`
)

// place is a customer's place in the list of all, as each server names it.
type place struct{ cursor, graphile, id, at string }

// shop is what requests are made of.
type shop struct {
	key            string // a server key
	buyers, others []session
	places         []place
	emails         []string
}

// scenarios returns what is measured.
func (s *shop) scenarios() []scenario {
	newAddress := map[string]any{"firstName": "Ada", "lastName": "Lang", "line1": "Hauptstrasse 1", "city": "Berlin", "postcode": "10115", "country": "DE"}
	addressBody, _ := json.Marshal(newAddress)
	customer := func(who session) []string { return []string{"X-Customer-Token", who.token} }
	key := []string{"Authorization", "Bearer " + s.key}
	prefix := func() string {
		email := any1(s.emails)
		return strings.TrimRight(email[:strings.IndexByte(email, '@')], "0123456789")
	}
	returning := inTurn(s.buyers)
	return []scenario{
		{name: "me", title: "me: customer, 3 addresses, 10 orders of 3 items", want: `"sku"`, same: "me", ask: map[string]func() []byte{
			reference: func() []byte { return request("GET", "/me?id="+any1(s.buyers).customerID, nil) },
			inSQL:     func() []byte { return request("GET", "/me-json?id="+any1(s.buyers).customerID, nil) },
			product:   func() []byte { return operation(meQuery, nil, customer(any1(s.buyers))...) },
			graphile:  func() []byte { return operation(graphileMe, map[string]any{"id": any1(s.buyers).customerID}) },
		}},
		{name: "return", title: "me, a customer's first request in a minute", want: `"sku"`, same: "me", rare: true, ask: map[string]func() []byte{
			reference: func() []byte {
				who := returning()
				return request("GET", "/return?id="+who.customerID+"&session="+who.id, nil)
			},
			product: func() []byte { return operation(meQuery, nil, customer(returning())...) },
		}},
		{name: "list", title: "50 customers after a cursor", want: `"email"`, same: "customers", ask: map[string]func() []byte{
			reference: func() []byte {
				p := any1(s.places)
				return request("GET", "/list?at="+url.QueryEscape(p.at)+"&id="+p.id, nil)
			},
			product:  func() []byte { return operation(listQuery, map[string]any{"after": any1(s.places).cursor}, key...) },
			graphile: func() []byte { return operation(graphileList, map[string]any{"after": any1(s.places).graphile}) },
		}},
		{name: "prefix", title: "50 customers by the beginning of the email address", want: `"email"`, same: "customers", ask: map[string]func() []byte{
			reference: func() []byte { return request("GET", "/prefix?p="+url.QueryEscape(prefix()), nil) },
			product:   func() []byte { return operation(prefixQuery, map[string]any{"p": prefix() + "*"}, key...) },
			graphile:  func() []byte { return operation(graphilePrefix, map[string]any{"p": prefix()}) },
		}},
		{name: "login", title: "log-in, Argon2id of 19 MiB", want: `session_`, same: "", ask: map[string]func() []byte{
			reference: func() []byte {
				body, _ := json.Marshal(map[string]any{"email": any1(s.emails), "password": password})
				return request("POST", "/login", body)
			},
			product: func() []byte { return operation(loginQuery, map[string]any{"e": any1(s.emails), "p": password}) },
		}},
		{name: "address", title: "create an address", want: `address_`, same: "", ask: map[string]func() []byte{
			reference: func() []byte { return request("POST", "/address?id="+any1(s.others).customerID, addressBody) },
			product: func() []byte {
				return operation(addQuery, map[string]any{"i": newAddress}, customer(any1(s.others))...)
			},
			graphile: func() []byte {
				return operation(graphileAdd, map[string]any{
					"c": any1(s.others).customerID, "first": newAddress["firstName"], "last": newAddress["lastName"], "line": newAddress["line1"],
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

func any1[T any](list []T) T { return list[rand.IntN(len(list))] }

func operation(query string, variables map[string]any, headers ...string) []byte {
	body, _ := json.Marshal(map[string]any{"query": query, "variables": variables})
	return request("POST", "/graphql", body, headers...)
}

// readPlaces asks the server for the places of customers from all over the list.
func readPlaces(ctx context.Context, p *program, key string, size shopSize) ([]place, []string, error) {
	var places []place
	var emails []string
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 20 {
		before := first.Add(time.Duration(200+rand.IntN(size.customers-200)) * 5 * time.Minute) // so that a page follows each place
		body, _ := json.Marshal(map[string]any{
			"query":     `query($t: DateTime!) { customers(first: 100, filter: { createdAt: { lt: $t } }) { edges { cursor node { id email createdAt } } } }`,
			"variables": map[string]any{"t": before},
		})
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.addr+"/graphql", strings.NewReader(string(body)))
		if err != nil {
			return nil, nil, err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+key)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			return nil, nil, err
		}
		var answer struct {
			Data struct {
				Customers struct {
					Edges []struct {
						Cursor string
						Node   struct{ ID, Email, CreatedAt string }
					}
				}
			}
			Errors []any
		}
		err = json.NewDecoder(response.Body).Decode(&answer)
		_ = response.Body.Close()
		if err != nil || len(answer.Errors) > 0 {
			return nil, nil, fmt.Errorf("read cursors: %v %w", answer.Errors, err)
		}
		for _, e := range answer.Data.Customers.Edges {
			emails = append(emails, e.Node.Email)
			places = append(places, place{cursor: e.Cursor, id: e.Node.ID, at: e.Node.CreatedAt})
		}
	}
	return places, emails, nil
}
