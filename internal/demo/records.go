package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"clientele/internal/orders"
	"clientele/models"
)

const day = 24 * time.Hour

// recent is the age of orders up to which their payments, refunds and shipments are generated. Of older ones, only the
// statuses are known, as of orders that another system had.
const recent = 60 * day

// history generates what happened to an order. It has random values of its own, so that those of other records do not
// depend on the age of the order.
type history struct {
	r   *rand.Rand
	now time.Time
	at  time.Time // of the order, and after the payment of that
	o   *orders.ImportOrderInput
	in  orders.ImportRecords
}

func newHistory(seed uint64, now time.Time, o *orders.ImportOrderInput) *history {
	return &history{r: rand.New(rand.NewPCG(seed, 1)), now: now, at: o.PlacedAt.Time, o: o}
}

// generate sets the records and the status of the order.
func (h *history) generate() {
	age := h.now.Sub(h.o.PlacedAt.Time)
	cancelled := h.r.IntN(25) == 0
	paid := h.pay(age)
	if cancelled {
		h.o.Status = models.OrderCancelled
		if paid {
			h.refund(orders.ImportRefund{Reason: "Cancelled by the customer", RefundedAt: h.after(day)})
		}
	} else {
		shipped := paid && h.ship(h.now.Sub(h.at))
		if shipped && h.r.IntN(12) == 0 {
			h.returned()
		}
		if shipped && age > 14*day {
			h.o.Status = models.OrderCompleted
		}
	}
	h.o.Records = &h.in
}

// pay generates the payment. Some recent orders are not paid yet.
func (h *history) pay(age time.Duration) bool {
	delay := time.Duration(h.r.IntN(120)) * time.Minute
	p := orders.ImportPayment{Method: "Card", Reference: fmt.Sprintf("pi_%012x", h.r.Uint64()>>16)}
	switch h.r.IntN(5) {
	case 0:
		p.Method, p.Reference = "PayPal", fmt.Sprintf("PAY-%09d", h.r.IntN(1_000_000_000))
	case 1:
		p.Method, p.Reference, delay = "Bank transfer", "", delay*20
	}
	if late := h.r.IntN(15) == 0; late && age < 10*day || delay > age {
		return false
	}
	p.PaidAt = h.after(delay)
	h.at = p.PaidAt.Time
	h.in.Payments = append(h.in.Payments, p)
	return true
}

// ship generates the shipments of an order that was paid some time ago: of everything, or, rarely, of one line item
// after the other.
func (h *history) ship(age time.Duration) bool {
	delay := day + time.Duration(h.r.IntN(48))*time.Hour
	apart := len(h.o.Items) > 1 && h.r.IntN(10) == 0
	if age < delay+6*time.Hour {
		return false
	}
	if apart {
		first := h.shipment(h.after(delay))
		first.Items = []orders.ImportedItem{{Position: 0, Quantity: h.o.Items[0].Quantity}}
		h.in.Shipments = append(h.in.Shipments, first)
		if delay += 3 * day; age < delay+6*time.Hour {
			return false
		}
	}
	h.in.Shipments = append(h.in.Shipments, h.shipment(h.after(delay)))
	return true
}

func (h *history) shipment(at models.Time) orders.ImportShipment {
	number := fmt.Sprintf("%014d", h.r.Int64N(100_000_000_000_000))
	carrier := pick(h.r, []string{"DHL", "UPS", "An Post"})
	return orders.ImportShipment{
		Carrier: carrier, TrackingNumber: number, ShippedAt: at,
		TrackingURL: "https://tracking.example/" + number,
	}
}

// returned generates the refund of one article, or of everything.
func (h *history) returned() {
	at := h.in.Shipments[len(h.in.Shipments)-1].ShippedAt.Add(time.Duration(1+h.r.IntN(96)) * time.Hour)
	if at.After(h.now) {
		return
	}
	r := orders.ImportRefund{RefundedAt: models.At(at), Reason: pick(h.r, []string{
		"Arrived broken", "Customer changed their mind", "Wrong article sent",
	})}
	if h.r.IntN(4) > 0 {
		minor, err := h.o.Items[0].UnitPrice.Minor()
		if err != nil {
			return
		}
		r.Minor, r.Items = minor, []orders.ImportedItem{{Position: 0, Quantity: 1}}
	}
	h.refund(r)
}

func (h *history) refund(r orders.ImportRefund) {
	if !r.RefundedAt.After(h.now) {
		h.in.Refunds = append(h.in.Refunds, r)
	}
}

// after returns a time after the order was placed or paid, which is not later than now.
func (h *history) after(d time.Duration) models.Time {
	at := h.at.Add(d)
	if at.After(h.now) {
		at = h.now
	}
	return models.At(at)
}
