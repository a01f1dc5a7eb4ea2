package main

import (
	"io"
	"strings"
	"testing"

	"clientele/internal/demo"
)

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
	onEach(t, func(t *testing.T, p *program) {
		if out := p.command("demo", "--customers", "300"); !strings.Contains(out, "(300/300)") {
			t.Errorf("there is no progress: %s", out)
		}
		a := p.send(p.key(everything...), query, nil).good()
		if n := a.at("customers.totalCount"); n != 300.0 {
			t.Errorf("%v customers", n)
		}
		for _, some := range []string{"orders", "regulars", "guests", "korean", "golden", "wrapped", "referred"} {
			if n := a.at(some + ".totalCount").(float64); n < 1 {
				t.Errorf("%v %s", n, some)
			}
		}
		for _, want := range []string{`"COMPLETED"`, `"CANCELLED"`, `"OPEN"`, "¥", "€", "IRELAND"} {
			if !strings.Contains(a.text, want) {
				t.Errorf("there is no %s among the first hundred", want)
			}
		}
		p.send(nil, `mutation($p: String!) { login(email: "person1@demo.example", password: $p) { customer { name } userErrors { code field message } } }`, vars{"p": demo.Password}).good()
		if err := run(t.Context(), []string{"demo"}, p.env, nil, io.Discard); err != nil && !strings.Contains(err.Error(), "has customers already") || err == nil {
			t.Errorf("a second time: %v", err)
		}
	})
}

func TestDemoIsTheSameForTheSameSeed(t *testing.T) {
	people := func(seed string) string {
		p := start(t, "CLIENTELE_DATA="+t.TempDir())
		p.command("demo", "--customers", "40", "--seed", seed)
		return p.send(p.key("CUSTOMERS_READ"), `{ customers(first: 100, orderBy: { field: EMAIL }) { nodes { email name phone addresses { nodes { formatted } } } } }`, nil).good().text
	}
	first := people("7")
	if people("7") != first {
		t.Error("the same seed made another shop")
	}
	if people("8") == first {
		t.Error("another seed made the same shop")
	}
}
