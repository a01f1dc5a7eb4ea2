package privacy

import (
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/test/apptest"
)

const (
	password = "correct horse"

	requestErasure = `mutation($p: String) { requestErasure(password: $p) { customer { id erasureDueAt version } customerId userErrors { code field } } }`
	cancelErasure  = `mutation($id: ID) { cancelErasure(customerId: $id) { customer { erasureDueAt } customerId userErrors { code field } } }`
	cancelOwn      = `mutation { cancelErasure { customer { erasureDueAt } customerId userErrors { code field } } }`
	login          = `mutation($e: String!, $p: String!) { login(email: $e, password: $p) { customerToken { accessToken } userErrors { code } } }`
	setGraceDays   = `mutation($n: Int) { updateShop(input: { erasureGraceDays: $n }) { userErrors { code field } } }`
)

// requestedBy returns how many customers the filter erasureRequested selects.
func requestedBy(p *apptest.Program, key apptest.Headers, requested bool) float64 {
	p.T.Helper()
	a := p.Send(key, `query($r: Boolean!) { customers(filter: { erasureRequested: { eq: $r } }) { totalCount nodes { id } } }`, apptest.Vars{"r": requested}).OK()
	n, _ := a.At("customers.totalCount").(float64)
	return n
}

// TestErasureRequests: a customer requests the erasure and cancels it, with everything that the customer and the staff
// see of it.
func TestErasureRequests(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		key := p.APIKey(apptest.AllScopes...)
		id, ann := p.SignUp("ann@example.com")
		p.SignUp("bob@example.com")
		for _, c := range []struct {
			name string
			v    apptest.Vars
			want string
		}{
			{"no password", nil, `"userErrors":[{"code":"REQUIRED","field":["password"]}]`},
			{"a wrong password", apptest.Vars{"p": "wrong horse"}, `"userErrors":[{"code":"INVALID_CREDENTIALS","field":["password"]}]`},
		} {
			if a := p.Send(ann, requestErasure, c.v); !strings.Contains(a.Body, c.want) || a.At("requestErasure.customerId") != nil {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		if n := requestedBy(p, key, true); n != 0 {
			t.Errorf("%v requests", n)
		}

		first := p.Send(ann, requestErasure, apptest.Vars{"p": password}).OK()
		text := first.Text("requestErasure.customer.erasureDueAt")
		due, err := time.Parse(time.RFC3339Nano, text)
		if in := time.Until(due); err != nil || in < 14*24*time.Hour-time.Minute || in > 14*24*time.Hour {
			t.Errorf("due at %v, %v", due, err)
		}
		m := box.Next("ann@example.com", "will be erased on "+due.Format("2 January 2006"))
		if !strings.Contains(m.Text, "https://shop.test/account\n") {
			t.Errorf("the email has no link to the account:\n%s", m.Text)
		}
		p.Send(key, setGraceDays, apptest.Vars{"n": 30}).OK()
		if again := p.Send(ann, requestErasure, apptest.Vars{"p": password}).OK(); again.Text("requestErasure.customer.erasureDueAt") != text {
			t.Errorf("a second request changed the date: %s", again.Body)
		}
		if got := p.Send(ann, `{ me { erasureDueAt } }`, nil).OK(); got.Text("me.erasureDueAt") != text {
			t.Errorf("the customer sees %s", got.Body)
		}
		if got := p.Send(key, `query($id: ID!) { customer(id: $id) { erasureDueAt } }`, apptest.Vars{"id": id}).OK(); got.Text("customer.erasureDueAt") != text {
			t.Errorf("the staff see %s", got.Body)
		}
		if yes, no := requestedBy(p, key, true), requestedBy(p, key, false); yes != 1 || no != 1 {
			t.Errorf("the filter selects %v and %v customers", yes, no)
		}
		p.Send(nil, login, apptest.Vars{"e": "ann@example.com", "p": password}).OK() // until then

		for name, as := range map[string]apptest.Headers{"a key without the scope": p.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE"), "a visitor": nil} {
			if a := p.Send(as, cancelErasure, apptest.Vars{"id": id}); a.ErrorCode() == "" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		p.Send(ann, cancelOwn, nil).OK()
		box.Next("ann@example.com", "will not be erased")
		if a := p.Send(ann, cancelOwn, nil); a.UserErrorCode("cancelErasure") != "STEP_NOT_ALLOWED" {
			t.Error(a.Body)
		}
		if got := p.Send(ann, `{ me { erasureDueAt } }`, nil).OK(); got.At("me.erasureDueAt") != nil {
			t.Errorf("after cancelling: %s", got.Body)
		}
		p.Send(ann, requestErasure, apptest.Vars{"p": password}).OK()
		only := p.APIKey("PRIVACY_WRITE")
		a := p.Send(only, cancelErasure, apptest.Vars{"id": id})
		if a.Text("cancelErasure.customerId") != id || a.At("cancelErasure.customer") != nil || requestedBy(p, key, true) != 0 {
			t.Errorf("cancelled by a key: %s", a.Body)
		}
	})
}

// TestErasureWithoutPassword: a customer without a password requests the erasure soon after the log-in.
func TestErasureWithoutPassword(t *testing.T) {
	apptest.OnEachWithEmail(t, nil, func(t *testing.T, p *apptest.Program, box *apptest.MailServer) {
		key := p.APIKey(apptest.AllScopes...)
		p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com"})
		p.Send(nil, apptest.RequestLoginCode, apptest.Vars{"e": "ann@example.com"}).OK()
		token := box.Next("ann@example.com", "").Token("/sign-in")
		a := p.Send(nil, `mutation($t: String!) { loginWithCode(code: $t) { customerToken { accessToken } userErrors { code } } }`, apptest.Vars{"t": token}).OK()
		ann := apptest.Headers{"X-Customer-Token": a.Text("loginWithCode.customerToken.accessToken")}
		p.Send(ann, requestErasure, nil).OK().Text("requestErasure.customer.erasureDueAt")
	})
}

// TestDueErasure: the program erases the customer at the end of the grace period. An open order delays it.
func TestDueErasure(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		p.Send(key, setGraceDays, apptest.Vars{"n": 0}).OK()
		id, ann := p.SignUp("ann@example.com")
		bobID, bob := p.SignUp("bob@example.com")
		order := placeOrder(p, key, apptest.Vars{"customerId": bobID})
		for _, as := range []apptest.Headers{ann, bob} {
			p.Send(as, requestErasure, apptest.Vars{"p": password}).OK()
		}
		apptest.WaitUntil(t, "the erasure", func() bool { return !p.TokenWorks(ann) })
		if a := p.Send(nil, login, apptest.Vars{"e": "ann@example.com", "p": password}); a.UserErrorCode("login") != "INVALID_CREDENTIALS" {
			t.Errorf("log-in after the erasure: %s", a.Body)
		}
		got := p.Send(key, `query($id: ID!, $bob: ID!) { customer(id: $id) { id } other: customer(id: $bob) { erasureDueAt } }`, apptest.Vars{"id": id, "bob": bobID})
		if got.At("customer") != nil || got.At("other.erasureDueAt") == nil || !p.TokenWorks(bob) {
			t.Errorf("Ann is gone, and Bob has an open order: %s", got.Body)
		}
		p.Send(key, `mutation($id: ID!) { cancelOrder(id: $id) { userErrors { code } } }`, apptest.Vars{"id": order}).OK()
		again, _ := p.SignUp("ann@example.com") // as somebody new
		history := p.Send(key, `{ auditLog(filter: { types: [CUSTOMER_ERASED] }) { nodes { subjectId actor { kind } } } }`, nil).OK()
		if again == id || history.Text("auditLog.nodes.0.subjectId") != id || history.Text("auditLog.nodes.0.actor.kind") != string(models.BySystem) {
			t.Errorf("history: %s", history.Body)
		}
	})
}

// placeOrder places an order and returns its ID.
func placeOrder(p *apptest.Program, key apptest.Headers, more apptest.Vars) string {
	p.T.Helper()
	in := apptest.Vars{
		"billingSameAsShipping": true,
		"shippingAddress":       apptest.Vars{"address": apptest.Vars{"firstName": "Ann", "lastName": "Guest", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}},
		"items":                 []apptest.Vars{{"sku": "TEA-1", "name": "Tea", "quantity": 1, "unitPrice": apptest.Vars{"amount": "7.95", "currency": "EUR"}}},
	}
	for name, value := range more {
		in[name] = value
	}
	return p.Send(key, `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id } userErrors { code field message } } }`, apptest.Vars{"i": in}).OK().Text("checkout.order.id")
}
