package program

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"clientele/internal/app"
	"clientele/internal/demo"
	"clientele/test/apptest"
)

// TestDemo fills a shop with example customers and checks their number and variety.
func TestDemo(t *testing.T) {
	const query = `{
		customers(first: 100, orderBy: { field: EMAIL }) { totalCount nodes { email name phone createdAt addresses { nodes { formatted isDefaultShipping } } } }
		orders(first: 100, orderBy: { field: PLACED_AT, direction: DESC }) { totalCount nodes { status paymentStatus fulfillmentStatus total { formatted } contact { name email } items { sku quantity } history { type } } }
		regulars: customers(filter: { orders: { count: { gte: 20 } } }) { totalCount }
		guests: orders(filter: { guest: { eq: true } }) { totalCount }
		korean: customers(search: "김") { totalCount }
		golden: customers(filter: { customFields: { loyaltyTier: { eq: GOLD } } }) { totalCount nodes { customFields { birthday favouriteTeas } } }
		wrapped: orders(filter: { customFields: { giftWrap: { eq: true } } }) { totalCount nodes { customFields { giftMessage } } }
		referred: customers(filter: { customFields: { referredBy: { isSet: true } } }) { totalCount nodes { customFields { referredBy { name } } } }
	}`
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		if out := p.Command("demo", "--customers", "300"); !strings.Contains(out, "(300/300)") {
			t.Errorf("there is no progress: %s", out)
		}
		a := p.Send(p.APIKey(apptest.AllScopes...), query, nil).OK()
		if n := a.At("customers.totalCount"); n != 300.0 {
			t.Errorf("%v customers", n)
		}
		for _, some := range []string{"orders", "regulars", "guests", "korean", "golden", "wrapped", "referred"} {
			if n := a.At(some + ".totalCount").(float64); n < 1 {
				t.Errorf("%v %s", n, some)
			}
		}
		for _, want := range []string{`"COMPLETED"`, `"CANCELLED"`, `"OPEN"`, "¥", "€", "IRELAND"} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("there is no %s among the first hundred", want)
			}
		}
		groups := p.Send(p.SignInOwner(), `{ customerGroups { name customersCount } customers: savedViews(list: CUSTOMERS) { name shared broken } orders: savedViews(list: ORDERS) { name shared broken } }`, nil).OK()
		for i, want := range []string{"Friends of the shop 26", "Press 19", "Wholesale 19"} {
			at := fmt.Sprintf("customerGroups.%d.", i)
			if got := fmt.Sprint(groups.At(at+"name"), " ", groups.At(at+"customersCount")); got != want {
				t.Errorf("group %s, want %s", got, want)
			}
		}
		for _, want := range []string{`"Wholesale","shared":true,"broken":null`, `"Regular customers","shared":true,"broken":null`, `"Large unpaid orders","shared":true,"broken":null`} {
			if !strings.Contains(groups.Body, want) {
				t.Errorf("no view %s: %s", want, groups.Body)
			}
		}
		p.Send(nil, `mutation($p: String!) { login(email: "person1@demo.example", password: $p) { customer { name } userErrors { code field message } } }`, apptest.Vars{"p": demo.Password}).OK()
		if err := app.Run(t.Context(), []string{"demo"}, p.Env, nil, io.Discard); err != nil && !strings.Contains(err.Error(), "already has customers") || err == nil {
			t.Errorf("a second time: %v", err)
		}
	})
}

// TestDemoSeed checks that the same seed creates the same customers, and another seed different ones.
func TestDemoSeed(t *testing.T) {
	people := func(seed string) string {
		p := apptest.Start(t, "CLIENTELE_DATA="+t.TempDir())
		p.Command("demo", "--customers", "40", "--seed", seed)
		return p.Send(p.APIKey("CUSTOMERS_READ"), `{ customers(first: 100, orderBy: { field: EMAIL }) { nodes { email name phone addresses { nodes { formatted } } } } }`, nil).OK().Body
	}
	first := people("7")
	if people("7") != first {
		t.Error("the same seed made another shop")
	}
	if people("8") == first {
		t.Error("another seed made the same shop")
	}
}
