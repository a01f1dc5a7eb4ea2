package orders_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// define makes a custom field of addresses and returns it.
func (s *shop) define(key string, change func(*customfields.CreateCustomFieldInput)) *models.CustomField {
	s.t.Helper()
	in := customfields.CreateCustomFieldInput{Owner: models.OwnerAddress, Key: key, Label: key, Type: models.FieldString, Access: models.AccessWrite}
	if change != nil {
		change(&in)
	}
	f, err := s.fields.Create(context.Background(), auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// addressFields are the custom fields of addresses in these tests.
type addressFields struct{ gate, doors, level, secret *models.CustomField }

func (s *shop) addressFields() addressFields {
	s.t.Helper()
	return addressFields{
		gate:  s.define("gate", func(in *customfields.CreateCustomFieldInput) { in.Required, in.Unique = true, true }),
		doors: s.define("doors", func(in *customfields.CreateCustomFieldInput) { in.List = true }),
		level: s.define("level", func(in *customfields.CreateCustomFieldInput) { in.Type, in.Default = models.FieldInteger, p("0") }),
		secret: s.define("secret", func(in *customfields.CreateCustomFieldInput) {
			in.Access, in.Required = models.AccessNone, true
		}),
	}
}

// shown is the custom fields of an order's addresses as JSON, as staff see them, after the order is read again.
func (s *shop) shown(id string) string {
	s.t.Helper()
	o, err := s.orders.Get(context.Background(), seller, id)
	if err != nil {
		s.t.Fatal(err)
	}
	set, err := s.fields.Load(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	text := func(copies models.FieldCopies) string {
		return customfields.Stored(copies).Object(set.Copied(models.OwnerAddress, copies, true), nil)
	}
	return text(o.ShippingAddress.CustomFields) + " " + text(o.BillingAddress.CustomFields)
}

const none = `{"gate":null,"doors":null,"level":null,"secret":null}`

// TestAddressFieldsTravel: on every way by which an address comes onto an order, its custom fields come along, and those that
// are required of a new address are demanded.
func TestAddressFieldsTravel(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		old := s.address(ann) // from before there were fields
		s.addressFields()
		a := irish("14 Main Street")
		a.CustomFields = customfields.Values{"gate": "1234", "doors": []any{"red", "blue"}}
		home, err := s.addresses.Create(context.Background(), ann, nil, a)
		if err != nil {
			t.Fatal(err)
		}
		ofBook := func(id string) *orders.CheckoutAddress { return &orders.CheckoutAddress{AddressID: &id} }
		with := func(line1 string, values customfields.Values) *orders.CheckoutAddress {
			a := typed(line1)
			a.Address.CustomFields = values
			return a
		}
		const ofHome = `{"gate":"1234","doors":["red","blue"],"level":0,"secret":null}`
		for _, c := range []struct {
			name   string
			caller auth.Caller
			change func(*orders.CheckoutInput)
			want   string // what is shown, or the faults
		}{
			{"the book's, both", ann, func(in *orders.CheckoutInput) {
				in.ShippingAddress, in.BillingAddress = ofBook(home.ID), ofBook(home.ID)
			}, ofHome + " " + ofHome},
			{"the book's, the same", ann, func(in *orders.CheckoutInput) {
				in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = ofBook(home.ID), nil, true
			}, ofHome + " " + ofHome},
			{"two of the book, one from before", ann, func(in *orders.CheckoutInput) {
				in.ShippingAddress, in.BillingAddress = ofBook(old), ofBook(home.ID)
			}, none + " " + ofHome},
			{"typed by a customer, who saves nothing", ann, func(in *orders.CheckoutInput) {
				in.ShippingAddress = with("1", customfields.Values{"gate": "77", "level": int64(3)})
				in.BillingAddress = ofBook(home.ID)
			}, `{"gate":"77","doors":null,"level":3,"secret":null} ` + ofHome},
			{"typed by a guest, unlike each other", visitor, func(in *orders.CheckoutInput) {
				in.ShippingAddress = with("1", customfields.Values{"gate": "7", "doors": []any{}})
				in.BillingAddress = with("2", customfields.Values{"gate": "8"})
			}, `{"gate":"7","doors":[],"level":0,"secret":null} {"gate":"8","doors":null,"level":0,"secret":null}`},
			{"typed by a guest, what another address has", visitor, func(in *orders.CheckoutInput) {
				in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = with("1", customfields.Values{"gate": "1234"}), nil, true
			}, `{"gate":"1234","doors":null,"level":0,"secret":null} {"gate":"1234","doors":null,"level":0,"secret":null}`},
			{"typed by a key for a guest", seller, func(in *orders.CheckoutInput) {
				in.Quote, in.Items = nil, []*orders.OrderItemInput{item("a", "1", "EUR", 1)}
				in.ShippingAddress = with("1", customfields.Values{"gate": "7", "secret": "x"})
				in.BillingAddress, in.BillingSameAsShipping = nil, true
			}, `{"gate":"7","doors":null,"level":0,"secret":"x"} {"gate":"7","doors":null,"level":0,"secret":"x"}`},
			{
				"nothing, by a guest", visitor, func(*orders.CheckoutInput) {},
				"REQUIRED input.shippingAddress.address.customFields.gate, REQUIRED input.billingAddress.address.customFields.gate",
			},
			{
				"nothing, by a customer", ann, func(in *orders.CheckoutInput) { in.BillingAddress = ofBook(old) },
				"REQUIRED input.shippingAddress.address.customFields.gate",
			},
			{"nothing, by a key", seller, func(in *orders.CheckoutInput) {
				in.BillingAddress, in.BillingSameAsShipping = nil, true
			}, "REQUIRED input.shippingAddress.address.customFields.gate, REQUIRED input.shippingAddress.address.customFields.secret"},
			{"what a guest may not write, and what is wrong", visitor, func(in *orders.CheckoutInput) {
				in.ShippingAddress = with("1", customfields.Values{"gate": nil, "secret": "x", "level": "up"})
				in.BillingAddress = with("2", customfields.Values{"gate": "8"})
			}, "INVALID input.shippingAddress.address.customFields.level, INVALID input.shippingAddress.address.customFields.secret, " +
				"REQUIRED input.shippingAddress.address.customFields.gate"},
		} {
			in := guest(s.quote(nil))
			c.change(&in)
			before := s.count("orders")
			o, _, err := s.orders.Checkout(context.Background(), c.caller, in)
			got := servicetest.Errors(err)
			if err == nil {
				got = s.shown(o.ID)
			}
			if got != c.want {
				t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
			}
			if err != nil && s.count("orders") != before {
				t.Errorf("%s: an order was stored", c.name)
			}
		}
	})
}

// TestSavedAddressesKeepTheirFields: what is saved at checkout is in the book and on the order, and only the book's must be unique.
func TestSavedAddressesKeepTheirFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		f := s.addressFields()
		in := guest(s.quote(nil))
		in.ShippingAddress.Address.CustomFields = customfields.Values{"gate": "1234"}
		in.BillingAddress, in.BillingSameAsShipping, in.SaveAddress = nil, true, true
		o := s.place(ann, in)
		const want = `{"gate":"1234","doors":null,"level":0,"secret":null}`
		if got := s.shown(o.ID); got != want+" "+want {
			t.Errorf("the order has %s", got)
		}
		var saved models.Address
		if err := s.db.Read(ctx).Take(&saved, "customer_id = ?", ann.CustomerID).Error; err != nil {
			t.Fatal(err)
		}
		values, err := s.fields.ValuesFor(ctx, []string{saved.ID}, []string{f.gate.ID, f.level.ID})
		if err != nil || fmt.Sprint(values[saved.ID]) != fmt.Sprint(map[string][]string{f.gate.ID: {"1234"}, f.level.ID: {"0"}}) {
			t.Errorf("the book has %v %v", values, err)
		}
		in.Quote, in.ShippingAddress = s.quote(nil), typed("another")
		in.ShippingAddress.Address.CustomFields = customfields.Values{"gate": "1234"}
		if _, _, err := s.orders.Checkout(ctx, ann, in); servicetest.Errors(err) != "NOT_UNIQUE input.saveAddress" {
			t.Errorf("saved twice: %v", err)
		}
		in.SaveAddress = false
		if got := s.shown(s.place(ann, in).ID); got != want+" "+want {
			t.Errorf("not saved: %s", got)
		}
	})
}

// TestAddressFieldsStay: an order shows what it was given, whatever becomes of the address and of the definitions.
func TestAddressFieldsStay(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		definer := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
		ann := s.customer("ann@example.com")
		f := s.addressFields()
		a := irish("14 Main Street")
		a.CustomFields = customfields.Values{"gate": "1234", "doors": []any{"red"}}
		home, err := s.addresses.Create(ctx, ann, nil, a)
		if err != nil {
			t.Fatal(err)
		}
		in := guest(s.quote(nil))
		in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = &orders.CheckoutAddress{AddressID: &home.ID}, nil, true
		o := s.place(ann, in)
		const gate = `{"gate":"1234","doors":["red"],"level":0,"secret":null}`
		done := func(_ any, err error) error { return err }
		for _, step := range []struct {
			name string
			do   func() error
			want string
		}{
			{"the address is deleted", func() error { return s.addresses.Delete(ctx, ann, home.ID) }, gate},
			{"stricter rules", func() error {
				return done(s.fields.Update(ctx, definer, f.gate.ID, customfields.UpdateCustomFieldInput{
					Label: set("Door code"), Rules: set(customfields.CustomFieldRulesInput{Max: p("2")}),
				}))
			}, gate},
			{"archived", func() error { return done(s.fields.Archive(ctx, definer, f.gate.ID)) }, `{"doors":["red"],"level":0,"secret":null,"gate":"1234"}`},
			{"another field under its key", func() error {
				s.define("gate", func(in *customfields.CreateCustomFieldInput) { in.Type = models.FieldBoolean })
				return nil
			}, `{"doors":["red"],"level":0,"secret":null,"gate":"1234"}`},
			{"the new one is written", func() error {
				corrected := irish("7 Correct Street")
				corrected.CustomFields = customfields.Values{"gate": true, "level": nil, "secret": "x"}
				return done(s.orders.Update(ctx, seller, o.ID, orders.UpdateOrderInput{ShippingAddress: set(corrected)}))
			}, `{"doors":["red"],"level":null,"secret":"x","gate":true}`},
			{"its customer is deleted", func() error {
				return done(s.accounts.Delete(ctx, ann, nil))
			}, `{"doors":["red"],"level":null,"secret":"x","gate":true}`},
		} {
			s.pass(time.Minute)
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			want := step.want + " " + step.want
			if step.name == "the new one is written" || step.name == "its customer is deleted" {
				want = step.want + ` {"doors":["red"],"level":0,"secret":null,"gate":"1234"}`
			}
			if got := s.shown(o.ID); got != want {
				t.Errorf("%s:\n got  %s\n want %s", step.name, got, want)
			}
		}
	})
}

// TestCorrectedAddressFields: a correction writes custom fields one by one, and is an event where it changes anything.
func TestCorrectedAddressFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		before := s.place(visitor, guest(s.quote(nil))) // without any
		s.addressFields()
		in := guest(s.quote(nil))
		in.ShippingAddress.Address.CustomFields = customfields.Values{"gate": "1", "doors": []any{"red"}}
		in.BillingAddress, in.BillingSameAsShipping = nil, true
		o := s.place(visitor, in)
		same := *in.ShippingAddress.Address
		for _, c := range []struct {
			name    string
			id      string
			in      customfields.Values
			want    string // the shipping address's, or the faults
			version int
		}{
			{"nothing", o.ID, nil, `{"gate":"1","doors":["red"],"level":0,"secret":null}`, 1},
			{"a required one that is missing", o.ID, customfields.Values{"level": int64(2)}, "REQUIRED input.shippingAddress.customFields.secret", 1},
			{"a required one that goes", o.ID, customfields.Values{"gate": nil, "secret": "x"}, "REQUIRED input.shippingAddress.customFields.gate", 1},
			{"what is wrong", o.ID, customfields.Values{"level": "up", "nothing": 1}, "INVALID input.shippingAddress.customFields.level, INVALID input.shippingAddress.customFields.nothing, REQUIRED input.shippingAddress.customFields.secret", 1},
			{"one", o.ID, customfields.Values{"secret": "x", "level": int64(2)}, `{"gate":"1","doors":["red"],"level":2,"secret":"x"}`, 2},
			{"the same again", o.ID, customfields.Values{"level": int64(2)}, `{"gate":"1","doors":["red"],"level":2,"secret":"x"}`, 2},
			{"one that is cleared", o.ID, customfields.Values{"doors": nil}, `{"gate":"1","doors":null,"level":2,"secret":"x"}`, 3},
			{"an order from before", before.ID, nil, none, 1},
			{"an order from before, touched", before.ID, customfields.Values{"gate": "2"}, "REQUIRED input.shippingAddress.customFields.secret", 1},
			{"an order from before, filled", before.ID, customfields.Values{"gate": "2", "secret": "y"}, `{"gate":"2","doors":null,"level":null,"secret":"y"}`, 2},
		} {
			address := same
			address.CustomFields = c.in
			_, err := s.orders.Update(ctx, seller, c.id, orders.UpdateOrderInput{ShippingAddress: set(address)})
			got := servicetest.Errors(err)
			now, readErr := s.orders.Get(ctx, seller, c.id)
			if readErr != nil {
				t.Fatal(readErr)
			}
			if err == nil {
				got = s.shown(c.id)[:len(c.want)]
			}
			if got != c.want || now.Version != c.version {
				t.Errorf("%s: version %d\n got  %s\n want %s", c.name, now.Version, got, c.want)
			}
		}
		history, err := s.orders.History(ctx, []string{o.ID})
		if err != nil || len(history[o.ID]) != 3 || history[o.ID][2].Type != models.OrderShippingAddressChanged {
			t.Errorf("%v %v", history[o.ID], err)
		}
	})
}

// TestImportedOrdersHaveAddressFields: imports go the way of every other order.
func TestImportedOrdersHaveAddressFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("gate", func(in *customfields.CreateCustomFieldInput) { in.Required = true })
		list := make([]orders.Imported, 3)
		for i := range list {
			list[i] = orders.Imported{
				Items: []*orders.OrderItemInput{item("a", "1", "EUR", 1)}, Shipping: irish("1"), Billing: irish("2"), PlacedAt: s.now(),
				Contact: orders.OrderContactInput{Name: p("Guest Person"), Email: p("guest@example.com")},
			}
			list[i].Shipping.CustomFields, list[i].Billing.CustomFields = customfields.Values{"gate": fmt.Sprint("s", i)}, customfields.Values{"gate": fmt.Sprint("b", i)}
		}
		list[2].Billing.CustomFields = nil
		if err := s.orders.Import(context.Background(), list); servicetest.Errors(err) != "REQUIRED input.billingAddress.customFields.gate" || s.count("orders") != 0 {
			t.Errorf("a required field that is missing: %v", err)
		}
		if err := s.orders.Import(context.Background(), list[:2]); err != nil {
			t.Fatal(err)
		}
		var rows []*models.Order
		if err := s.db.Read(context.Background()).Order("id").Find(&rows).Error; err != nil || len(rows) != 2 {
			t.Fatal(rows, err)
		}
		for i, o := range rows {
			if got, want := s.shown(o.ID), fmt.Sprintf(`{"gate":"s%d"} {"gate":"b%d"}`, i, i); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

// TestAddressFieldsOfACheckoutAreOneStatement: a shop without fields of addresses pays nothing, one with many pays one statement.
func TestAddressFieldsOfACheckoutAreOneStatement(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		home, work := s.address(ann), s.address(ann)
		cost := func() int64 {
			set, err := s.fields.Load(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			in := guest(s.quote(nil))
			in.ShippingAddress, in.BillingAddress = &orders.CheckoutAddress{AddressID: &home}, &orders.CheckoutAddress{AddressID: &work}
			ctx, statements := db.CountStatements(customfields.With(context.Background(), set))
			if _, _, err := s.orders.Checkout(ctx, ann, in); err != nil {
				t.Fatal(err)
			}
			return statements()
		}
		before := cost()
		var costs []int64
		for i := range 20 {
			s.define(fmt.Sprint("field", i), nil)
			if i == 0 || i == 19 {
				costs = append(costs, cost())
			}
		}
		if costs[0] != before+1 || costs[1] != before+1 {
			t.Errorf("%d statements without fields, %v with one and with twenty", before, costs)
		}
	})
}
