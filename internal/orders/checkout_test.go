package orders_test

import (
	"context"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestCheckoutByCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		o, token, err := s.orders.Checkout(ctx, ann, checkoutInput{
			Quote: s.quote(nil), ShippingAddress: savedAddress(home), BillingSameAsShipping: new(true),
			Note: p(" Ring twice.\r\nThanks "),
		})
		if err != nil {
			t.Fatal(err)
		}
		if token != nil || o.Guest || *o.CustomerID != ann.CustomerID || len(o.Number) != 8 ||
			*o.Note != "Ring twice.\nThanks" {
			t.Errorf("%+v", o)
		}
		if o.ContactName != "Ann Example" || o.ContactEmail != "ann@example.com" ||
			*o.ContactPhone != "+353871234567" || o.BillingAddress.Line1 != "14 Main Street" {
			t.Errorf("copied contact and addresses: %+v", o)
		}
		if o.Status != models.OrderOpen || o.PaymentStatus != models.Unpaid ||
			o.FulfillmentStatus != models.Unfulfilled || o.TotalMinor != 2080 || o.SubtotalMinor != 1590 ||
			o.TotalValue != 208000 {
			t.Errorf("statuses and amounts: %+v", o)
		}
		// Deleting the saved address does not change the order.
		if err := s.addresses.Delete(ctx, ann, home); err != nil {
			t.Fatal(err)
		}
		if again, err := s.orders.Get(ctx, ann, o.ID); err != nil || again.ShippingAddress.Line1 != "14 Main Street" {
			t.Errorf("%+v %v", again, err)
		}
		items, err := s.orders.Items(ctx, []string{o.ID, "order_none"})
		if err != nil || len(items[o.ID]) != 1 || items[o.ID][0].Total().Amount() != "15.90" ||
			items["order_none"] == nil {
			t.Errorf("%+v %v", items, err)
		}
		history, err := s.orders.History(ctx, []string{o.ID})
		if err != nil || len(history[o.ID]) != 1 || history[o.ID][0].Type != models.OrderPlaced ||
			*history[o.ID][0].ActorID != ann.CustomerID {
			t.Errorf("%+v %v", history, err)
		}
		var c models.Customer
		if err := s.db.Read(ctx).Take(&c, "id = ?", ann.CustomerID).Error; err != nil || c.OrdersCount != 1 ||
			!c.LastOrderAt.Equal(o.PlacedAt.Time) {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func TestCheckoutByGuest(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("guest@example.com") // a customer with the same email address
		o, token, err := s.orders.Checkout(ctx, visitor, guest(s.quote(nil)))
		if err != nil {
			t.Fatal(err)
		}
		if token == nil || !o.Guest || o.CustomerID != nil || o.ContactEmail != "guest@example.com" ||
			o.BillingAddress.Line1 != "2 Guest Street" {
			t.Errorf("%+v", o)
		}
		var c models.Customer
		if err := s.db.Read(ctx).Take(&c, "id = ?", ann.CustomerID).Error; err != nil || c.OrdersCount != 0 ||
			c.Version != 1 {
			t.Errorf("the customer changed: %+v %v", c, err)
		}
		if _, err := s.orders.Get(ctx, ann, o.ID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("the customer with the same email address can read the order: %v", err)
		}
		opened, err := s.orders.OpenByToken(ctx, *token)
		if err != nil || opened.ID != o.ID || !opened.ByToken {
			t.Errorf("%+v %v", opened, err)
		}
		for _, bad := range []string{"", "x", *token + "x", (*token)[1:]} {
			if _, err := s.orders.OpenByToken(ctx, bad); servicetest.Errors(err) != "NOT_FOUND" {
				t.Errorf("%q: %v", bad, err)
			}
		}
		s.pass(366 * 24 * 3600e9)
		if _, err := s.orders.OpenByToken(ctx, *token); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("after a year: %v", err)
		}
	})
}

// checkoutTest is a change to a valid checkout input and the errors it causes.
type checkoutTest struct {
	name   string
	caller auth.Caller
	change func(*checkoutInput)
	want   string
}

// testCheckout runs tests of checkouts with the same quote.
func (s *shop) testCheckout(tests []checkoutTest) {
	s.t.Helper()
	quote := s.quote(nil)
	for _, c := range tests {
		in := guest(quote)
		if c.change != nil {
			c.change(&in)
		}
		before := s.count("orders")
		_, _, err := s.orders.Checkout(context.Background(), c.caller, in)
		if servicetest.Errors(err) != c.want {
			s.t.Errorf("%s:\n got  %s\n want %s", c.name, servicetest.Errors(err), c.want)
		}
		if stored := s.count("orders") - before; stored != 0 && c.want != "" {
			s.t.Errorf("%s: %d orders were stored", c.name, stored)
		}
	}
}

func TestCheckoutErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		helper := ann
		helper.KeyID, helper.Scopes = "key_seller", []models.Scope{models.OrdersWrite}
		lines := []*orders.OrderItemInput{item("a", "1", "EUR", 1)}
		s.testCheckout([]checkoutTest{
			{
				"empty input, by a guest", visitor, func(in *checkoutInput) { *in = checkoutInput{} },
				"REQUIRED input.quote, REQUIRED input.shippingAddress, REQUIRED input.billingAddress, " +
					"REQUIRED input.contact.email, REQUIRED input.contact.name",
			},
			{
				"empty input, by a customer", ann, func(in *checkoutInput) { *in = checkoutInput{} },
				"REQUIRED input.quote, REQUIRED input.shippingAddress",
			},
			{
				"empty input, by an API key", seller, func(in *checkoutInput) { *in = checkoutInput{} },
				"REQUIRED input.items, REQUIRED input.shippingAddress, REQUIRED input.contact.email, " +
					"REQUIRED input.contact.name",
			},
			{
				"prices by a guest", visitor, func(in *checkoutInput) { in.Quote, in.Items = nil, lines },
				"FORBIDDEN ORDERS_WRITE",
			},
			{"prices by a customer", ann, func(in *checkoutInput) { in.Items = lines }, "FORBIDDEN ORDERS_WRITE"},
			{
				"a discount by a customer", ann,
				func(in *checkoutInput) { in.Quote, in.Discount = nil, money("1", "EUR") }, "FORBIDDEN ORDERS_WRITE",
			},
			{
				"a discount with a quote", visitor, func(in *checkoutInput) { in.Discount = money("1", "EUR") },
				"INVALID input.discount",
			},
			{"all amounts with a quote", visitor, func(in *checkoutInput) {
				in.ShippingPrice, in.Tax, in.Discount = money("1", "EUR"), money("1", "EUR"), money("1", "EUR")
			}, "INVALID input.shippingPrice, INVALID input.tax, INVALID input.discount"},
			{"a quote and lines", seller, func(in *checkoutInput) { in.Items = lines }, "INVALID input.items"},
			{
				"prices by an API key on behalf of a customer", helper,
				func(in *checkoutInput) { in.Quote, in.Items, in.IdempotencyKey = nil, lines, p("helper") }, "",
			},
			{
				"customer id by a guest", visitor, func(in *checkoutInput) { in.CustomerID = given(ann.CustomerID) },
				"UNAUTHENTICATED",
			},
			{
				"another customer", ann, func(in *checkoutInput) { in.CustomerID = given(bob.CustomerID) },
				"NOT_FOUND input.customerId",
			},
			{
				"null by a customer", ann, func(in *checkoutInput) { in.CustomerID = graphql.OmittableOf[*string](nil) },
				"REQUIRED input.customerId",
			},
			{
				"unknown customer", seller, func(in *checkoutInput) { in.CustomerID = given("customer_none") },
				"NOT_FOUND input.customerId",
			},
			{
				"a read-only API key",
				auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}},
				nil,
				"FORBIDDEN ORDERS_WRITE",
			},
			{
				"empty idempotency key", visitor, func(in *checkoutInput) { in.IdempotencyKey = p(" ") },
				"REQUIRED input.idempotencyKey",
			},
		})
	})
}

func TestCheckoutAddressErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		bobsAddress := s.address(bob)
		s.testCheckout([]checkoutTest{
			{
				"address of another customer", ann,
				func(in *checkoutInput) { in.ShippingAddress = savedAddress(bobsAddress) },
				"NOT_FOUND input.shippingAddress.addressId",
			},
			{
				"unknown address", ann, func(in *checkoutInput) { in.BillingAddress = savedAddress("address_x") },
				"NOT_FOUND input.billingAddress.addressId",
			},
			{
				"saved address by a guest", visitor,
				func(in *checkoutInput) { in.ShippingAddress = savedAddress(bobsAddress) },
				"NOT_FOUND input.shippingAddress.addressId",
			},
			{
				"saved and new address", ann, func(in *checkoutInput) { in.ShippingAddress.AddressID = &bobsAddress },
				"INVALID input.shippingAddress",
			},
			{
				"neither saved nor new address", ann,
				func(in *checkoutInput) { in.ShippingAddress = &orders.CheckoutAddress{} },
				"INVALID input.shippingAddress",
			},
			{
				"billing address and billingSameAsShipping", ann,
				func(in *checkoutInput) { in.BillingSameAsShipping = new(true) }, "INVALID input.billingAddress",
			},
			{"errors in both addresses", visitor, func(in *checkoutInput) {
				in.ShippingAddress.Address.Postcode = p("12")
				in.BillingAddress.Address.City, in.BillingAddress.Address.Country = nil, "XX"
			}, "INVALID input.shippingAddress.address.postcode, INVALID input.billingAddress.address.country"},
			{"errors in the contact", visitor, func(in *checkoutInput) {
				in.Contact = &orders.OrderContactInput{
					Name: p("www.evil.example"), Email: p("no address"), Phone: p("12"),
				}
			}, "INVALID input.contact.phone, INVALID input.contact.name, INVALID input.contact.email"},
			{
				"saved address of a guest", visitor, func(in *checkoutInput) { in.SaveAddress = true },
				"INVALID input.saveAddress",
			},
			{"unknown custom field of an address", ann, func(in *checkoutInput) {
				in.ShippingAddress.Address.CustomFields = map[string]any{"floor": int64(3)}
			}, "INVALID input.shippingAddress.address.customFields.floor"},
		})
	})
}

func TestCheckoutByAPIKey(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		in := checkoutInput{
			Items: []*orders.OrderItemInput{item("a", "0", "EUR", 1)}, CustomerID: given(ann.CustomerID),
			ShippingAddress: savedAddress(home), BillingSameAsShipping: new(true),
		}
		o := s.place(seller, in)
		if *o.CustomerID != ann.CustomerID || o.PaymentStatus != models.Paid {
			t.Errorf("an order with total 0: %+v", o)
		}
		if s.place(seller, in).ID == o.ID {
			t.Error("two requests without an idempotency key created one order")
		}
	})
}

func TestRepeatedCheckoutReturnsSameOrder(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		key := func() checkoutInput {
			return checkoutInput{
				Items: []*orders.OrderItemInput{item("a", "1.00", "EUR", 1)}, CustomerID: given(ann.CustomerID),
				IdempotencyKey:  p("k1"),
				ShippingAddress: savedAddress(home), BillingSameAsShipping: new(true),
			}
		}
		first := s.place(seller, key())
		if s.place(seller, key()).ID != first.ID {
			t.Error("the same key created two orders")
		}
		another := key()
		another.Note = p("other")
		if o, _, err := s.orders.Checkout(
			ctx, seller, another,
		); servicetest.Errors(err) != "IDEMPOTENCY_CONFLICT input.idempotencyKey" || o != nil {
			t.Errorf("different input: %v", err)
		}
		other := seller
		other.KeyID = "key_other"
		if s.place(other, key()).ID == first.ID {
			t.Error("two API keys share an idempotency key")
		}
		// Repeat the request after the address was deleted.
		if err := s.addresses.Delete(ctx, ann, home); err != nil {
			t.Fatal(err)
		}
		if s.place(seller, key()).ID != first.ID {
			t.Error("the request was not recognized after its address was deleted")
		}

		in := guest(s.quote(nil))
		o, token, err := s.orders.Checkout(ctx, visitor, in)
		if err != nil {
			t.Fatal(err)
		}
		again, tokenAgain, err := s.orders.Checkout(ctx, visitor, in)
		if err != nil || again.ID != o.ID || token == nil || tokenAgain == nil {
			t.Errorf("%v %v", again, err)
		}
		in.Contact.Email = p("thief@example.com")
		if o, token, err := s.orders.Checkout(ctx, visitor, in); servicetest.Errors(err) != "QUOTE_USED input.quote" ||
			o != nil || token != nil {
			t.Errorf("quote used by someone else: %v %v %v", o, token, err)
		}
	})
}

func TestParallelCheckoutsCreateOneOrder(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		byKey := checkoutInput{
			Items: []*orders.OrderItemInput{item("a", "1.00", "EUR", 1)}, CustomerID: given(ann.CustomerID),
			IdempotencyKey:  p("k1"),
			ShippingAddress: savedAddress(home), BillingSameAsShipping: new(true),
		}
		saving := guest(s.quote(nil))
		saving.SaveAddress = true
		for name, c := range map[string]struct {
			caller auth.Caller
			in     checkoutInput
		}{
			"a guest's quote": {visitor, guest(s.quote(nil))}, "a customer's quote": {ann, saving},
			"an idempotency key": {seller, byKey},
		} {
			before := s.count("orders")
			var mu sync.Mutex
			ids := map[string]bool{}
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					o, _, err := s.orders.Checkout(context.Background(), c.caller, c.in)
					if err != nil {
						t.Errorf("%s: %v", name, err)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					ids[o.ID] = true
				})
			}
			wg.Wait()
			if created := s.count("orders") - before; created != 1 || len(ids) != 1 {
				t.Errorf("%s: %d orders, %d ids", name, created, len(ids))
			}
		}
		var c models.Customer
		if err := s.db.Read(context.Background()).Take(&c, "id = ?", ann.CustomerID).Error; err != nil ||
			c.OrdersCount != 2 {
			t.Errorf("orders count %d: %v", c.OrdersCount, err)
		}
		if n := s.count("addresses"); n != 3 {
			t.Errorf("%d addresses, want 3", n)
		}
	})
}
