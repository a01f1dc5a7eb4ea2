package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// The operations that are measured.
const (
	Me = `{ me { id email name phone
  addresses(first: 10) { nodes { id firstName lastName line1 city postcode country isDefaultShipping } }
  orders(first: 10) { nodes { id number status total { amount currency } placedAt items { sku name quantity unitPrice { amount currency } } } } } }`
	List  = `query($after: String) { customers(first: 50, after: $after) { nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	LogIn = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { customer { id } customerToken { accessToken refreshToken } userErrors { code } } }`
)

// Place is a customer's place in the list of all: its cursor, and its id and the moment it was made, by which the list is ordered.
type Place struct{ Cursor, ID, At string }

// Shop is what requests are made of.
type Shop struct {
	Key            string // an API key that may read customers and orders
	Buyers, Others []Session
	Places         []Place
	Emails         []string
}

// AsKey is the headers of requests by the API key.
func (s *Shop) AsKey() []string { return []string{"Authorization", "Bearer " + s.Key} }

// As is the headers of a customer's requests.
func (who Session) As() []string { return []string{"X-Customer-Token", who.Token} }

// Any returns one of a list, at random.
func Any[T any](list []T) T { return list[rand.IntN(len(list))] }

// Operation writes a whole HTTP request of a GraphQL operation; headers come in pairs.
func Operation(query string, variables map[string]any, headers ...string) []byte {
	body, _ := json.Marshal(map[string]any{"query": query, "variables": variables})
	return Request("POST", "/graphql", body, headers...)
}

// readPlaces asks the server for the places of customers from all over the list.
func readPlaces(ctx context.Context, p *Program, key string, customers int) ([]Place, []string, error) {
	var places []Place
	var emails []string
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 20 {
		before := first.Add(time.Duration(200+rand.IntN(customers-200)) * 5 * time.Minute) // so that a page follows each place
		body, _ := json.Marshal(map[string]any{
			"query":     `query($t: DateTime!) { customers(first: 100, filter: { createdAt: { lt: $t } }) { edges { cursor node { id email createdAt } } } }`,
			"variables": map[string]any{"t": before},
		})
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.Addr+"/graphql", strings.NewReader(string(body)))
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
			places = append(places, Place{e.Cursor, e.Node.ID, e.Node.CreatedAt})
		}
	}
	return places, emails, nil
}
