package privacy

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// personOf is somebody whose values all contain a mark, except for those that the map keeps, which contain kept.
type personOf struct {
	mark, kept string
	phone      string // only the digits that are stored
	postcode   string
	id         string // of the customer
	email      string
	former     string // email address
	orders     []string
	numbers    []string
}

// marks are the texts that must not be stored after an erasure, in lower case.
func (o *personOf) marks() []string {
	return []string{o.mark, o.phone, strings.ToLower(strings.ReplaceAll(o.postcode, " ", "")), strings.ToLower(o.postcode)}
}

func newPerson(mark, phone, postcode string) *personOf {
	return &personOf{
		mark: mark, kept: "keep" + mark[:3] + "kept", phone: phone, postcode: postcode,
		email: mark + "@example.com", former: mark + ".former@example.com",
	}
}

// text returns a value that says which column it was meant for.
func (o *personOf) text(column string) string {
	return strings.ToUpper(o.mark[:1]) + o.mark[1:] + " " + column
}

func (o *personOf) address() apptest.Vars {
	return apptest.Vars{
		"firstName": o.text("first"), "lastName": o.text("last"), "company": o.text("company"), "line1": o.text("line1"),
		"line2": o.text("line2"), "city": o.text("city"), "postcode": o.postcode, "country": "GB",
		"region": o.kept, "phone": "+44" + o.phone, "instructions": o.text("instructions"),
		"customFields": apptest.Vars{"gate": o.text("gate"), "zone": o.kept},
	}
}

// echo starts a receiver of webhooks that responds with what it was sent.
func echo(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			_, _ = w.Write(body)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

const (
	createAddress = `mutation($id: ID!, $in: CreateAddressInput!) { createAddress(customerId: $id, input: $in) { address { id } userErrors { code field message } } }`
	updateOrder   = `mutation($id: ID!, $in: UpdateOrderInput!) { updateOrder(id: $id, input: $in) { order { id number } userErrors { code field message } } }`
	checkout      = `mutation($in: CheckoutInput!) { checkout(input: $in) { order { id number } userErrors { code field message } } }`
)

// defineFields creates custom fields of each owner, and a webhook that is sent everything about customers and orders.
func defineFields(t *testing.T, p *apptest.Program, key apptest.Headers) {
	t.Helper()
	p.CreateField(key, apptest.Vars{"owner": "CUSTOMER", "key": "hobby", "type": "STRING", "unique": true})
	p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "gate", "type": "STRING"})
	p.CreateField(key, apptest.Vars{"owner": "ADDRESS", "key": "zone", "type": "STRING", "personal": false})
	p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "gift", "type": "TEXT"})
	p.CreateField(key, apptest.Vars{"owner": "ORDER", "key": "depot", "type": "STRING", "personal": false})
	url := echo(t)
	for _, in := range []apptest.Vars{
		{
			"name": "Customers", "events": []string{"CUSTOMER_CREATED", "CUSTOMER_UPDATED", "CUSTOMER_NOTE_ADDED"},
			"query": `query($id: ID!) { customer(id: $id) { id email name note } }`, "scopes": []string{"CUSTOMERS_READ"},
		},
		{
			"name": "Orders", "events": []string{"ORDER_PLACED", "ORDER_CONTACT_CHANGED"},
			"query": `query($id: ID!) { order(id: $id) { id contact { name email } note } }`, "scopes": []string{"ORDERS_READ"},
		},
	} {
		in["url"] = url
		p.Send(key, `mutation($in: CreateWebhookInput!) { createWebhook(input: $in) { webhook { id } userErrors { code field message } } }`, apptest.Vars{"in": in}).OK()
	}
}

// create stores a person in every way that the API has.
func (o *personOf) create(t *testing.T, p *apptest.Program, key apptest.Headers) {
	t.Helper()
	o.id = p.CreateCustomer(key, apptest.Vars{
		"email": o.former, "name": o.text("name"), "phone": "+44" + o.phone, "externalId": o.mark + "-external",
		"note": o.text("note"), "tags": []string{o.mark + " tag"}, "password": "correct horse", "acceptsMarketing": true,
		"customFields": apptest.Vars{"hobby": o.text("hobby")},
	})
	p.Send(key, apptest.RequestPasswordReset, apptest.Vars{"e": o.former}).OK()
	waitForEmail(p, key, o.former)
	customer := o.logIn(p, o.former)
	p.Send(customer, apptest.RequestEmailVerification, nil).OK()
	update := func(in apptest.Vars) {
		p.Send(key, `mutation($id: ID!, $in: UpdateCustomerInput!) { updateCustomer(id: $id, input: $in) { customer { id } userErrors { code field message } } }`, apptest.Vars{"id": o.id, "in": in}).OK()
	}
	update(apptest.Vars{"email": o.email})
	update(apptest.Vars{"name": o.text("second name"), "emailVerified": true})
	p.Send(key, `mutation($id: ID!, $t: String!) { addCustomerNote(customerId: $id, text: $t) { userErrors { code } } }`, apptest.Vars{"id": o.id, "t": o.text("customer note")}).OK()
	p.Send(key, createAddress, apptest.Vars{"id": o.id, "in": merged(o.address(), apptest.Vars{"label": o.text("label")})}).OK()
	p.Send(nil, apptest.RequestPasswordReset, apptest.Vars{"e": o.email}).OK()
	p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": o.email}).OK()
	waitForEmail(p, key, o.email)
	o.logIn(p, o.email)
	for i := range 3 {
		o.order(p, key, i)
	}
}

// browser has the headers of a browser.
var browser = apptest.Headers{
	"User-Agent":      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
	"X-Forwarded-For": "203.0.113.9",
}

// logIn logs the customer in.
func (o *personOf) logIn(p *apptest.Program, email string) apptest.Headers {
	p.T.Helper()
	a := p.Send(browser, `mutation($e: String!) { login(email: $e, password: "correct horse") { customerToken { accessToken } userErrors { code } } }`, apptest.Vars{"e": email}).OK()
	return apptest.Headers{"X-Customer-Token": a.Text("login.customerToken.accessToken")}
}

// order places an order of the account, or as a guest, and completes it with every change that the API has.
func (o *personOf) order(p *apptest.Program, key apptest.Headers, i int) {
	p.T.Helper()
	in := apptest.Vars{
		"contact":         apptest.Vars{"name": o.text("contact"), "email": o.email, "phone": "+44" + o.phone},
		"shippingAddress": apptest.Vars{"address": o.address()},
		"billingAddress":  apptest.Vars{"address": merged(o.address(), apptest.Vars{"company": o.text("billing")})},
		"note":            o.text("order note"), "idempotencyKey": o.mark + fmt.Sprint("-key-", i),
		"customFields": apptest.Vars{"gift": o.text("gift"), "depot": o.kept},
		"items": []apptest.Vars{{
			"sku": o.kept, "name": o.kept + " item", "quantity": 1 + i,
			"unitPrice": apptest.Vars{"amount": "10.00", "currency": "EUR"}, "taxIncluded": apptest.Vars{"amount": "1.50", "currency": "EUR"},
		}},
		"tax": apptest.Vars{"amount": "2.00", "currency": "EUR"}, "shippingPrice": apptest.Vars{"amount": "4.90", "currency": "EUR"},
	}
	delete(in, "tax")
	guest := i == 2
	if !guest {
		in["customerId"] = o.id
	}
	a := p.Send(key, checkout, apptest.Vars{"in": in}).OK()
	id, number := a.Text("checkout.order.id"), a.Text("checkout.order.number")
	o.orders, o.numbers = append(o.orders, id), append(o.numbers, number)
	for _, in := range []apptest.Vars{
		{"externalId": fmt.Sprint(o.kept, "-", i)},
		{"contact": apptest.Vars{"name": o.text("other contact")}},
		{"shippingAddress": merged(o.address(), apptest.Vars{"line1": o.text("corrected")})},
		{"customFields": apptest.Vars{"gift": o.text("other gift")}},
	} {
		p.Send(key, updateOrder, apptest.Vars{"id": id, "in": in}).OK()
	}
	p.Send(key, `mutation($id: ID!, $t: String!) { addOrderNote(orderId: $id, text: $t) { userErrors { code } } }`, apptest.Vars{"id": id, "t": o.text("staff note")}).OK()
	if guest {
		p.Send(nil, `mutation($n: String!, $e: String!) { requestGuestOrderLink(number: $n, email: $e) { userErrors { code } } }`, apptest.Vars{"n": number, "e": o.email}).OK()
		p.Send(browser, `query($n: String!, $e: String!) { guestOrderByNumber(number: $n, email: $e) { id } }`, apptest.Vars{"n": number, "e": o.email})
	}
	if i == 1 {
		p.Send(key, `mutation($id: ID!, $t: String) { cancelOrder(id: $id, reason: $t) { userErrors { code } } }`, apptest.Vars{"id": id, "t": o.text("cancelled because")}).OK()
		return
	}
	o.records(p, key, id)
	p.Send(key, updateOrder, apptest.Vars{"id": id, "in": apptest.Vars{"status": "COMPLETED"}}).OK()
}

// records records a payment of a part of an order, a refund of it and a shipment, which is then corrected.
func (o *personOf) records(p *apptest.Program, key apptest.Headers, id string) {
	p.T.Helper()
	euros := func(amount string) apptest.Vars { return apptest.Vars{"amount": amount, "currency": "EUR"} }
	p.Send(key, `mutation($in: RecordPaymentInput!) { recordPayment(input: $in) { orderId userErrors { code field message } } }`, apptest.Vars{"in": apptest.Vars{
		"orderId": id, "amount": euros("2.00"), "method": o.text("method"), "reference": o.text("reference"),
	}}).OK()
	p.Send(key, `mutation($in: RecordRefundInput!) { recordRefund(input: $in) { orderId userErrors { code field message } } }`, apptest.Vars{"in": apptest.Vars{
		"orderId": id, "amount": euros("1.00"), "reason": o.text("refunded because"),
	}}).OK()
	a := p.Send(key, `mutation($in: CreateShipmentInput!) { createShipment(input: $in) { order { shipments { id } } userErrors { code field message } } }`, apptest.Vars{"in": apptest.Vars{
		"orderId": id, "carrier": "DHL", "trackingNumber": o.text("tracking"), "trackingUrl": "https://track.example/" + o.mark,
	}}).OK()
	p.Send(key, `mutation($id: ID!, $in: UpdateShipmentInput!) { updateShipment(id: $id, input: $in) { orderId userErrors { code field message } } }`, apptest.Vars{
		"id": a.Text("createShipment.order.shipments.0.id"), "in": apptest.Vars{"trackingNumber": o.text("other tracking")},
	}).OK()
}

func merged(a, b apptest.Vars) apptest.Vars {
	all := apptest.Vars{}
	for _, set := range []apptest.Vars{a, b} {
		for name, value := range set {
			all[name] = value
		}
	}
	return all
}

// waitForEmail waits until all emails to an address are in the outbox.
func waitForEmail(p *apptest.Program, key apptest.Headers, to string) {
	p.T.Helper()
	apptest.WaitUntil(p.T, "an email to "+to, func() bool {
		a := p.Send(key, `query($to: String) { emails(first: 100, to: $to) { nodes { status } } }`, apptest.Vars{"to": to}).OK()
		return strings.Contains(a.Body, "OUTBOX") && !strings.Contains(a.Body, "QUEUED") && !strings.Contains(a.Body, "SENDING")
	})
}
