package operations

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/schema"
	"clientele/test/apptest"
)

// TestFieldsSelectedAlone selects each field of a list's rows alone: since a list reads only the columns it needs, the
// value must be the same as in a selection of all fields.
func TestFieldsSelectedAlone(t *testing.T) {
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"key": "friend", "type": "REFERENCE"})
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "giftWrap", "type": "BOOLEAN", "default": "true"})
		friend := apptest.CreateCustomerWithOrders(p, key, 0, nil)
		apptest.CreateCustomerWithOrders(p, key, 1, friend)
		for _, list := range []struct{ of, query string }{
			{"Customer", `{ customers(orderBy: { field: EMAIL }) { nodes { %s } } }`},
			{"Order", `{ orders { nodes { %s } } }`},
			{"Order", `{ customers(first: 1) { nodes { orders(first: 1) { nodes { %s } } } } }`},
			{"Order", `{ customers { nodes { orders(first: 1) { edges { node { %s } } } } } }`},
			{"Address", `{ customers(first: 1) { nodes { addresses { nodes { %s } } } } }`},
			{"Address", `{ customers { nodes { addresses { edges { cursor node { %s } } } } } }`},
		} {
			var all []string
			fields := map[string]string{}
			for _, f := range schema.Types[list.of].Fields {
				if f.Name == "sessions" {
					continue
				}
				fields[f.Name] = selection(schema, f, 3)
				all = append(all, fields[f.Name])
			}
			whole := p.Send(key, fmt.Sprintf(list.query, strings.Join(all, " ")), nil).OK()
			for name, selected := range fields {
				alone := p.Send(key, fmt.Sprintf(list.query, selected), nil).OK()
				if got, want := each(t, alone.Body, name), each(t, whole.Body, name); len(got) == 0 || !reflect.DeepEqual(got, want) {
					t.Errorf("%s in %s\nalone        %v\namong others %v", name, list.query, got, want)
				}
			}
		}
	})
}

// selection returns a field with everything that can be selected in it, up to depth.
func selection(schema *ast.Schema, f *ast.FieldDefinition, depth int) string {
	def := schema.Types[f.Type.Name()]
	switch {
	case strings.HasSuffix(f.Type.Name(), "CustomFields"):
		return f.Name + " { json }"
	case def.Kind != ast.Object:
		return f.Name
	}
	var below []string
	for _, child := range def.Fields {
		leaf := schema.Types[child.Type.Name()].Kind != ast.Object
		if leaf && !strings.HasPrefix(child.Name, "totalCount") || depth > 1 && child.Name == "pageInfo" {
			below = append(below, selection(schema, child, depth-1))
		}
	}
	return f.Name + " { " + strings.Join(below, " ") + " __typename }"
}

// each returns the values of a field in the rows of a response, in order.
func each(t *testing.T, text, name string) (found []string) {
	t.Helper()
	var answer any
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatal(err)
	}
	var look func(v any, row bool)
	look = func(v any, row bool) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				look(one, row)
			}
		case map[string]any:
			if one, ok := v[name]; ok && row {
				text, _ := json.Marshal(one)
				found = append(found, string(text))
				return
			}
			for key, below := range v {
				look(below, key == "nodes" || key == "node")
			}
		}
	}
	look(answer, false)
	return found
}
