package clients

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestDevServerOnAnotherOrigin sends the requests of a browser with a page from Vite's dev server: a preflight with the
// headers of the documented clients, and the operation itself.
func TestDevServerOnAnotherOrigin(t *testing.T) {
	t.Parallel()
	const devServer = "http://localhost:5173"
	allowed := apptest.Start(t, apptest.Data(t), "CLIENTELE_CORS_ORIGINS="+devServer)
	closed := apptest.Start(t, apptest.Data(t))
	for name, c := range map[string]struct {
		p      *apptest.Program
		origin string
		want   string
	}{
		"the setting names it":       {allowed, devServer, devServer},
		"another name of this host":  {allowed, "http://127.0.0.1:5173", ""},
		"another port":               {allowed, "http://localhost:5174", ""},
		"the program has no setting": {closed, devServer, ""},
	} {
		t.Run(name, func(t *testing.T) {
			preflight := ask(t, c.p, http.MethodOptions, "", http.Header{
				"Origin": {c.origin}, "Access-Control-Request-Method": {http.MethodPost},
				"Access-Control-Request-Headers": {"content-type,x-customer-token"},
			})
			headers := strings.Split(strings.ToLower(preflight.Get("Access-Control-Allow-Headers")), ",")
			if got := preflight.Get("Access-Control-Allow-Origin"); got != c.want ||
				c.want != "" && !slices.Contains(headers, "x-customer-token") {
				t.Errorf("the preflight was answered with %v", preflight)
			}
			answer := ask(t, c.p, http.MethodPost, `{"query":"{ shop { name } }"}`, http.Header{
				"Origin": {c.origin}, "Content-Type": {"application/json"},
			})
			if got := answer.Get("Access-Control-Allow-Origin"); got != c.want {
				t.Errorf("the operation was answered with %v", answer)
			}
		})
	}
}

// ask sends a request to the GraphQL endpoint and returns the headers of the response.
func ask(t *testing.T, p *apptest.Program, method, body string, header http.Header) http.Header {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.URL+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response.Header
}
