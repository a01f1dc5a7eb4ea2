package orders_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestPostcodePart(t *testing.T) {
	for postcode, want := range map[string]string{
		"": "", " ": "", "7": "", "75": "7", "1010": "10", "75001": "75", "D02 X285": "D02", "SW1A 1AA": "SW1", "M1 1AE": "M1",
		"123456789": "123", "100-0001": "100", "〒150-0002": "150", "ÄÖÜ ẞ": "ÄÖ",
	} {
		if got := orders.PostcodePart(&postcode); got == nil && want != "" || got != nil && *got != want {
			t.Errorf("%q: %v, want %q", postcode, got, want)
		}
	}
	if orders.PostcodePart(nil) != nil {
		t.Error("no postcode has a part")
	}
}

// anonymize makes an order anonymous.
func (s *shop) anonymize(id string) *models.Order {
	s.t.Helper()
	var o models.Order
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		o = models.Order{}
		if err := db.ForUpdate(tx).Where("id = ?", id).Take(&o).Error; err != nil {
			return err
		}
		return s.orders.Anonymize(tx, seller, []*models.Order{&o})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return &o
}

// closedGuestOrder places a guest's order, and cancels it.
func (s *shop) closedGuestOrder() (o *models.Order, token string) {
	s.t.Helper()
	o, guestToken, err := s.orders.Checkout(s.t.Context(), visitor, guest(s.quote(nil)))
	if err != nil {
		s.t.Fatal(err)
	}
	if o, err = s.orders.Cancel(s.t.Context(), seller, o.ID, nil); err != nil {
		s.t.Fatal(err)
	}
	return o, *guestToken
}

// TestAnonymousOrder checks that nobody can open or correct an anonymous order any longer, and what can still be done.
func TestAnonymousOrder(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx, ann := t.Context(), s.verified("ann@example.com")
		for key, personal := range map[string]bool{"gift": true, "depot": false} {
			s.define(key, func(in *fieldInput) { in.Owner, in.Personal = models.OwnerOrder, personal })
		}
		o, token := s.closedGuestOrder()
		link := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		if steps := orders.Steps(o); !steps.Anonymize || !steps.RevokeGuestTokens {
			t.Errorf("steps %+v", steps)
		}
		s.define("recipient", func(in *fieldInput) { in.Owner, in.Personal, in.Required = models.OwnerOrder, true, true })
		anonymous := s.anonymize(o.ID)
		if steps := orders.Steps(anonymous); steps.Anonymize || steps.RevokeGuestTokens || steps.CorrectShippingAddress {
			t.Errorf("steps %+v", steps)
		}
		if again := s.anonymize(o.ID); again.Version != anonymous.Version || !again.AnonymizedAt.Equal(anonymous.AnonymizedAt.Time) {
			t.Errorf("again: %+v", again)
		}
		for name, open := range map[string]func() (*models.Order, error){
			"token": func() (*models.Order, error) { return s.orders.OpenByToken(ctx, token) },
			"link":  func() (*models.Order, error) { return s.orders.OpenByToken(ctx, link) },
			"number": func() (*models.Order, error) {
				return s.orders.OpenByNumber(ctx, visitor, o.Number, "guest@example.com")
			},
			"number alone": func() (*models.Order, error) { return s.orders.OpenByNumber(ctx, visitor, o.Number, "") },
		} {
			if _, err := open(); servicetest.Errors(err) != "NOT_FOUND" {
				t.Errorf("by %s: %v", name, err)
			}
		}
		for _, email := range []string{"guest@example.com"} {
			if m := s.linkFor(o.Number, email); m != nil {
				t.Errorf("a link was sent: %+v", m)
			}
		}
		update := func(in updateInput) error {
			_, err := s.orders.Update(ctx, seller, o.ID, in)
			return err
		}
		fields := func(key string, value any) updateInput {
			return updateInput{CustomFields: graphql.OmittableOf(customfields.Values{key: value})}
		}
		a := irish("1 New Street")
		for _, c := range []struct {
			name string
			err  error
			want string
		}{
			{"claim", second(s.orders.ClaimGuest(ctx, ann, link)), "TOKEN_INVALID token"},
			{"attach", second(s.orders.Attach(ctx, seller, o.ID, ann.CustomerID)), "STEP_NOT_ALLOWED orderId"},
			{"detach", second(s.orders.Detach(ctx, seller, o.ID)), ""},
			{"revoke tokens", second(s.orders.RevokeGuestTokens(ctx, seller, o.ID)), "STEP_NOT_ALLOWED orderId"},
			{"contact", update(updateInput{Contact: graphql.OmittableOf(&orders.UpdateOrderContactInput{Name: given("Bob")})}), "STEP_NOT_ALLOWED input.contact"},
			{"address", update(updateInput{ShippingAddress: graphql.OmittableOf(&a)}), "STEP_NOT_ALLOWED input.shippingAddress"},
			{"a personal field", update(fields("gift", "for Bob")), "STEP_NOT_ALLOWED input.customFields"},
			{"a personal field without a value", update(fields("gift", nil)), ""},
			{"another field", update(fields("depot", "north")), ""},
			{"external ID", update(updateInput{ExternalID: given("A-1")}), ""},
		} {
			if got := servicetest.Errors(c.err); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		found, err := s.orders.List(ctx, seller, page.Args{}, &orders.OrderFilter{Anonymized: &filter.BooleanFilter{Eq: p(true)}}, p(o.Number), nil)
		if err != nil || len(found.Nodes()) != 1 || found.Nodes()[0].ID != o.ID {
			t.Errorf("%v, %v", found, err)
		}
		history, err := s.orders.History(ctx, []string{o.ID})
		if err != nil {
			t.Fatal(err)
		}
		if types := history[o.ID]; !slices.ContainsFunc(types, func(e *models.OrderEvent) bool { return e.Type == models.OrderAnonymized }) {
			t.Errorf("history %+v", types)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// TestOpenOrdersStayPersonal checks that an open order cannot become anonymous.
func TestOpenOrdersStayPersonal(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		err := s.db.InTx(t.Context(), func(tx *gorm.DB) error { return s.orders.Anonymize(tx, seller, []*models.Order{o}) })
		if err == nil {
			t.Error("an open order became anonymous")
		}
	})
}

// TestImportOfAnonymousOrders checks that the import of a file from before does not bring anything back.
func TestImportOfAnonymousOrders(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for key, personal := range map[string]bool{"gift": true, "depot": false} {
			s.define(key, func(in *fieldInput) { in.Owner, in.Personal = models.OwnerOrder, personal })
		}
		closed := func(in *orders.ImportOrderInput) {
			in.ExternalID, in.Status, in.PaymentStatus, in.FulfillmentStatus = p("A1"), models.OrderCompleted, models.Paid, models.Fulfilled
		}
		if got := s.importAll(bulk.Options{}, imported("W1", closed)); got[0] != "CREATED" {
			t.Fatal(got)
		}
		var o models.Order
		if err := s.db.Read(t.Context()).Where("number = 'W1'").Take(&o).Error; err != nil {
			t.Fatal(err)
		}
		anonymous := s.anonymize(o.ID)
		got := s.importAll(
			bulk.Options{}, imported("W1", closed), imported("W1"),
			imported("W1", closed, func(in *orders.ImportOrderInput) { in.Note = p("Leave at the door") }),
			imported("W1", closed, func(in *orders.ImportOrderInput) { in.CustomFields = customfields.Values{"gift": "for Bob"} }),
			imported("W1", closed, func(in *orders.ImportOrderInput) { in.CustomFields = customfields.Values{"gift": nil} }),
			imported("W2", closed),
		)
		want := []string{
			"UNCHANGED", "UNCHANGED", "FAILED STEP_NOT_ALLOWED note", "FAILED STEP_NOT_ALLOWED customFields", "UNCHANGED",
			"FAILED INVALID number",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		var after models.Order
		if err := s.db.Read(t.Context()).Where("id = ?", o.ID).Take(&after).Error; err != nil {
			t.Fatal(err)
		}
		if after.ContactName != "" || after.ShippingAddress.Line1 != "" || after.Version != anonymous.Version || s.count("orders") != 1 {
			t.Errorf("%+v", after)
		}
	})
}

// TestRecordsOfAnonymousOrders checks that nothing personal is recorded for an anonymous order, but that it can be
// refunded.
func TestRecordsOfAnonymousOrders(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		if err := errors.Join(s.pay("30"), s.ship(), s.set(updateInput{Status: set(models.OrderCompleted)})); err != nil {
			t.Fatal(err)
		}
		s.anonymize(s.o.ID)
		tracking := func(in orders.UpdateShipmentInput) func(*recordShop) error {
			return func(s *recordShop) error {
				return failed(s.orders.UpdateShipment(t.Context(), seller, s.last("shipments"), in))
			}
		}
		s.run([]recordStep{
			{name: "a reason", do: func(s *recordShop) error {
				return failed(s.orders.RecordRefund(t.Context(), seller, orders.RecordRefundInput{
					OrderID: s.o.ID, Amount: money("1", "EUR"), Reason: p("Ann complained"),
				}))
			}, fails: "STEP_NOT_ALLOWED input.reason"},
			{name: "a number", do: tracking(orders.UpdateShipmentInput{TrackingNumber: given("1")}), fails: "STEP_NOT_ALLOWED input.trackingNumber"},
			{name: "a link", do: tracking(orders.UpdateShipmentInput{TrackingURL: given("https://x.example")}), fails: "STEP_NOT_ALLOWED input.trackingUrl"},
			{name: "a carrier", do: tracking(orders.UpdateShipmentInput{Carrier: given("DHL")})},
			{
				name: "a refund", do: func(s *recordShop) error { return s.refund("1") },
				want: "COMPLETED PARTIALLY_REFUNDED FULFILLED paid 30 refunded 1 3/0/0 1/0/0 payable 0 refundable 29",
			},
		})
	})
}
