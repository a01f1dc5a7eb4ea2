package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestGuides runs the operations of each guide in order on an empty shop.
func TestGuides(t *testing.T) {
	files, err := filepath.Glob(repo.Path("docs/guides/*.md"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		blocks := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(string(text), -1)
		t.Run(filepath.Base(file), func(t *testing.T) {
			apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
				callers := map[string]apptest.Headers{"as a visitor": nil, "as an API key": p.APIKey(apptest.AllScopes...), "as an owner": p.SignInOwner()}
				var first string
				for _, block := range blocks {
					who, _, _ := strings.Cut(strings.TrimPrefix(block[1], "# "), "\n")
					who, _, _ = strings.Cut(who, ",")
					as, ok := callers[who]
					if !ok {
						t.Fatalf("unknown caller %q", who)
					}
					a := p.Send(as, block[1], apptest.Vars{"id": first}).OK()
					if token := a.At("createCustomer.customerToken.accessToken"); token != nil {
						callers["as the customer"] = apptest.Headers{"X-Customer-Token": token.(string)}
					}
					for _, path := range []string{"customFields.0.id", "checkout.order.id"} {
						if id := a.At(path); id != nil {
							first = id.(string)
						}
					}
				}
			})
		})
	}
}
