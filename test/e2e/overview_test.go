package e2e

import (
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestOverviewOfRoles checks that every role gets the numbers of the start page that its scopes allow and null for the
// others, without an error, and that API keys get none.
func TestOverviewOfRoles(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner, key := p.SignInOwner(), p.APIKey(apptest.AllScopes...)
		p.CreateCustomer(key, apptest.Vars{"email": "ann@example.com"})
		p.Send(key, `mutation { checkout(input: { items: [{ sku: "a", name: "A", quantity: 2, unitPrice: { amount: "12.50", currency: "EUR" } }], contact: { name: "G", email: "g@example.com" },
			shippingAddress: { address: { firstName: "G", line1: "1", city: "Dublin", region: "Dublin", country: "IE" } }, billingSameAsShipping: true }) { order { id } userErrors { code field message } } }`, nil).OK()
		const query = `query($z: String!, $d: Int!) { overview(timeZone: $z, days: $d) { ordersToday ordersToShip ordersUnpaid newCustomers failedEmails failingWebhooks hasApiKey lastBackupAt revenue { orders total { amount currency } } } }`
		v := apptest.Vars{"z": "Europe/Dublin", "d": 30}
		_, manager := p.CreateMember(owner, "mia@shop.example", "MANAGER")
		_, reader := p.CreateMember(owner, "rea@shop.example", "READ_ONLY")
		const shared = `"ordersToday":1,"ordersToShip":1,"ordersUnpaid":1,"newCustomers":1,`
		const revenue = `"lastBackupAt":null,"revenue":[{"orders":1,"total":{"amount":"25.00","currency":"EUR"}}]`
		for name, c := range map[string]struct {
			as   apptest.Headers
			want string
		}{
			"an owner":  {owner, shared + `"failedEmails":0,"failingWebhooks":0,"hasApiKey":true,` + revenue},
			"a manager": {manager, shared + `"failedEmails":null,"failingWebhooks":null,"hasApiKey":null,` + revenue},
			"a reader":  {reader, shared + `"failedEmails":null,"failingWebhooks":null,"hasApiKey":null,` + revenue},
		} {
			if a := p.Send(c.as, query, v).OK(); !strings.Contains(a.Body, c.want) {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if a := p.Send(key, query, v); a.ErrorCode() != "FORBIDDEN" {
			t.Errorf("a key: %s", a.Body)
		}
		for _, c := range []struct {
			v    apptest.Vars
			want string
		}{
			{apptest.Vars{"z": "Mars/Olympus", "d": 30}, `timeZone: \"Mars/Olympus\" is not the IANA name of a time zone, such as Europe/Dublin`},
			{apptest.Vars{"z": "UTC", "d": 0}, "days: must be 1 to 92, not 0"},
			{apptest.Vars{"z": "UTC", "d": 93}, "days: must be 1 to 92, not 93"},
		} {
			if a := p.Send(owner, query, c.v); a.ErrorCode() != "BAD_USER_INPUT" || !strings.Contains(a.Body, c.want) {
				t.Errorf("%v: %s", c.v, a.Body)
			}
		}
	})
}
