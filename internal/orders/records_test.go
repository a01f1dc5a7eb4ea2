package orders_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// recordShop is a shop with an order of Ann over 30.00 EUR: 3 mugs at 8.00, 1 pot at 6.00.
type recordShop struct {
	*shop
	ann       auth.Caller
	o         *models.Order
	mugs, pot string // ids of line items
}

func onEachOrder(t *testing.T, test func(t *testing.T, s *recordShop)) {
	t.Helper()
	onEach(t, func(t *testing.T, s *shop) { test(t, newRecordShop(s, s.customer("ann@example.com"))) })
}

func newRecordShop(s *shop, ann auth.Caller) *recordShop {
	s.t.Helper()
	r := &recordShop{shop: s, ann: ann}
	r.o = s.place(ann, guest(s.quote(func(in *quoteInput) {
		in.Items = []*orders.OrderItemInput{item("MUG", "8", "EUR", 3), item("POT", "6", "EUR", 1)}
		in.ShippingPrice = nil
	})))
	items, err := s.orders.Items(s.t.Context(), []string{r.o.ID})
	if err != nil {
		s.t.Fatal(err)
	}
	r.mugs, r.pot = items[r.o.ID][0].ID, items[r.o.ID][1].ID
	return r
}

func (s *recordShop) pay(amount string) error {
	_, err := s.orders.RecordPayment(s.t.Context(), seller, orders.RecordPaymentInput{
		OrderID: s.o.ID, Amount: money(amount, "EUR"),
	})
	return err
}

func (s *recordShop) refund(amount string, items ...*orders.RefundItemInput) error {
	_, err := s.orders.RecordRefund(s.t.Context(), seller, orders.RecordRefundInput{
		OrderID: s.o.ID, Amount: money(amount, "EUR"), Items: items,
	})
	return err
}

func (s *recordShop) ship(items ...*orders.ShipmentItemInput) error {
	_, err := s.orders.CreateShipment(s.t.Context(), seller, orders.CreateShipmentInput{OrderID: s.o.ID, Items: items})
	return err
}

func (s *recordShop) set(in updateInput) error {
	_, err := s.orders.Update(s.t.Context(), seller, s.o.ID, in)
	return err
}

// ids returns the ids of the order's records of a kind, oldest first.
func (s *recordShop) ids(table string) []string {
	s.t.Helper()
	var ids []string
	err := s.db.Primary(s.t.Context()).Table(table).Where("order_id = ?", s.o.ID).Order("created_at, id").
		Pluck("id", &ids).Error
	if err != nil {
		s.t.Fatal(err)
	}
	return ids
}

// last returns the id of the order's latest record of a kind.
func (s *recordShop) last(table string) string {
	ids := s.ids(table)
	return ids[len(ids)-1]
}

func (s *recordShop) void(table string) error {
	var err error
	switch id := s.last(table); table {
	case "payments":
		_, err = s.orders.VoidPayment(s.t.Context(), seller, id)
	case "refunds":
		_, err = s.orders.VoidRefund(s.t.Context(), seller, id)
	default:
		_, err = s.orders.CancelShipment(s.t.Context(), seller, id)
	}
	return err
}

// state describes the order: its statuses and sums, and for each line item the quantities shipped, cancelled and
// refunded.
func (s *recordShop) state() string {
	s.t.Helper()
	o, err := s.orders.Get(s.t.Context(), seller, s.o.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	items, err := s.orders.Items(s.t.Context(), []string{o.ID})
	if err != nil {
		s.t.Fatal(err)
	}
	text := fmt.Sprintf("%s %s %s paid %d refunded %d", o.Status, o.PaymentStatus, o.FulfillmentStatus, o.PaidMinor/100,
		o.RefundedMinor/100)
	for _, i := range items[o.ID] {
		text += fmt.Sprintf(" %d/%d/%d", i.ShippedQuantity, i.CancelledQuantity, i.RefundedQuantity)
	}
	steps := orders.Steps(o)
	return text + fmt.Sprintf(" payable %d refundable %d", steps.Payable.Minor/100, steps.Refundable.Minor/100)
}

// recordStep is a change and what the order is afterwards.
type recordStep struct {
	name  string
	do    func(s *recordShop) error
	want  string // the order
	fails string // the user errors; the order then stays as it is
}

// run makes the changes one after the other, a second apart.
func (s *recordShop) run(steps []recordStep) {
	s.t.Helper()
	before := s.state()
	for _, step := range steps {
		s.pass(time.Second)
		if got := servicetest.Errors(step.do(s)); got != step.fails {
			s.t.Errorf("%s: errors %q, want %q", step.name, got, step.fails)
		}
		want := step.want
		if want == "" {
			want = before
		}
		if before = s.state(); before != want {
			s.t.Errorf("%s:\n got %s\nwant %s", step.name, before, want)
		}
	}
}

func mugs(s *recordShop, n int) *orders.ShipmentItemInput {
	return &orders.ShipmentItemInput{ItemID: s.mugs, Quantity: n}
}

func refunded(id string, n int, cancel bool) *orders.RefundItemInput {
	return &orders.RefundItemInput{ItemID: id, Quantity: n, Cancel: cancel}
}

func TestPayments(t *testing.T) {
	pay := func(amount string) func(*recordShop) error {
		return func(s *recordShop) error { return s.pay(amount) }
	}
	void := func(s *recordShop) error { return s.void("payments") }
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		s.run([]recordStep{
			{name: "a part", do: pay("10"), want: "OPEN PARTIALLY_PAID UNFULFILLED paid 10 refunded 0 0/0/0 0/0/0 payable 20 refundable 10"},
			{name: "too much", do: pay("20.01"), fails: "INVALID input.amount.amount"},
			{name: "the rest", do: pay("20"), want: "OPEN PAID UNFULFILLED paid 30 refunded 0 0/0/0 0/0/0 payable 0 refundable 30"},
			{name: "once more", do: pay("0.01"), fails: "INVALID input.amount.amount"},
			{name: "voided", do: void, want: "OPEN PARTIALLY_PAID UNFULFILLED paid 10 refunded 0 0/0/0 0/0/0 payable 20 refundable 10"},
			{name: "voided twice", do: void, fails: "STEP_NOT_ALLOWED id"},
			{name: "a refund", do: func(s *recordShop) error { return s.refund("5") }, want: "OPEN PARTIALLY_REFUNDED UNFULFILLED paid 10 refunded 5 0/0/0 0/0/0 payable 25 refundable 5"},
			{name: "a payment that was refunded", do: func(s *recordShop) error {
				_, err := s.orders.VoidPayment(s.t.Context(), seller, s.ids("payments")[0])
				return err
			}, fails: "STEP_NOT_ALLOWED id"},
			{name: "paid again", do: pay("25"), want: "OPEN PAID UNFULFILLED paid 35 refunded 5 0/0/0 0/0/0 payable 0 refundable 30"},
			{name: "all refunded", do: func(s *recordShop) error { return s.refund("30") }, want: "OPEN REFUNDED UNFULFILLED paid 35 refunded 35 0/0/0 0/0/0 payable 30 refundable 0"},
			{name: "a refund of nothing", do: func(s *recordShop) error { return s.refund("1") }, fails: "INVALID input.amount.amount"},
			{name: "all voided", do: func(s *recordShop) error { return s.void("refunds") }, want: "OPEN PAID UNFULFILLED paid 35 refunded 5 0/0/0 0/0/0 payable 0 refundable 30"},
			{name: "cancelled", do: func(s *recordShop) error {
				_, err := s.orders.Cancel(s.t.Context(), seller, s.o.ID, nil)
				return err
			}, want: "CANCELLED PAID UNFULFILLED paid 35 refunded 5 0/0/0 0/0/0 payable 0 refundable 30"},
			{name: "a refund of a cancelled order", do: func(s *recordShop) error { return s.refund("30") }, want: "CANCELLED REFUNDED UNFULFILLED paid 35 refunded 35 0/0/0 0/0/0 payable 0 refundable 0"},
			{name: "a payment of a cancelled order", do: pay("1"), fails: "STEP_NOT_ALLOWED input.orderId"},
		})
	})
}

func TestShipmentsAndRefunds(t *testing.T) {
	cancelShipment := func(s *recordShop) error { return s.void("shipments") }
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		s.run([]recordStep{
			{name: "a part", do: func(s *recordShop) error { return s.ship(mugs(s, 2)) }, want: "OPEN UNPAID PARTIALLY_FULFILLED paid 0 refunded 0 2/0/0 0/0/0 payable 30 refundable 0"},
			{name: "more than is left", do: func(s *recordShop) error { return s.ship(mugs(s, 2)) }, fails: "INVALID input.items.0.quantity"},
			{name: "an order that is partly shipped", do: func(s *recordShop) error {
				_, err := s.orders.Cancel(s.t.Context(), seller, s.o.ID, nil)
				return err
			}, fails: "STEP_NOT_ALLOWED id"},
			{name: "the rest", do: func(s *recordShop) error { return s.ship() }, want: "OPEN UNPAID FULFILLED paid 0 refunded 0 3/0/0 1/0/0 payable 30 refundable 0"},
			{name: "nothing", do: func(s *recordShop) error { return s.ship() }, fails: "STEP_NOT_ALLOWED input.orderId"},
			{name: "the rest taken back", do: cancelShipment, want: "OPEN UNPAID PARTIALLY_FULFILLED paid 0 refunded 0 2/0/0 0/0/0 payable 30 refundable 0"},
			{name: "taken back twice", do: cancelShipment, fails: "STEP_NOT_ALLOWED id"},
			{name: "paid", do: func(s *recordShop) error { return s.pay("30") }, want: "OPEN PAID PARTIALLY_FULFILLED paid 30 refunded 0 2/0/0 0/0/0 payable 0 refundable 30"},
			{name: "a mug cancelled and one returned", do: func(s *recordShop) error {
				return s.refund("16", refunded(s.mugs, 1, true), refunded(s.mugs, 1, false))
			}, want: "OPEN PARTIALLY_REFUNDED PARTIALLY_FULFILLED paid 30 refunded 16 2/1/2 0/0/0 payable 16 refundable 14"},
			{name: "a cancelled mug", do: func(s *recordShop) error { return s.ship(mugs(s, 1)) }, fails: "INVALID input.items.0.quantity"},
			{name: "two more mugs", do: func(s *recordShop) error { return s.refund("1", refunded(s.mugs, 2, false)) }, fails: "INVALID input.items.0.quantity"},
			{name: "a shipped mug cancelled", do: func(s *recordShop) error { return s.refund("1", refunded(s.mugs, 1, true)) }, fails: "INVALID input.items.0.quantity"},
			{name: "the pot cancelled", do: func(s *recordShop) error { return s.refund("6", refunded(s.pot, 1, true)) }, want: "OPEN PARTIALLY_REFUNDED FULFILLED paid 30 refunded 22 2/1/2 0/1/1 payable 22 refundable 8"},
			{name: "completed", do: func(s *recordShop) error { return s.set(updateInput{Status: set(models.OrderCompleted)}) }, want: "COMPLETED PARTIALLY_REFUNDED FULFILLED paid 30 refunded 22 2/1/2 0/1/1 payable 0 refundable 8"},
			{name: "a refund that completes", do: func(s *recordShop) error { return s.void("refunds") }, fails: "STEP_NOT_ALLOWED id"},
			{name: "a shipment of a completed order", do: func(s *recordShop) error {
				_, err := s.orders.CancelShipment(s.t.Context(), seller, s.ids("shipments")[0])
				return err
			}, fails: "STEP_NOT_ALLOWED id"},
			{name: "its payment", do: func(s *recordShop) error { return s.void("payments") }, fails: "STEP_NOT_ALLOWED id"},
			{name: "the rest refunded", do: func(s *recordShop) error { return s.refund("8") }, want: "COMPLETED REFUNDED FULFILLED paid 30 refunded 30 2/1/2 0/1/1 payable 0 refundable 0"},
			{name: "and voided", do: func(s *recordShop) error { return s.void("refunds") }, want: "COMPLETED PARTIALLY_REFUNDED FULFILLED paid 30 refunded 22 2/1/2 0/1/1 payable 0 refundable 8"},
		})
	})
}

// TestStatusesOfOldCallers sets statuses without records, which keep the amounts and quantities right.
func TestStatusesOfOldCallers(t *testing.T) {
	payment := func(to models.PaymentStatus) func(*recordShop) error {
		return func(s *recordShop) error { return s.set(updateInput{PaymentStatus: set(to)}) }
	}
	fulfillment := func(to models.FulfillmentStatus) func(*recordShop) error {
		return func(s *recordShop) error { return s.set(updateInput{FulfillmentStatus: set(to)}) }
	}
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		s.run([]recordStep{
			{name: "authorized", do: payment(models.Authorized), want: "OPEN AUTHORIZED UNFULFILLED paid 0 refunded 0 0/0/0 0/0/0 payable 30 refundable 0"},
			{name: "a part without an amount", do: payment(models.PartiallyPaid), want: "OPEN PARTIALLY_PAID UNFULFILLED paid 0 refunded 0 0/0/0 0/0/0 payable 30 refundable 0"},
			{name: "a part", do: func(s *recordShop) error { return s.pay("10") }, want: "OPEN PARTIALLY_PAID UNFULFILLED paid 10 refunded 0 0/0/0 0/0/0 payable 20 refundable 10"},
			{name: "paid", do: payment(models.Paid), want: "OPEN PAID UNFULFILLED paid 30 refunded 0 0/0/0 0/0/0 payable 0 refundable 30"},
			{name: "a shipment without items", do: fulfillment(models.PartiallyFulfilled), want: "OPEN PAID PARTIALLY_FULFILLED paid 30 refunded 0 0/0/0 0/0/0 payable 0 refundable 30"},
			{name: "a mug", do: func(s *recordShop) error { return s.ship(mugs(s, 1)) }, want: "OPEN PAID PARTIALLY_FULFILLED paid 30 refunded 0 1/0/0 0/0/0 payable 0 refundable 30"},
			{name: "a refund without an amount", do: payment(models.PartiallyRefunded), want: "OPEN PARTIALLY_REFUNDED PARTIALLY_FULFILLED paid 30 refunded 0 1/0/0 0/0/0 payable 0 refundable 30"},
			{name: "fulfilled", do: fulfillment(models.Fulfilled), want: "OPEN PARTIALLY_REFUNDED FULFILLED paid 30 refunded 0 3/0/0 1/0/0 payable 0 refundable 30"},
			{name: "refunded", do: payment(models.Refunded), want: "OPEN REFUNDED FULFILLED paid 30 refunded 30 3/0/0 1/0/0 payable 30 refundable 0"},
		})
		if n := len(s.ids("payments")); n != 2 {
			t.Errorf("%d payments", n)
		}
		if n := len(s.ids("shipments")); n != 2 {
			t.Errorf("%d shipments", n)
		}
		if n := len(s.ids("refunds")); n != 1 {
			t.Errorf("%d refunds", n)
		}
	})
}

func TestUpdateShipment(t *testing.T) {
	update := func(in orders.UpdateShipmentInput) func(*recordShop) error {
		return func(s *recordShop) error {
			_, err := s.orders.UpdateShipment(s.t.Context(), seller, s.last("shipments"), in)
			return err
		}
	}
	items := func(list ...*orders.ShipmentItemInput) orders.UpdateShipmentInput {
		return orders.UpdateShipmentInput{Items: graphql.OmittableOf(list)}
	}
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		pot := &orders.ShipmentItemInput{ItemID: s.pot, Quantity: 1}
		const all = "OPEN UNPAID FULFILLED paid 0 refunded 0 3/0/0 1/0/0 payable 30 refundable 0"
		s.run([]recordStep{
			{name: "shipped", do: func(s *recordShop) error { return s.ship(mugs(s, 2)) }, want: "OPEN UNPAID PARTIALLY_FULFILLED paid 0 refunded 0 2/0/0 0/0/0 payable 30 refundable 0"},
			{name: "all", do: update(items(mugs(s, 3), pot)), want: all},
			{name: "the same", do: update(items(pot, mugs(s, 3)))},
			{name: "too many", do: update(items(mugs(s, 4), pot)), fails: "INVALID input.items.0.quantity"},
			{name: "none", do: update(items()), fails: "REQUIRED input.items"},
			{name: "tracking", do: update(orders.UpdateShipmentInput{
				Carrier: given(" DHL "), TrackingNumber: given("00340"), TrackingURL: given("https://dhl.example/?n=00340"),
				ExpectedVersion: p(2),
			})},
			{name: "an old version", do: update(orders.UpdateShipmentInput{Carrier: given("UPS"), ExpectedVersion: p(2)}), fails: "CONFLICT input.expectedVersion"},
			{name: "a link that runs a script", do: update(orders.UpdateShipmentInput{TrackingURL: given("javascript:alert(1)")}), fails: "INVALID input.trackingUrl"},
			{name: "no time", do: update(orders.UpdateShipmentInput{ShippedAt: graphql.OmittableOf[*models.Time](nil)}), fails: "REQUIRED input.shippedAt"},
			{name: "tomorrow", do: update(orders.UpdateShipmentInput{ShippedAt: set(models.At(s.now().Add(24 * time.Hour)))}), fails: "INVALID input.shippedAt"},
			{name: "fewer", do: update(items(mugs(s, 1))), want: "OPEN UNPAID PARTIALLY_FULFILLED paid 0 refunded 0 1/0/0 0/0/0 payable 30 refundable 0"},
			{name: "cancelled", do: func(s *recordShop) error { return s.void("shipments") }, want: "OPEN UNPAID UNFULFILLED paid 0 refunded 0 0/0/0 0/0/0 payable 30 refundable 0"},
			{name: "a cancelled shipment", do: update(items(pot)), fails: "STEP_NOT_ALLOWED id"},
			{name: "all at once", do: func(s *recordShop) error { return s.ship() }, want: all},
			{name: "completed", do: func(s *recordShop) error {
				return s.set(updateInput{PaymentStatus: set(models.Paid), Status: set(models.OrderCompleted)})
			}, want: "COMPLETED PAID FULFILLED paid 30 refunded 0 3/0/0 1/0/0 payable 0 refundable 30"},
			{name: "items of a completed order", do: update(items(pot)), fails: "STEP_NOT_ALLOWED input.items"},
			{name: "tracking of a completed order", do: update(orders.UpdateShipmentInput{TrackingNumber: given("00341")})},
		})
		shipments, err := s.orders.Shipments(t.Context(), []string{s.o.ID})
		if err != nil || len(shipments[s.o.ID]) != 2 {
			t.Fatalf("%d shipments, %v", len(shipments[s.o.ID]), err)
		}
		first, second := shipments[s.o.ID][0], shipments[s.o.ID][1]
		if *first.Carrier != "DHL" || first.CancelledAt == nil || first.Version != 5 || *second.TrackingNumber != "00341" {
			t.Errorf("first %+v, second %+v", first, second)
		}
		lines, err := s.orders.ShipmentItems(t.Context(), []string{first.ID, second.ID})
		if err != nil || len(lines[first.ID]) != 1 || lines[first.ID][0].Quantity != 1 || len(lines[second.ID]) != 2 ||
			lines[second.ID][0].Item.SKU != "MUG" {
			t.Errorf("items %+v, %v", lines, err)
		}
	})
}
