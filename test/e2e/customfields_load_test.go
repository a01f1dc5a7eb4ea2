package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/test/apptest"
	"clientele/test/repo"
	"clientele/web/webtest"
)

// TestCustomFieldsChangeUnderLoad adds, changes and archives twenty fields while fifty clients send requests. No
// request fails that is valid before and after the change.
func TestCustomFieldsChangeUnderLoad(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "steady", "type": "INTEGER", "access": "WRITE"})
		var customers []apptest.Headers
		for i := range 10 {
			_, c := p.SignUp(fmt.Sprintf("c%d@example.com", i))
			customers = append(customers, c)
		}
		stop := make(chan struct{})
		var sent atomic.Int64
		var wg sync.WaitGroup
		for client := range 50 {
			as := customers[client%len(customers)]
			wg.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					var a *apptest.Response
					switch (n + client) % 4 {
					case 0:
						a = p.Send(as, `{ me { email customFields { steady json } orders { nodes { customFields { json } } } } }`, nil)
					case 1:
						a = p.Send(as, `mutation($n: Int) { updateCustomer(input: { customFields: { steady: $n } }) { customer { customFields { steady } } userErrors { code field message } } }`, apptest.Vars{"n": n})
					case 2:
						a = p.Send(key, `{ customers(first: 5, filter: { customFields: { steady: { gte: 0 } } }, orderBy: { customField: steady }) { nodes { customFields { steady json } } } }`, nil)
					case 3:
						a = p.Send(as, `{ __type(name: "CustomerCustomFields") { fields { name } } customFields { key } }`, nil)
					}
					sent.Add(1)
					if len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) {
						t.Errorf("client %d: %s", client, a.Body)
						return
					}
				}
			})
		}
		for i := range 20 { // each type, with and without a list, and each change
			id := p.CreateField(key, apptest.Vars{"key": fmt.Sprintf("field%d", i), "type": []string{"STRING", "INTEGER", "DATE", "BOOLEAN"}[i%4], "list": i%5 == 0})
			// The field works in the next request.
			if a := p.Send(customers[0], fmt.Sprintf(`{ me { customFields { field%d } } }`, i), nil); a.ErrorCode() != "" {
				t.Errorf("field %d just after it was made: %s", i, a.Body)
			}
			if i%4 == 1 {
				p.Send(key, `mutation($id: ID!, $l: String) { updateCustomField(id: $id, input: { label: $l, access: READ }) { userErrors { code field message } } }`, apptest.Vars{"id": id, "l": fmt.Sprint("Field ", i)}).OK()
			}
			if i%4 == 2 {
				p.Send(key, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
			}
		}
		close(stop)
		wg.Wait()
		t.Logf("%d requests", sent.Load())
		if sent.Load() < 500 {
			t.Errorf("only %d requests were sent", sent.Load())
		}
	})
}

// TestGeneratedSchemasAreValid makes two hundred random changes to the definitions. After each one, the schemas of both
// audiences load in gqlparser and, if npm has installed it, in graphql-js.
func TestGeneratedSchemasAreValid(t *testing.T) {
	t.Parallel() // it waits for Node
	p := apptest.Start(t, apptest.Data(t))
	key := p.APIKey(apptest.AllScopes...)
	r := rand.New(rand.NewPCG(1, 2))
	keys := []string{"a", "s", "sInput", "filter", "field", "node", "id", "query", "type", "input", "customerCustomFields", "shoeSize", "x1", "on", "fragment", "enum", strings.Repeat("z", 40)}
	kinds := []string{"STRING", "TEXT", "INTEGER", "DECIMAL", "BOOLEAN", "DATE", "DATETIME", "EMAIL", "URL", "ENUM", "REFERENCE"}
	texts := []string{"Label", `"quotes" """and more"""`, "{ braces } # hash", "日本語 \\u0041 \\", "a\tb\nc"}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	dir := t.TempDir()
	ids, loaded := []string{}, map[string]bool{}
	for i := range 200 {
		if len(ids) > 0 && r.IntN(3) == 0 {
			id := ids[r.IntN(len(ids))]
			p.Send(key, pick([]string{
				`mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code } } }`,
				`mutation($id: ID!) { restoreCustomField(id: $id) { userErrors { code } } }`,
				`mutation($id: ID!) { updateCustomField(id: $id, input: { access: NONE, deprecationReason: "gone \"soon\"" }) { userErrors { code } } }`,
				`mutation($id: ID!) { updateCustomField(id: $id, input: { access: WRITE, deprecationReason: null }) { userErrors { code } } }`,
			}), apptest.Vars{"id": id})
		} else {
			in := apptest.Vars{
				"owner": pick([]string{"CUSTOMER", "ADDRESS", "ORDER"}), "key": pick(keys), "label": "Label", "type": pick(kinds), "list": r.IntN(2) == 0,
				"access": pick([]string{"NONE", "READ", "WRITE"}), "description": pick(texts),
			}
			if in["type"] == "ENUM" {
				in["options"] = []apptest.Vars{{"value": pick([]string{"A", "on", "type", "X_1"}), "label": "Label"}, {"value": "B" + fmt.Sprint(i)}}
			}
			if id := p.Send(key, apptest.CreateCustomField, apptest.Vars{"input": in}).At("createCustomField.customField.id"); id != nil {
				ids = append(ids, id.(string))
			}
		}
		for name, as := range map[string]apptest.Headers{"storefront": nil, "staff": key} {
			sdl := p.SDL(as)
			if loaded[sdl] { // the change was rejected or does not affect this audience
				continue
			}
			loaded[sdl] = true
			if _, err := gqlparser.LoadSchema(&ast.Source{Input: sdl}); err != nil {
				t.Fatalf("after change %d: %v", i, err)
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d-%s.graphql", i, name)), []byte(sdl), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(ids) < 40 {
		t.Errorf("only %d fields were made", len(ids))
	}
	webtest.Node(t, repo.Path("web"), nil, "test/schemas.mjs", dir)
}
