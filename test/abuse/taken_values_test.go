package abuse

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
	"clientele/test/apptest"
)

// TestTakenValuesAreLimited checks that customers and anonymous callers learn of at most twenty taken values in a
// quarter of an hour; staff and keys are not limited.
func TestTakenValuesAreLimited(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		s, p := apptest.Serve(t, o)
		key := p.APIKey(apptest.AllScopes...)
		for _, owner := range []string{"CUSTOMER", "ADDRESS", "ORDER"} {
			p.CreateField(key, apptest.Vars{"owner": owner, "key": "code", "type": "STRING", "unique": true, "access": "WRITE"})
		}
		const place = `firstName: "Ann", line1: "1 Main Street", city: "Dublin", region: "Dublin", country: "IE"`
		item := apptest.Vars{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1", "currency": "EUR"}}
		quote := func() string {
			return p.Send(key, `mutation($i: [OrderItemInput!]!) { createQuote(input: { items: $i }) { quote { token } userErrors { code } } }`, apptest.Vars{"i": []apptest.Vars{item}}).OK().Text("createQuote.quote.token")
		}
		const (
			signUp  = `mutation($e: String!, $v: String!) { createCustomer(input: { email: $e, password: "correct horse", customFields: { code: $v } }) { customer { id } customerToken { accessToken } userErrors { code field } } }`
			update  = `mutation($v: String!) { updateCustomer(input: { customFields: { code: $v } }) { customer { id } userErrors { code field } } }`
			add     = `mutation($v: String!) { createAddress(input: { ` + place + `, customFields: { code: $v } }) { address { id } userErrors { code field } } }`
			correct = `mutation($id: ID!, $v: String!) { updateAddress(id: $id, input: { customFields: { code: $v } }) { address { id } userErrors { code field } } }`
			buy     = `mutation($q: String!, $v: String!) { checkout(input: { quote: $q, billingSameAsShipping: true, customFields: { code: $v },
				shippingAddress: { address: { ` + place + ` } } }) { order { id } userErrors { code field } } }`
			buySaving = `mutation($q: String!, $v: String!, $l: String!) { checkout(input: { quote: $q, billingSameAsShipping: true, saveAddress: true,
				shippingAddress: { address: { firstName: "Ann", line1: $l, city: "Dublin", region: "Dublin", country: "IE", customFields: { code: $v } } } }) { order { id } userErrors { code field } } }`
			buyAsGuest = `mutation($q: String!, $v: String!) { checkout(input: { quote: $q, billingSameAsShipping: true, customFields: { code: $v }, contact: { name: "Gus", email: "gus@example.com" },
				shippingAddress: { address: { ` + place + ` } } }) { order { id } userErrors { code field } } }`
			confirm = `mutation($t: String!) { verifyEmail(token: $t) { customer { id } userErrors { code field } } }`
		)
		customer := func(from apptest.Headers, email, code string) apptest.Headers {
			a := p.Send(from, signUp, apptest.Vars{"e": email, "v": code}).OK()
			return apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}.With(from)
		}
		bob := customer(at("192.0.2.1"), "bob@example.com", "taken") // every value is his
		p.Send(bob, add, apptest.Vars{"v": "taken"}).OK()
		p.Send(bob, buy, apptest.Vars{"q": quote(), "v": "taken"}).OK()

		var token string // of a sign-up that waits for email verification
		waiting := func(email string) {
			err := s.DB.InTx(t.Context(), func(tx *gorm.DB) (err error) {
				payload := fmt.Sprintf(`{"Input":{"Email":%q,"CustomFields":{"code":"taken"}}}`, email)
				token, err = s.OneTime.Create(tx, &models.OneTimeToken{Purpose: models.ToSignUp, Subject: email, EmailKey: email, Payload: payload}, time.Hour)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for n, c := range []struct {
			name    string
			signsIn bool
			try     func(as apptest.Headers, i int, value string) *apptest.Response
		}{
			{"createCustomer", false, func(as apptest.Headers, i int, v string) *apptest.Response {
				return p.Send(as, signUp, apptest.Vars{"e": fmt.Sprintf("new%d@example.com", i), "v": v})
			}},
			{"updateCustomer", true, func(as apptest.Headers, _ int, v string) *apptest.Response {
				return p.Send(as, update, apptest.Vars{"v": v})
			}},
			{"createAddress", true, func(as apptest.Headers, _ int, v string) *apptest.Response {
				return p.Send(as, add, apptest.Vars{"v": v})
			}},
			{"updateAddress", true, func(as apptest.Headers, _ int, v string) *apptest.Response {
				a := p.Send(as, `{ me { addresses(first: 1) { nodes { id } } } }`, nil).OK()
				id, ok := a.At("me.addresses.nodes.0.id").(string)
				if !ok {
					id = p.Send(as, `mutation { createAddress(input: { `+place+` }) { address { id } userErrors { code } } }`, nil).OK().Text("createAddress.address.id")
				}
				return p.Send(as, correct, apptest.Vars{"id": id, "v": v})
			}},
			{"checkout", true, func(as apptest.Headers, _ int, v string) *apptest.Response {
				return p.Send(as, buy, apptest.Vars{"q": quote(), "v": v})
			}},
			{"checkout that saves an address", true, func(as apptest.Headers, i int, v string) *apptest.Response {
				return p.Send(as, buySaving, apptest.Vars{"q": quote(), "v": v, "l": fmt.Sprint(i, " Side Street")})
			}},
			{"checkout of a guest", false, func(as apptest.Headers, _ int, v string) *apptest.Response {
				return p.Send(as, buyAsGuest, apptest.Vars{"q": quote(), "v": v})
			}},
			{"verifyEmail of a sign-up", false, func(as apptest.Headers, i int, v string) *apptest.Response {
				if waiting(fmt.Sprintf("waiting%d@example.com", i)); v != "taken" {
					waiting("bob@example.com") // another response that reveals a taken email address
				}
				return p.Send(as, confirm, apptest.Vars{"t": token})
			}},
		} {
			as := at(fmt.Sprintf("203.0.113.%d", n+1))
			if c.signsIn {
				as = customer(as, fmt.Sprintf("eve%d@example.com", n), fmt.Sprint("own", n))
			}
			began, told := time.Now(), 0
			for ; told < 20 || told < 20+int(time.Since(began)/(45*time.Second)); told++ { // one more every 45 seconds, on a slow machine
				if a := c.try(as, told, "taken"); !strings.Contains(a.Body, `"NOT_UNIQUE"`) {
					if told >= 20 {
						break
					}
					t.Fatalf("%s %d: %s", c.name, told, a.Body)
				}
			}
			for _, value := range []string{"taken", "free"} { // the response does not depend on the value
				if a := c.try(as, told, value); a.ErrorCode() != "RATE_LIMITED" {
					t.Errorf("%s: %s: %s", c.name, value, a.Body)
				}
			}
			if c.signsIn {
				if a := p.Send(as, `mutation { updateCustomer(input: { name: "Eve" }) { customer { name } userErrors { code } } }`, nil).OK(); a.Text("updateCustomer.customer.name") != "Eve" {
					t.Errorf("%s: what tells nothing: %s", c.name, a.Body)
				}
			}
		}
		// Other customers are not limited by it, and staff never are.
		if a := p.Send(bob, update, apptest.Vars{"v": "another"}); strings.Contains(a.Body, "RATE_LIMITED") {
			t.Errorf("another customer: %s", a.Body)
		}
		p.Send(bob, update, apptest.Vars{"v": "taken"}).OK()
		for i := range 30 {
			a := p.Send(key, `mutation($e: String!) { createCustomer(input: { email: $e, customFields: { code: "taken" } }) { userErrors { code } } }`, apptest.Vars{"e": fmt.Sprintf("staff%d@example.com", i)})
			if !strings.Contains(a.Body, `"NOT_UNIQUE"`) {
				t.Fatalf("a key: %s", a.Body)
			}
		}
	})
}

// TestFreeValuesAreLimited checks that a response after a uniqueness check counts like a successful write, since it
// reveals that the value is free. Beyond the limit, taken and free values get the same response.
func TestFreeValuesAreLimited(t *testing.T) {
	const mostWrites, pace = 200, 4500 * time.Millisecond // of one customer or address, as decision 0004 says
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		_, p := apptest.Serve(t, o, "CLIENTELE_MAX_ADDRESSES=1")
		key := p.APIKey(apptest.AllScopes...)
		for _, owner := range []string{"CUSTOMER", "ADDRESS", "ORDER"} {
			p.CreateField(key, apptest.Vars{"owner": owner, "key": "code", "type": "STRING", "unique": true, "access": "WRITE"})
		}
		const place = `firstName: "Ann", line1: "1 Main Street", city: "Dublin", region: "Dublin", country: "IE"`
		item := apptest.Vars{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1", "currency": "EUR"}}
		quote := p.Send(key, `mutation($i: [OrderItemInput!]!) { createQuote(input: { items: $i }) { quote { token } userErrors { code } } }`,
			apptest.Vars{"i": []apptest.Vars{item}}).OK().Text("createQuote.quote.token")
		customer := func(from apptest.Headers, email string) apptest.Headers {
			a := p.Send(from, `mutation($e: String!) { createCustomer(input: { email: $e, password: "correct horse" }) { customerToken { accessToken } userErrors { code } } }`, apptest.Vars{"e": email}).OK()
			as := apptest.Headers{"X-Customer-Token": a.Text("createCustomer.customerToken.accessToken")}.With(from)
			p.Send(as, `mutation { createAddress(input: { `+place+` }) { userErrors { code } } }`, nil).OK()
			return as
		}
		bob := customer(at("192.0.2.1"), "bob@example.com")
		p.Send(bob, `mutation { updateCustomer(input: { customFields: { code: "taken" } }) { userErrors { code } } }`, nil).OK()

		for n, c := range []struct {
			name, query, code string
		}{
			{"checkout, with a full address book", `mutation($v: String!, $q: String!) { checkout(input: { quote: $q, billingSameAsShipping: true, saveAddress: true, customFields: { code: $v },
				shippingAddress: { address: { firstName: "Eve", line1: "2 Main Street", city: "Dublin", region: "Dublin", country: "IE" } } }) { order { id } userErrors { code } } }`, "LIMIT_REACHED"},
			{"updateCustomer, with a stale version", `mutation($v: String!) { updateCustomer(input: { expectedVersion: 77, customFields: { code: $v } }) { userErrors { code } } }`, "CONFLICT"},
		} {
			as := customer(at(fmt.Sprintf("203.0.113.%d", n+1)), fmt.Sprintf("eve%d@example.com", n))
			try := func(v string) *apptest.Response { return p.Send(as, c.query, apptest.Vars{"v": v, "q": quote}) }
			began, told := time.Now(), 0
			for try(fmt.Sprint("free", told)).ErrorCode() != "RATE_LIMITED" {
				if told++; told == 1 {
					if a := try("free"); !strings.Contains(a.Body, c.code) {
						t.Fatalf("%s: %s", c.name, a.Body)
					}
					told++
				}
				if most := mostWrites + int(time.Since(began)/pace) + 1; told > most {
					t.Fatalf("%s: %d answers, want %d at most", c.name, told, most)
				}
			}
			if told < mostWrites-1 { // the sign-up counted too
				t.Errorf("%s: it is stopped after %d answers", c.name, told)
			}
			if a := try("taken"); a.ErrorCode() != "RATE_LIMITED" {
				t.Errorf("%s: a taken value: %s", c.name, a.Body)
			}
		}
	})
}
