package servers

import (
	"fmt"
	"sync"
	"testing"

	"clientele/test/apptest"
)

const checkout = `mutation($i: CheckoutInput!) { checkout(input: $i) { order { id number } userErrors { code field message } } }`

// testCheckout places orders through all servers at the same time: a quote becomes one order, an idempotency key too,
// and each order has its own number.
func testCheckout(t *testing.T, f *fleet) {
	quote := f.server(0).Send(f.key, `mutation { createQuote(input: { items: [{ sku: "TEA-1", name: "Tea", quantity: 1, unitPrice: { amount: "7.95", currency: "EUR" } }] }) {
		quote { token } userErrors { code } } }`, nil).OK().Text("createQuote.quote.token")
	guest := apptest.Vars{
		"contact": apptest.Vars{"name": "Guest", "email": "guest@example.com"}, "billingSameAsShipping": true,
		"shippingAddress": apptest.Vars{"address": apptest.Vars{"firstName": "Ann", "lastName": "Guest", "line1": "14 Main Street", "city": "Dublin", "region": "Dublin", "country": "IE"}},
	}
	with := func(name string, v any) apptest.Vars {
		all := apptest.Vars{name: v}
		for name, value := range guest {
			all[name] = value
		}
		return apptest.Vars{"i": all}
	}
	place := func(n int, as apptest.Headers, v func(i int) apptest.Vars) map[string]int {
		var mu sync.Mutex
		orders := map[string]int{}
		parallel(n, func(i int) {
			id, _ := f.server(i).Send(as, checkout, v(i)).OK().At("checkout.order.id").(string)
			mu.Lock()
			defer mu.Unlock()
			orders[id]++
		})
		return orders
	}
	attempts := 4 * *count
	if orders := place(attempts, from("192.0.2.2"), func(int) apptest.Vars { return with("quote", quote) }); len(orders) != 1 || orders[""] != 0 {
		t.Errorf("one quote became the orders %v", orders)
	}
	figures.add(t, "checkouts of one quote", "%d at once made %d order", attempts, f.number(t, "SELECT count(*) FROM orders"))
	keys := 4 * *count * *rounds
	orders := place(2*keys, f.key, func(i int) apptest.Vars { // each key twice, at different servers
		v := with("idempotencyKey", fmt.Sprint("key ", i%keys))
		v["i"].(apptest.Vars)["items"] = []apptest.Vars{{"sku": "a", "name": "A", "quantity": 1, "unitPrice": apptest.Vars{"amount": "1", "currency": "EUR"}}}
		return v
	})
	stored, numbers := f.number(t, "SELECT count(*) FROM orders"), f.number(t, "SELECT count(DISTINCT number) FROM orders")
	if len(orders) != keys || stored != keys+1 || numbers != stored {
		t.Errorf("%d keys became %d orders; %d are stored with %d numbers", keys, len(orders), stored, numbers)
	}
	figures.add(t, "checkouts with idempotency keys, each sent to two servers at once", "%d keys made %d orders", keys, len(orders))
}
