package web

import (
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
	"clientele/web/webtest"
)

// TestGraphQLOverHTTPAudits runs every audit of the graphql-http package.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	webtest.Node(t, repo.Path("web"), nil, "test/http-audits.mjs", p.URL+"/graphql")
}

// TestPersistedQueries sends operations by hash with the client libraries that support it.
func TestPersistedQueries(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	webtest.Node(t, repo.Path("web"), nil, "test/persisted.mjs", p.URL+"/graphql")
}

// TestGraphiQLInABrowser opens GraphiQL as a person would, on a desktop and on a phone.
func TestGraphiQLInABrowser(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	key := strings.TrimPrefix(p.APIKey(apptest.AllScopes...)["Authorization"], "Bearer ")
	webtest.Playwright(t, repo.Path("web"), p.URL, []string{"CLIENTELE_KEY=" + key}, "--project=graphiql")
}
