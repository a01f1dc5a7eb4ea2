package privacy

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

const (
	erase = `mutation($in: ErasePersonalDataInput!) { erasePersonalData(input: $in) {
		report { customers orders openOrders addresses sessions emails events consents files } userErrors { code field message } } }`
	createImport = `mutation($kind: RecordKind!, $format: FileFormat!) { createImport(input: { kind: $kind, format: $format }) { job { id } uploadUrl userErrors { code field message } } }`
	createExport = `mutation($in: CreateExportInput!) { createExport(input: $in) { job { id } userErrors { code field message } } }`
)

// TestNothingRemains stores a mark in every column that the map does not keep, erases the person, and looks for the
// mark in everything that the program has stored: the database, the outbox and the log.
func TestNothingRemains(t *testing.T) {
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		env := apptest.Environ(t, o, "CLIENTELE_WEBHOOKS_PRIVATE=true", "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")
		p, log := apptest.StartProcess(t, binary, env...)
		key := p.APIKey(apptest.AllScopes...)
		defineFields(t, p, key)
		ann, bob := newPerson("zq7annmark", "7400123456", "EC1A 1BB"), newPerson("xk9bobmark", "7400654321", "M1 1AE")
		ann.create(t, p, key)
		bob.create(t, p, key)
		runJobs(p, key, ann)
		waitForDeliveries(p, key)

		s := openStored(t, o)
		s.exec(fmt.Sprintf("INSERT INTO merged_customers (merged_id, customer_id, merged_at) VALUES ('merged_%s', '%s', '2026-01-01T00:00:00.000000Z')", ann.mark, ann.id))
		s.exec(fmt.Sprintf("INSERT INTO consents (id, email, email_key, email_hash, channel, state, at, source, current, actor_kind) VALUES ('consent_1', '%s', '%s', '', 'EMAIL', 'SUBSCRIBED', '2026-01-01T00:00:00.000000Z', 'SUBSCRIBE', true, 'GUEST')", ann.email, ann.email))
		s.exec("UPDATE customers SET disabled_at = created_at WHERE id = '" + ann.id + "'") // for its reason
		s.fill(ann)
		turnover, others := s.rows(turnoverByMonth), s.rowsOf(bob)

		if found := ann.in(s.dump()); len(found) == 0 {
			t.Fatal("no mark is stored")
		}
		if found := ann.in(outbox(t, p)); len(found) == 0 {
			t.Fatal("no mark is in the outbox")
		}
		would := p.Send(key, erase, apptest.Vars{"in": apptest.Vars{"email": strings.ToUpper(ann.email), "dryRun": true}}).OK()
		done := p.Send(key, erase, apptest.Vars{"in": apptest.Vars{"email": ann.email, "reason": "Letter of 3 March"}}).OK()
		if would.Body != done.Body {
			t.Errorf("the dry run reports %s, and the erasure %s", would.Body, done.Body)
		}
		const report = `{"customers":1,"orders":3,"openOrders":0,"addresses":1,"sessions":1,`
		if !strings.Contains(done.Body, report) {
			t.Error(done.Body)
		}
		again := p.Send(key, erase, apptest.Vars{"in": apptest.Vars{"email": ann.email}}).OK()
		if !strings.Contains(again.Body, `{"customers":0,"orders":0,"openOrders":0,"addresses":0,"sessions":0,"emails":0,"events":0,"consents":0,"files":0}`) {
			t.Errorf("again: %s", again.Body)
		}

		if found := ann.in(outbox(t, p)); len(found) > 0 {
			t.Errorf("the outbox has %s", strings.Join(found, "\n"))
		}
		if got := s.rows(turnoverByMonth); !slices.Equal(got, turnover) {
			t.Errorf("turnover %q, want %q", got, turnover)
		}
		if got := s.rowsOf(bob); !slices.Equal(got, others) {
			t.Errorf("another customer's rows changed: %s", difference(others, got))
		}
		if n := s.rows("SELECT COUNT(*) FROM consents WHERE customer_id IS NULL AND email_key IS NULL AND email_hash <> '' AND (actor_kind <> 'CUSTOMER' OR actor_id IS NULL)"); n[0] == "0" {
			t.Error("no statement about marketing has only a hash")
		}
		checkKept(t, p, key, ann)
		http.DefaultClient.CloseIdleConnections()
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}
		dump := s.dump()
		if found := ann.in(dump); len(found) > 0 {
			t.Errorf("the database has %s", strings.Join(found, "\n"))
		}
		if !strings.Contains(dump, ann.kept) {
			t.Errorf("the database does not have %s", ann.kept)
		}
		if found := ann.in(log.String()); len(found) > 0 {
			t.Errorf("the log has %s", strings.Join(found, "\n"))
		}
		p, _ = apptest.StartProcess(t, binary, env...)
		checkNewAccount(t, p, ann)
	})
}

// turnoverByMonth is what the books need: the turnover, taxes and items by month, currency, country and region.
const turnoverByMonth = `SELECT substr(CAST(placed_at AS TEXT), 1, 7), currency, ship_country, ship_region, bill_country,
	status, payment_status, COUNT(*), SUM(subtotal_minor), SUM(tax_minor), SUM(tax_included_minor), SUM(total_minor),
	SUM(total_value), SUM((SELECT SUM(quantity * unit_minor) FROM order_items i WHERE i.order_id = orders.id)),
	MAX(external_id), MAX(number) FROM orders GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`

// difference returns the lines that only one of two lists has.
func difference(before, after []string) string {
	var lines []string
	for _, line := range before {
		if !slices.Contains(after, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			lines = append(lines, "+ "+line)
		}
	}
	return strings.Join(lines, "\n")
}

// runJobs runs an export, an import with errors and one that fails, all with the values of a person.
func runJobs(p *apptest.Program, key apptest.Headers, o *personOf) {
	p.T.Helper()
	var ids []string
	for _, in := range []apptest.Vars{
		{"kind": "CUSTOMERS", "search": o.mark}, {"kind": "ORDERS", "orderFilter": apptest.Vars{"contact": apptest.Vars{"email": apptest.Vars{"eq": o.email}}}},
	} {
		ids = append(ids, p.Send(key, createExport, apptest.Vars{"in": in}).OK().Text("createExport.job.id"))
	}
	for _, file := range []struct{ kind, content string }{
		{"CUSTOMERS", "email,name,phone\n" + o.email + "," + o.text("imported") + ",no phone\nno " + o.mark + ",Nobody,\n"},
		{"CUSTOMERS", o.mark + ",name\n" + o.mark + "," + o.mark + "\n"},
		{"ORDERS", "number,contact_name\n" + o.numbers[0] + "," + o.text("imported") + "\n"},
	} {
		a := p.Send(key, createImport, apptest.Vars{"kind": file.kind, "format": "CSV"}).OK()
		upload(p, a.Text("createImport.uploadUrl"), file.content)
		ids = append(ids, a.Text("createImport.job.id"))
	}
	for _, id := range ids {
		apptest.WaitUntil(p.T, "the end of a job", func() bool {
			status := p.Send(key, `query($id: ID!) { job(id: $id) { status } }`, apptest.Vars{"id": id}).OK().Text("job.status")
			return status == "SUCCEEDED" || status == "FAILED"
		})
	}
}

func upload(p *apptest.Program, url, content string) {
	p.T.Helper()
	if strings.HasPrefix(url, "/") {
		url = p.URL + url
	}
	r, err := http.NewRequestWithContext(p.T.Context(), http.MethodPut, url, bytes.NewBufferString(content))
	if err != nil {
		p.T.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		p.T.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	if text, _ := io.ReadAll(a.Body); a.StatusCode != http.StatusNoContent {
		p.T.Fatalf("%d %s", a.StatusCode, text)
	}
}

// waitForDeliveries waits until all webhooks were sent what has happened.
func waitForDeliveries(p *apptest.Program, key apptest.Headers) {
	p.T.Helper()
	apptest.WaitUntil(p.T, "the deliveries", func() bool {
		a := p.Send(key, `{ webhooks { deliveries(first: 100) { nodes { status } } } }`, nil).OK()
		return strings.Contains(a.Body, "DELIVERED") && !strings.Contains(a.Body, "PENDING") && !strings.Contains(a.Body, "SENDING")
	})
}

// checkKept checks what the API shows of the orders afterwards.
func checkKept(t *testing.T, p *apptest.Program, key apptest.Headers, o *personOf) {
	t.Helper()
	a := p.Send(key, `query($id: ID!, $ids: [ID!]!) { customer(id: $id) { id } nodes(ids: $ids) { ... on Order { number externalId status customer { id }
		contact { name email phone } shippingAddress { firstName line1 city region postcode country customFields { gate zone } } note
		customFields { gift depot } items { sku } total { amount } anonymizedAt steps { anonymize revokeGuestTokens }
		history { type from to reason actor { kind } customerId } } } }`, apptest.Vars{"id": o.id, "ids": o.orders}).OK()
	if a.At("customer") != nil {
		t.Errorf("the customer is still there: %s", a.Body)
	}
	const want = `"contact":{"name":"","email":"","phone":null},"shippingAddress":{"firstName":null,"line1":"","city":null,"region":"%s","postcode":"%s","country":"GB","customFields":{"gate":null,"zone":"%s"}},"note":null,"customFields":{"gift":null,"depot":"%s"}`
	for i, part := range []string{"EC1", "EC1", "EC1"} {
		if shown := fmt.Sprintf(want, o.kept, part, o.kept, o.kept); !strings.Contains(a.Body, shown) {
			t.Errorf("order %d is not like %s: %s", i, shown, a.Body)
		}
	}
	if !strings.Contains(a.Body, `{"type":"ANONYMIZED","from":null,"to":null,"reason":null,"actor":{"kind":"API_KEY"},"customerId":null}`) ||
		!strings.Contains(a.Body, `{"type":"STATUS_CHANGED","from":"OPEN","to":"CANCELLED","reason":null,`) {
		t.Errorf("history: %s", a.Body)
	}
}

// checkNewAccount checks that the address can sign up again, and sees nothing.
func checkNewAccount(t *testing.T, p *apptest.Program, o *personOf) {
	t.Helper()
	_, customer := p.SignUp(o.email)
	if a := p.Send(customer, `{ me { id orders(first: 10) { totalCount nodes { id } } addresses(first: 10) { nodes { id } } history(first: 10) { nodes { type } } } }`, nil).OK(); a.At("me.orders.totalCount") != 0.0 ||
		strings.Contains(a.Body, "ORDER") || strings.Contains(a.Body, "address_") {
		t.Errorf("the address sees %s", a.Body)
	}
	for _, number := range o.numbers {
		for _, email := range []string{o.email, ""} {
			if a := p.Send(nil, `query($n: String!, $e: String!) { guestOrderByNumber(number: $n, email: $e) { id } }`, apptest.Vars{"n": number, "e": email}); a.At("guestOrderByNumber") != nil {
				t.Errorf("an anonymous order was opened: %s", a.Body)
			}
		}
	}
}
