package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"clientele/internal/app"
	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/demo"
	"clientele/test/apptest"
)

// BenchmarkMe answers what a storefront asks for most, over SQLite and without a network: recognise, prepare, resolve,
// write.
func BenchmarkMe(b *testing.B) {
	environ := []string{apptest.TokenKey, "CLIENTELE_DATA=" + b.TempDir()}
	if err := app.Run(b.Context(), []string{"demo", "--customers", "20"}, environ, nil, io.Discard); err != nil {
		b.Fatal(err)
	}
	cmd, _, err := config.Parse(nil, environ, io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	a, err := app.Open(b.Context(), cmd, auth.DefaultCost)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.DB.Close() })
	h, err := a.Handler(b.Context(), cmd)
	if err != nil {
		b.Fatal(err)
	}
	send := func(token, query, coding string) string {
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			b.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("X-Customer-Token", token)
		}
		if coding != "" {
			r.Header.Set("Accept-Encoding", coding)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if text := w.Body.String(); w.Code == http.StatusOK && !strings.Contains(text, `"errors"`) {
			return text
		}
		b.Fatalf("%d %.300s", w.Code, w.Body.String())
		return ""
	}
	var login struct {
		Data struct {
			Login struct{ CustomerToken struct{ AccessToken string } }
		}
	}
	answer := send("", `mutation { login(email: "person1@demo.example", password: "`+demo.Password+`") {
		customerToken { accessToken } } }`, "")
	if err := json.Unmarshal([]byte(answer), &login); err != nil {
		b.Fatal(err)
	}
	customer := `{ me { id email name phone } }`
	all := `{ me { id email name phone
		addresses(first: 10) { nodes { id firstName lastName line1 city postcode country isDefaultShipping } }
		orders(first: 10) { nodes { id number status total { amount currency } placedAt
			items { sku name quantity unitPrice { amount currency } } } } } }`
	for _, c := range []struct{ name, query, coding string }{
		{"customer", customer, ""}, {"all", all, ""}, {"all/gzip", all, "gzip"}, {"all/zstd", all, "zstd"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.ReportMetric(float64(len(send(login.Data.Login.CustomerToken.AccessToken, c.query, c.coding))), "bytes")
			}
		})
	}
}
