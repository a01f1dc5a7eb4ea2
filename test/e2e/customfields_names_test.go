package e2e

import (
	"maps"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

// TestStoredFieldWithNameOfTheSchema starts the program over a field whose options need a type that the schema already
// has, as after an upgrade to a version with that type. The field gets a type of another name and works as before.
func TestStoredFieldWithNameOfTheSchema(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		folder := "CLIENTELE_DATA=" + t.TempDir()
		s, before := apptest.Serve(t, o, folder)
		key := before.APIKey(apptest.AllScopes...)
		gold := []apptest.Vars{{"value": "GOLD"}, {"value": "SILVER"}}
		id := before.CreateField(key, apptest.Vars{"key": "tier", "type": "ENUM", "options": gold})
		before.CreateField(key, apptest.Vars{"key": "other", "type": "ENUM", "options": gold})
		if err := s.DB.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE custom_fields SET key = 'key' WHERE id = ?", id).Error
		}); err != nil {
			t.Fatal(err)
		}

		_, p := apptest.Serve(t, o, folder)
		for _, as := range []apptest.Headers{nil, key} {
			sdl := p.SDL(as)
			loaded, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
			if err != nil {
				t.Fatal(err)
			}
			field := loaded.Types["CustomerCustomFields"].Fields.ForName("key")
			if field == nil || field.Type.Name() != "CustomerCustomFieldKey_Options" || len(loaded.Types[field.Type.Name()].EnumValues) != 2 {
				t.Fatalf("the field is %v", field)
			}
			if other := loaded.Types["CustomerCustomFields"].Fields.ForName("other"); other.Type.Name() != "CustomerCustomFieldOther" {
				t.Errorf("the other field is %v", other)
			}
			if keys := loaded.Types["CustomerCustomFieldKey"]; as != nil && (keys == nil || len(keys.EnumValues) != 2) {
				t.Errorf("the keys to sort by are %v", keys)
			}
		}
		customer := p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com", "customFields": apptest.Vars{"key": "GOLD"}})
		p.CreateCustomer(key, apptest.Vars{"email": "bob@example.com", "customFields": apptest.Vars{"key": "SILVER"}})
		a := p.Send(key, `query($tier: CustomerCustomFieldKey_Options, $by: CustomerCustomFieldKey) {
			customers(filter: { customFields: { key: { eq: $tier } } }, orderBy: { customField: $by }) { nodes { id customFields { key } } }
		}`, apptest.Vars{"tier": "GOLD", "by": "key"}).OK()
		if a.Text("customers.nodes.0.id") != customer || a.At("customers.nodes.1") != nil || a.Text("customers.nodes.0.customFields.key") != "GOLD" {
			t.Errorf("found %s", a.Body)
		}
		for _, change := range []string{
			`updateCustomField(id: $id, input: { label: "Tier", options: [{ value: "GOLD" }, { value: "SILVER" }, { value: "BRONZE" }] })`,
			`archiveCustomField(id: $id)`, `restoreCustomField(id: $id)`,
		} {
			p.Send(key, `mutation($id: ID!) { `+change+` { customField { id } userErrors { code field message } } }`, apptest.Vars{"id": id}).OK()
		}
		refused := p.Send(key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{"owner": "ORDER", "key": "key", "label": "Key", "type": "ENUM", "options": gold}})
		if !strings.Contains(refused.Body, `"code":"KEY_RESERVED","field":["input","key"]`) || !strings.Contains(refused.Body, "OrderCustomFieldKey") {
			t.Errorf("a new field: %s", refused.Body)
		}
	})
}

// TestPersonalFields checks that values of a field are personal unless its definition says something else.
func TestPersonalFields(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		const create = `mutation($in: CreateCustomFieldInput!) { createCustomField(input: $in) { customField { id personal } userErrors { code field } } }`
		const update = `mutation($id: ID!, $personal: Boolean) { updateCustomField(id: $id, input: { personal: $personal }) { customField { personal } userErrors { code } } }`
		for name, c := range map[string]struct {
			in   apptest.Vars
			want bool
		}{
			"omitted": {apptest.Vars{}, true},
			"true":    {apptest.Vars{"personal": true}, true},
			"false":   {apptest.Vars{"personal": false}, false},
		} {
			in := apptest.Vars{"owner": "ORDER", "key": "field" + name, "label": name, "type": "STRING"}
			maps.Copy(in, c.in)
			a := p.Send(key, create, apptest.Vars{"in": in}).OK()
			if a.At("createCustomField.customField.personal") != c.want {
				t.Errorf("%s: %s", name, a.Body)
			}
			id := a.Text("createCustomField.customField.id")
			if a := p.Send(key, update, apptest.Vars{"id": id, "personal": !c.want}).OK(); a.At("updateCustomField.customField.personal") != !c.want {
				t.Errorf("%s: %s", name, a.Body)
			}
			if a := p.Send(key, update, apptest.Vars{"id": id, "personal": nil}); a.UserErrorCode("updateCustomField") != "REQUIRED" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if a := p.Send(key, `mutation { createCustomField(input: { owner: ORDER, key: "literal", label: "L", type: STRING, personal: null }) { userErrors { code } } }`, nil); a.ErrorCode() == "" {
			t.Errorf("null: %s", a.Body)
		}
	})
}
