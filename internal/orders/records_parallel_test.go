package orders_test

import (
	"testing"

	"gorm.io/gorm"

	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestParallelRecords checks that parallel payments, refunds and shipments never exceed what the order allows, that
// none of those that were accepted is lost, and that the sums are those of the records.
func TestParallelRecords(t *testing.T) {
	const n = 24
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		for _, c := range []struct {
			name     string
			do       func(i int) error
			accepted int
			want     string
		}{
			{
				name: "payments of 4", do: func(int) error { return s.pay("4") }, accepted: 7,
				want: "OPEN PARTIALLY_PAID UNFULFILLED paid 28 refunded 0 0/0/0 0/0/0 payable 2 refundable 28",
			},
			{
				name: "mugs", do: func(int) error { return s.ship(mugs(s, 1)) }, accepted: 3,
				want: "OPEN PARTIALLY_PAID PARTIALLY_FULFILLED paid 28 refunded 0 3/0/0 0/0/0 payable 2 refundable 28",
			},
			{name: "refunds of 5 for a pot that is cancelled", do: func(i int) error {
				if i%2 == 0 {
					return s.refund("5", refunded(s.pot, 1, true))
				}
				return s.ship(&orders.ShipmentItemInput{ItemID: s.pot, Quantity: 1})
			}, accepted: 1},
			{name: "refunds of 5", do: func(int) error { return s.refund("5") }, accepted: -1},
		} {
			got := inParallel(n, c.do)
			if c.accepted >= 0 && got[""] != c.accepted {
				t.Errorf("%s: %d were accepted, want %d: %v", c.name, got[""], c.accepted, got)
			}
			for text := range got {
				switch text {
				case "", "INVALID input.amount.amount", "INVALID input.items.0.quantity":
				default:
					t.Errorf("%s: %s", c.name, text)
				}
			}
			if now := s.state(); c.want != "" && now != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.name, now, c.want)
			}
			s.checkSums()
		}
		if o, err := s.orders.Get(t.Context(), seller, s.o.ID); err != nil || o.RefundedMinor != 2500 {
			t.Errorf("%+v, %v", o, err)
		}
	})
}

// TestParallelVoids checks that a payment and a refund are voided once, and never so that more is refunded than paid.
func TestParallelVoids(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		for _, err := range []error{s.pay("10"), s.pay("20"), s.ship()} {
			if err != nil {
				t.Fatal(err)
			}
		}
		payments := s.ids("payments")
		got := inParallel(24, func(i int) error {
			switch i % 4 {
			case 0:
				return s.refund("15")
			case 1:
				return failed(s.orders.VoidPayment(t.Context(), seller, payments[i/4%2]))
			case 2:
				return failed(s.orders.CancelShipment(t.Context(), seller, s.ids("shipments")[0]))
			}
			return failed(s.orders.Update(t.Context(), seller, s.o.ID, updateInput{PaymentStatus: set(models.Refunded)}))
		})
		for text := range got {
			switch text {
			case "", "STEP_NOT_ALLOWED id", "INVALID input.amount.amount", "STEP_NOT_ALLOWED input.paymentStatus":
			default:
				t.Errorf("%s", text)
			}
		}
		s.checkSums()
		for _, id := range payments {
			_, err := s.orders.VoidPayment(t.Context(), seller, id)
			if text := servicetest.Errors(err); text != "" && text != "STEP_NOT_ALLOWED id" {
				t.Error(text)
			}
		}
		s.checkSums()
	})
}

// TestParallelDoubleClicks checks that of several requests with the same expected version one is carried out.
func TestParallelDoubleClicks(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		for name, do := range map[string]func(version *int) error{
			"payment": func(version *int) error {
				return failed(s.orders.RecordPayment(t.Context(), seller, orders.RecordPaymentInput{
					OrderID: s.o.ID, Amount: money("1", "EUR"), ExpectedVersion: version,
				}))
			},
			"shipment": func(version *int) error {
				return failed(s.orders.CreateShipment(t.Context(), seller, orders.CreateShipmentInput{
					OrderID: s.o.ID, Items: []*orders.ShipmentItemInput{mugs(s, 1)}, ExpectedVersion: version,
				}))
			},
		} {
			o, err := s.orders.Get(t.Context(), seller, s.o.ID)
			if err != nil {
				t.Fatal(err)
			}
			got := inParallel(10, func(int) error { return do(&o.Version) })
			if got[""] != 1 || got["CONFLICT input.expectedVersion"] != 9 {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}

// TestConstraintsInParallel checks that the constraints alone hold when statements that lock no order add to the sums.
func TestConstraintsInParallel(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		add := func(table, column, id string, n int) func(int) error {
			return func(int) error {
				return s.db.InTx(t.Context(), func(tx *gorm.DB) error {
					return tx.Exec("UPDATE "+table+" SET "+column+" = "+column+" + ? WHERE id = ?", n, id).Error
				})
			}
		}
		for _, c := range []struct {
			name     string
			do       func(int) error
			accepted int
		}{
			{"paid", add("orders", "paid_minor", s.o.ID, 700), 4},
			{"refunded", add("orders", "refunded_minor", s.o.ID, 900), 3},
			{"shipped", add("order_items", "shipped_quantity", s.mugs, 1), 3},
			{"cancelled", add("order_items", "cancelled_quantity", s.mugs, 1), 0},
			{"refunded quantity", add("order_items", "refunded_quantity", s.pot, 1), 1},
		} {
			if got := inParallel(12, c.do); got[""] != c.accepted {
				t.Errorf("%s: %v, want %d", c.name, got, c.accepted)
			}
		}
	})
}

// checkSums compares the sums of the order and its line items with its records.
func (s *recordShop) checkSums() {
	s.t.Helper()
	// The sums are made first, because not every database joins all of these tables.
	sums := func(items, record, records, valid string) string {
		return "items AS MATERIALIZED (SELECT item_id, " + record + " AS record, quantity FROM " + items + "), " +
			"records AS MATERIALIZED (SELECT id FROM " + records + " WHERE " + valid + "), " +
			"sums AS MATERIALIZED (SELECT item_id AS id, SUM(quantity) AS n FROM items JOIN records ON id = record GROUP BY item_id) "
	}
	wrong := func(sums, table, column string) string {
		return "WITH " + sums + "SELECT COUNT(*) FROM " + table + " LEFT JOIN sums ON sums.id = " + table + ".id WHERE " +
			column + " <> COALESCE(n, 0)"
	}
	amounts := func(table string) string {
		return "sums AS MATERIALIZED (SELECT order_id AS id, SUM(amount_minor) AS n FROM " + table +
			" WHERE voided_at IS NULL GROUP BY order_id) "
	}
	for _, wrong := range []string{
		wrong(amounts("payments"), "orders", "paid_minor"),
		wrong(amounts("refunds"), "orders", "refunded_minor"),
		wrong(sums("shipment_items", "shipment_id", "shipments", "cancelled_at IS NULL"), "order_items", "shipped_quantity"),
		wrong(sums("refund_items", "refund_id", "refunds", "voided_at IS NULL"), "order_items", "refunded_quantity"),
		wrong(sums("refund_items WHERE cancelled", "refund_id", "refunds", "voided_at IS NULL"), "order_items", "cancelled_quantity"),
		"SELECT COUNT(*) FROM orders WHERE refunded_minor > paid_minor OR paid_minor - refunded_minor > total_minor",
	} {
		var n int64
		if err := s.db.Primary(s.t.Context()).Raw(wrong).Scan(&n).Error; err != nil || n != 0 {
			s.t.Errorf("%d %s: %v", n, wrong, err)
		}
	}
}
