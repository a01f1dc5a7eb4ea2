package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// The operations that are measured.
const (
	Me = `{ me { id email name phone
  addresses(first: 10) { nodes { id firstName lastName line1 city postcode country isDefaultShipping } }
  orders(first: 10) { nodes { id number status total { amount currency } placedAt
    items { sku name quantity unitPrice { amount currency } } } } } }`
	List = `query($after: String) { customers(first: 50, after: $after) {
  nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	Login = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) {
  customer { id } customerToken { accessToken refreshToken } userErrors { code } } }`
)

// Position is the position of a customer in the list of all: the cursor, and the ID and creation time that it encodes.
type Position struct{ Cursor, ID, At string }

// Shop holds the values that requests use.
type Shop struct {
	Key            string    // an API key with CUSTOMERS_READ and ORDERS_READ
	Buyers, Others []Session // of customers with and without orders
	Positions      []Position
	Emails         []string
}

// KeyHeaders returns the headers of requests with the API key.
func (s *Shop) KeyHeaders() []string { return []string{"Authorization", "Bearer " + s.Key} }

// Headers returns the headers of requests by the customer.
func (s Session) Headers() []string { return []string{"X-Customer-Token", s.Token} }

// Pick returns a random element of a list.
func Pick[T any](list []T) T { return list[rand.IntN(len(list))] }

// Operation returns a complete HTTP request for a GraphQL operation. headers are names and values.
func Operation(query string, variables map[string]any, headers ...string) []byte {
	body, _ := json.Marshal(map[string]any{"query": query, "variables": variables})
	return Request("POST", "/graphql", body, headers...)
}

// readPositions returns the positions and emails of customers across the whole list.
func readPositions(ctx context.Context, p *Program, key string, customers int) ([]Position, []string, error) {
	var positions []Position
	var emails []string
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 20 {
		before := first.Add(time.Duration(200+rand.IntN(customers-200)) * 5 * time.Minute) // a page follows
		body, _ := json.Marshal(map[string]any{
			"query": `query($t: DateTime!) { customers(first: 100, filter: { createdAt: { lt: $t } }) {
				edges { cursor node { id email createdAt } } } }`,
			"variables": map[string]any{"t": before},
		})
		url := "http://" + p.Addr + "/graphql"
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
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
			positions = append(positions, Position{e.Cursor, e.Node.ID, e.Node.CreatedAt})
		}
	}
	return positions, emails, nil
}
