package servers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/test/apptest"
)

// maxSchemaDelay is the time within which every server must know a change of the custom fields.
const maxSchemaDelay = time.Second

// testSchema changes custom fields through each server in turn, while requests arrive at all of them, and measures how
// long it takes until the last server has the new schema.
func testSchema(t *testing.T, f *fleet) {
	var took []time.Duration
	change := func(what string, i int, do func(p *apptest.Program), done func(p *apptest.Program) bool) {
		t.Helper()
		late := make([]time.Duration, *count)
		do(f.server(i))
		began := time.Now()
		f.each(func(i int) {
			apptest.WaitUntil(t, what, func() bool { return done(f.servers[i]) })
			late[i] = time.Since(began)
		})
		for server, delay := range late {
			if delay > within(maxSchemaDelay) {
				t.Errorf("%s: server %d knew it after %v", what, server, delay)
			}
			took = append(took, delay)
		}
	}
	for n := range *rounds {
		key := fmt.Sprint("field", n)
		var id string
		read := `{ customers(first: 1) { nodes { customFields { ` + key + ` } } } }`
		valid := func(p *apptest.Program) bool { return len(p.Send(f.key, read, nil).Errors) == 0 }
		change("a new field", n, func(p *apptest.Program) {
			id = p.CreateField(f.key, apptest.Vars{"key": key, "type": "TEXT"})
		}, valid)
		change("a new label", n+1, func(p *apptest.Program) {
			p.Send(f.key, `mutation($id: ID!) { updateCustomField(id: $id, input: { label: "Another label" }) { customField { id } userErrors { code } } }`,
				apptest.Vars{"id": id}).OK()
		}, func(p *apptest.Program) bool {
			a := p.Send(f.key, `{ __type(name: "CustomerCustomFields") { fields { name description } } }`, nil).OK()
			return strings.Contains(a.Body, `"`+key+`","description":"Another label`)
		})
		change("an archived field", n+2, func(p *apptest.Program) {
			p.Send(f.key, `mutation($id: ID!) { archiveCustomField(id: $id) { customField { id } userErrors { code } } }`, apptest.Vars{"id": id}).OK()
		}, func(p *apptest.Program) bool { return !valid(p) })
	}
	figures.add(t, "a changed custom field is in the schema of every server", "%s", spread(took))
}
