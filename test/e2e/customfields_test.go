package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/test/apptest"
)

// TestCustomFields defines fields, and selects, writes, filters and sorts by them in the next request.
func TestCustomFields(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "shoeSize", "type": "INTEGER", "rules": apptest.Vars{"min": "15", "max": "60"}, "description": "EU size"})
		p.CreateField(key, apptest.Vars{"key": "loyaltyTier", "type": "ENUM", "options": []apptest.Vars{{"value": "GOLD", "label": "Gold"}, {"value": "SILVER"}}, "default": "SILVER"})
		p.CreateField(key, apptest.Vars{"key": "birthday", "type": "DATE"})
		p.CreateField(key, apptest.Vars{"key": "credit", "type": "DECIMAL", "access": "READ"})
		p.CreateField(key, apptest.Vars{"key": "secretScore", "type": "INTEGER", "access": "NONE"})
		p.CreateField(key, apptest.Vars{"key": "nicknames", "type": "STRING", "list": true})
		p.CreateField(key, apptest.Vars{"key": "favourite", "type": "REFERENCE", "referenceTo": "CUSTOMER", "access": "READ"})

		annID, ann := p.SignUp("ann@example.com")
		bobID, _ := p.SignUp("bob@example.com")
		a := p.Send(ann, `mutation { updateCustomer(input: { customFields: { shoeSize: 43, birthday: "1990-05-17", nicknames: ["Annie", "Zoë"] } }) {
			customer { version customFields { __typename size: shoeSize loyaltyTier birthday nicknames credit } } userErrors { code field message } } }`, nil).OK()
		if want := `{"__typename":"CustomerCustomFields","size":43,"loyaltyTier":"SILVER","birthday":"1990-05-17","nicknames":["Annie","Zoë"],"credit":null}`; !strings.Contains(a.Body, want) {
			t.Errorf("got %s", a.Body)
		}
		p.Send(key, `mutation($id: ID!, $f: CustomerCustomFieldsInput!) { updateCustomer(id: $id, input: { customFields: $f }) { userErrors { code field message } } }`,
			apptest.Vars{"id": annID, "f": apptest.Vars{"credit": "12.50", "secretScore": 7, "favourite": bobID, "loyaltyTier": "GOLD"}}).OK()
		a = p.Send(key, `{ customers(filter: { customFields: { shoeSize: { gte: 42 }, loyaltyTier: { in: [GOLD] }, credit: { gt: "12.4" } } }, orderBy: { customField: shoeSize, direction: DESC }) {
			totalCount nodes { email customFields { credit secretScore favourite { email customFields { shoeSize } } json } } } }`, nil).OK()
		if want := `{"credit":"12.5","secretScore":7,"favourite":{"email":"bob@example.com","customFields":{"shoeSize":null}},"json":{"shoeSize":43,"loyaltyTier":"GOLD","birthday":"1990-05-17","credit":"12.5","secretScore":7,"nicknames":["Annie","Zoë"],"favourite":"` + bobID + `"}}`; !strings.Contains(a.Body, want) || a.At("customers.totalCount") != 1.0 {
			t.Errorf("got %s", a.Body)
		}
		// A customer sees its own fields, and not a referenced customer.
		a = p.Send(ann, `{ me { customFields { credit favourite { email } json } } }`, nil).OK()
		if strings.Contains(a.Body, "secretScore") || a.At("me.customFields.favourite") != nil || a.At("me.customFields.credit") != "12.5" {
			t.Errorf("got %s", a.Body)
		}
		for _, c := range []struct{ query, must string }{
			{`{ me { customFields { secretScore } } }`, `Cannot query field \"secretScore\" on type \"CustomerCustomFields\"`},
			{`{ me { customFields { secretScore } } customers { nodes { id } } }`, `Cannot query field \"secretScore\" on type \"CustomerCustomFields\"`},
			{`{ me { customFields { neverDefined } } }`, `Cannot query field \"neverDefined\" on type \"CustomerCustomFields\"`},
			{`mutation { updateCustomer(input: { customFields: { secretScore: 1 } }) { userErrors { code } } }`, `Field \"secretScore\" is not defined by type \"CustomerCustomFieldsInput\"`},
			{`mutation { updateCustomer(input: { customFields: { credit: "1" } }) { userErrors { code } } }`, `Field \"credit\" is not defined by type \"CustomerCustomFieldsInput\"`},
		} {
			if a := p.Send(ann, c.query, nil); a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(a.Body, c.must) {
				t.Errorf("%s: %s", c.query, a.Body)
			}
		}
		storefront, staff := p.SDL(nil), p.SDL(key)
		if strings.Contains(storefront, "secretScore") || !strings.Contains(staff, "secretScore: Int") || !strings.Contains(storefront, "\"\"\"\n  EU size\n  \"\"\"\n  shoeSize: Int") {
			t.Error("the schemas show the wrong fields")
		}
		if out := p.Command("schema", "--audience", "staff"); !strings.Contains(out, "secretScore: Int") {
			t.Error("the command shows no custom field")
		}
		hidden := p.Send(key, `{ customFields(owner: CUSTOMER) { id key } }`, nil).OK().Text("customFields.4.id")
		for name, as := range map[string]apptest.Headers{"staff": key, "a customer": ann} {
			a := p.Send(as, `query($id: ID!) { node(id: $id) { id ... on CustomField { key } } }`, apptest.Vars{"id": hidden}).OK()
			if (a.At("node.key") == "secretScore") != (name == "staff") {
				t.Errorf("%s finds %s", name, a.Body)
			}
		}
		if a := p.Send(ann, `{ customFields(owner: CUSTOMER) { key type access } }`, nil).OK(); strings.Contains(a.Body, "secretScore") || !strings.Contains(a.Body, "shoeSize") {
			t.Errorf("the definitions: %s", a.Body)
		}
	})
}

// TestInvalidCustomFieldValues writes values that break the rules of their fields.
func TestInvalidCustomFieldValues(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "size", "type": "INTEGER", "rules": apptest.Vars{"min": "1", "max": "60"}})
		p.CreateField(key, apptest.Vars{"key": "vat", "type": "STRING", "unique": true, "rules": apptest.Vars{"pattern": "[A-Z]{2}[0-9]+"}})
		p.CreateField(key, apptest.Vars{"key": "site", "type": "URL"})
		p.CreateField(key, apptest.Vars{"key": "tier", "type": "ENUM", "options": []apptest.Vars{{"value": "GOLD"}}})
		p.CreateField(key, apptest.Vars{"key": "friend", "type": "REFERENCE"})
		p.CreateField(key, apptest.Vars{"key": "terms", "type": "BOOLEAN", "required": true})
		bobID, _ := func() (string, apptest.Headers) {
			a := p.Send(nil, `mutation { createCustomer(input: { email: "bob@example.com", password: "correct horse", customFields: { terms: true, vat: "IE1" } }) { customer { id } customerToken { accessToken } userErrors { code field message } } }`, nil).OK()
			return a.Text("createCustomer.customer.id"), apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}
		}()
		a := p.Send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) { customer { id } userErrors { code field } } }`, nil)
		if want := `{"customer":null,"userErrors":[{"code":"REQUIRED","field":["input","customFields","terms"]}]}`; !strings.Contains(a.Body, want) {
			t.Errorf("a required field: %s", a.Body)
		}
		sent := apptest.Vars{"size": 99999999999, "vat": "nope", "site": "javascript:alert(1)", "tier": "GOLD", "friend": bobID, "terms": nil}
		a = p.Send(nil, `mutation($f: CustomerCustomFieldsInput) { createCustomer(input: { email: "ann@example.com", password: "short", customFields: $f }) { customer { id } userErrors { code field } } }`, apptest.Vars{"f": sent})
		for _, want := range []string{
			`{"code":"TOO_SHORT","field":["input","password"]}`, `{"code":"INVALID","field":["input","customFields","vat"]}`, `{"code":"INVALID","field":["input","customFields","site"]}`,
			`{"code":"NOT_FOUND","field":["input","customFields","friend"]}`, `{"code":"REQUIRED","field":["input","customFields","terms"]}`,
		} {
			if !strings.Contains(a.Body, want) && a.ErrorCode() != "BAD_USER_INPUT" {
				t.Errorf("no %s in %s", want, a.Body)
			}
		}
		a = p.Send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse", customFields: { terms: true, vat: "ie1" } }) { userErrors { code field } } }`, nil)
		if !strings.Contains(a.Body, `"code":"INVALID","field":["input","customFields","vat"]`) {
			t.Errorf("a pattern: %s", a.Body)
		}
		a = p.Send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse", customFields: { terms: true, vat: "IE1" } }) { userErrors { code field } } }`, nil)
		if !strings.Contains(a.Body, `"code":"NOT_UNIQUE","field":["input","customFields","vat"]`) {
			t.Errorf("unique: %s", a.Body)
		}
		if a := p.Send(key, `{ customers { totalCount } }`, nil).OK(); a.At("customers.totalCount") != 1.0 {
			t.Errorf("something was stored: %s", a.Body)
		}
		for _, bad := range []struct{ query, code string }{
			{`{ customers(filter: { customFields: { size: { eq: "x" } } }) { nodes { id } } }`, "GRAPHQL_VALIDATION_FAILED"},
			{`{ customers(filter: { customFields: { size: { like: "x" } } }) { nodes { id } } }`, "GRAPHQL_VALIDATION_FAILED"},
			{`{ customers(filter: { customFields: { nothing: { eq: 1 } } }) { nodes { id } } }`, "GRAPHQL_VALIDATION_FAILED"},
			{`{ customers(filter: { customFields: {} }) { nodes { id } } }`, "BAD_USER_INPUT"},
			{`{ customers(filter: { customFields: { size: {} } }) { nodes { id } } }`, "BAD_USER_INPUT"},
			{`{ customers(orderBy: { field: EMAIL, customField: size }) { nodes { id } } }`, "BAD_USER_INPUT"},
			{`{ customers(orderBy: { direction: DESC }) { nodes { id } } }`, "BAD_USER_INPUT"},
			{`{ customers(orderBy: { customField: friend }) { nodes { id } } }`, "GRAPHQL_VALIDATION_FAILED"},
		} {
			if a := p.Send(key, bad.query, nil); a.ErrorCode() != bad.code {
				t.Errorf("%s: %s", bad.query, a.Body)
			}
		}
	})
}

// TestCustomFieldsOfAddressesAndOrders uses custom fields of addresses and orders.
func TestCustomFieldsOfAddressesAndOrders(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "giftWrap", "type": "BOOLEAN", "default": "false"})
		p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "placedBy", "type": "REFERENCE", "access": "READ"})
		annID, ann := p.SignUp("ann@example.com")
		address := p.Send(ann, `mutation { createAddress(input: { firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE", customFields: { floor: 3 } }) {
			address { id customFields { floor } } userErrors { code field message } } }`, nil).OK()
		if address.At("createAddress.address.customFields.floor") != 3.0 {
			t.Errorf("%s", address.Body)
		}
		a := p.Send(ann, `mutation($id: ID!) { updateAddress(id: $id, input: { customFields: { floor: 4 } }) { address { version customFields { floor json } } userErrors { code field message } } }`, apptest.Vars{"id": address.Text("createAddress.address.id")}).OK()
		if a.At("updateAddress.address.customFields.floor") != 4.0 || a.At("updateAddress.address.version") != 2.0 {
			t.Errorf("%s", a.Body)
		}
		checkout := func(custom string) *apptest.Response {
			return p.Send(key, `mutation($c: ID!, $a: ID!) { checkout(input: { customerId: $c, shippingAddress: { addressId: $a }, billingSameAsShipping: true, `+custom+`
				items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { order { id number customFields { giftWrap placedBy { id email } } } userErrors { code field message } } }`,
				apptest.Vars{"c": annID, "a": address.Text("createAddress.address.id")})
		}
		checkout(`customFields: { giftWrap: true, placedBy: "` + annID + `" },`).OK()
		if a := checkout("").OK(); a.At("checkout.order.customFields.giftWrap") != false {
			t.Errorf("the default: %s", a.Body)
		}
		if a := checkout(`customFields: { placedBy: "customer_x" },`); !strings.Contains(a.Body, `"code":"NOT_FOUND","field":["input","customFields","placedBy"]`) {
			t.Errorf("a reference to nobody: %s", a.Body)
		}
		a = p.Send(key, `{ orders(filter: { customFields: { giftWrap: { eq: true } } }) { totalCount nodes { customFields { placedBy { email orders { totalCount } } } } } }`, nil).OK()
		if a.At("orders.totalCount") != 1.0 || a.At("orders.nodes.0.customFields.placedBy.orders.totalCount") != 2.0 {
			t.Errorf("%s", a.Body)
		}
		if a := p.Send(ann, `{ me { orders(filter: { customFields: { giftWrap: { eq: true } } }, orderBy: { customField: giftWrap }) { nodes { customFields { placedBy { email } } } } } }`, nil).OK(); a.At("me.orders.nodes.0.customFields.placedBy.email") != "ann@example.com" {
			t.Errorf("%s", a.Body)
		}
	})
}

// TestArchivedCustomFields archives a field and restores it. A new field with the same key does not get the old values.
func TestArchivedCustomFields(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		id := p.CreateField(key, apptest.Vars{"key": "code", "type": "STRING"})
		_, ann := p.SignUp("ann@example.com")
		p.Send(ann, `mutation { updateCustomer(input: { customFields: { code: "42" } }) { userErrors { code field message } } }`, nil).OK()
		archive := `mutation($id: ID!) { archiveCustomField(id: $id) { customField { archivedAt } userErrors { code field message } } }`
		restore := `mutation($id: ID!) { restoreCustomField(id: $id) { customField { archivedAt } userErrors { code field message } } }`
		p.Send(key, archive, apptest.Vars{"id": id}).OK()
		if a := p.Send(ann, `{ me { customFields { code } } }`, nil); a.ErrorCode() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("archived: %s", a.Body)
		}
		if a := p.Send(ann, `{ me { customFields { json } } }`, nil).OK(); strings.Contains(a.Body, "42") {
			t.Errorf("archived: %s", a.Body)
		}
		for name, as := range map[string]apptest.Headers{"staff": key, "a customer": ann} {
			a := p.Send(as, `{ customFields(archived: true) { id archivedAt } }`, nil).OK()
			if seen := len(a.At("customFields").([]any)); seen != map[string]int{"staff": 1, "a customer": 0}[name] {
				t.Errorf("%s sees %s", name, a.Body)
			}
		}
		p.CreateField(key, apptest.Vars{"key": "code", "type": "INTEGER"})
		if a := p.Send(ann, `{ me { customFields { code } } }`, nil).OK(); a.At("me.customFields.code") != nil {
			t.Errorf("the new field has the old value: %s", a.Body)
		}
		if a := p.Send(key, restore, apptest.Vars{"id": id}); !strings.Contains(a.Body, "KEY_TAKEN") || !strings.Contains(a.Body, `uses this key"`) || !strings.Contains(a.Body, "The field \\\"") {
			t.Errorf("restored with its key in use: %s", a.Body)
		}
		other := p.Send(key, `{ customFields { id } }`, nil).OK().Text("customFields.0.id")
		p.Send(key, archive, apptest.Vars{"id": other}).OK()
		p.Send(key, restore, apptest.Vars{"id": id}).OK()
		if a := p.Send(ann, `{ me { customFields { code } } }`, nil).OK(); a.At("me.customFields.code") != "42" {
			t.Errorf("restored: %s", a.Body)
		}
	})
}

// TestInvalidCustomFieldDefinitions checks the user errors of invalid definitions.
func TestInvalidCustomFieldDefinitions(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "taken", "type": "STRING"})
		for _, c := range []struct {
			name string
			in   apptest.Vars
			want string
		}{
			{"no name", apptest.Vars{"key": "9lives", "type": "STRING"}, "INVALID"},
			{"a dash", apptest.Vars{"key": "a-b", "type": "STRING"}, "INVALID"},
			{"introspection", apptest.Vars{"key": "__x", "type": "STRING"}, "INVALID"},
			{"an emoji", apptest.Vars{"key": "😀", "type": "STRING"}, "INVALID"},
			{"a capital", apptest.Vars{"key": "Size", "type": "STRING"}, "INVALID"},
			{"empty", apptest.Vars{"key": "", "type": "STRING"}, "INVALID"},
			{"41 characters", apptest.Vars{"key": strings.Repeat("a", 41), "type": "STRING"}, "INVALID"},
			{"json", apptest.Vars{"key": "json", "type": "STRING"}, "KEY_RESERVED"},
			{"null", apptest.Vars{"key": "null", "type": "STRING"}, "KEY_RESERVED"},
			{"taken", apptest.Vars{"key": "taken", "type": "INTEGER"}, "KEY_TAKEN"},
			{"no label", apptest.Vars{"key": "ok", "label": " ", "type": "STRING"}, "REQUIRED"},
			{"a control character", apptest.Vars{"key": "ok", "label": "a\u0007", "type": "STRING"}, "INVALID"},
			{"no options", apptest.Vars{"key": "ok", "type": "ENUM"}, "REQUIRED"},
			{"an option true", apptest.Vars{"key": "ok", "type": "ENUM", "options": []apptest.Vars{{"value": "true"}}}, "INVALID"},
			{"an option twice", apptest.Vars{"key": "ok", "type": "ENUM", "options": []apptest.Vars{{"value": "A"}, {"value": "A"}}}, "INVALID"},
			{"an option __x", apptest.Vars{"key": "ok", "type": "ENUM", "options": []apptest.Vars{{"value": "__x"}}}, "INVALID"},
			{"options of a text", apptest.Vars{"key": "ok", "type": "STRING", "options": []apptest.Vars{{"value": "A"}}}, "INVALID"},
			{"a pattern that is none", apptest.Vars{"key": "ok", "type": "STRING", "rules": apptest.Vars{"pattern": "("}}, "INVALID"},
			{"a pattern of many steps", apptest.Vars{"key": "ok", "type": "STRING", "rules": apptest.Vars{"pattern": "(?:a{30}b{30}){20}"}}, "INVALID"},
			{"a bound that is none", apptest.Vars{"key": "ok", "type": "INTEGER", "rules": apptest.Vars{"min": "x"}}, "INVALID"},
			{"bounds the wrong way", apptest.Vars{"key": "ok", "type": "DATE", "rules": apptest.Vars{"min": "2026-02-01", "max": "2026-01-01"}}, "INVALID"},
			{"a default that breaks the rules", apptest.Vars{"key": "ok", "type": "INTEGER", "rules": apptest.Vars{"min": "5"}, "default": "4"}, "INVALID"},
		} {
			in := apptest.Vars{"owner": "CUSTOMER", "label": "Label"}
			for name, value := range c.in {
				in[name] = value
			}
			a := p.Send(key, apptest.CreateCustomField, apptest.Vars{"input": in})
			if !strings.Contains(a.Body, `"code":"`+c.want+`"`) || a.At("createCustomField.customField") != nil {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		if a := p.Send(key, `{ customFields { key } customers { nodes { customFields { json } } } }`, nil).OK(); len(a.At("customFields").([]any)) != 1 {
			t.Errorf("%s", a.Body)
		}
	})
}

// TestSortByCustomField reads all pages of a list that is sorted by a custom field, in both directions.
func TestSortByCustomField(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "score", "type": "DECIMAL"})
		for i, score := range []any{"10", "-3", nil, "9.5", "10", nil, "0", "-20"} {
			p.Send(key, `mutation($e: String!, $s: Decimal) { createCustomer(input: { email: $e, customFields: { score: $s } }) { userErrors { code field message } } }`, apptest.Vars{"e": fmt.Sprintf("c%d@example.com", i), "s": score}).OK()
		}
		for direction, want := range map[string]string{"ASC": "-20 -3 0 9.5 10 10 <nil> <nil>", "DESC": "10 10 9.5 0 -3 -20 <nil> <nil>"} {
			for _, way := range []struct{ size, place, cursor, more string }{{"first", "after", "endCursor", "hasNextPage"}, {"last", "before", "startCursor", "hasPreviousPage"}} {
				var got []string
				var cursor any
				for range 10 {
					a := p.Send(key, `query($c: String) { customers(`+way.size+`: 3, `+way.place+`: $c, orderBy: { customField: score, direction: `+direction+` }) { nodes { customFields { score } } pageInfo { `+way.cursor+` `+way.more+` } } }`, apptest.Vars{"c": cursor}).OK()
					var some []string
					for _, node := range a.At("customers.nodes").([]any) {
						some = append(some, fmt.Sprint(node.(map[string]any)["customFields"].(map[string]any)["score"]))
					}
					if way.size == "first" {
						got = append(got, some...)
					} else {
						got = append(some, got...)
					}
					cursor = a.At("customers.pageInfo." + way.cursor)
					if a.At("customers.pageInfo."+way.more) == false {
						break
					}
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s %s: %v", direction, way.size, got)
				}
			}
		}
		if a := p.Send(key, `{ customers(filter: { customFields: { score: { lt: 0 } } }) { totalCount } none: customers(filter: { customFields: { score: { isSet: false } } }) { totalCount } }`, nil).OK(); a.At("customers.totalCount") != 2.0 || a.At("none.totalCount") != 2.0 {
			t.Errorf("%s", a.Body)
		}
	})
}

// TestSortByCustomFieldWithEmptyText checks that an empty text sorts first in ascending order and with the missing
// values in descending order, and that no page omits it.
func TestSortByCustomFieldWithEmptyText(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "nick", "type": "STRING"})
		for i, nick := range []any{"", "b", nil, "", "a", nil, "", nil} {
			p.Send(key, `mutation($e: String!, $n: String) { createCustomer(input: { email: $e, customFields: { nick: $n } }) { userErrors { code } } }`, apptest.Vars{"e": fmt.Sprintf("c%d@example.com", i), "n": nick}).OK()
		}
		for direction, begin := range map[string]string{"ASC": "   a b", "DESC": "b a"} {
			for _, way := range []struct{ size, place, cursor string }{{"first", "after", "endCursor"}, {"last", "before", "startCursor"}} {
				var nicks []string
				seen := map[string]bool{}
				var cursor any
				for range 8 {
					a := p.Send(key, `query($c: String) { customers(`+way.size+`: 1, `+way.place+`: $c, orderBy: { customField: nick, direction: `+direction+` }) { nodes { email customFields { nick } } pageInfo { `+way.cursor+` } } }`, apptest.Vars{"c": cursor}).OK()
					cursor = a.At("customers.pageInfo." + way.cursor)
					seen[a.Text("customers.nodes.0.email")] = true
					nick := strings.TrimSuffix(fmt.Sprint(a.At("customers.nodes.0.customFields.nick")), "<nil>")
					if way.size == "first" {
						nicks = append(nicks, nick)
					} else {
						nicks = append([]string{nick}, nicks...)
					}
				}
				if got := strings.Join(nicks, " "); len(seen) != 8 || !strings.HasPrefix(got, begin) {
					t.Errorf("%s %s: %d customers, %q", direction, way.size, len(seen), got)
				}
			}
		}
	})
}

// TestCustomFieldsOnTwoServers checks that a field that is defined on one server works on the other within a second.
func TestCustomFieldsOnTwoServers(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		other := apptest.Start(t, p.Env...)
		key := p.APIKey(apptest.AllScopes...)
		_, ann := p.SignUp("ann@example.com")
		other.Send(ann, `{ me { customFields { json } } }`, nil).OK()
		p.CreateField(key, apptest.Vars{"key": "colour", "type": "STRING"})
		defined := time.Now()
		for {
			late := time.Since(defined) >= time.Second // when the request is sent: a busy machine takes long to answer
			a := other.Send(ann, `{ me { customFields { colour } } }`, nil)
			if a.ErrorCode() == "" {
				break
			} else if late {
				t.Fatalf("after a second: %s", a.Body)
			}
		}
		other.Send(ann, `mutation { updateCustomer(input: { customFields: { colour: "blue" } }) { userErrors { code } } }`, nil).OK()
		if a := p.Send(ann, `{ me { customFields { colour } } }`, nil).OK(); a.At("me.customFields.colour") != "blue" {
			t.Errorf("%s", a.Body)
		}
	})
}

// TestListCoercion gives single values where lists are expected (GraphQL specification, section 3.11), also in
// generated input types.
func TestListCoercion(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "points", "type": "INTEGER"})
		p.CreateField(key, apptest.Vars{"key": "colours", "type": "ENUM", "list": true, "options": []apptest.Vars{{"value": "RED", "label": "Red"}, {"value": "BLUE", "label": "Blue"}}})
		_, ann := p.SignUp("ann@example.com")
		p.Send(ann, `mutation($f: CustomerCustomFieldsInput) { updateCustomer(input: { customFields: $f }) { userErrors { code field message } } }`,
			apptest.Vars{"f": apptest.Vars{"points": 7, "colours": "BLUE"}}).OK()
		for name, f := range map[string]apptest.Vars{
			"a number":                       {"customFields": apptest.Vars{"points": apptest.Vars{"in": 7}}},
			"a whole number with a fraction": {"customFields": apptest.Vars{"points": apptest.Vars{"in": json.RawMessage("7.0")}}},
			"an email address":               {"email": apptest.Vars{"in": "ann@example.com"}},
			"a condition":                    {"and": apptest.Vars{"customFields": apptest.Vars{"points": apptest.Vars{"in": []int{7}}}}},
		} {
			a := p.Send(key, `query($f: CustomerFilter) { customers(filter: $f) { nodes { email customFields { colours } } } }`, apptest.Vars{"f": f}).OK()
			if want := `{"nodes":[{"email":"ann@example.com","customFields":{"colours":["BLUE"]}}]}`; !strings.Contains(a.Body, want) {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
	})
}
