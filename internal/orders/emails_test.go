package orders_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/mail"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// sendEmails makes the shop send emails about orders, and holds them until they are composed.
func (s *shop) sendEmails(which ...models.OrderEmail) {
	s.t.Helper()
	stored := models.Strings{}
	for _, each := range which {
		stored = append(stored, string(each))
	}
	s.box.held, s.box.queued = true, nil
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		return tx.Model(&models.ShopSettings{ID: 1}).Update("order_emails", stored).Error
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// compose composes the queued emails.
func (s *shop) compose() []*mail.Content {
	s.t.Helper()
	var all []*mail.Content
	for _, m := range s.box.queued {
		err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
			content, err := s.box.composers[m.Kind](s.t.Context(), tx, m)
			if content != nil {
				content.Kind = m.Kind
				all = append(all, content)
			}
			return err
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	s.box.queued = nil
	return all
}

// sent composes the queued emails, and describes them.
func (s *shop) sent() []string {
	s.t.Helper()
	var all []string
	for _, c := range s.compose() {
		text := fmt.Sprintf("%s to %s", c.Kind, c.To)
		for _, item := range c.Order.Items {
			text += fmt.Sprintf(", %d %s", item.Quantity, item.SKU)
		}
		if c.Order.Totals != nil {
			text += fmt.Sprintf(", total %d", c.Order.Totals.Total)
		}
		if c.Order.Refund != nil {
			text += fmt.Sprintf(", refund %d", *c.Order.Refund)
		}
		for _, shown := range []string{c.Order.Carrier, c.Order.TrackingNumber, c.Order.TrackingLink} {
			if shown != "" {
				text += ", " + shown
			}
		}
		all = append(all, text)
	}
	return all
}

var allOrderEmails = []models.OrderEmail{
	models.OrderEmailPlaced, models.OrderEmailShipped, models.OrderEmailCancelled, models.OrderEmailRefunded,
}

// orderEmailCase is a change of an order of 3 mugs and a pot over 30.00 EUR.
type orderEmailCase struct {
	name  string
	do    func(s *recordShop) error
	which models.OrderEmail
	want  []string
	fails string
}

// cancelOrder cancels the order.
func cancelOrder(s *recordShop) error {
	_, err := s.orders.Cancel(s.t.Context(), seller, s.o.ID, nil)
	return err
}

// shipTracked ships two mugs with a tracking number.
func shipTracked(s *recordShop) error {
	_, err := s.orders.CreateShipment(s.t.Context(), seller, orders.CreateShipmentInput{
		OrderID: s.o.ID, Items: []*orders.ShipmentItemInput{{ItemID: s.mugs, Quantity: 2}},
		Carrier: p("Post"), TrackingNumber: p("RR1"), TrackingURL: p("https://post.example/RR1"),
	})
	return err
}

// orderEmailCases returns changes of an order, and the emails that they send.
func orderEmailCases() []orderEmailCase {
	undone := func(do func(s *recordShop) error, table string, undo func(s *recordShop, id string) error) func(*recordShop) error {
		return func(s *recordShop) error { return errors.Join(do(s), undo(s, s.ids(table)[0])) }
	}
	paid := func(f func(s *recordShop) error) func(*recordShop) error {
		return func(s *recordShop) error { return errors.Join(s.pay("30"), f(s)) }
	}
	return []orderEmailCase{
		{
			"part shipped", shipTracked, models.OrderEmailShipped,
			[]string{"order_shipped to guest@example.com, 2 MUG, Post, RR1, https://post.example/RR1"},
			"",
		},
		{
			"rest shipped", func(s *recordShop) error { return errors.Join(shipTracked(s), s.ship()) }, models.OrderEmailShipped,
			[]string{
				"order_shipped to guest@example.com, 2 MUG, Post, RR1, https://post.example/RR1",
				"order_shipped to guest@example.com, 1 MUG, 1 POT",
			},
			"",
		},
		{
			"set to fulfilled", func(s *recordShop) error { return s.set(updateInput{FulfillmentStatus: set(models.Fulfilled)}) },
			models.OrderEmailShipped,
			[]string{"order_shipped to guest@example.com, 3 MUG, 1 POT"},
			"",
		},
		{
			"shipment undone", undone(shipTracked, "shipments", func(s *recordShop, id string) error {
				_, err := s.orders.CancelShipment(s.t.Context(), seller, id)
				return err
			}), models.OrderEmailShipped, nil, "",
		},
		{
			"cancelled", cancelOrder, models.OrderEmailCancelled,
			[]string{"order_cancelled to guest@example.com, 3 MUG, 1 POT, total 3000"},
			"",
		},
		{
			"status set to cancelled", func(s *recordShop) error { return s.set(updateInput{Status: set(models.OrderCancelled)}) },
			models.OrderEmailCancelled,
			[]string{"order_cancelled to guest@example.com, 3 MUG, 1 POT, total 3000"},
			"",
		},
		{
			"cancelled twice", func(s *recordShop) error { return errors.Join(cancelOrder(s), cancelOrder(s)) },
			models.OrderEmailCancelled,
			[]string{"order_cancelled to guest@example.com, 3 MUG, 1 POT, total 3000"},
			"STEP_NOT_ALLOWED id",
		},
		{
			"refunded with items", paid(func(s *recordShop) error {
				return s.refund("8", &orders.RefundItemInput{ItemID: s.mugs, Quantity: 1})
			}), models.OrderEmailRefunded, []string{"order_refunded to guest@example.com, 1 MUG, refund 800"}, "",
		},
		{
			"refunded an amount", paid(func(s *recordShop) error { return s.refund("2.50") }),
			models.OrderEmailRefunded,
			[]string{"order_refunded to guest@example.com, refund 250"},
			"",
		},
		{
			"refund undone", paid(undone(func(s *recordShop) error { return s.refund("2.50") }, "refunds",
				func(s *recordShop, id string) error {
					_, err := s.orders.VoidRefund(s.t.Context(), seller, id)
					return err
				})), models.OrderEmailRefunded, nil, "",
		},
		{
			"refused refund", paid(func(s *recordShop) error { return s.refund("31") }), models.OrderEmailRefunded, nil,
			"INVALID input.amount.amount",
		},
		{"paid", func(s *recordShop) error { return s.pay("30") }, models.OrderEmailPlaced, nil, ""},
	}
}

// TestOrderEmails checks which emails the changes of an order send, when they are switched on and when they are not.
func TestOrderEmails(t *testing.T) {
	for _, c := range orderEmailCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, on := range []bool{true, false} {
				onEachOrder(t, func(t *testing.T, s *recordShop) {
					which := []models.OrderEmail{c.which}
					want := c.want
					if !on { // all but this one
						want, which = nil, slices.DeleteFunc(slices.Clone(allOrderEmails), func(e models.OrderEmail) bool {
							return e == c.which
						})
					}
					s.sendEmails(which...)
					err := c.do(s)
					if got := servicetest.Errors(err); got != c.fails {
						t.Fatalf("errors %q, want %q", got, c.fails)
					}
					if got := s.sent(); !slices.Equal(got, want) {
						t.Errorf("switched on %v: %q, want %q", on, got, want)
					}
				})
			}
		})
	}
}

// TestPlacedEmails checks the email about a new order of each kind of buyer, and its language.
func TestPlacedEmails(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		locale := func(caller auth.Caller, tag string) {
			t.Helper()
			_, err := s.accounts.Update(t.Context(), caller, nil, accounts.UpdateCustomerInput{Locale: given(tag)})
			if err != nil {
				t.Fatal(err)
			}
		}
		locale(ann, "de_AT")
		in := func(tag string) checkoutInput {
			in := guest(s.quote(nil))
			if tag != "" {
				in.Locale = &tag
			}
			return in
		}
		s.place(visitor, in("")) // before they are switched on
		for _, c := range []struct {
			name   string
			caller auth.Caller
			locale string
			want   string // of the order; "" for none
		}{
			{"guest", visitor, "", ""},
			{"guest with a language", visitor, "ja-jp", "ja-JP"},
			{"customer", ann, "", "de-AT"},
			{"customer with another language", ann, "fr", "fr"},
		} {
			s.sendEmails(models.OrderEmailPlaced)
			o := s.place(c.caller, in(c.locale))
			composed := s.compose()
			if len(composed) != 1 {
				t.Fatalf("%s: %d emails", c.name, len(composed))
			}
			m := composed[0]
			if m.Kind != mail.OrderPlaced || m.To != "guest@example.com" || m.Name != "Guest Person" ||
				m.Order.Number != o.Number || m.Order.Guest != (c.caller.Kind == auth.Anonymous) || m.Locale != c.want {
				t.Errorf("%s: %+v, %+v", c.name, m, m.Order)
			}
			if !strings.HasPrefix(strings.Join(m.Order.ShippingAddress, ", "), "Ann Example, 1 Guest Street") ||
				!strings.HasPrefix(strings.Join(m.Order.BillingAddress, ", "), "Ann Example, 2 Guest Street") ||
				len(m.Order.Items) != 1 || *m.Order.Items[0].Unit != 795 || m.Order.Totals.Total != 2080 {
				t.Errorf("%s: %+v", c.name, m.Order)
			}
		}
		s.sendEmails(models.OrderEmailPlaced)
		again := in("es")
		again.IdempotencyKey = p("once")
		first := s.place(seller, again)
		if s.place(seller, again).ID != first.ID || len(s.box.queued) != 1 {
			t.Errorf("a repeated request: %d emails", len(s.box.queued))
		}
		broken := in("english")
		_, _, err := s.orders.Checkout(t.Context(), visitor, broken)
		if got := servicetest.Errors(err); got != "INVALID input.locale" {
			t.Errorf("an invalid language: %q", got)
		}
	})
}

// TestLateOrderEmails checks that an email is composed from the order as it is when the email is sent.
func TestLateOrderEmails(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.sendEmails(allOrderEmails...)
		o := s.place(visitor, guest(s.quote(nil)))
		corrected := updateInput{Contact: set(orders.UpdateOrderContactInput{Email: given("right@example.com")})}
		if _, err := s.orders.Update(t.Context(), seller, o.ID, corrected); err != nil {
			t.Fatal(err)
		}
		if got := s.sent(); !slices.Equal(got, []string{"order_placed to right@example.com, 2 TEA-1, total 2080"}) {
			t.Errorf("with a corrected address: %q", got)
		}
		anonymous, _ := s.closedGuestOrder()
		if len(s.box.queued) == 0 {
			t.Fatal("no emails of the order that becomes anonymous")
		}
		s.anonymize(anonymous.ID)
		if got := s.sent(); got != nil {
			t.Errorf("of an anonymous order: %q", got)
		}
	})
}

// TestImportsSendNoEmails checks that imports, of which the sample orders are some, send no emails, neither about new
// orders nor about changed ones.
func TestImportsSendNoEmails(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.sendEmails(allOrderEmails...)
		record := imported("1001", func(in *orders.ImportOrderInput) { in.Locale = p("de_de") })
		changed := record
		changed.Status = models.OrderCancelled
		other := changed
		other.Locale = p("fr")
		got := s.importAll(bulk.Options{}, record, changed, other)
		if len(got) != 3 || !strings.HasPrefix(got[0], "CREATED") || !strings.HasPrefix(got[1], "UPDATED") ||
			got[2] != "FAILED INVALID locale" || len(s.box.queued) != 0 {
			t.Errorf("%q, %d emails", got, len(s.box.queued))
		}
		var o models.Order
		if err := s.db.Primary(t.Context()).Where("number = '1001'").Take(&o).Error; err != nil || *o.Locale != "de-DE" {
			t.Errorf("%v, %v", o.Locale, err)
		}
	})
}
