package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const define = `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { id key version } userErrors { code field message } } }`

// field defines a custom field and returns its id.
func (p *program) field(key headers, input vars) string {
	p.t.Helper()
	all := vars{"owner": "CUSTOMER", "label": input["key"], "access": "WRITE"}
	for name, value := range input {
		all[name] = value
	}
	return p.send(key, define, vars{"input": all}).good().str("createCustomField.customField.id")
}

func (p *program) sdl(as headers) string {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.url+"/schema.graphql", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for name, value := range as {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// TestAFieldIsTypedAtOnce walks the whole: defined, in the very next request selected, written, filtered and sorted by.
func TestAFieldIsTypedAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"key": "shoeSize", "type": "INTEGER", "rules": vars{"min": "15", "max": "60"}, "description": "EU size"})
		p.field(key, vars{"key": "loyaltyTier", "type": "ENUM", "options": []vars{{"value": "GOLD", "label": "Gold"}, {"value": "SILVER"}}, "default": "SILVER"})
		p.field(key, vars{"key": "birthday", "type": "DATE"})
		p.field(key, vars{"key": "credit", "type": "DECIMAL", "access": "READ"})
		p.field(key, vars{"key": "secretScore", "type": "INTEGER", "access": "NONE"})
		p.field(key, vars{"key": "nicknames", "type": "STRING", "list": true})
		p.field(key, vars{"key": "favourite", "type": "REFERENCE", "referenceTo": "CUSTOMER", "access": "READ"})

		annID, ann := p.signUp("ann@example.com")
		bobID, _ := p.signUp("bob@example.com")
		a := p.send(ann, `mutation { updateCustomer(input: { customFields: { shoeSize: 43, birthday: "1990-05-17", nicknames: ["Annie", "Zoë"] } }) {
			customer { version customFields { __typename size: shoeSize loyaltyTier birthday nicknames credit } } userErrors { code field message } } }`, nil).good()
		if want := `{"__typename":"CustomerCustomFields","size":43,"loyaltyTier":"SILVER","birthday":"1990-05-17","nicknames":["Annie","Zoë"],"credit":null}`; !strings.Contains(a.text, want) {
			t.Errorf("got %s", a.text)
		}
		p.send(key, `mutation($id: ID!, $f: CustomerCustomFieldsInput!) { updateCustomer(id: $id, input: { customFields: $f }) { userErrors { code field message } } }`,
			vars{"id": annID, "f": vars{"credit": "12.50", "secretScore": 7, "favourite": bobID, "loyaltyTier": "GOLD"}}).good()
		a = p.send(key, `{ customers(filter: { customFields: { shoeSize: { gte: 42 }, loyaltyTier: { in: [GOLD] }, credit: { gt: "12.4" } } }, orderBy: { customField: shoeSize, direction: DESC }) {
			totalCount nodes { email customFields { credit secretScore favourite { email customFields { shoeSize } } json } } } }`, nil).good()
		if want := `{"credit":"12.5","secretScore":7,"favourite":{"email":"bob@example.com","customFields":{"shoeSize":null}},"json":{"shoeSize":43,"loyaltyTier":"GOLD","birthday":"1990-05-17","credit":"12.5","secretScore":7,"nicknames":["Annie","Zoë"],"favourite":"` + bobID + `"}}`; !strings.Contains(a.text, want) || a.at("customers.totalCount") != 1.0 {
			t.Errorf("got %s", a.text)
		}
		// A customer sees what it may, and not whom it may not.
		a = p.send(ann, `{ me { customFields { credit favourite { email } json } } }`, nil).good()
		if strings.Contains(a.text, "secretScore") || a.at("me.customFields.favourite") != nil || a.at("me.customFields.credit") != "12.5" {
			t.Errorf("got %s", a.text)
		}
		for _, c := range []struct{ query, must string }{
			{`{ me { customFields { secretScore } } }`, `Cannot query field \"secretScore\" on type \"CustomerCustomFields\"`},
			{`{ me { customFields { secretScore } } customers { nodes { id } } }`, `Cannot query field \"secretScore\" on type \"CustomerCustomFields\"`},
			{`{ me { customFields { neverDefined } } }`, `Cannot query field \"neverDefined\" on type \"CustomerCustomFields\"`},
			{`mutation { updateCustomer(input: { customFields: { secretScore: 1 } }) { userErrors { code } } }`, `Field \"secretScore\" is not defined by type \"CustomerCustomFieldsInput\"`},
			{`mutation { updateCustomer(input: { customFields: { credit: "1" } }) { userErrors { code } } }`, `Field \"credit\" is not defined by type \"CustomerCustomFieldsInput\"`},
		} {
			if a := p.send(ann, c.query, nil); a.code() != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(a.text, c.must) {
				t.Errorf("%s: %s", c.query, a.text)
			}
		}
		storefront, staff := p.sdl(nil), p.sdl(key)
		if strings.Contains(storefront, "secretScore") || !strings.Contains(staff, "secretScore: Int") || !strings.Contains(storefront, "\"\"\"\n  EU size\n  \"\"\"\n  shoeSize: Int") {
			t.Error("the schemas show the wrong fields")
		}
		if out := p.command("schema", "--audience", "staff"); !strings.Contains(out, "secretScore: Int") {
			t.Error("the command shows no custom field")
		}
		hidden := p.send(key, `{ customFields(owner: CUSTOMER) { id key } }`, nil).good().str("customFields.4.id")
		for name, as := range map[string]headers{"staff": key, "a customer": ann} {
			a := p.send(as, `query($id: ID!) { node(id: $id) { id ... on CustomField { key } } }`, vars{"id": hidden}).good()
			if (a.at("node.key") == "secretScore") != (name == "staff") {
				t.Errorf("%s finds %s", name, a.text)
			}
		}
		if a := p.send(ann, `{ customFields(owner: CUSTOMER) { key type access } }`, nil).good(); strings.Contains(a.text, "secretScore") || !strings.Contains(a.text, "shoeSize") {
			t.Errorf("the definitions: %s", a.text)
		}
	})
}

func TestWrongValuesOfFields(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"key": "size", "type": "INTEGER", "rules": vars{"min": "1", "max": "60"}})
		p.field(key, vars{"key": "vat", "type": "STRING", "unique": true, "rules": vars{"pattern": "[A-Z]{2}[0-9]+"}})
		p.field(key, vars{"key": "site", "type": "URL"})
		p.field(key, vars{"key": "tier", "type": "ENUM", "options": []vars{{"value": "GOLD"}}})
		p.field(key, vars{"key": "friend", "type": "REFERENCE"})
		p.field(key, vars{"key": "terms", "type": "BOOLEAN", "required": true})
		bobID, _ := func() (string, headers) {
			a := p.send(nil, `mutation { createCustomer(input: { email: "bob@example.com", password: "correct horse", customFields: { terms: true, vat: "IE1" } }) { customer { id } customerToken { accessToken } userErrors { code field message } } }`, nil).good()
			return a.str("createCustomer.customer.id"), headers{"X-Customer-Token": a.str("createCustomer.customerToken.accessToken")}
		}()
		a := p.send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse" }) { customer { id } userErrors { code field } } }`, nil)
		if want := `{"customer":null,"userErrors":[{"code":"REQUIRED","field":["input","customFields","terms"]}]}`; !strings.Contains(a.text, want) {
			t.Errorf("a required field: %s", a.text)
		}
		sent := vars{"size": 99999999999, "vat": "nope", "site": "javascript:alert(1)", "tier": "GOLD", "friend": bobID, "terms": nil}
		a = p.send(nil, `mutation($f: CustomerCustomFieldsInput) { createCustomer(input: { email: "ann@example.com", password: "short", customFields: $f }) { customer { id } userErrors { code field } } }`, vars{"f": sent})
		for _, want := range []string{
			`{"code":"TOO_SHORT","field":["input","password"]}`, `{"code":"INVALID","field":["input","customFields","vat"]}`, `{"code":"INVALID","field":["input","customFields","site"]}`,
			`{"code":"NOT_FOUND","field":["input","customFields","friend"]}`, `{"code":"REQUIRED","field":["input","customFields","terms"]}`,
		} {
			if !strings.Contains(a.text, want) && a.code() != "BAD_USER_INPUT" {
				t.Errorf("no %s in %s", want, a.text)
			}
		}
		a = p.send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse", customFields: { terms: true, vat: "ie1" } }) { userErrors { code field } } }`, nil)
		if !strings.Contains(a.text, `"code":"INVALID","field":["input","customFields","vat"]`) {
			t.Errorf("a pattern: %s", a.text)
		}
		a = p.send(nil, `mutation { createCustomer(input: { email: "ann@example.com", password: "correct horse", customFields: { terms: true, vat: "IE1" } }) { userErrors { code field } } }`, nil)
		if !strings.Contains(a.text, `"code":"NOT_UNIQUE","field":["input","customFields","vat"]`) {
			t.Errorf("unique: %s", a.text)
		}
		if a := p.send(key, `{ customers { totalCount } }`, nil).good(); a.at("customers.totalCount") != 1.0 {
			t.Errorf("something was stored: %s", a.text)
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
			if a := p.send(key, bad.query, nil); a.code() != bad.code {
				t.Errorf("%s: %s", bad.query, a.text)
			}
		}
	})
}

func TestFieldsOfAddressesAndOrders(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"owner": "ADDRESS", "key": "floor", "type": "INTEGER"})
		p.field(key, vars{"owner": "ORDER", "key": "giftWrap", "type": "BOOLEAN", "default": "false"})
		p.field(key, vars{"owner": "ORDER", "key": "placedBy", "type": "REFERENCE", "access": "READ"})
		annID, ann := p.signUp("ann@example.com")
		address := p.send(ann, `mutation { createAddress(input: { firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE", customFields: { floor: 3 } }) {
			address { id customFields { floor } } userErrors { code field message } } }`, nil).good()
		if address.at("createAddress.address.customFields.floor") != 3.0 {
			t.Errorf("%s", address.text)
		}
		a := p.send(ann, `mutation($id: ID!) { updateAddress(id: $id, input: { customFields: { floor: 4 } }) { address { version customFields { floor json } } userErrors { code field message } } }`, vars{"id": address.str("createAddress.address.id")}).good()
		if a.at("updateAddress.address.customFields.floor") != 4.0 || a.at("updateAddress.address.version") != 2.0 {
			t.Errorf("%s", a.text)
		}
		checkout := func(custom string) *answer {
			return p.send(key, `mutation($c: ID!, $a: ID!) { checkout(input: { customerId: $c, shippingAddress: { addressId: $a }, billingSameAsShipping: true, `+custom+`
				items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }] }) { order { id number customFields { giftWrap placedBy { id email } } } userErrors { code field message } } }`,
				vars{"c": annID, "a": address.str("createAddress.address.id")})
		}
		checkout(`customFields: { giftWrap: true, placedBy: "` + annID + `" },`).good()
		if a := checkout("").good(); a.at("checkout.order.customFields.giftWrap") != false {
			t.Errorf("the default: %s", a.text)
		}
		if a := checkout(`customFields: { placedBy: "customer_x" },`); !strings.Contains(a.text, `"code":"NOT_FOUND","field":["input","customFields","placedBy"]`) {
			t.Errorf("a reference to nobody: %s", a.text)
		}
		a = p.send(key, `{ orders(filter: { customFields: { giftWrap: { eq: true } } }) { totalCount nodes { customFields { placedBy { email orders { totalCount } } } } } }`, nil).good()
		if a.at("orders.totalCount") != 1.0 || a.at("orders.nodes.0.customFields.placedBy.orders.totalCount") != 2.0 {
			t.Errorf("%s", a.text)
		}
		if a := p.send(ann, `{ me { orders(filter: { customFields: { giftWrap: { eq: true } } }, orderBy: { customField: giftWrap }) { nodes { customFields { placedBy { email } } } } } }`, nil).good(); a.at("me.orders.nodes.0.customFields.placedBy.email") != "ann@example.com" {
			t.Errorf("%s", a.text)
		}
	})
}

func TestArchivedFieldsAreGoneAndNeverRevived(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		id := p.field(key, vars{"key": "code", "type": "STRING"})
		_, ann := p.signUp("ann@example.com")
		p.send(ann, `mutation { updateCustomer(input: { customFields: { code: "42" } }) { userErrors { code field message } } }`, nil).good()
		archive := `mutation($id: ID!) { archiveCustomField(id: $id) { customField { archivedAt } userErrors { code field message } } }`
		restore := `mutation($id: ID!) { restoreCustomField(id: $id) { customField { archivedAt } userErrors { code field message } } }`
		p.send(key, archive, vars{"id": id}).good()
		if a := p.send(ann, `{ me { customFields { code } } }`, nil); a.code() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("archived: %s", a.text)
		}
		if a := p.send(ann, `{ me { customFields { json } } }`, nil).good(); strings.Contains(a.text, "42") {
			t.Errorf("archived: %s", a.text)
		}
		for name, as := range map[string]headers{"staff": key, "a customer": ann} {
			a := p.send(as, `{ customFields(archived: true) { id archivedAt } }`, nil).good()
			if seen := len(a.at("customFields").([]any)); seen != map[string]int{"staff": 1, "a customer": 0}[name] {
				t.Errorf("%s sees %s", name, a.text)
			}
		}
		p.field(key, vars{"key": "code", "type": "INTEGER"})
		if a := p.send(ann, `{ me { customFields { code } } }`, nil).good(); a.at("me.customFields.code") != nil {
			t.Errorf("the new field has the old value: %s", a.text)
		}
		if a := p.send(key, restore, vars{"id": id}); !strings.Contains(a.text, "KEY_TAKEN") || !strings.Contains(a.text, `has this key now"`) || !strings.Contains(a.text, "the field \\\"") {
			t.Errorf("restored beside another: %s", a.text)
		}
		other := p.send(key, `{ customFields { id } }`, nil).good().str("customFields.0.id")
		p.send(key, archive, vars{"id": other}).good()
		p.send(key, restore, vars{"id": id}).good()
		if a := p.send(ann, `{ me { customFields { code } } }`, nil).good(); a.at("me.customFields.code") != "42" {
			t.Errorf("restored: %s", a.text)
		}
	})
}

func TestDefinitionsThatAreRefused(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"key": "taken", "type": "STRING"})
		for _, c := range []struct {
			name string
			in   vars
			want string
		}{
			{"no name", vars{"key": "9lives", "type": "STRING"}, "INVALID"},
			{"a dash", vars{"key": "a-b", "type": "STRING"}, "INVALID"},
			{"introspection", vars{"key": "__x", "type": "STRING"}, "INVALID"},
			{"an emoji", vars{"key": "😀", "type": "STRING"}, "INVALID"},
			{"a capital", vars{"key": "Size", "type": "STRING"}, "INVALID"},
			{"empty", vars{"key": "", "type": "STRING"}, "INVALID"},
			{"41 characters", vars{"key": strings.Repeat("a", 41), "type": "STRING"}, "INVALID"},
			{"json", vars{"key": "json", "type": "STRING"}, "KEY_RESERVED"},
			{"null", vars{"key": "null", "type": "STRING"}, "KEY_RESERVED"},
			{"taken", vars{"key": "taken", "type": "INTEGER"}, "KEY_TAKEN"},
			{"no label", vars{"key": "ok", "label": " ", "type": "STRING"}, "REQUIRED"},
			{"a control character", vars{"key": "ok", "label": "a\u0007", "type": "STRING"}, "INVALID"},
			{"no options", vars{"key": "ok", "type": "ENUM"}, "REQUIRED"},
			{"an option true", vars{"key": "ok", "type": "ENUM", "options": []vars{{"value": "true"}}}, "INVALID"},
			{"an option twice", vars{"key": "ok", "type": "ENUM", "options": []vars{{"value": "A"}, {"value": "A"}}}, "INVALID"},
			{"an option __x", vars{"key": "ok", "type": "ENUM", "options": []vars{{"value": "__x"}}}, "INVALID"},
			{"options of a text", vars{"key": "ok", "type": "STRING", "options": []vars{{"value": "A"}}}, "INVALID"},
			{"a pattern that is none", vars{"key": "ok", "type": "STRING", "rules": vars{"pattern": "("}}, "INVALID"},
			{"a pattern of many steps", vars{"key": "ok", "type": "STRING", "rules": vars{"pattern": "(?:a{30}b{30}){20}"}}, "INVALID"},
			{"a bound that is none", vars{"key": "ok", "type": "INTEGER", "rules": vars{"min": "x"}}, "INVALID"},
			{"bounds the wrong way", vars{"key": "ok", "type": "DATE", "rules": vars{"min": "2026-02-01", "max": "2026-01-01"}}, "INVALID"},
			{"a default that breaks the rules", vars{"key": "ok", "type": "INTEGER", "rules": vars{"min": "5"}, "default": "4"}, "INVALID"},
		} {
			in := vars{"owner": "CUSTOMER", "label": "Label"}
			for name, value := range c.in {
				in[name] = value
			}
			a := p.send(key, define, vars{"input": in})
			if !strings.Contains(a.text, `"code":"`+c.want+`"`) || a.at("createCustomField.customField") != nil {
				t.Errorf("%s: %s", c.name, a.text)
			}
		}
		if a := p.send(key, `{ customFields { key } customers { nodes { customFields { json } } } }`, nil).good(); len(a.at("customFields").([]any)) != 1 {
			t.Errorf("%s", a.text)
		}
	})
}

func TestSortingByAFieldPagesThroughAll(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"key": "score", "type": "DECIMAL"})
		for i, score := range []any{"10", "-3", nil, "9.5", "10", nil, "0", "-20"} {
			p.send(key, `mutation($e: String!, $s: Decimal) { createCustomer(input: { email: $e, customFields: { score: $s } }) { userErrors { code field message } } }`, vars{"e": fmt.Sprintf("c%d@example.com", i), "s": score}).good()
		}
		for direction, want := range map[string]string{"ASC": "-20 -3 0 9.5 10 10 <nil> <nil>", "DESC": "10 10 9.5 0 -3 -20 <nil> <nil>"} {
			for _, way := range []struct{ size, place, cursor, more string }{{"first", "after", "endCursor", "hasNextPage"}, {"last", "before", "startCursor", "hasPreviousPage"}} {
				var got []string
				var cursor any
				for range 10 {
					a := p.send(key, `query($c: String) { customers(`+way.size+`: 3, `+way.place+`: $c, orderBy: { customField: score, direction: `+direction+` }) { nodes { customFields { score } } pageInfo { `+way.cursor+` `+way.more+` } } }`, vars{"c": cursor}).good()
					var some []string
					for _, node := range a.at("customers.nodes").([]any) {
						some = append(some, fmt.Sprint(node.(map[string]any)["customFields"].(map[string]any)["score"]))
					}
					if way.size == "first" {
						got = append(got, some...)
					} else {
						got = append(some, got...)
					}
					cursor = a.at("customers.pageInfo." + way.cursor)
					if a.at("customers.pageInfo."+way.more) == false {
						break
					}
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s %s: %v", direction, way.size, got)
				}
			}
		}
		if a := p.send(key, `{ customers(filter: { customFields: { score: { lt: 0 } } }) { totalCount } none: customers(filter: { customFields: { score: { isSet: false } } }) { totalCount } }`, nil).good(); a.at("customers.totalCount") != 2.0 || a.at("none.totalCount") != 2.0 {
			t.Errorf("%s", a.text)
		}
	})
}

// An empty text is a value: upwards it stands first, downwards among those without one, and no page leaves it out.
func TestSortingByAFieldKeepsEmptyTexts(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"key": "nick", "type": "STRING"})
		for i, nick := range []any{"", "b", nil, "", "a", nil, "", nil} {
			p.send(key, `mutation($e: String!, $n: String) { createCustomer(input: { email: $e, customFields: { nick: $n } }) { userErrors { code } } }`, vars{"e": fmt.Sprintf("c%d@example.com", i), "n": nick}).good()
		}
		for direction, begin := range map[string]string{"ASC": "   a b", "DESC": "b a"} {
			for _, way := range []struct{ size, place, cursor string }{{"first", "after", "endCursor"}, {"last", "before", "startCursor"}} {
				var nicks []string
				seen := map[string]bool{}
				var cursor any
				for range 8 {
					a := p.send(key, `query($c: String) { customers(`+way.size+`: 1, `+way.place+`: $c, orderBy: { customField: nick, direction: `+direction+` }) { nodes { email customFields { nick } } pageInfo { `+way.cursor+` } } }`, vars{"c": cursor}).good()
					cursor = a.at("customers.pageInfo." + way.cursor)
					seen[a.str("customers.nodes.0.email")] = true
					nick := strings.TrimSuffix(fmt.Sprint(a.at("customers.nodes.0.customFields.nick")), "<nil>")
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

// TestTwoServersSeeEachOthersFields: a field made through one works through the other within a second.
func TestTwoServersSeeEachOthersFields(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		other := start(t, p.env...)
		key := p.key(everything...)
		_, ann := p.signUp("ann@example.com")
		other.send(ann, `{ me { customFields { json } } }`, nil).good()
		p.field(key, vars{"key": "colour", "type": "STRING"})
		defined := time.Now()
		a := other.send(ann, `{ me { customFields { colour } } }`, nil)
		for a.code() != "" && time.Since(defined) < time.Second {
			a = other.send(ann, `{ me { customFields { colour } } }`, nil)
		}
		if a.code() != "" {
			t.Errorf("after a second: %s", a.text)
		}
		other.send(ann, `mutation { updateCustomer(input: { customFields: { colour: "blue" } }) { userErrors { code } } }`, nil).good()
		if a := p.send(ann, `{ me { customFields { colour } } }`, nil).good(); a.at("me.customFields.colour") != "blue" {
			t.Errorf("%s", a.text)
		}
	})
}

// TestOneValueForAList: a variable may give a single value where a list is expected (GraphQL specification, section 3.11), also in
// inputs that are made at run time.
func TestOneValueForAList(t *testing.T) {
	onEach(t, func(t *testing.T, p *program) {
		key := p.key(everything...)
		p.field(key, vars{"key": "points", "type": "INTEGER"})
		p.field(key, vars{"key": "colours", "type": "ENUM", "list": true, "options": []vars{{"value": "RED", "label": "Red"}, {"value": "BLUE", "label": "Blue"}}})
		_, ann := p.signUp("ann@example.com")
		p.send(ann, `mutation($f: CustomerCustomFieldsInput) { updateCustomer(input: { customFields: $f }) { userErrors { code field message } } }`,
			vars{"f": vars{"points": 7, "colours": "BLUE"}}).good()
		for name, f := range map[string]vars{
			"a number":                       {"customFields": vars{"points": vars{"in": 7}}},
			"a whole number with a fraction": {"customFields": vars{"points": vars{"in": json.RawMessage("7.0")}}},
			"an email address":               {"email": vars{"in": "ann@example.com"}},
			"a condition":                    {"and": vars{"customFields": vars{"points": vars{"in": []int{7}}}}},
		} {
			a := p.send(key, `query($f: CustomerFilter) { customers(filter: $f) { nodes { email customFields { colours } } } }`, vars{"f": f}).good()
			if want := `{"nodes":[{"email":"ann@example.com","customFields":{"colours":["BLUE"]}}]}`; !strings.Contains(a.text, want) {
				t.Errorf("%s: %s", name, a.text)
			}
		}
	})
}
