package orders_test

import (
	"context"
	"fmt"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestTaxIncluded: the tax that prices contain goes from the quote, or from the lines of a caller who sets prices, into the order and
// its items, and changes no sum.
func TestTaxIncluded(t *testing.T) {
	type in = orders.QuoteInput
	lines := func(taxes ...*models.MoneyInput) []*orders.OrderItemInput {
		var list []*orders.OrderItemInput
		for _, tax := range taxes {
			line := item("TEA-1", "5.95", "EUR", 2)
			line.TaxIncluded = tax
			list = append(list, line)
		}
		return list
	}
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name   string
			in     in
			order  string // the tax included of the order
			items  string // and of its items
			total  string
			faults string
		}{
			{"none", in{Items: lines(nil)}, "0.00", "0.00", "11.90", ""},
			{"of the order", in{Items: lines(nil), TaxIncluded: money("1.90", "EUR")}, "1.90", "0.00", "11.90", ""},
			{"of the items", in{Items: lines(money("1.90", "EUR"), money("0.60", "EUR"))}, "2.50", "1.90 0.60", "23.80", ""},
			{"of both", in{Items: lines(money("1.90", "EUR"), nil), ShippingPrice: money("4.90", "EUR"), TaxIncluded: money("2.68", "EUR")}, "2.68", "1.90 0.00", "28.70", ""},
			{"beside a tax on top", in{Items: lines(money("1.90", "EUR")), Tax: money("1.00", "EUR")}, "1.90", "1.90", "12.90", ""},
			{"nothing, said for the order", in{Items: lines(money("1.90", "EUR")), TaxIncluded: money("0", "EUR")}, "0.00", "1.90", "11.90", ""},
			{"all that is left", in{Items: lines(nil), Discount: money("1.90", "EUR"), TaxIncluded: money("10.00", "EUR")}, "10.00", "0.00", "10.00", ""},
			{"more than is left", in{Items: lines(nil), Discount: money("1.90", "EUR"), TaxIncluded: money("10.01", "EUR")}, "", "", "", "INVALID input.taxIncluded"},
			{"more than the prices, beside a tax on top", in{Items: lines(nil), Tax: money("5", "EUR"), TaxIncluded: money("11.91", "EUR")}, "", "", "", "INVALID input.taxIncluded"},
			{"items with more than is left", in{Items: lines(money("1.90", "EUR")), Discount: money("11", "EUR")}, "", "", "", "INVALID input.taxIncluded"},
			{"nothing left", in{Items: lines(nil), Tax: money("1", "EUR"), Discount: money("12.90", "EUR")}, "0.00", "0.00", "0.00", ""},
			{"all of a line", in{Items: lines(money("11.90", "EUR"))}, "11.90", "11.90", "11.90", ""},
			{"more than a line", in{Items: lines(nil, money("11.91", "EUR"))}, "", "", "", "INVALID input.items.1.taxIncluded"},
			{"of a line with faults", in{Items: []*orders.OrderItemInput{{
				SKU: "a", Name: "Tea", Quantity: 0, UnitPrice: money("1", "EUR"), TaxIncluded: money("9", "EUR"),
			}}}, "", "", "", "INVALID input.items.0.quantity"},
			{"negative", in{Items: lines(money("-1", "EUR")), TaxIncluded: money("-1", "EUR")}, "", "", "", "INVALID input.items.0.taxIncluded.amount, INVALID input.taxIncluded.amount"},
			{"another currency", in{Items: lines(money("1", "USD")), TaxIncluded: money("1", "USD")}, "", "", "", "CURRENCY_MISMATCH input.items.0.taxIncluded.currency, CURRENCY_MISMATCH input.taxIncluded.currency"},
			{"too many decimals", in{Items: lines(nil), TaxIncluded: money("1.005", "EUR")}, "", "", "", "INVALID input.taxIncluded.amount"},
			{"without end", in{Items: lines(nil), TaxIncluded: money("99999999999999999999", "EUR")}, "", "", "", "INVALID input.taxIncluded.amount"},
		} {
			c.in.ExpiresIn = 60
			direct := guest(nil)
			direct.Items, direct.ShippingPrice, direct.Tax, direct.TaxIncluded, direct.Discount = c.in.Items, c.in.ShippingPrice, c.in.Tax, c.in.TaxIncluded, c.in.Discount
			q, err := s.orders.CreateQuote(context.Background(), seller, c.in)
			if servicetest.Errors(err) != c.faults {
				t.Errorf("%s, quoted: %s, want %s", c.name, servicetest.Errors(err), c.faults)
			}
			if _, _, err := s.orders.Checkout(context.Background(), seller, direct); servicetest.Errors(err) != c.faults {
				t.Errorf("%s, ordered: %s, want %s", c.name, servicetest.Errors(err), c.faults)
			}
			if err != nil || c.faults != "" {
				continue
			}
			if fmt.Sprint(string(q.TaxIncluded.Amount()), string(q.Total.Amount())) != fmt.Sprint(c.order, c.total) {
				t.Errorf("%s: the quote contains %s of %s", c.name, q.TaxIncluded.Amount(), q.Total.Amount())
			}
			for how, o := range map[string]*models.Order{"by quote": s.place(visitor, guest(&q.Token)), "by lines": s.place(seller, direct)} {
				o, err := s.orders.Get(context.Background(), seller, o.ID) // as it is stored
				if err != nil {
					t.Fatal(err)
				}
				items, err := s.orders.Items(context.Background(), []string{o.ID})
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				for i, item := range items[o.ID] {
					if i > 0 {
						got += " "
					}
					got += string(item.TaxIncluded().Amount())
				}
				if string(o.TaxIncluded().Amount()) != c.order || got != c.items || string(o.Total().Amount()) != c.total {
					t.Errorf("%s, %s: %s in %s with items %s", c.name, how, o.TaxIncluded().Amount(), o.Total().Amount(), got)
				}
			}
		}
	})
}

// TestWhoSaysTheTaxIncluded: those who may say the tax on top, and nobody else.
func TestWhoSaysTheTaxIncluded(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		for _, c := range []struct {
			name   string
			caller auth.Caller
			quote  bool
		}{
			{"a visitor", visitor, false},
			{"a customer", ann, false},
			{"beside a quote", visitor, true},
			{"a key that only reads", auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}}, true},
			{"a key without lines", seller, false},
		} {
			answers := map[string]string{}
			for _, member := range []string{"tax", "taxIncluded"} {
				in, amount := guest(s.quote(nil)), money("1", "EUR")
				if in.Tax = amount; member == "taxIncluded" {
					in.Tax, in.TaxIncluded = nil, amount
				}
				if !c.quote {
					in.Quote = nil
				}
				_, _, err := s.orders.Checkout(context.Background(), c.caller, in)
				answers[member] = servicetest.Errors(err)
			}
			if want := answers["tax"]; want == "" || answers["taxIncluded"] != want && answers["taxIncluded"] != want+"Included" {
				t.Errorf("%s: %v", c.name, answers)
			}
		}
	})
}
