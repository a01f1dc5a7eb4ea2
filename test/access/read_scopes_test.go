package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"clientele/graph/schema"
	"clientele/models"
	"clientele/test/apptest"
)

const (
	absent = "_01m8910q8we07s1ykrvtcffye5" // no such record
	toIE   = `shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true,
		items: [{ sku: "a", name: "A", quantity: 1, unitPrice: { amount: "1", currency: "EUR" } }]`
)

// personal creates the records of a customer and a guest, and returns their IDs by the names of variables.
func personal(p *apptest.Program, key apptest.Headers, email string) apptest.Vars {
	p.T.Helper()
	id, ann := p.SignUp(email)
	address := p.Send(ann, `mutation { createAddress(input: { firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" }) { address { id } userErrors { code field message } } }`, nil).OK().Text("createAddress.address.id")
	order := p.Send(key, `mutation($c: ID!) { checkout(input: { customerId: $c, `+toIE+` }) { order { id } userErrors { code field message } } }`, apptest.Vars{"c": id}).OK().Text("checkout.order.id")
	loose := p.Send(key, `mutation { checkout(input: { contact: { name: "G", email: "g@example.com" }, `+toIE+` }) { order { id } userErrors { code field message } } }`, nil).OK().Text("checkout.order.id")
	return apptest.Vars{"customer": id, "address": address, "order": order, "loose": loose}
}

// declare returns the declaration of the variables that a call uses.
func declare(call string, variables apptest.Vars) string {
	var declared []string
	for name := range variables {
		if strings.Contains(call, "$"+name) {
			declared = append(declared, "$"+name+": ID!")
		}
	}
	if len(declared) == 0 {
		return ""
	}
	return "(" + strings.Join(declared, ", ") + ")"
}

// payloads are calls of all mutations whose payloads contain stored records, the member with the record, the scopes of
// that, and the code of the user error; "" if there is none.
var payloads = []struct{ mutation, call, member, scope, fault string }{
	{"createCustomer", `createCustomer(input: { email: "new@example.com" })`, "customer", "CUSTOMERS", ""},
	{"updateCustomer", `updateCustomer(id: $customer, input: {})`, "customer", "CUSTOMERS", ""},
	{"updateCustomer", `updateCustomer(id: $customer, input: { expectedVersion: 99 })`, "customer", "CUSTOMERS", "CONFLICT"},
	{"setMarketingConsent", `setMarketingConsent(customerId: $customer, input: { channel: SMS, state: SUBSCRIBED })`, "customer", "CUSTOMERS", ""},
	{"setPassword", `setPassword(customerId: $customer, password: "another horse")`, "customer", "CUSTOMERS", ""},
	{"disableCustomer", `disableCustomer(id: $customer)`, "customer", "CUSTOMERS", ""},
	{"enableCustomer", `enableCustomer(id: $customer)`, "customer", "CUSTOMERS", ""},
	{"addCustomerNote", `addCustomerNote(customerId: $customer, text: "Called.")`, "event", "CUSTOMERS", ""},
	{"createAddress", `createAddress(customerId: $customer, input: { firstName: "A", line1: "1", city: "Dublin", region: "Dublin", country: "IE" })`, "address", "CUSTOMERS", ""},
	{"updateAddress", `updateAddress(id: $address, input: { label: "home" })`, "address", "CUSTOMERS", ""},
	{"updateAddress", `updateAddress(id: $address, input: { expectedVersion: 99 })`, "address", "CUSTOMERS", "CONFLICT"},
	{"checkout", `checkout(input: { customerId: $customer, ` + toIE + ` })`, "order", "ORDERS", ""},
	{"checkout", `checkout(input: { idempotencyKey: "k", contact: { name: "G", email: "g@example.com" }, ` + toIE + ` })`, "order", "ORDERS", ""},
	{"checkout", `checkout(input: { idempotencyKey: "k", contact: { name: "G", email: "g@example.com" }, ` + toIE + ` })`, "order", "ORDERS", ""},
	{"updateOrder", `updateOrder(id: $order, input: {})`, "order", "ORDERS", ""},
	{"updateOrder", `updateOrder(id: $order, input: { expectedVersion: 99 })`, "order", "ORDERS", "CONFLICT"},
	{"attachOrder", `attachOrder(orderId: $loose, customerId: $customer)`, "order", "ORDERS", ""},
	{"revokeGuestOrderTokens", `revokeGuestOrderTokens(orderId: $loose)`, "order", "ORDERS", ""},
	{"detachOrder", `detachOrder(orderId: $loose)`, "order", "ORDERS", ""},
	{"cancelOrder", `cancelOrder(id: $loose)`, "order", "ORDERS", ""},
	{"recordPayment", `recordPayment(input: { orderId: $recorded, amount: { amount: "0.01", currency: "EUR" } })`, "order", "ORDERS", ""},
	{"recordPayment", `recordPayment(input: { orderId: $recorded, amount: { amount: "0.01", currency: "EUR" }, expectedVersion: 99 })`, "order", "ORDERS", "CONFLICT"},
	{"recordRefund", `recordRefund(input: { orderId: $recorded, amount: { amount: "0.01", currency: "EUR" } })`, "order", "ORDERS", ""},
	{"updateShipment", `updateShipment(id: $shipment, input: { carrier: "DHL" })`, "order", "ORDERS", ""},
	{"updateShipment", `updateShipment(id: $shipment, input: { expectedVersion: 99 })`, "order", "ORDERS", "CONFLICT"},
	{"cancelShipment", `cancelShipment(id: $shipment)`, "order", "ORDERS", ""},
	{"createShipment", `createShipment(input: { orderId: $loose })`, "order", "ORDERS", ""},
	{"voidRefund", `voidRefund(id: $refund)`, "order", "ORDERS", ""},
	{"voidPayment", `voidPayment(id: $payment)`, "order", "ORDERS", ""},
	{"mergeCustomers", `mergeCustomers(input: { keep: $customer, merge: $other })`, "customer", "CUSTOMERS", ""},
	{"createCustomerGroup", `createCustomerGroup(input: { name: "new@" })`, "customerGroup", "CUSTOMERS", ""},
	{"updateCustomerGroup", `updateCustomerGroup(id: $group, input: {})`, "customerGroup", "CUSTOMERS", ""},
	{"updateCustomerGroup", `updateCustomerGroup(id: $group, input: { expectedVersion: 99 })`, "customerGroup", "CUSTOMERS", "CONFLICT"},
	{"addOrderNote", `addOrderNote(orderId: $order, text: "Called.")`, "event", "ORDERS", ""},
}

// TestPayloadsNeedReadScopes checks that a mutation with a write-only key returns IDs and no stored data.
func TestPayloadsNeedReadScopes(t *testing.T) {
	// These sign the caller in as a customer, or are for customers only, or their token is emailed. For cancelErasure,
	// there must be a request: see test/privacy.
	others := []string{
		"login", "refreshToken", "resetPassword", "loginWithCode", "changePassword", "claimGuestOrder", "verifyEmail",
		"requestErasure", "cancelErasure",
	}
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	for _, mutation := range schema.Mutation.Fields {
		for _, member := range schema.Types[mutation.Type.Name()].Fields {
			listed := slices.Contains(others, mutation.Name)
			for _, row := range payloads {
				listed = listed || row.mutation == mutation.Name && row.member == member.Name
			}
			if name := member.Type.Name(); (name == "Customer" || name == "Address" || name == "Order" || name == "Event" || name == "CustomerGroup") && !listed {
				t.Errorf("%s { %s } is not in the table", mutation.Name, member.Name)
			}
		}
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		full := p.APIKey(apptest.AllScopes...)
		have := personal(p, full, "ann@example.com")
		have["other"] = "" // created where it is needed
		have["group"] = p.Send(full, `mutation { createCustomerGroup(input: { name: "VIP" }) { customerGroupId userErrors { code } } }`, nil).OK().Text("createCustomerGroup.customerGroupId")
		for _, row := range payloads {
			query := fmt.Sprintf(`mutation%s { %s { %sId %s { id version } userErrors { code } } }`, declare(row.call, have), row.call, row.member, row.member)
			for _, also := range []string{row.scope + "_READ", "the other"} {
				scopes := []string{row.scope + "_WRITE"}
				if also == "the other" {
					scopes = append(scopes, map[string]string{"CUSTOMERS": "ORDERS_READ", "ORDERS": "CUSTOMERS_READ"}[row.scope])
				} else {
					scopes = append(scopes, also)
				}
				if strings.Contains(row.call, "new@") && also != "the other" {
					continue // created once
				}
				if row.mutation == "mergeCustomers" { // works once, and needs both scopes
					scopes = append(scopes, "ORDERS_WRITE")
					have["other"] = p.CreateCustomer(full, apptest.Vars{"email": models.NewID("other") + "@example.com"})
				}
				as := p.APIKey(scopes...)
				recordSome(p, full, have)
				if row.mutation == "attachOrder" || row.mutation == "cancelOrder" || row.mutation == "createShipment" { // works once
					have["loose"] = p.Send(full, `mutation { checkout(input: { contact: { name: "G", email: "g@example.com" }, `+toIE+` }) { orderId userErrors { code } } }`, nil).OK().Text("checkout.orderId")
				}
				if row.mutation == "detachOrder" {
					p.Send(full, `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { userErrors { code } } }`, apptest.Vars{"o": have["loose"], "c": have["customer"]})
				}
				a := p.Send(as, query, have)
				sees := also != "the other"
				if a.At(row.mutation+"."+row.member+"Id") == nil || (a.At(row.mutation+"."+row.member) != nil) != sees {
					t.Errorf("%s with %v: %s", row.call, scopes, a.Body)
				}
				if fault, _ := a.At(row.mutation + ".userErrors.0.code").(string); fault != row.fault {
					t.Errorf("%s with %v: %s, want %q", row.call, scopes, a.Body, row.fault)
				}
				if sees {
					if len(a.Errors) > 0 || a.At(row.mutation+"."+row.member+"Id") != a.At(row.mutation+"."+row.member+".id") {
						t.Errorf("%s with %v: %s", row.call, scopes, a.Body)
					}
					continue
				}
				if len(a.Errors) != 1 || a.ErrorCode() != "FORBIDDEN" || a.Errors[0].Extensions["requiredScope"] != row.scope+"_READ" ||
					fmt.Sprint(a.Errors[0].Path) != fmt.Sprintf("[%s %s]", row.mutation, row.member) {
					t.Errorf("%s with %v: %s", row.call, scopes, a.Body)
				}
			}
		}
	})
}

// recordSome stores the ids of a new order, of which half is paid, a part refunded and everything shipped, and of its
// records.
func recordSome(p *apptest.Program, key apptest.Headers, have apptest.Vars) {
	p.T.Helper()
	order := p.Send(key, `mutation { checkout(input: { contact: { name: "G", email: "g@example.com" }, `+toIE+` }) { orderId userErrors { code } } }`, nil).OK().Text("checkout.orderId")
	a := p.Send(key, `mutation($o: ID!) {
		createShipment(input: { orderId: $o }) { userErrors { code } }
		recordPayment(input: { orderId: $o, amount: { amount: "0.20", currency: "EUR" } }) { userErrors { code } }
		second: recordPayment(input: { orderId: $o, amount: { amount: "0.30", currency: "EUR" } }) { userErrors { code } }
		recordRefund(input: { orderId: $o, amount: { amount: "0.10", currency: "EUR" } }) {
			order { payments { id } refunds { id } shipments { id } } userErrors { code }
		}
	}`, apptest.Vars{"o": order}).OK()
	have["recorded"] = order
	for name, list := range map[string]string{"payment": "payments", "refund": "refunds", "shipment": "shipments"} {
		have[name] = a.Text("recordRefund.order." + list + ".0.id")
	}
}

// TestPayloadsOfSignedInCallers checks that a caller who logs in within the request may read the payload.
func TestPayloadsOfSignedInCallers(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		// A caller that logs in is the customer from then on, and a failed login has nothing to hide.
		seller := p.APIKey("ORDERS_WRITE")
		p.SignUp("bob@example.com")
		if a := p.Send(seller, `mutation { login(email: "bob@example.com", password: "correct horse") { customer { email } customerId userErrors { code } } }`, nil).OK(); a.At("login.customer.email") != "bob@example.com" || a.At("login.customerId") == nil {
			t.Errorf("a log-in: %s", a.Body)
		}
		for _, query := range []string{
			`mutation { login(email: "bob@example.com", password: "wrong horse") { customer { email } customerId userErrors { code } } }`,
			`mutation { checkout(input: { quote: "x" }) { order { id } orderId userErrors { code } } }`,
		} {
			if a := p.Send(seller, query, nil); len(a.Errors) > 0 || !strings.Contains(a.Body, `null`) || !strings.Contains(a.Body, `"userErrors":[{`) {
				t.Errorf("%s: %s", query, a.Body)
			}
		}
		// With a customer token the request is the customer's, even together with a key.
		_, eve := p.SignUp("eve@example.com")
		for name, as := range map[string]apptest.Headers{"a customer": eve, "a customer beside a key": seller.With(eve)} {
			a := p.Send(as, `mutation { updateCustomer(input: { name: "Eve" }) { customer { email } customerId userErrors { code } } }`, nil).OK()
			if a.At("updateCustomer.customer.email") != "eve@example.com" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
	})
}

// TestFiltersNeedReadScopes checks that callers cannot filter by what they cannot read.
func TestFiltersNeedReadScopes(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		full := p.APIKey(apptest.AllScopes...)
		have := personal(p, full, "ann@example.com")
		p.CreateField(full, apptest.Vars{"key": "lastOrder", "type": "REFERENCE", "referenceTo": "ORDER"})
		p.CreateField(full, apptest.Vars{"owner": "ORDER", "key": "friend", "type": "REFERENCE", "referenceTo": "CUSTOMER"})
		keys := map[string]apptest.Headers{}
		for _, scope := range apptest.AllScopes {
			keys[scope] = p.APIKey(scope)
		}
		_, ann := p.SignUp("own@example.com")
		for _, c := range []struct {
			scope, query, needs string // needs is a second scope; empty if the first is enough
		}{
			{"CUSTOMERS_READ", `customers(filter: { orders: { count: { gte: 1 } } }) { totalCount }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { orders: { lastPlacedAt: { gt: "2020-01-01T00:00:00Z" } } }) { nodes { id } }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { or: [{ name: { like: "*" } }, { and: [{ orders: { count: { eq: 0 } } }] }] }) { totalCount }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { not: { orders: { count: { eq: 0 } } } }) { pageInfo { endCursor } }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { customFields: { lastOrder: { eq: "` + have["order"].(string) + `" } } }) { totalCount }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { customFields: { lastOrder: { in: [] } } }) { totalCount }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { not: { customFields: { lastOrder: { isSet: true } } } }) { totalCount }`, "ORDERS_READ"},
			{"CUSTOMERS_READ", `customers(filter: { name: { like: "*" } }, orderBy: { field: UPDATED_AT }, search: "ann") { totalCount nodes { id } }`, ""},
			{"CUSTOMERS_READ", `customers { nodes { orders(first: 1) { totalCount } } }`, "ORDERS_READ"},
			{"ORDERS_READ", `orders(filter: { customerId: { eq: "` + have["customer"].(string) + `" } }) { totalCount }`, "CUSTOMERS_READ"},
			{"ORDERS_READ", `orders(filter: { or: [{ sku: { eq: "a" } }, { not: { customerId: { in: ["customer_x"] } } }] }) { totalCount }`, "CUSTOMERS_READ"},
			{"ORDERS_READ", `orders(filter: { customFields: { friend: { isSet: false } } }) { totalCount }`, "CUSTOMERS_READ"},
			{"ORDERS_READ", `orders(filter: { guest: { eq: true }, contact: { email: { eq: "g@example.com" } } }, search: "g") { totalCount }`, ""},
			{"ORDERS_READ", `orders { nodes { customer { id } } }`, "CUSTOMERS_READ"},
			{"ORDERS_READ", `orders(filter: { guest: { eq: false } }) { nodes { history { actor { kind } customerId } } }`, ""},
			{"STAFF_WRITE", `emails(to: "ann@example.com") { totalCount }`, "CUSTOMERS_READ"},
			{"STAFF_WRITE", `emails { nodes { kind status } }`, ""},
		} {
			a := p.Send(keys[c.scope], `{ `+c.query+` }`, nil)
			if c.needs == "" {
				a.OK()
			} else if a.ErrorCode() != "FORBIDDEN" || a.Errors[0].Extensions["requiredScope"] != c.needs || strings.Contains(a.Body, `"totalCount":`) {
				t.Errorf("%s with %s: %s", c.query, c.scope, a.Body)
			}
			if c.needs != "" {
				p.Send(p.APIKey(c.scope, c.needs), `{ `+c.query+` }`, nil).OK()
			}
		}
		// The history of an order does not show the customer either.
		claimed := `query($o: ID!) { order(id: $o) { history { type customerId actor { kind actorId } } } }`
		p.Send(full, `mutation($o: ID!, $c: ID!) { attachOrder(orderId: $o, customerId: $c) { userErrors { code } } }`, apptest.Vars{"o": have["loose"], "c": have["customer"]}).OK()
		if a := p.Send(keys["ORDERS_READ"], claimed, apptest.Vars{"o": have["loose"]}); a.ErrorCode() != "FORBIDDEN" || strings.Contains(a.Body, have["customer"].(string)) || a.At("order.history.0.type") == nil {
			t.Errorf("a history without CUSTOMERS_READ: %s", a.Body)
		}
		if a := p.Send(p.APIKey("ORDERS_READ", "CUSTOMERS_READ"), claimed, apptest.Vars{"o": have["loose"]}).OK(); !strings.Contains(a.Body, have["customer"].(string)) {
			t.Errorf("a history: %s", a.Body)
		}
		// A customer can filter its own history.
		p.Send(ann, `{ me { orders(filter: { customerId: { eq: "`+have["customer"].(string)+`" }, customFields: { friend: { isSet: true } } }) { totalCount } } }`, nil).OK()
	})
}

// TestReferencesInJSON checks that the json field shows a reference only if the typed field does.
func TestReferencesInJSON(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		full := p.APIKey(apptest.AllScopes...)
		p.CreateField(full, apptest.Vars{"key": "lastOrder", "type": "REFERENCE", "referenceTo": "ORDER"})
		p.CreateField(full, apptest.Vars{"key": "friend", "type": "REFERENCE", "referenceTo": "CUSTOMER"})
		p.CreateField(full, apptest.Vars{"key": "friends", "type": "REFERENCE", "referenceTo": "CUSTOMER", "list": true})
		ann := personal(p, full, "ann@example.com")
		bobID, bob := p.SignUp("bob@example.com")
		goneID, _ := p.SignUp("gone@example.com")
		p.Send(full, `mutation($id: ID!, $f: CustomerCustomFieldsInput!) { updateCustomer(id: $id, input: { customFields: $f }) { userErrors { code field message } } }`, apptest.Vars{"id": bobID, "f": apptest.Vars{
			"lastOrder": ann["order"], "friend": ann["customer"], "friends": []any{ann["customer"], goneID, bobID},
		}}).OK()
		p.Send(full, `mutation($id: ID!) { deleteCustomer(id: $id) { userErrors { code } } }`, apptest.Vars{"id": goneID}).OK()
		quoted := func(v any) string { return fmt.Sprintf("%q", v) }
		annID, order := quoted(ann["customer"]), quoted(ann["order"])
		for _, c := range []struct {
			name, query, root      string
			as                     apptest.Headers
			order, friend, friends string
		}{
			{"a key with all scopes", `query($id: ID!) { customer(id: $id) {`, "customer", full, order, annID, annID + ",null," + quoted(bobID)},
			{"a key that reads customers", `query($id: ID!) { customer(id: $id) {`, "customer", p.APIKey("CUSTOMERS_READ"), "null", annID, annID + ",null," + quoted(bobID)},
			{"the customer", `query($id: ID!) { customer(id: $id) {`, "customer", bob, "null", "null", "null,null," + quoted(bobID)},
			{"the customer beside a key", `query($id: ID!) { customer(id: $id) {`, "customer", full.With(bob), "null", "null", "null,null," + quoted(bobID)},
		} {
			json := fmt.Sprintf(`{"json":{"lastOrder":%s,"friend":%s,"friends":[%s]}}`, c.order, c.friend, c.friends)
			if a := p.Send(c.as, c.query+` customFields { json } } }`, apptest.Vars{"id": bobID}).OK(); !strings.Contains(a.Body, json) {
				t.Errorf("%s: %s, want %s", c.name, a.Body, json)
			}
			wrap := func(ids string) string {
				return strings.NewReplacer(`"customer_`, `{"id":"customer_`, `"order_`, `{"id":"order_`, `",`, `"},`).Replace(ids + ",") // each ID as an object
			}
			typed := strings.TrimSuffix(wrap(c.friends), ",")
			a := p.Send(c.as, c.query+` customFields { lastOrder { id } friend { id } friends { id } json } } }`, apptest.Vars{"id": bobID}).OK()
			want := fmt.Sprintf(`{"lastOrder":%s,"friend":%s,"friends":[%s],"json":`, strings.TrimSuffix(wrap(c.order), ","), strings.TrimSuffix(wrap(c.friend), ","), typed)
			if !strings.Contains(a.Body, want) || !strings.Contains(a.Body, json[1:len(json)-1]) {
				t.Errorf("%s: %s, want %s", c.name, a.Body, want)
			}
		}
		// A caller cannot reference a record that it cannot read, and does not learn whether it exists.
		writer := p.APIKey("CUSTOMERS_WRITE")
		point := func(to any) string {
			return p.Send(writer, `mutation($id: ID!, $o: ID!) { updateCustomer(id: $id, input: { customFields: { lastOrder: $o } }) { userErrors { code field message } } }`, apptest.Vars{"id": bobID, "o": to}).Body
		}
		if there, none := point(ann["order"]), point("order"+absent); there != none || !strings.Contains(there, "NOT_FOUND") {
			t.Errorf("an order that there is: %s\nand none: %s", there, none)
		}
	})
}
