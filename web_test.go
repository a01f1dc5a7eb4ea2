package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// node runs one of the scripts of web/test. They need what npm installs in web/, so they are skipped without it, loudly, and
// fail where CLIENTELE_TEST_WEB=required.
func node(t *testing.T, args ...string) {
	t.Helper()
	if _, err := os.Stat("web/node_modules/graphql-http"); err != nil {
		if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
			t.Fatal("the web tests are required: run npm ci in web/")
		}
		t.Skip("NOT TESTED: run npm ci in web/ to test against a browser and the HTTP audits")
	}
	c := exec.Command("node", args...)
	c.Dir = "web"
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// TestGraphQLOverHTTPAudits runs every audit of the graphql-http package.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	p := start(t, "CLIENTELE_DATA="+t.TempDir())
	node(t, "test/http-audits.mjs", p.url+"/graphql")
}

// TestGraphiQLInABrowser opens GraphiQL as a person would.
func TestGraphiQLInABrowser(t *testing.T) {
	browser := os.Getenv("CHROMIUM")
	if browser == "" {
		browser = "/usr/bin/chromium"
	}
	if _, err := os.Stat(browser); err != nil {
		if os.Getenv("CLIENTELE_TEST_WEB") == "required" {
			t.Fatalf("a browser is required: %v", err)
		}
		t.Skip("NOT TESTED: there is no Chromium, name one in CHROMIUM")
	}
	for _, look := range [][]string{{"1280x800", "light"}, {"400x800", "dark"}} {
		p := start(t, "CLIENTELE_DATA="+t.TempDir())
		node(t, "test/graphiql.mjs", p.url, filepath.Join(t.TempDir(), "page.png"), look[0], look[1])
	}
}
