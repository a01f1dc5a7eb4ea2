package clients

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/db"
	"clientele/graph/schema"
	"clientele/internal/app"
	"clientele/internal/auth"
	"clientele/test/apptest"
	"clientele/test/repo"
	"clientele/web/webtest"
)

// buildClients compiles the package @clientele/client and the examples of clients in TypeScript.
var buildClients = sync.OnceValue(func() error {
	c := exec.Command("npm", "run", "build")
	c.Dir = repo.Path("examples/clients")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
})

// TestSessionsAndCaches runs the tests of the package @clientele/client and of the examples of clients in TypeScript,
// with the clients' packages from npm.
func TestSessionsAndCaches(t *testing.T) {
	t.Parallel()
	dir := repo.Path("examples/clients")
	webtest.Modules(t, dir)
	if err := buildClients(); err != nil {
		t.Fatal(err)
	}
	readSources(t)
	tests, err := filepath.Glob(filepath.Join(dir, "out/test/*.test.js"))
	if err != nil || len(tests) == 0 {
		t.Fatal(tests, err)
	}
	s, p := apptest.Serve(t, db.Options{})
	expire := httptest.NewServer(expireHandler(s))
	t.Cleanup(expire.Close)
	env := []string{
		"CLIENTELE_URL=" + p.URL, "EXPIRE_URL=" + expire.URL,
		"PUBLIC_FIELDS=" + strings.Join(publicFields(t), ","), "CLIENTELE_KEY=" + strings.TrimPrefix(p.APIKey(apptest.AllScopes...)["Authorization"], "Bearer "),
	}
	webtest.Node(t, dir, env, append([]string{"--test", "--test-timeout=120000"}, tests...)...)
}

// readSources reads the sources of the examples, so that go test does not show a cached result after one has changed.
func readSources(t *testing.T) {
	t.Helper()
	source := func(file string) bool {
		return strings.HasPrefix(file, "examples/clients/") && strings.HasSuffix(file, ".ts") && !strings.HasSuffix(file, ".d.ts")
	}
	repo.Walk(t, source, func(string, string) {})
}

// publicFields returns the names of the fields of queries and mutations that return the same to every caller.
func publicFields(t *testing.T) []string {
	t.Helper()
	s, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, root := range []*ast.Definition{s.Query, s.Mutation} {
		for _, field := range root.Fields {
			if rule := field.Directives.ForName("access"); rule != nil && rule.Arguments.ForName("public") != nil {
				names = append(names, field.Name)
			}
		}
	}
	return names
}

// expireHandler returns the access token of the query with a time in the past, signed as the program signs tokens. No
// setting makes a lifetime so short that a test could wait for the end of it.
func expireHandler(s *app.App) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, err := expired(s, r.URL.Query().Get("token"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = w.Write([]byte(token))
	})
}

func expired(s *app.App, token string) (string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", fmt.Errorf("not a token: %q", token)
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", err
	}
	var claims auth.CustomerClaims
	if err := json.Unmarshal(payload, &claims); err != nil {
		return "", err
	}
	claims.ExpiresAt = jwt.NewNumericDate(time.Now().Add(-time.Second))
	return s.Tokens.Sign(claims)
}
