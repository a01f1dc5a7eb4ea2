package web

import (
	"path/filepath"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
	"clientele/web/webtest"
)

// TestGraphQLOverHTTPAudits runs every audit of the graphql-http package.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
	webtest.Node(t, repo.Path("web"), nil, "test/http-audits.mjs", p.URL+"/graphql")
}

// TestPersistedQueries sends operations by hash with the client libraries that support it.
func TestPersistedQueries(t *testing.T) {
	p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
	webtest.Node(t, repo.Path("web"), nil, "test/persisted.mjs", p.URL+"/graphql")
}

// TestGraphiQLInABrowser uses GraphiQL in a browser.
func TestGraphiQLInABrowser(t *testing.T) {
	webtest.Browser(t)
	for _, look := range [][]string{{"1280x800", "light"}, {"400x800", "dark"}} {
		p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
		webtest.Node(t, repo.Path("web"), nil, "test/graphiql.mjs", p.URL, filepath.Join(t.TempDir(), "page.png"), look[0], look[1])
	}
}
