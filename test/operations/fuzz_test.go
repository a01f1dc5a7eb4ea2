package operations

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/app"
	"clientele/internal/config"
	"clientele/internal/staff"
	"clientele/models"
	"clientele/test/apptest"
)

// FuzzOperations sends operations that are made from the running schema: any fields, aliases, arguments and variables,
// as any caller. None may end with INTERNAL, leave the limits of TestResponsesAreBounded, or show a record that the
// caller may not see. As a test it sends 300 operations, or as many as CLIENTELE_TEST_OPERATIONS says.
//
//	go test ./test/operations -run '^$' -fuzz FuzzOperations -fuzztime 10m -fuzzminimizetime 0
func FuzzOperations(f *testing.F) {
	operations := 300
	if more, err := strconv.Atoi(os.Getenv("CLIENTELE_TEST_OPERATIONS")); err == nil {
		operations = more
	}
	for i := range operations {
		f.Add([]byte(strconv.Itoa(i)))
	}
	template := newTemplate(f)
	stage := newStage(f, template)
	f.Cleanup(func() { stage.close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		if stage.uses > 2000 { // what operations have created slows the later ones down
			stage.close()
			stage = newStage(t, template)
		}
		stage.uses++
		stage.perform(t, newDice(data))
	})
}

// stage is shops with the callers of the fuzz test. A caller that can give others access to a record has a shop of its
// own, so that what it does allows nobody else anything.
type stage struct {
	uses  int
	shops []*fuzzedShop
	roles []role
}

type role struct {
	shop    *fuzzedShop
	as      func(t *testing.T) apptest.Headers
	queries bool // sends queries only
	hidden  bool // may never see the hidden record
}

// hidden is part of every string of the record that most callers may not see.
const hidden = "Zanzibar"

func newStage(t testing.TB, from *template) *stage {
	t.Helper()
	guests, staff, writers := from.open(t), from.open(t), from.open(t)
	return &stage{shops: []*fuzzedShop{guests, staff, writers}, roles: []role{
		{shop: guests, as: func(*testing.T) apptest.Headers { return nil }, hidden: true},
		{shop: guests, as: guests.customer, hidden: true},
		{shop: guests, as: func(*testing.T) apptest.Headers { return from.key }, queries: true},
		{shop: staff, as: func(*testing.T) apptest.Headers { return from.key }},
		{shop: staff, as: staff.member},
		{shop: writers, as: func(*testing.T) apptest.Headers { return from.writeOnly }, hidden: true},
	}}
}

func (s *stage) close() {
	for _, each := range s.shops {
		each.close()
	}
}

func (s *stage) perform(t *testing.T, d *dice) {
	r := s.roles[d.upTo(len(s.roles))]
	as := r.as(t)
	schema := r.shop.schema(t, as)
	g := &generator{dice: d, schema: schema, texts: r.shop.texts, variables: map[string]any{}}
	query := g.operation(r.queries || d.upTo(3) == 0)
	began := time.Now()
	status, text := r.shop.post(t, as, query, g.variables)
	took := time.Since(began)
	var answer struct {
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	fail := func(what string) {
		variables, _ := json.Marshal(g.variables)
		t.Errorf("%s (status %d, %v, %d bytes)\n%.4000s\n%.2000s\n%.2000s", what, status, took, len(text), query, variables, text)
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		fail("the answer is not JSON: " + err.Error())
	}
	if status >= 500 {
		fail("the server failed")
	}
	for _, err := range answer.Errors {
		if code := err.Extensions["code"]; code == "INTERNAL" || code == nil || strings.Contains(err.Message, "SQL") {
			fail("an error has the code " + strconv.Quote(toText(code)))
		}
	}
	if took > longestTime || len(text) > largestAnswer {
		fail("the limits were exceeded")
	}
	if r.hidden && strings.Contains(strings.ToLower(text), strings.ToLower(hidden)) {
		fail("the answer shows a hidden record")
	}
}

func toText(v any) string {
	s, _ := v.(string)
	return s
}

// template is the data folder of a shop with a few records. Each shop starts with a copy of it.
type template struct {
	folder         string
	key, writeOnly apptest.Headers
	texts          []string // values for arguments
}

func newTemplate(f *testing.F) *template {
	f.Helper()
	made := &template{folder: f.TempDir()}
	s := made.start(f, made.folder)
	made.key = apptest.Headers{"Authorization": "Bearer " + newSecret(f, s.App, apptest.AllScopes...)}
	made.writeOnly = apptest.Headers{"Authorization": "Bearer " + newSecret(f, s.App, "CUSTOMERS_WRITE", "ORDERS_WRITE")}
	made.texts = s.fill(f, made.key)
	if err := s.DB.Close(); err != nil {
		f.Fatal(err)
	}
	return made
}

// open returns a new shop with a copy of the template.
func (from *template) open(t testing.TB) *fuzzedShop {
	t.Helper()
	folder, err := os.MkdirTemp("", "fuzz")
	if err == nil {
		err = os.CopyFS(folder, os.DirFS(from.folder))
	}
	if err != nil {
		t.Fatal(err)
	}
	return from.start(t, folder)
}

func (from *template) start(t testing.TB, folder string) *fuzzedShop {
	t.Helper()
	environ := []string{apptest.TokenKey, "CLIENTELE_DATA=" + folder, "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8", "CLIENTELE_LOG_LEVEL=error"}
	cmd, _, err := config.Parse(nil, environ, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(context.Background(), cmd, apptest.Cheap) // it outlives t
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.Handler(context.Background(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return &fuzzedShop{App: s, handler: h, folder: folder, texts: from.texts, schemas: map[string]*ast.Schema{}}
}

// fuzzedShop is a program in this process.
type fuzzedShop struct {
	*app.App
	handler http.Handler
	folder  string
	ann     apptest.Headers
	owner   apptest.Headers
	texts   []string
	sent    int
	schemas map[string]*ast.Schema // by their text
}

func (s *fuzzedShop) close() {
	_ = s.DB.Close()
	_ = os.RemoveAll(s.folder)
}

// post sends an operation, each time from a new address.
func (s *fuzzedShop) post(t testing.TB, as apptest.Headers, query string, variables map[string]any) (int, string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.RemoteAddr = "127.0.0.1:1000"
	s.sent++
	r.Header.Set("X-Forwarded-For", "10."+strconv.Itoa(s.sent>>16&255)+"."+strconv.Itoa(s.sent>>8&255)+"."+strconv.Itoa(s.sent&255))
	r.Header.Set("Content-Type", "application/json")
	for name, value := range as {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// must sends an operation that has to succeed.
func (s *fuzzedShop) must(t testing.TB, as apptest.Headers, query string, variables apptest.Vars) *apptest.Response {
	t.Helper()
	status, text := s.post(t, as, query, variables)
	a := &apptest.Response{T: t, Status: status, Body: text}
	if err := json.Unmarshal([]byte(text), a); err != nil {
		t.Fatal(err)
	}
	return a.OK()
}

// fill gives the shop custom fields of every type, and a customer and a guest whose texts are hidden. It returns texts
// for arguments, with the ids of records.
func (s *fuzzedShop) fill(t testing.TB, key apptest.Headers) []string {
	t.Helper()
	for _, owner := range []string{"CUSTOMER", "ADDRESS", "ORDER"} {
		for _, kind := range []string{"STRING", "TEXT", "INTEGER", "DECIMAL", "BOOLEAN", "DATE", "DATETIME", "EMAIL", "URL"} {
			name := strings.ToLower(kind)
			s.must(t, key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{"owner": owner, "key": "a" + name, "label": name, "type": kind, "access": "WRITE"}})
			s.must(t, key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{"owner": owner, "key": "some" + name, "label": name, "type": kind, "access": "WRITE", "list": true}})
		}
		s.must(t, key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{
			"owner": owner, "key": "tier", "label": "Tier", "type": "ENUM", "access": "WRITE",
			"options": []apptest.Vars{{"value": "GOLD", "label": "Gold"}, {"value": "SILVER", "label": "Silver"}},
		}})
		s.must(t, key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{"owner": owner, "key": "friend", "label": "Friend", "type": "REFERENCE", "referenceTo": "CUSTOMER", "access": "WRITE"}})
		s.must(t, key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{"owner": owner, "key": "parcels", "label": "Parcels", "type": "REFERENCE", "referenceTo": "ORDER", "list": true, "access": "WRITE"}})
		s.must(t, key, apptest.CreateCustomField, apptest.Vars{"input": apptest.Vars{"owner": owner, "key": "secret", "label": "Secret", "type": "STRING", "access": "NONE"}})
	}
	bob := s.must(t, key, `mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { customer { id } userErrors { code field message } } }`, apptest.Vars{"i": apptest.Vars{
		"email": "bob@example.com", "name": hidden + " Bob", "password": "a password of Bob's", "note": hidden, "tags": []string{hidden}, "externalId": hidden,
		"customFields": apptest.Vars{"astring": hidden, "secret": hidden, "sometext": []string{hidden}},
	}}).Text("createCustomer.customer.id")
	where := apptest.Vars{"firstName": hidden, "line1": hidden, "city": hidden, "region": "Dublin", "country": "IE"}
	address := s.must(t, key, `mutation($id: ID!, $i: CreateAddressInput!) { createAddress(customerId: $id, input: $i) { address { id } userErrors { code field message } } }`,
		apptest.Vars{"id": bob, "i": where}).Text("createAddress.address.id")
	const checkout = `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id number items { id } } userErrors { code field message } } }`
	items := []apptest.Vars{{"sku": hidden, "name": hidden, "quantity": 1, "unitPrice": apptest.Vars{"amount": "1.00", "currency": "EUR"}}}
	order := s.must(t, key, checkout, apptest.Vars{"i": apptest.Vars{"customerId": bob, "shippingAddress": apptest.Vars{"addressId": address}, "billingSameAsShipping": true, "items": items, "note": hidden}})
	guest := s.must(t, key, checkout, apptest.Vars{"i": apptest.Vars{
		"contact": apptest.Vars{"name": hidden, "email": "guest@example.com"}, "shippingAddress": apptest.Vars{"address": where},
		"billingSameAsShipping": true, "items": items,
	}})
	return []string{
		"", " ", "a", "ann@example.com", "bob@example.com", "guest@example.com", "correct horse", "EUR", "IE", "US", "1.00", "-3", "1e9", "2026-01-01", "2026-01-01T00:00:00Z", "de-AT",
		bob, address, order.Text("checkout.order.id"), order.Text("checkout.order.number"), order.Text("checkout.order.items.0.id"), guest.Text("checkout.order.id"),
		"customer_01m8910q8we07s1ykrvtcffye5", "order_", "*", "%", "_", `\`, "'; --", "\u0000", "\u202e", "\ufdfa", "😀", "null", "{}", "eyJhbGciOiJub25lIn0.e30.", "sk_x", "rt_x",
		"https://example.com", "GOLD", "astring", "+353 87 123 4567", strings.Repeat("x", 300), strings.Repeat("\ufdfa", 2000), strings.Repeat("a*", 400), strings.Repeat("9", 500),
	}
}

// customer returns the headers of a customer who is signed in.
func (s *fuzzedShop) customer(t *testing.T) apptest.Headers {
	t.Helper()
	if s.ann != nil {
		if _, text := s.post(t, s.ann, `{ me { id } }`, nil); !strings.Contains(text, "UNAUTHENTICATED") {
			return s.ann
		}
	}
	a := s.must(t, nil, `mutation($e: String!) { createCustomer(input: { email: $e, name: "Ann", password: "correct horse" }) {
		customer { id } customerToken { accessToken refreshToken } userErrors { code field message } } }`, apptest.Vars{"e": "ann" + strconv.Itoa(s.sent) + "@example.com"})
	s.ann = apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}
	s.texts = append(s.texts[:len(s.texts):len(s.texts)], a.Text("createCustomer.customer.id"), a.Text("createCustomer.customerToken.refreshToken"))
	address := s.must(t, s.ann, `mutation { createAddress(input: { firstName: "Ann", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" }) {
		address { id } userErrors { code field message } } }`, nil)
	s.texts = append(s.texts, address.Text("createAddress.address.id"))
	return s.ann
}

// member returns the headers of an owner who is signed in.
func (s *fuzzedShop) member(t *testing.T) apptest.Headers {
	t.Helper()
	if s.owner != nil {
		if _, text := s.post(t, s.owner, `{ staffMe { id } }`, nil); !strings.Contains(text, "UNAUTHENTICATED") {
			return s.owner
		}
	}
	in := staff.CreateStaffMemberInput{Email: "owner" + strconv.Itoa(s.sent) + "@example.com", Name: "Olga", Role: models.RoleOwner}
	if _, err := s.App.Staff.Found(t.Context(), in, "correct horse"); err != nil {
		t.Fatal(err)
	}
	s.owner = s.must(t, nil, apptest.StaffLogin, apptest.Vars{"e": in.Email, "p": "correct horse"}).Bearer("staffLogin")
	return s.owner
}

// schema returns the schema that a caller sees.
func (s *fuzzedShop) schema(t *testing.T, as apptest.Headers) *ast.Schema {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/schema.graphql", nil)
	for name, value := range as {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	sdl := w.Body.String()
	if s.schemas[sdl] == nil {
		schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
		if err != nil {
			t.Fatal(err)
		}
		s.schemas[sdl] = schema
	}
	return s.schemas[sdl]
}
