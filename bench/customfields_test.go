// Package bench measures the program as its users meet it: built, as a process of its own, over HTTP.
package bench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// program is a running program over SQLite, with a key that may do everything.
type program struct {
	tb  testing.TB
	url string
	key string
	env []string
	bin string
}

func start(tb testing.TB, env ...string) *program {
	tb.Helper()
	dir := tb.TempDir()
	p := &program{tb: tb, bin: filepath.Join(dir, "clientele"), env: append(os.Environ(), append(env, "CLIENTELE_DATA="+dir, "CLIENTELE_ADDR=127.0.0.1:0")...)}
	build := exec.Command("go", "build", "-o", p.bin, "..")
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	p.key, _, _ = strings.Cut(p.command("key", "create", "--name", "bench", "--scopes", "CUSTOMERS_READ,CUSTOMERS_WRITE,SETTINGS_WRITE,ORDERS_READ,ORDERS_WRITE"), "\n")
	c := exec.Command(p.bin)
	c.Env = p.env
	out, err := c.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 2 && fields[0] == "API" {
			p.url = fields[1]
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return p
		}
	}
	tb.Fatal("the program did not start")
	return nil
}

func (p *program) command(args ...string) string {
	p.tb.Helper()
	c := exec.Command(p.bin, args...)
	c.Env = p.env
	out, err := c.Output()
	if err != nil {
		p.tb.Fatalf("%v: %v", args, err)
	}
	return string(out)
}

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
	if err != nil || strings.Contains(string(text), `"errors"`) || strings.Contains(string(text), `"userErrors":[{`) {
		p.tb.Fatalf("%v %.500s", err, text)
	}
	return string(text)
}

func (p *program) define(i int) string {
	p.tb.Helper()
	answer := p.send(`mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { id } userErrors { message } } }`, map[string]any{"input": map[string]any{
		"owner": "CUSTOMER", "key": fmt.Sprintf("field%d", i), "label": "Field", "type": []string{"STRING", "INTEGER", "DECIMAL", "DATE"}[i%4], "access": "READ",
	}})
	_, id, _ := strings.Cut(answer, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	return id
}

// fill makes customers who have a value in each of the fields.
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
		if i >= 200 { // the limit of one owner is near: the time of each is the same
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
		p.send(`mutation($id: ID!, $l: String!) { updateCustomField(id: $id, input: { label: $l }) { userErrors { message } } }`, map[string]any{"id": id, "l": fmt.Sprint("Label ", i)})
	}
}
