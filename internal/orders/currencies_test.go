package orders_test

import (
	"context"
	"strings"
	"testing"

	"clientele/internal/bulk"
	"clientele/internal/filter"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestWithdrawnCurrencies checks that an order in a withdrawn currency can be imported, read, found and changed, but
// not placed.
func TestWithdrawnCurrencies(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		for _, c := range []struct {
			name                     string
			currency                 models.CurrencyCode
			amount                   string
			total, unit, price, want string // want is the result
		}{
			{"two decimals", "BGN", "12.50", "25.00", "12.50", "BGN 25.00", "CREATED"},
			{"less than one unit", "HRK", "0.05", "0.10", "0.05", "HRK 0.10", "CREATED"},
			{"no decimals", "BYR", "1250", "2500", "1250", "BYR 2,500", "CREATED"},
			{"too many decimals", "BYR", "1.5", "", "", "", "FAILED INVALID items.0.unitPrice.amount"},
			{"unknown currency", "XXQ", "1", "", "", "", "FAILED INVALID items.0.unitPrice.currency"},
		} {
			in := imported("")
			in.Items = []*orders.OrderItemInput{item("a", c.amount, string(c.currency), 2)}
			got := s.importAll(bulk.Options{}, in)[0]
			if got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			if got != "CREATED" {
				continue
			}
			found, err := s.orders.List(ctx, seller, page.Args{},
				&orders.OrderFilter{Currency: &filter.CurrencyCodeFilter{Eq: &c.currency}}, nil, nil)
			if err != nil || len(found.Edges) != 1 {
				t.Fatalf("%s: %+v, %v", c.name, found, err)
			}
			o, err := s.orders.Update(ctx, seller, found.Edges[0].Node.ID, updateInput{PaymentStatus: set(models.Paid)})
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			items, err := s.orders.Items(ctx, []string{o.ID})
			if err != nil {
				t.Fatal(err)
			}
			total, unit := o.Total(), items[o.ID][0].UnitPrice()
			price := strings.ReplaceAll(total.Formatted(nil), "\u00a0", " ")
			if string(total.Amount()) != c.total || string(unit.Amount()) != c.unit || price != c.price ||
				o.TotalValue != total.Value() {
				t.Errorf("%s: %s, each %s, %s, value %d", c.name, total.Amount(), unit.Amount(), price, o.TotalValue)
			}
			_, _, err = s.orders.Checkout(ctx, seller, checkoutInput{
				Items: in.Items, Contact: &in.Contact, ShippingAddress: addressInput("1 Main Street"),
				BillingSameAsShipping: new(true),
			})
			if servicetest.Errors(err) != "INVALID input.items.0.unitPrice.currency" {
				t.Errorf("%s: checkout: %v", c.name, err)
			}
		}
	})
}
