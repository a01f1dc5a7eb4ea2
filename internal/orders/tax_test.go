package orders_test

import (
	"context"
	"strings"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// eur returns an amount in euros.
func eur(amount string) *models.MoneyInput { return money(amount, "EUR") }

// taxedItems returns one line item of EUR 11.90 for each included tax.
func taxedItems(taxes ...*models.MoneyInput) []*orders.OrderItemInput {
	var list []*orders.OrderItemInput
	for _, tax := range taxes {
		line := item("TEA-1", "5.95", "EUR", 2)
		line.TaxIncluded = tax
		list = append(list, line)
	}
	return list
}

// withItems returns a guest's checkout input with the line items and charges of a quote.
func withItems(in quoteInput) checkoutInput {
	direct := guest(nil)
	direct.Items, direct.ShippingPrice, direct.Tax = in.Items, in.ShippingPrice, in.Tax
	direct.TaxIncluded, direct.Discount = in.TaxIncluded, in.Discount
	return direct
}

// TestTaxIncluded checks that the included tax of a quote, or of line items with prices, is stored in the order and
// its line items and does not change the total.
func TestTaxIncluded(t *testing.T) {
	type in = orders.QuoteInput
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name  string
			in    in
			order string // included tax of the order
			items string // included tax of each line item
			total string
		}{
			{"no tax", in{Items: taxedItems(nil)}, "0.00", "0.00", "11.90"},
			{"of the order", in{Items: taxedItems(nil), TaxIncluded: eur("1.90")}, "1.90", "0.00", "11.90"},
			{"of the items", in{Items: taxedItems(eur("1.90"), eur("0.60"))}, "2.50", "1.90 0.60", "23.80"},
			{
				"of both",
				in{Items: taxedItems(eur("1.90"), nil), ShippingPrice: eur("4.90"), TaxIncluded: eur("2.68")},
				"2.68",
				"1.90 0.00", "28.70",
			},
			{"with an additional tax", in{Items: taxedItems(eur("1.90")), Tax: eur("1.00")}, "1.90", "1.90", "12.90"},
			{
				"order zero, items not",
				in{Items: taxedItems(eur("1.90")), TaxIncluded: eur("0")},
				"0.00", "1.90",
				"11.90",
			},
			{
				"equal to the discounted price",
				in{Items: taxedItems(nil), Discount: eur("1.90"), TaxIncluded: eur("10.00")},
				"10.00", "0.00", "10.00",
			},
			{
				"discounted to zero",
				in{Items: taxedItems(nil), Tax: eur("1"), Discount: eur("12.90")},
				"0.00", "0.00",
				"0.00",
			},
			{"equal to the price of a line item", in{Items: taxedItems(eur("11.90"))}, "11.90", "11.90", "11.90"},
		} {
			c.in.ExpiresIn = 60
			q, err := s.orders.CreateQuote(context.Background(), seller, c.in)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if got := string(q.TaxIncluded.Amount()); got != c.order || string(q.Total.Amount()) != c.total {
				t.Errorf("%s: the quote includes tax %s in total %s", c.name, got, q.Total.Amount())
			}
			for how, o := range map[string]*models.Order{
				"by quote": s.place(visitor, guest(&q.Token)), "by lines": s.place(seller, withItems(c.in)),
			} {
				o, err := s.orders.Get(context.Background(), seller, o.ID) // read what is stored
				if err != nil {
					t.Fatal(err)
				}
				items, err := s.orders.Items(context.Background(), []string{o.ID})
				if err != nil {
					t.Fatal(err)
				}
				var taxes []string
				for _, item := range items[o.ID] {
					taxes = append(taxes, string(item.TaxIncluded().Amount()))
				}
				tax, total := string(o.TaxIncluded().Amount()), string(o.Total().Amount())
				if got := strings.Join(taxes, " "); tax != c.order || got != c.items || total != c.total {
					t.Errorf("%s, %s: included tax %s in total %s, items %s", c.name, how, tax, total, got)
				}
			}
		}
	})
}

func TestTaxIncludedErrors(t *testing.T) {
	type in = orders.QuoteInput
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name string
			in   in
			want string
		}{
			{
				"more than the discounted price",
				in{Items: taxedItems(nil), Discount: eur("1.90"), TaxIncluded: eur("10.01")},
				"INVALID input.taxIncluded",
			},
			{
				"more than the prices, with an additional tax",
				in{Items: taxedItems(nil), Tax: eur("5"), TaxIncluded: eur("11.91")},
				"INVALID input.taxIncluded",
			},
			{
				"items with more than the discounted price",
				in{Items: taxedItems(eur("1.90")), Discount: eur("11")},
				"INVALID input.taxIncluded",
			},
			{
				"more than the price of a line item",
				in{Items: taxedItems(nil, eur("11.91"))},
				"INVALID input.items.1.taxIncluded",
			},
			{
				"invalid line item",
				in{
					Items: []*orders.OrderItemInput{
						{SKU: "a", Name: "Tea", Quantity: 0, UnitPrice: eur("1"), TaxIncluded: eur("9")},
					},
				},
				"INVALID input.items.0.quantity",
			},
			{
				"negative",
				in{Items: taxedItems(eur("-1")), TaxIncluded: eur("-1")},
				"INVALID input.items.0.taxIncluded.amount, INVALID input.taxIncluded.amount",
			},
			{
				"another currency",
				in{Items: taxedItems(money("1", "USD")), TaxIncluded: money("1", "USD")},
				"CURRENCY_MISMATCH input.items.0.taxIncluded.currency, CURRENCY_MISMATCH input.taxIncluded.currency",
			},
			{
				"too many decimals",
				in{Items: taxedItems(nil), TaxIncluded: eur("1.005")},
				"INVALID input.taxIncluded.amount",
			},
			{
				"too large",
				in{Items: taxedItems(nil), TaxIncluded: eur("99999999999999999999")},
				"INVALID input.taxIncluded.amount",
			},
		} {
			c.in.ExpiresIn = 60
			_, err := s.orders.CreateQuote(context.Background(), seller, c.in)
			if got := servicetest.Errors(err); got != c.want {
				t.Errorf("%s, quote: %s, want %s", c.name, got, c.want)
			}
			_, _, err = s.orders.Checkout(context.Background(), seller, withItems(c.in))
			if got := servicetest.Errors(err); got != c.want {
				t.Errorf("%s, checkout: %s, want %s", c.name, got, c.want)
			}
		}
	})
}

// TestTaxIncludedNeedsScope checks that setting the included tax needs the same permission as setting the tax.
func TestTaxIncludedNeedsScope(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		for _, c := range []struct {
			name   string
			caller auth.Caller
			quote  bool
		}{
			{"a visitor", visitor, false},
			{"a customer", ann, false},
			{"with a quote", visitor, true},
			{"a read-only API key", auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}}, true},
			{"an API key without line items", seller, false},
		} {
			errors := map[string]string{}
			for _, field := range []string{"tax", "taxIncluded"} {
				in, amount := guest(s.quote(nil)), money("1", "EUR")
				if in.Tax = amount; field == "taxIncluded" {
					in.Tax, in.TaxIncluded = nil, amount
				}
				if !c.quote {
					in.Quote = nil
				}
				_, _, err := s.orders.Checkout(context.Background(), c.caller, in)
				errors[field] = servicetest.Errors(err)
			}
			if want := errors["tax"]; want == "" || errors["taxIncluded"] != want &&
				errors["taxIncluded"] != want+"Included" {
				t.Errorf("%s: %v", c.name, errors)
			}
		}
	})
}
