package orders_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

type (
	payment  = orders.RecordPaymentInput
	refund   = orders.RecordRefundInput
	shipment = orders.CreateShipmentInput
)

// invalidRecord is a payment, refund or shipment and its user errors.
type invalidRecord struct {
	name string
	in   any
	want string
}

// invalidRecords returns records that an order, of which 10 were paid, does not allow.
func invalidRecords(s, other *recordShop) []invalidRecord {
	late := models.At(s.now().Add(time.Hour))
	tea := func(n int) []*orders.ShipmentItemInput { return []*orders.ShipmentItemInput{mugs(s, n)} }
	back := func(n int) []*orders.RefundItemInput { return []*orders.RefundItemInput{refunded(s.mugs, n, false)} }
	const most = 1 << 62
	return []invalidRecord{
		{"zero", payment{Amount: money("0", "EUR")}, "INVALID input.amount.amount"},
		{"negative", payment{Amount: money("-1", "EUR")}, "INVALID input.amount.amount"},
		{"huge", payment{Amount: money("9e999", "EUR")}, "INVALID input.amount.amount"},
		{"too many decimals", payment{Amount: money("0.001", "EUR")}, "INVALID input.amount.amount"},
		{"another currency", payment{Amount: money("1", "JPY")}, "CURRENCY_MISMATCH input.amount.currency"},
		{"no currency", payment{Amount: money("1", "XQQ")}, "CURRENCY_MISMATCH input.amount.currency"},
		{"in an hour", payment{Amount: money("1", "EUR"), PaidAt: &late}, "INVALID input.paidAt"},
		{"long texts", payment{
			Amount: money("1", "EUR"), Method: p(strings.Repeat("x", 101)), Reference: p(strings.Repeat("x", 256)),
		}, "TOO_LONG input.method, TOO_LONG input.reference"},
		{"line breaks", payment{Amount: money("1", "EUR"), Method: p("a\nb")}, "INVALID input.method"},
		{"an unknown order", payment{OrderID: "order_x", Amount: money("1", "EUR")}, "NOT_FOUND"},
		{"an old version", payment{Amount: money("1", "EUR"), ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion"},
		{"more than was paid", refund{Amount: money("10.01", "EUR")}, "INVALID input.amount.amount"},
		{"a negative refund", refund{Amount: money("-10", "EUR")}, "INVALID input.amount.amount"},
		{"no quantity", refund{Amount: money("1", "EUR"), Items: back(0)}, "INVALID input.items.0.quantity"},
		{"a negative quantity", refund{Amount: money("1", "EUR"), Items: back(-1)}, "INVALID input.items.0.quantity"},
		{"a huge quantity", refund{Amount: money("1", "EUR"), Items: back(most)}, "INVALID input.items.0.quantity"},
		{"an item of another order", refund{
			Amount: money("1", "EUR"), Items: []*orders.RefundItemInput{refunded(other.mugs, 1, false)},
		}, "NOT_FOUND input.items.0.itemId"},
		{"an item twice", refund{
			Amount: money("1", "EUR"), Items: []*orders.RefundItemInput{refunded(s.mugs, 1, false), refunded(s.mugs, 1, false)},
		}, "INVALID input.items.1.itemId"},
		{"an item twice and too often", refund{
			Amount: money("1", "EUR"), Items: []*orders.RefundItemInput{refunded(s.mugs, 2, false), refunded(s.mugs, 2, true)},
		}, "INVALID input.items.1.quantity"},
		{"a refund in an hour", refund{Amount: money("1", "EUR"), RefundedAt: &late}, "INVALID input.refundedAt"},
		{"a long reason", refund{Amount: money("1", "EUR"), Reason: p(strings.Repeat("x", 501))}, "TOO_LONG input.reason"},
		{"a refund with an old version", refund{Amount: money("1", "EUR"), ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion"},
		{"no items", shipment{Items: []*orders.ShipmentItemInput{}}, "REQUIRED input.items"},
		{"a negative shipment", shipment{Items: tea(-1)}, "INVALID input.items.0.quantity"},
		{"a huge shipment", shipment{Items: tea(most)}, "INVALID input.items.0.quantity"},
		{"another order's item", shipment{
			Items: []*orders.ShipmentItemInput{{ItemID: other.mugs, Quantity: 1}},
		}, "NOT_FOUND input.items.0.itemId"},
		{"the same item twice", shipment{Items: append(tea(1), tea(1)...)}, "INVALID input.items.1.itemId"},
		{"a script", shipment{TrackingURL: p("javascript:alert(1)//https://x")}, "INVALID input.trackingUrl"},
		{"data", shipment{TrackingURL: p("data:text/html,x")}, "INVALID input.trackingUrl"},
		{"a password in a link", shipment{TrackingURL: p("https://dhl.example@evil.example/")}, "INVALID input.trackingUrl"},
		{"another direction in a link", shipment{TrackingURL: p("https://dhl.example/?a=\u202eb")}, "INVALID input.trackingUrl"},
		{"an invisible character in a host", shipment{TrackingURL: p("https://dhl\u200b.example/")}, "INVALID input.trackingUrl"},
		{"a line separator in a link", shipment{TrackingURL: p("https://dhl.example/\u2028a")}, "INVALID input.trackingUrl"},
		{"a long link", shipment{TrackingURL: p("https://x.example/" + strings.Repeat("x", 2000))}, "TOO_LONG input.trackingUrl"},
		{"a shipment in an hour", shipment{ShippedAt: &late}, "INVALID input.shippedAt"},
		{"a shipment with an old version", shipment{ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion"},
	}
}

// TestInvalidRecords sends what only an attacker or a broken program would.
func TestInvalidRecords(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		other := newRecordShop(s.shop, s.customer("bob@example.com"))
		if err := s.pay("10"); err != nil {
			t.Fatal(err)
		}
		if err := other.ship(); err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		for _, c := range invalidRecords(s, other) {
			before := s.state()
			var err error
			switch in := c.in.(type) {
			case payment:
				if in.OrderID == "" {
					in.OrderID = s.o.ID
				}
				_, err = s.orders.RecordPayment(ctx, seller, in)
			case refund:
				in.OrderID = s.o.ID
				_, err = s.orders.RecordRefund(ctx, seller, in)
			case shipment:
				in.OrderID = s.o.ID
				_, err = s.orders.CreateShipment(ctx, seller, in)
			}
			if got := servicetest.Errors(err); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			if after := s.state(); after != before {
				t.Errorf("%s: the order is now %s", c.name, after)
			}
		}
	})
}

// TestRecordsOfOthers checks that nobody but the shop records anything, and that only a reader of the order sees its
// records.
func TestRecordsOfOthers(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		other := newRecordShop(s.shop, s.customer("bob@example.com"))
		if err := errors.Join(s.pay("10"), other.ship()); err != nil {
			t.Fatal(err)
		}
		ctx, bob := t.Context(), other.ann
		for name, caller := range map[string]auth.Caller{
			"visitor": visitor, "the customer": s.ann, "a reader": {Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}},
		} {
			for _, err := range []error{
				failed(s.orders.RecordPayment(ctx, caller, orders.RecordPaymentInput{OrderID: s.o.ID, Amount: money("1", "EUR")})),
				failed(s.orders.RecordRefund(ctx, caller, orders.RecordRefundInput{OrderID: s.o.ID, Amount: money("1", "EUR")})),
				failed(s.orders.CreateShipment(ctx, caller, orders.CreateShipmentInput{OrderID: s.o.ID})),
				failed(s.orders.VoidPayment(ctx, caller, s.last("payments"))),
				failed(s.orders.VoidRefund(ctx, caller, "refund_x")),
				failed(s.orders.CancelShipment(ctx, caller, other.last("shipments"))),
				failed(s.orders.UpdateShipment(ctx, caller, other.last("shipments"), orders.UpdateShipmentInput{})),
			} {
				if got := servicetest.Errors(err); got != "FORBIDDEN ORDERS_WRITE" {
					t.Errorf("%s: %s", name, got)
				}
			}
		}
		for name, c := range map[string]struct {
			caller auth.Caller
			want   int
		}{"visitor": {visitor, 0}, "the owner": {s.ann, 1}, "another customer": {bob, 0}, "the shop": {seller, 1}} {
			found, err := s.orders.GetPayments(ctx, c.caller, s.ids("payments"))
			if err != nil || len(found) != c.want {
				t.Errorf("%s sees %d payments, %v", name, len(found), err)
			}
		}
		if _, err := s.orders.VoidPayment(ctx, seller, "payment_x"); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("an unknown payment: %v", err)
		}
	})
}

func failed[T any](_ T, err error) error { return err }

// TestLimitOfRecords checks that an order cannot get any number of records, not even with statuses or voided ones.
func TestLimitOfRecords(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		insert := func(n int) {
			t.Helper()
			at := models.At(s.now()).Stored()
			err := s.db.InTx(t.Context(), func(tx *gorm.DB) error {
				for _, id := range models.NewIDs("x", n) {
					for _, sql := range []string{
						"INSERT INTO payments (id, order_id, amount_minor, currency, paid_at, created_at, voided_at) VALUES (?, ?, 1, 'EUR', ?, ?, ?)",
						"INSERT INTO refunds (id, order_id, amount_minor, currency, refunded_at, created_at, voided_at) VALUES (?, ?, 1, 'EUR', ?, ?, ?)",
						"INSERT INTO shipments (id, order_id, shipped_at, created_at, updated_at, version) VALUES (?, ?, ?, ?, ?, 1)",
					} {
						if err := tx.Exec(sql, id, s.o.ID, at, at, at).Error; err != nil {
							return err
						}
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		insert(199)
		if err := errors.Join(s.pay("1"), s.refund("0.5"), s.ship(mugs(s, 1))); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			err  error
			want string
		}{
			"a payment":         {s.pay("1"), "LIMIT_REACHED input.orderId"},
			"a refund":          {s.refund("0.1"), "LIMIT_REACHED input.orderId"},
			"a shipment":        {s.ship(mugs(s, 1)), "LIMIT_REACHED input.orderId"},
			"a refunded status": {s.set(updateInput{PaymentStatus: set(models.Refunded)}), "LIMIT_REACHED input.paymentStatus"},
			"a shipped status":  {s.set(updateInput{FulfillmentStatus: set(models.Fulfilled)}), "LIMIT_REACHED input.fulfillmentStatus"},
		} {
			if got := servicetest.Errors(c.err); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
	})
}
