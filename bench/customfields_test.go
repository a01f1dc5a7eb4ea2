// Package bench measures the program as a separate process over HTTP.
package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"clientele/bench/internal/lab"
)

// program is a process of the program on SQLite, with an API key.
type program struct {
	tb  testing.TB
	url string // of the API
	key string
	env []string
	bin string
}

// start builds and starts the program, and stops it when the test ends.
func start(tb testing.TB, env ...string) *program {
	tb.Helper()
	dir := tb.TempDir()
	p := &program{tb: tb, env: append(env, "CLIENTELE_DATA="+dir, "CLIENTELE_ADDR=127.0.0.1:0")}
	var err error
	if p.bin, err = lab.Build(context.Background(), dir, "clientele", "clientele"); err != nil {
		tb.Fatal(err)
	}
	const scopes = "CUSTOMERS_READ,CUSTOMERS_WRITE,SETTINGS_WRITE,ORDERS_READ,ORDERS_WRITE"
	p.key, _, _ = strings.Cut(p.command("key", "create", "--name", "bench", "--scopes", scopes), "\n")
	launched, err := lab.Launch("clientele", p.bin, nil, p.env, os.Stderr)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = launched.Stop() })
	p.url = "http://" + launched.Addr + "/graphql"
	return p
}

// command runs a command of the program, and returns its output.
func (p *program) command(args ...string) string {
	p.tb.Helper()
	c := exec.Command(p.bin, args...)
	c.Env = append(os.Environ(), p.env...)
	out, err := c.Output()
	if err != nil {
		p.tb.Fatalf("%v: %v", args, err)
	}
	return string(out)
}

// send sends an operation with the API key, and returns the response. It fails the test if there are errors.
func (p *program) send(query string, variables map[string]any) string {
	p.tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		p.tb.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+p.key)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || strings.Contains(string(text), `"errors"`) ||
		strings.Contains(string(text), `"userErrors":[{`) {
		p.tb.Fatalf("%v %.500s", err, text)
	}
	return string(text)
}

// define creates the i-th custom field, and returns its ID.
func (p *program) define(i int) string {
	p.tb.Helper()
	const mutation = `mutation($input: CreateCustomFieldInput!) {
		createCustomField(input: $input) { customField { id } userErrors { message } } }`
	input := map[string]any{
		"owner": "CUSTOMER", "key": fmt.Sprintf("field%d", i), "label": "Field",
		"type": []string{"STRING", "INTEGER", "DECIMAL", "DATE"}[i%4], "access": "READ",
	}
	_, id, _ := strings.Cut(p.send(mutation, map[string]any{"input": input}), `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	return id
}

// fill creates custom fields, and customers with a value in each of them.
func (p *program) fill(customers, fields int) {
	p.tb.Helper()
	values := map[string]any{}
	for i := range fields {
		p.define(i)
		values[fmt.Sprintf("field%d", i)] = []any{"some text", 42, "12.50", "2026-03-01"}[i%4]
	}
	mutation := `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { userErrors { message } } }`
	for i := range customers {
		input := map[string]any{"email": fmt.Sprintf("c%d@example.com", i)}
		if fields > 0 {
			input["customFields"] = values
		}
		p.send(mutation, map[string]any{"input": input})
	}
}

func BenchmarkCustomersPage(b *testing.B) {
	for _, fields := range []int{0, 10, 100} {
		b.Run(fmt.Sprintf("fields=%d", fields), func(b *testing.B) {
			p := start(b)
			p.fill(100, fields)
			selection := "id email"
			if fields > 0 {
				selection += " customFields {"
				for i := range fields {
					selection += fmt.Sprintf(" field%d", i)
				}
				selection += " }"
			}
			query := "{ customers(first: 100) { nodes { " + selection + " } } }"
			b.ResetTimer()
			for range b.N {
				p.send(query, nil)
			}
		})
	}
}

func BenchmarkFieldToTypedAnswer(b *testing.B) {
	p := start(b)
	p.fill(10, 0)
	b.ResetTimer()
	for i := range b.N {
		if i >= 200 { // the limit of fields per owner; the time of each is the same
			b.StopTimer()
			break
		}
		p.define(i)
		p.send(fmt.Sprintf("{ customers(first: 1) { nodes { customFields { field%d } } } }", i), nil)
	}
}

func BenchmarkRebuildWith200Fields(b *testing.B) {
	p := start(b)
	id := ""
	for i := range 200 {
		id = p.define(i)
	}
	b.ResetTimer()
	for i := range b.N {
		p.send(`mutation($id: ID!, $l: String!) {
			updateCustomField(id: $id, input: { label: $l }) { userErrors { message } } }`,
			map[string]any{"id": id, "l": fmt.Sprint("Label ", i)})
	}
}
