package program

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestSlashAfterEndpoint checks that /graphql/ responds as /graphql does, to every method, with CORS and the limits.
func TestSlashAfterEndpoint(t *testing.T) {
	at := apptest.FreeAddress(t)
	p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir(), "CLIENTELE_CORS_ORIGINS=https://shop.example",
		"CLIENTELE_METRICS_ADDR="+at)
	_, ann := p.SignUp("ann@example.com")
	origin := apptest.Headers{"Origin": "https://shop.example"}
	preflight := origin.With(apptest.Headers{
		"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-customer-token",
	})
	const shop, query = `{"query":"{ shop { name } }"}`, "?query=%7B%20shop%20%7B%20name%20%7D%20%7D"
	for _, c := range []struct {
		name, method, query, body string
		headers                   apptest.Headers
		status                    int
	}{
		{"a query", http.MethodPost, "", shop, nil, 200},
		{"a customer's query", http.MethodPost, "", `{"query":"{ me { email } }"}`, ann, 200},
		{"of another origin", http.MethodPost, "", shop, origin, 200},
		{"a preflight request", http.MethodOptions, "", "", preflight, 204},
		{"a query in the URL", http.MethodGet, query, "", origin, 200},
		{"no query", http.MethodGet, "", "", nil, 400},
		{"a large body", http.MethodPost, "", `{"query":"` + strings.Repeat("x", 2<<20) + `"}`, nil, 413},
		{"another type", http.MethodPost, "", shop, apptest.Headers{"Content-Type": "text/plain"}, 415},
		{"another method", http.MethodPut, "", shop, nil, 405},
		{"an invalid token", http.MethodPost, "", shop, apptest.Headers{"X-Customer-Token": "x"}, 200},
	} {
		plain := send(t, c.method, p.URL+"/graphql"+c.query, c.body, c.headers)
		slash := send(t, c.method, p.URL+"/graphql/"+c.query, c.body, c.headers)
		for _, each := range []raw{plain, slash} {
			each.Header.Del("X-Request-Id")
			each.Header.Del("Date")
		}
		var a, b bytes.Buffer
		_, _ = plain.Header.Write(&a), slash.Header.Write(&b) // a Buffer takes everything
		if plain.StatusCode != c.status || slash.StatusCode != c.status || a.String() != b.String() ||
			!bytes.Equal(plain.body, slash.body) {
			t.Errorf("%s: %s\n%s%s\nwith the slash: %s\n%s%s", c.name, plain.Status, &a, plain.body, slash.Status, &b, slash.body)
		}
	}
	if resp := send(t, http.MethodPost, p.URL+"/graphql/x", shop); resp.StatusCode == http.StatusOK {
		t.Errorf("another path: %s %s", resp.Status, resp.body)
	}
	if _, text := apptest.Get(t, "http://"+at+"/metrics"); strings.Contains(text, `route="/graphql/`) {
		t.Error("the metrics count the path with a slash separately")
	}
}

// TestPHP sends a request as PHP encodes it, with empty lists for empty objects.
func TestPHP(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.Send(key, `mutation { createCustomField(input: { owner: CUSTOMER, key: "size", label: "Size", type: INTEGER })
			{ userErrors { code } } }`, nil).OK()
		shop := p.Post(nil, []byte(`{"query":"{ shop { name } }","variables":[],"extensions":[]}`)).OK()
		if shop.Text("shop.name") != "My shop" {
			t.Error(shop.Body)
		}
		const create = `mutation($in: CreateCustomerInput!) { createCustomer(input: $in) { customer { id } userErrors { code } } }`
		made := p.Send(key, create, apptest.Vars{"in": apptest.Vars{
			"email": "ann@example.com", "customFields": []any{}, "tags": []any{},
		}}).OK()
		if made.At("createCustomer.customer.id") == nil {
			t.Error(made.Body)
		}
		found := p.Send(key, `query($f: CustomerFilter) { customers(filter: $f) { totalCount } }`, apptest.Vars{"f": []any{}}).OK()
		if found.At("customers.totalCount") != 1.0 {
			t.Error(found.Body)
		}
		for _, wrong := range []any{[]any{1}, []any{[]any{}}, "x"} {
			a := p.Send(key, create, apptest.Vars{"in": apptest.Vars{"email": "bob@example.com", "customFields": wrong}})
			if a.ErrorCode() != "BAD_USER_INPUT" {
				t.Errorf("%v: %s", wrong, a.Body)
			}
		}
	})
}

// TestCancelledRequestsInLog sends requests of clients that have gone. The log does not count them as failures.
func TestCancelledRequestsInLog(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o)
		_, h := apptest.Open(t, env...)
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		p := &apptest.Program{T: t, URL: server.URL, Env: env}
		_, ann := p.SignUp("ann@example.com")
		key := p.APIKey(apptest.AllScopes...)
		log := new(bytes.Buffer)
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		t.Cleanup(func() { slog.SetDefault(before) })
		for name, c := range map[string]struct {
			as   apptest.Headers
			body string
		}{
			"a visitor":  {nil, `{"query":"{ customFields { key } }"}`},
			"a customer": {ann, `{"query":"{ me { email orders { totalCount } } }"}`},
			"a key":      {key, `{"query":"mutation { createCustomer(input: { email: \"b@example.com\" }) { customer { id } } }"}`},
		} {
			log.Reset()
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			for header, value := range c.as {
				r.Header.Set(header, value)
			}
			h.ServeHTTP(httptest.NewRecorder(), r)
			found := false
			for line := range strings.Lines(log.String()) {
				var entry struct {
					Level, Msg, Codes string
					Status            int
				}
				if err := json.Unmarshal([]byte(line), &entry); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				if entry.Msg == "request" {
					found = true
					if entry.Codes != "CANCELLED" || entry.Status != 499 {
						t.Errorf("%s: %s", name, line)
					}
				}
				if entry.Level != "DEBUG" {
					t.Errorf("%s: %s", name, line)
				}
			}
			if !found {
				t.Errorf("%s: the request is not in the log: %s", name, log)
			}
		}
	})
}
