package main

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clientele/models"
)

// node runs one of the scripts of web/test. They need what npm installs in web/, so they are skipped without it, loudly, and
// fail where CLIENTELE_TEST_WEB=required.
func node(t *testing.T, env []string, args ...string) {
	t.Helper()
	if _, err := os.Stat("web/node_modules/graphql-http"); err != nil {
		if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
			t.Fatal("the web tests are required: run npm ci in web/")
		}
		t.Skip("NOT TESTED: run npm ci in web/ to test against a browser and the HTTP audits")
	}
	c := exec.Command("node", args...)
	c.Dir = "web"
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// TestGraphQLOverHTTPAudits runs every audit of the graphql-http package.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	p := start(t, "CLIENTELE_DATA="+t.TempDir())
	node(t, nil, "test/http-audits.mjs", p.url+"/graphql")
}

// needsBrowser skips without Chromium, loudly, and fails where CLIENTELE_TEST_WEB=required.
func needsBrowser(t *testing.T) {
	t.Helper()
	name := cmp.Or(os.Getenv("CHROMIUM"), "/usr/bin/chromium")
	if _, err := os.Stat(name); err != nil {
		if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
			t.Fatalf("a browser is required: %v", err)
		}
		t.Skip("NOT TESTED: there is no Chromium, name one in CHROMIUM")
	}
}

// TestGraphiQLInABrowser opens GraphiQL as a person would.
func TestGraphiQLInABrowser(t *testing.T) {
	needsBrowser(t)
	for _, look := range [][]string{{"1280x800", "light"}, {"400x800", "dark"}} {
		p := start(t, "CLIENTELE_DATA="+t.TempDir())
		node(t, nil, "test/graphiql.mjs", p.url, filepath.Join(t.TempDir(), "page.png"), look[0], look[1])
	}
}

// TestDashboardInABrowser runs a shop in the dashboard as its staff would.
func TestDashboardInABrowser(t *testing.T) {
	needsBrowser(t)
	if testing.Short() {
		t.Skip("a few minutes of clicking")
	}
	onEach(t, func(t *testing.T, p *program) {
		all := make([]string, len(models.Scopes()))
		for i, scope := range models.Scopes() {
			all[i] = string(scope)
		}
		_, key, _ := strings.Cut(p.key(all...)["Authorization"], " ")
		env := []string{"KEY=" + key}
		if strings.Contains(t.Name(), "postgres") {
			env = append(env, "SKIP=everyPage") // how pages look does not depend on the database
		}
		node(t, env, "test/dashboard.mjs", p.url, p.firstToken())
	})
}
