package operations

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/schema"
	"clientele/test/apptest"
)

// around are invisible characters as they come with what is copied: marks of direction, of the order of bytes, a soft
// hyphen, spaces without width, a variation selector.
const (
	before = "\ufeff\u202a\u2066\u200e\u00ad\ufe0f "
	behind = " \u200b\u2060\u00ad\u200f\u2069\u202c\u202c"
)

// untrimmed reports whether a string is stored exactly as it is sent.
func untrimmed(path string) bool {
	name := path[strings.LastIndex(path, ".")+1:]
	switch {
	case strings.HasSuffix(strings.ToLower(name), "password") || name == "passwordHash": // every character counts
		return true
	case name == "after" || name == "before" || path == "refreshToken.refreshToken" || path == "checkout.input.quote": // from program to program
		return true
	case path == "acceptStaffInvitation.token" || path == "createFirstStaffMember.token": // in a link
		return true
	case path == "createCustomField.input.rules.pattern" || path == "updateCustomField.input.rules.pattern": // an expression
		return true
	case path == "createCustomField.input.key": // a name of the schema
		return true
	case strings.HasSuffix(path, "CustomField.input.options.value"): // a name of the schema
		return true
	}
	return false
}

// mailedTexts are the secrets that are typed from an email, which tests of the services check.
var mailedTexts = []string{
	"claimGuestOrder.token", "confirmMarketingConsent.token", "verifyEmail.token", "loginWithCode.code",
	"resetPassword.token", "openDataExport.token",
}

// TestInvisibleCharactersAreTrimmed checks that every string of the API is stored and searched without invisible
// characters around it. A new argument or input field fails the test until it is in the table.
func TestInvisibleCharactersAreTrimmed(t *testing.T) {
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	todo := map[string]bool{}
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation} {
		for _, field := range root.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			for _, arg := range field.Arguments {
				textsOf(schema, field.Name+"."+arg.Name, arg.Type, todo)
			}
		}
	}
	maps.DeleteFunc(todo, func(path string, _ bool) bool { return untrimmed(path) || slices.Contains(mailedTexts, path) })
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		left := maps.Clone(todo)
		owner, key := p.SignInOwner(), p.APIKey(apptest.AllScopes...)
		customer := p.CreateCustomer(key, apptest.Vars{"email": "zoe@example.com"})
		_, ann := p.SignUp("ann@example.com")
		address := func() apptest.Vars {
			return apptest.Vars{
				"label": "home", "firstName": "Firsta", "lastName": "Lasta", "company": "Compa", "line1": "1 Linea", "line2": "Lineb", "city": "Dublin",
				"region": "Dublin", "postcode": "D02 X285", "country": "IE", "phone": "+353872223344", "instructions": "Ringa",
			}
		}
		unlabelled := func() apptest.Vars { // only saved addresses have a label
			a := address()
			delete(a, "label")
			return a
		}
		const parts = "label firstName lastName company line1 line2 city region postcode phone instructions"
		const orderParts = "firstName lastName company line1 line2 city region postcode phone instructions"
		addressID := p.Send(key, `mutation($c: ID!, $in: CreateAddressInput!) { createAddress(customerId: $c, input: $in) { address { id } userErrors { code field } } }`,
			apptest.Vars{"c": customer, "in": address()}).OK().Text("createAddress.address.id")
		buy := apptest.Vars{
			"items": items(), "contact": apptest.Vars{"name": "Gusa", "email": "gusa@example.com", "phone": "+353872223355"}, "note": "Notea", "locale": "fr",
			"idempotencyKey": "key-a", "shippingAddress": apptest.Vars{"address": unlabelled()}, "billingAddress": apptest.Vars{"address": unlabelled()},
		}
		const buyQuery = `mutation($input: CheckoutInput!) { checkout(input: $input) { guestOrderToken order { id number contact { name email phone } note locale items { sku name imageUrl url options { name value } }
			shippingAddress { ` + orderParts + ` } billingAddress { ` + orderParts + ` } } userErrors { code field message } } }`
		again := maps.Clone(buy)
		again["idempotencyKey"] = "key-b"
		saved := maps.Clone(again)
		saved["idempotencyKey"], saved["customerId"], saved["saveAddress"] = "key-c", customer, true
		saved["shippingAddress"], saved["billingAddress"] = apptest.Vars{"address": address()}, apptest.Vars{"address": address()}
		me := p.Send(owner, `{ staffMe { id } }`, nil).OK().Text("staffMe.id")
		placed := p.Send(key, buyQuery, apptest.Vars{"input": buy}).OK()
		order, number, token := placed.Text("checkout.order.id"), placed.Text("checkout.order.number"), placed.Text("checkout.guestOrderToken")
		field := p.CreateField(key, apptest.Vars{"owner": "CUSTOMER", "key": "plain", "type": "STRING", "label": "Plain"})
		const createHook = `mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id name url query } userErrors { code field message } } }`
		hook := p.Send(key, createHook, apptest.Vars{"input": apptest.Vars{"name": "Hook", "url": "https://example.com", "events": []any{"SHOP_UPDATED"}}}).OK().Text("createWebhook.webhook.id")
		for _, row := range slices.Concat(textsOfJobs(key, customer), textsOfPeople(p, key, customer), textsOfViews(p, key, owner), textsOfRecords(p, key, order), []textRow{
			{"checkout", buyQuery, key, apptest.Vars{"input": again}, []string{"key-b"}},
			{"checkout", buyQuery, key, apptest.Vars{"input": saved}, []string{"key-c", "home"}},
			{"updateStaffMember", `mutation($id: ID!, $input: UpdateStaffMemberInput!) { updateStaffMember(id: $id, input: $input) { staffMember { name } userErrors { code } } }`, owner, apptest.Vars{"id": me, "input": apptest.Vars{"name": "Memberb"}}, nil},
			{"updateShop", `mutation($input: UpdateShopInput!) { updateShop(input: $input) { shop { name locale } userErrors { code } } }`, owner, apptest.Vars{"input": apptest.Vars{"name": "Shopa", "locale": "de"}}, nil},
			{"createCustomer", `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { email name phone locale externalId note tags marketing { wording } } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
				"email": "new@example.com", "name": "Newa", "phone": "+353872223366", "locale": "es", "externalId": "ext-a", "note": "Noteb", "acceptsMarketing": true, "marketingWording": "Wordb", "tags": []any{"taga", "tagb"},
			}}, nil},
			{"updateCustomer", `mutation($id: ID, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { customer { email name phone locale externalId note tags } userErrors { code field message } } }`, key, apptest.Vars{"id": customer, "input": apptest.Vars{
				"email": "zoe2@example.com", "name": "Zoea", "phone": "+353872223377", "locale": "ja", "externalId": "ext-b", "note": "Notec", "tags": []any{"tagc"},
			}}, nil},
			{"upsertCustomers", `mutation($input: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $input) { results { customer { email name phone locale externalId note tags addresses { nodes { ` + parts + ` } } } userErrors { code field message } } } }`, key, apptest.Vars{"input": []apptest.Vars{{
				"email": "bulk@example.com", "name": "Bulka", "phone": "+353872223399", "locale": "ar", "externalId": "ext-d", "note": "Noted", "tags": []any{"tagd"}, "addresses": []apptest.Vars{address()},
			}}}, nil},
			{"createAddress", `mutation($customerId: ID, $input: CreateAddressInput!) { createAddress(customerId: $customerId, input: $input) { address { ` + parts + ` } userErrors { code field message } } }`, key, apptest.Vars{"customerId": customer, "input": address()}, nil},
			{"updateAddress", `mutation($id: ID!, $input: UpdateAddressInput!) { updateAddress(id: $id, input: $input) { address { ` + parts + ` } userErrors { code field message } } }`, key, apptest.Vars{"id": addressID, "input": address()}, nil},
			{"updateOrder", `mutation($id: ID!, $input: UpdateOrderInput!) { updateOrder(id: $id, input: $input) { order { externalId contact { name email phone } shippingAddress { ` + orderParts + ` } } userErrors { code field message } } }`, key, apptest.Vars{"id": order, "input": apptest.Vars{
				"externalId": "ext-c", "contact": apptest.Vars{"name": "Gusb", "email": "gusa@example.com", "phone": "+353872223388"}, "shippingAddress": unlabelled(),
			}}, nil},
			{"createQuote", `mutation($input: QuoteInput!) { createQuote(input: $input) { quote { token } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{"items": items(), "shipTo": apptest.Vars{"country": "IE", "postcode": "D02 X285"}}}, []string{"SKU-A", "Itema", "D02 X285", "Sizea", "Mediuma", "https://shop.example/a.jpg", "https://shop.example/a"}},
			{"guestOrderByNumber", `query($number: String!, $email: String!) { guestOrderByNumber(number: $number, email: $email) { number contact { email } } }`, nil, apptest.Vars{"number": number, "email": "gusa@example.com"}, nil},
			{"requestGuestOrderLink", `mutation($number: String!, $email: String!) { requestGuestOrderLink(number: $number, email: $email) { userErrors { code } } }`, nil, apptest.Vars{"number": number, "email": "gusa@example.com"}, []string{number, "gusa@example.com"}},
			{"guestOrder", `query($token: String!) { guestOrder(token: $token) { id } }`, nil, apptest.Vars{"token": token}, []string{token}},
			{"orders", `query($search: String, $filter: OrderFilter) { orders(search: $search, filter: $filter) { nodes { items { sku } contact { email } number } } }`, key, apptest.Vars{"search": "gusa@example.com", "filter": apptest.Vars{"sku": apptest.Vars{"eq": "SKU-A"}, "contact": apptest.Vars{"name": apptest.Vars{"like": "gus*"}}, "number": apptest.Vars{"in": []any{number}}}}, []string{"gus*"}},
			{"customers", `query($search: String, $filter: CustomerFilter) { customers(search: $search, filter: $filter) { nodes { email name } } }`, key, apptest.Vars{"search": "zoea", "filter": apptest.Vars{"email": apptest.Vars{"eq": "zoe2@example.com"}, "name": apptest.Vars{"like": "*oea"}}}, []string{"zoea", "*oea"}},
			{"createApiKey", `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { name } userErrors { code } } }`, key, apptest.Vars{"input": apptest.Vars{"name": "Keya", "scopes": []any{"ORDERS_READ"}}}, nil},
			{"createWebhook", createHook, key, apptest.Vars{"input": apptest.Vars{"name": "Hooka", "url": "https://a.example.com", "events": []any{"SHOP_UPDATED"}, "query": "query($id: ID!) { node(id: $id) { id } }"}}, nil},
			{"updateWebhook", `mutation($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) { webhook { name url query } userErrors { code field message } } }`, key, apptest.Vars{"id": hook, "input": apptest.Vars{"name": "Hookb", "url": "https://b.example.com", "query": "query($id: ID!) { node(id: $id) { __typename } }"}}, nil},
			{"createStaffMember", `mutation($input: CreateStaffMemberInput!) { createStaffMember(input: $input) { staffMember { id name email } userErrors { code field } } }`, owner, apptest.Vars{"input": apptest.Vars{"name": "Membera", "email": "membera@shop.example", "role": "SUPPORT"}}, nil},
			{"createCustomField", `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { label description default rules { min max } options { label } } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
				"owner": "CUSTOMER", "key": "fielda", "type": "STRING", "label": "Labela", "description": "Descra", "default": "Defaulta", "rules": apptest.Vars{"min": "1", "max": "99"},
			}}, nil},
			{"createCustomField", `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { customField { id label options { label } } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
				"owner": "CUSTOMER", "key": "fieldb", "type": "ENUM", "label": "Labelb", "options": []any{apptest.Vars{"value": "A", "label": "Optiona"}},
			}}, []string{"A"}},
			{"updateCustomField", `mutation($id: ID!, $input: UpdateCustomFieldInput!) { updateCustomField(id: $id, input: $input) { customField { label description default deprecationReason rules { min max } } userErrors { code field message } } }`, key, apptest.Vars{"id": field, "input": apptest.Vars{
				"label": "Labelc", "description": "Descrb", "default": "Defaultb", "deprecationReason": "Reasonb", "rules": apptest.Vars{"min": "2", "max": "98"},
			}}, nil},
			{"disableCustomer", `mutation($id: ID!, $reason: String) { disableCustomer(id: $id, reason: $reason) { customer { disabledReason } userErrors { code } } }`, key, apptest.Vars{"id": customer, "reason": "Reasona"}, nil},
			{"addCustomerNote", `mutation($customerId: ID!, $text: String!) { addCustomerNote(customerId: $customerId, text: $text) { event { text } userErrors { code } } }`, key, apptest.Vars{"customerId": customer, "text": "Notea"}, nil},
			{"addOrderNote", `mutation($orderId: ID!, $text: String!) { addOrderNote(orderId: $orderId, text: $text) { event { text } userErrors { code } } }`, key, apptest.Vars{"orderId": order, "text": "Noteb"}, nil},
			{"cancelOrder", `mutation($id: ID!, $reason: String) { cancelOrder(id: $id, reason: $reason) { order { history { reason } } userErrors { code } } }`, key, apptest.Vars{"id": order, "reason": "Reasonc"}, nil},
			{"requestEmailChange", `mutation($newEmail: String!) { requestEmailChange(newEmail: $newEmail, password: "correct horse") { emailSent userErrors { code field message } } }`, ann, apptest.Vars{"newEmail": "ann2@example.com"}, []string{"ann2@example.com"}},
			{"requestPasswordReset", `mutation($email: String!) { requestPasswordReset(email: $email) { userErrors { code field message } } }`, nil, apptest.Vars{"email": "ann@example.com"}, []string{"ann@example.com"}},
			{"requestLoginCode", `mutation($email: String!) { requestLoginCode(email: $email) { userErrors { code field message } } }`, nil, apptest.Vars{"email": "ann@example.com"}, []string{"ann@example.com"}},
			{"login", `mutation($email: String!) { login(email: $email, password: "correct horse") { customer { email } userErrors { code field message } } }`, nil, apptest.Vars{"email": "ann@example.com"}, nil},
			{"staffLogin", `mutation($email: String!) { staffLogin(email: $email, password: "owner's password") { staffMember { email } userErrors { code field message } } }`, nil, apptest.Vars{"email": "olga@shop.example"}, nil},
			{"requestStaffPasswordReset", `mutation($email: String!) { requestStaffPasswordReset(email: $email) { userErrors { code field message } } }`, nil, apptest.Vars{"email": "olga@shop.example"}, []string{"olga@shop.example"}},
			{"previewEmail", `query($kind: String!, $locale: String) { previewEmail(kind: $kind, locale: $locale) { locale } }`, owner, apptest.Vars{"kind": "sign_up", "locale": "fr"}, []string{"sign_up"}},
			{"emails", `query($to: String) { emails(to: $to) { nodes { to } } }`, owner, apptest.Vars{"to": "ann@example.com"}, nil},
		}) {
			given := []string{}
			in := padded(schema, row.root, row.in, left, &given).(apptest.Vars)
			a := p.Send(row.as, row.query, in)
			if len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) {
				t.Errorf("%s: %s", row.root, a.Body)
				continue
			}
			if strings.ContainsAny(a.Body, strings.ReplaceAll(before+behind, " ", "")) {
				t.Errorf("%s: an invisible character was stored: %+q", row.root, a.Body)
			}
			for _, value := range given {
				if !slices.Contains(row.unseen, value) && !strings.Contains(a.Body, fmt.Sprintf("%q", value)) {
					t.Errorf("%s: %q is not in the answer: %s", row.root, value, a.Body)
				}
			}
		}
		reportLeft(t, left)
	})
}

// textsOfPeople are the calls about merging, marketing and personal data.
func textsOfPeople(p *apptest.Program, key apptest.Headers, customer string) []textRow {
	link := p.Send(key, `mutation($id: ID!) { setMarketingConsent(customerId: $id, input: { channel: EMAIL, state: SUBSCRIBED }) { customer { marketing { unsubscribeToken } } userErrors { code } } }`,
		apptest.Vars{"id": customer}).OK().Text("setMarketingConsent.customer.marketing.0.unsubscribeToken")
	return []textRow{
		{"mergeCustomers", `mutation($input: MergeCustomersInput!) { mergeCustomers(input: $input) { customer { id } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
			"keep": customer, "merge": p.CreateCustomer(key, apptest.Vars{"email": "merge@example.com"}), "fieldsFromMerged": []any{"name", "customFields.plain"},
		}}, []string{"name", "customFields.plain"}},
		{"setMarketingConsent", `mutation($customerId: ID!, $input: SetMarketingConsentInput!) { setMarketingConsent(customerId: $customerId, input: $input) { customer { marketing { wording } } userErrors { code field message } } }`, key, apptest.Vars{"customerId": customer, "input": apptest.Vars{"channel": "POST", "state": "SUBSCRIBED", "wording": "Wordinga"}}, nil},
		{"subscribe", `mutation($email: String!, $wording: String) { subscribe(email: $email, wording: $wording) { accepted userErrors { code field message } } }`, nil, apptest.Vars{"email": "reada@example.com", "wording": "Wordingb"}, []string{"reada@example.com", "Wordingb"}},
		{"marketingConsents", `query($email: String) { marketingConsents(email: $email) { nodes { email } } }`, key, apptest.Vars{"email": "reada@example.com"}, []string{"reada@example.com"}},
		{"unsubscribe", `mutation($token: String!) { unsubscribe(token: $token) { channel userErrors { code field message } } }`, nil, apptest.Vars{"token": link}, []string{link}},
		{"erasePersonalData", `mutation($input: ErasePersonalDataInput!) { erasePersonalData(input: $input) { report { orders } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{"email": "gone@example.com", "reason": "Reasond", "dryRun": true}}, []string{"gone@example.com", "Reasond"}},
	}
}

// items returns the line items of an order.
func items() []apptest.Vars {
	return []apptest.Vars{{
		"sku": "SKU-A", "name": "Itema", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1", "currency": "EUR"},
		"imageUrl": "https://shop.example/a.jpg", "url": "https://shop.example/a", "options": []any{apptest.Vars{"name": "Sizea", "value": "Mediuma"}},
	}}
}

// textsOfRecords are the calls about payments, refunds and shipments. Those of shipments are about another order, since
// this one is cancelled later.
func textsOfRecords(p *apptest.Program, key apptest.Headers, order string) []textRow {
	sent := p.Send(key, `mutation { checkout(input: { contact: { name: "G", email: "g@example.com" }, shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } },
		billingSameAsShipping: true, items: [{ sku: "a", name: "A", quantity: 2, unitPrice: { amount: "1", currency: "EUR" } }] }) { order { id items { id } } userErrors { code } } }`, nil).OK()
	id, item := sent.Text("checkout.order.id"), sent.Text("checkout.order.items.0.id")
	shipment := p.Send(key, `mutation($o: ID!, $i: ID!) { createShipment(input: { orderId: $o, items: [{ itemId: $i, quantity: 1 }] }) { order { shipments { id } } userErrors { code } } }`,
		apptest.Vars{"o": id, "i": item}).OK().Text("createShipment.order.shipments.0.id")
	amount := apptest.Vars{"amount": "0.10", "currency": "EUR"}
	const shipped = ` { order { shipments { carrier trackingNumber trackingUrl } } userErrors { code field message } } }`
	return []textRow{
		{"recordPayment", `mutation($input: RecordPaymentInput!) { recordPayment(input: $input) { order { payments { method reference } } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
			"orderId": order, "amount": amount, "method": "Methoda", "reference": "Refera",
		}}, nil},
		{"recordRefund", `mutation($input: RecordRefundInput!) { recordRefund(input: $input) { order { refunds { reason } } userErrors { code field message } } }`, key, apptest.Vars{"input": apptest.Vars{
			"orderId": order, "amount": amount, "reason": "Reasone",
		}}, nil},
		{"createShipment", `mutation($input: CreateShipmentInput!) { createShipment(input: $input)` + shipped, key, apptest.Vars{"input": apptest.Vars{
			"orderId": id, "carrier": "Carriera", "trackingNumber": "Tracka", "trackingUrl": "https://track.example/a",
		}}, nil},
		{"updateShipment", `mutation($id: ID!, $input: UpdateShipmentInput!) { updateShipment(id: $id, input: $input)` + shipped, key, apptest.Vars{"id": shipment, "input": apptest.Vars{
			"carrier": "Carrierb", "trackingNumber": "Trackb", "trackingUrl": "https://track.example/b",
		}}, nil},
	}
}

// textRow is a call with texts.
type textRow struct {
	root, query string
	as          apptest.Headers
	in          apptest.Vars
	unseen      []string // values that the answer does not show
}

// reportLeft reports the texts that no row of the table contained, except for those that are checked in another row.
func reportLeft(t *testing.T, left map[string]bool) {
	t.Helper()
	delete(left, "updateOrder.input.shippingAddress.label") // an order's address has none
	for _, path := range []string{"loginWithCode.email", "createFirstStaffMember.input.email", "createFirstStaffMember.input.name", "createCustomField.input.options.label", "updateCustomField.input.options.label"} {
		delete(left, path) // as requestLoginCode, createStaffMember and createCustomField
	}
	for _, path := range slices.Sorted(maps.Keys(left)) {
		t.Errorf("%s is not in the table", path)
	}
}

// textsOf notes the paths of the texts below an argument.
func textsOf(schema *ast.Schema, path string, of *ast.Type, all map[string]bool) {
	def := schema.Types[of.Name()]
	switch {
	case of.Name() == "String":
		all[path] = true
	case def.Kind == ast.InputObject && !strings.HasSuffix(def.Name, "Filter"):
		for _, field := range def.Fields {
			textsOf(schema, path+"."+field.Name, field.Type, all)
		}
	}
}

// padded returns variables with invisible characters around every text that left names, or that is in a filter, takes
// those from left, and notes the texts as they were.
func padded(schema *ast.Schema, path string, v any, left map[string]bool, given *[]string) any {
	switch v := v.(type) {
	case apptest.Vars:
		out := apptest.Vars{}
		for name, each := range v {
			out[name] = padded(schema, path+"."+name, each, left, given)
		}
		return out
	case []apptest.Vars:
		out := []any{}
		for _, each := range v {
			out = append(out, padded(schema, path, each, left, given))
		}
		return out
	case []any:
		out := []any{}
		for _, each := range v {
			out = append(out, padded(schema, path, each, left, given))
		}
		return out
	case string:
		if strings.Contains(path, ".filter.") || isText(schema, path) && !untrimmed(path) {
			delete(left, path)
			*given = append(*given, v)
			return before + v + behind
		}
	}
	return v
}

func isText(schema *ast.Schema, path string) bool {
	steps := strings.Split(path, ".")
	root := schema.Query.Fields.ForName(steps[0])
	if root == nil {
		root = schema.Mutation.Fields.ForName(steps[0])
	}
	of := root.Arguments.ForName(steps[1]).Type
	for _, step := range steps[2:] {
		of = schema.Types[of.Name()].Fields.ForName(step).Type
	}
	return of.Name() == "String"
}
