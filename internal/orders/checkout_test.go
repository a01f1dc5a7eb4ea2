package orders_test

import (
	"context"
	"sync"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestCheckoutOfACustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		o, token, err := s.orders.Checkout(ctx, ann, orders.CheckoutInput{
			Quote: s.quote(nil), ShippingAddress: &orders.CheckoutAddress{AddressID: &home}, BillingSameAsShipping: true, Note: p(" Ring twice.\r\nThanks "),
		})
		if err != nil {
			t.Fatal(err)
		}
		if token != nil || o.Guest || *o.CustomerID != ann.CustomerID || len(o.Number) != 8 || *o.Note != "Ring twice.\nThanks" {
			t.Errorf("%+v", o)
		}
		if o.ContactName != "Ann Example" || o.ContactEmail != "ann@example.com" || *o.ContactPhone != "+353871234567" || o.BillingAddress.Line1 != "14 Main Street" {
			t.Errorf("the copies: %+v", o)
		}
		if o.Status != models.OrderOpen || o.PaymentStatus != models.Unpaid || o.FulfillmentStatus != models.Unfulfilled || o.TotalMinor != 2080 || o.SubtotalMinor != 1590 || o.TotalValue != 208000 {
			t.Errorf("the states and amounts: %+v", o)
		}
		// What happens to the address afterwards is not the order's affair.
		if err := s.addresses.Delete(ctx, ann, home); err != nil {
			t.Fatal(err)
		}
		if again, err := s.orders.Get(ctx, ann, o.ID); err != nil || again.ShippingAddress.Line1 != "14 Main Street" {
			t.Errorf("%+v %v", again, err)
		}
		items, err := s.orders.Items(ctx, []string{o.ID, "order_none"})
		if err != nil || len(items[o.ID]) != 1 || items[o.ID][0].Total().Amount() != "15.90" || items["order_none"] == nil {
			t.Errorf("%+v %v", items, err)
		}
		history, err := s.orders.History(ctx, []string{o.ID})
		if err != nil || len(history[o.ID]) != 1 || history[o.ID][0].Type != models.OrderPlaced || *history[o.ID][0].ActorID != ann.CustomerID {
			t.Errorf("%+v %v", history, err)
		}
		var c models.Customer
		if err := s.db.Read(ctx).Take(&c, "id = ?", ann.CustomerID).Error; err != nil || c.OrdersCount != 1 || !c.LastOrderAt.Equal(o.PlacedAt.Time) {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func TestCheckoutOfAGuest(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("guest@example.com") // has an account: the order must not touch it
		o, token, err := s.orders.Checkout(ctx, visitor, guest(s.quote(nil)))
		if err != nil {
			t.Fatal(err)
		}
		if token == nil || !o.Guest || o.CustomerID != nil || o.ContactEmail != "guest@example.com" || o.BillingAddress.Line1 != "2 Guest Street" {
			t.Errorf("%+v", o)
		}
		var c models.Customer
		if err := s.db.Read(ctx).Take(&c, "id = ?", ann.CustomerID).Error; err != nil || c.OrdersCount != 0 || c.Version != 1 {
			t.Errorf("the account changed: %+v %v", c, err)
		}
		if _, err := s.orders.Get(ctx, ann, o.ID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("the account's owner sees the order: %v", err)
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

func TestCheckoutRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		bobs := s.address(bob)
		helper := ann
		helper.KeyID, helper.Scopes = "key_seller", []models.Scope{models.OrdersWrite}
		quote := s.quote(nil)
		lines := []*orders.OrderItemInput{item("a", "1", "EUR", 1)}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			change func(*orders.CheckoutInput)
			want   string
		}{
			{
				"nothing, by a guest", visitor, func(in *orders.CheckoutInput) { *in = orders.CheckoutInput{} },
				"REQUIRED input.quote, REQUIRED input.shippingAddress, REQUIRED input.billingAddress, REQUIRED input.contact.email, REQUIRED input.contact.name",
			},
			{
				"nothing, by a customer", ann, func(in *orders.CheckoutInput) { *in = orders.CheckoutInput{} },
				"REQUIRED input.quote, REQUIRED input.shippingAddress, REQUIRED input.billingAddress",
			},
			{
				"nothing, by a key", seller, func(in *orders.CheckoutInput) { *in = orders.CheckoutInput{} },
				"REQUIRED input.items, REQUIRED input.shippingAddress, REQUIRED input.billingAddress, REQUIRED input.contact.email, REQUIRED input.contact.name",
			},
			{"prices by a guest", visitor, func(in *orders.CheckoutInput) { in.Quote, in.Items = nil, lines }, "FORBIDDEN ORDERS_WRITE"},
			{"prices by a customer", ann, func(in *orders.CheckoutInput) { in.Items = lines }, "FORBIDDEN ORDERS_WRITE"},
			{"a discount by a customer", ann, func(in *orders.CheckoutInput) { in.Quote, in.Discount = nil, money("1", "EUR") }, "FORBIDDEN ORDERS_WRITE"},
			{"a discount beside a quote", visitor, func(in *orders.CheckoutInput) { in.Discount = money("1", "EUR") }, "INVALID input.discount"},
			{"all amounts beside a quote", visitor, func(in *orders.CheckoutInput) {
				in.ShippingPrice, in.Tax, in.Discount = money("1", "EUR"), money("1", "EUR"), money("1", "EUR")
			}, "INVALID input.shippingPrice, INVALID input.tax, INVALID input.discount"},
			{"a quote and lines", seller, func(in *orders.CheckoutInput) { in.Items = lines }, "INVALID input.items"},
			{"prices by a key for its customer", helper, func(in *orders.CheckoutInput) { in.Quote, in.Items, in.IdempotencyKey = nil, lines, p("helper") }, ""},
			{"a customer by a guest", visitor, func(in *orders.CheckoutInput) { in.CustomerID = &ann.CustomerID }, "UNAUTHENTICATED"},
			{"another customer", ann, func(in *orders.CheckoutInput) { in.CustomerID = &bob.CustomerID }, "NOT_FOUND input.customerId"},
			{"no such customer", seller, func(in *orders.CheckoutInput) { in.CustomerID = p("customer_none") }, "NOT_FOUND input.customerId"},
			{"a key that only reads", auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}}, nil, "FORBIDDEN ORDERS_WRITE"},
			{"an address of another", ann, func(in *orders.CheckoutInput) { in.ShippingAddress = &orders.CheckoutAddress{AddressID: &bobs} }, "NOT_FOUND input.shippingAddress.addressId"},
			{"an address that there is not", ann, func(in *orders.CheckoutInput) { in.BillingAddress = &orders.CheckoutAddress{AddressID: p("address_x")} }, "NOT_FOUND input.billingAddress.addressId"},
			{"an address of the book, by a guest", visitor, func(in *orders.CheckoutInput) { in.ShippingAddress = &orders.CheckoutAddress{AddressID: &bobs} }, "NOT_FOUND input.shippingAddress.addressId"},
			{"both forms of an address", ann, func(in *orders.CheckoutInput) { in.ShippingAddress.AddressID = &bobs }, "INVALID input.shippingAddress"},
			{"no form of an address", ann, func(in *orders.CheckoutInput) { in.ShippingAddress = &orders.CheckoutAddress{} }, "INVALID input.shippingAddress"},
			{"two billing addresses", ann, func(in *orders.CheckoutInput) { in.BillingSameAsShipping = true }, "INVALID input.billingAddress"},
			{"faults in both addresses", visitor, func(in *orders.CheckoutInput) {
				in.ShippingAddress.Address.Postcode, in.BillingAddress.Address.City, in.BillingAddress.Address.Country = p("12"), nil, "XX"
			}, "INVALID input.shippingAddress.address.postcode, INVALID input.billingAddress.address.country"},
			{"faults in the contact", visitor, func(in *orders.CheckoutInput) {
				in.Contact = &orders.OrderContactInput{Name: p("www.evil.example"), Email: p("no address"), Phone: p("12")}
			}, "INVALID input.contact.phone, INVALID input.contact.name, INVALID input.contact.email"},
			{"a guest's address book", visitor, func(in *orders.CheckoutInput) { in.SaveAddress = true }, "INVALID input.saveAddress"},
			{"custom fields of an address that there are not", ann, func(in *orders.CheckoutInput) {
				in.ShippingAddress.Address.CustomFields = map[string]any{"floor": int64(3)}
			}, "INVALID input.shippingAddress.address.customFields.floor"},
			{"an empty key", visitor, func(in *orders.CheckoutInput) { in.IdempotencyKey = p(" ") }, "REQUIRED input.idempotencyKey"},
		} {
			in := guest(quote)
			if c.change != nil {
				c.change(&in)
			}
			before := s.count("orders")
			_, _, err := s.orders.Checkout(context.Background(), c.caller, in)
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s:\n got  %s\n want %s", c.name, servicetest.Errors(err), c.want)
			}
			if stored := s.count("orders") - before; stored != 0 && c.want != "" {
				t.Errorf("%s: %d orders were stored", c.name, stored)
			}
		}
	})
}

func TestCheckoutByAKey(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		in := orders.CheckoutInput{
			Items: []*orders.OrderItemInput{item("a", "0", "EUR", 1)}, CustomerID: &ann.CustomerID,
			ShippingAddress: &orders.CheckoutAddress{AddressID: &home}, BillingSameAsShipping: true,
		}
		o := s.place(seller, in)
		if *o.CustomerID != ann.CustomerID || o.PaymentStatus != models.Paid {
			t.Errorf("an order over nothing: %+v", o)
		}
		if s.place(seller, in).ID == o.ID {
			t.Error("two orders without a key are one")
		}
	})
}

func TestOneRequestMakesOneOrder(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		key := func() orders.CheckoutInput {
			return orders.CheckoutInput{
				Items: []*orders.OrderItemInput{item("a", "1.00", "EUR", 1)}, CustomerID: &ann.CustomerID, IdempotencyKey: p("k1"),
				ShippingAddress: &orders.CheckoutAddress{AddressID: &home}, BillingSameAsShipping: true,
			}
		}
		first := s.place(seller, key())
		if s.place(seller, key()).ID != first.ID {
			t.Error("the same key made two orders")
		}
		another := key()
		another.Note = p("other")
		if o, _, err := s.orders.Checkout(ctx, seller, another); servicetest.Errors(err) != "IDEMPOTENCY_CONFLICT input.idempotencyKey" || o != nil {
			t.Errorf("another input: %v", err)
		}
		stranger := seller
		stranger.KeyID = "key_other"
		if s.place(stranger, key()).ID == first.ID {
			t.Error("another key's idempotency key is the same")
		}
		// The address goes, and the request comes again.
		if err := s.addresses.Delete(ctx, ann, home); err != nil {
			t.Fatal(err)
		}
		if s.place(seller, key()).ID != first.ID {
			t.Error("the request was not the same after its address went")
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
		if o, token, err := s.orders.Checkout(ctx, visitor, in); servicetest.Errors(err) != "QUOTE_USED input.quote" || o != nil || token != nil {
			t.Errorf("another's quote: %v %v %v", o, token, err)
		}
	})
}

func TestTwentyAtOnceMakeOneOrder(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		home := s.address(ann)
		byKey := orders.CheckoutInput{
			Items: []*orders.OrderItemInput{item("a", "1.00", "EUR", 1)}, CustomerID: &ann.CustomerID, IdempotencyKey: p("k1"),
			ShippingAddress: &orders.CheckoutAddress{AddressID: &home}, BillingSameAsShipping: true,
		}
		saving := guest(s.quote(nil))
		saving.SaveAddress = true
		for name, c := range map[string]struct {
			caller auth.Caller
			in     orders.CheckoutInput
		}{"a guest's quote": {visitor, guest(s.quote(nil))}, "a customer's quote": {ann, saving}, "a key": {seller, byKey}} {
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
			if made := s.count("orders") - before; made != 1 || len(ids) != 1 {
				t.Errorf("%s: %d orders, %d ids", name, made, len(ids))
			}
		}
		var c models.Customer
		if err := s.db.Read(context.Background()).Take(&c, "id = ?", ann.CustomerID).Error; err != nil || c.OrdersCount != 2 {
			t.Errorf("%d orders were counted: %v", c.OrdersCount, err)
		}
		if n := s.count("addresses"); n != 3 {
			t.Errorf("%d addresses, want 3", n)
		}
	})
}
