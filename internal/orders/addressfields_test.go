package orders_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// define creates a custom field of addresses and returns it.
func (s *shop) define(key string, change func(*fieldInput)) *models.CustomField {
	s.t.Helper()
	in := customfields.CreateCustomFieldInput{
		Owner: models.OwnerAddress, Key: key, Label: key, Type: models.FieldString, Access: models.AccessWrite,
	}
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
		gate:  s.define("gate", func(in *fieldInput) { in.Required, in.Unique = true, true }),
		doors: s.define("doors", func(in *fieldInput) { in.List = true }),
		level: s.define("level", func(in *fieldInput) { in.Type, in.Default = models.FieldInteger, p("0") }),
		secret: s.define("secret", func(in *fieldInput) {
			in.Access, in.Required = models.AccessNone, true
		}),
	}
}

// shown reads an order and returns the custom fields of its addresses as JSON, as staff see them.
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

// newAddress returns a new address with custom fields.
func newAddress(line1 string, values customfields.Values) *orders.CheckoutAddress {
	a := addressInput(line1)
	a.Address.CustomFields = values
	return a
}

const none = `{"gate":null,"doors":null,"level":null,"secret":null}`

// TestAddressFieldsAreCopied checks that an order gets the custom fields of its addresses, whether saved or new, and
// that required fields are required of new addresses.
func TestAddressFieldsAreCopied(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		old := s.address(ann) // created before the fields
		s.addressFields()
		a := irish("14 Main Street")
		a.CustomFields = customfields.Values{"gate": "1234", "doors": []any{"red", "blue"}}
		home, err := s.addresses.Create(context.Background(), ann, nil, a)
		if err != nil {
			t.Fatal(err)
		}
		const gate1234 = `{"gate":"1234","doors":null,"level":0,"secret":null}`
		const ofHome = `{"gate":"1234","doors":["red","blue"],"level":0,"secret":null}`
		for _, c := range []struct {
			name   string
			caller auth.Caller
			change func(*checkoutInput)
			want   string // custom fields of both addresses
		}{
			{"saved, both", ann, func(in *checkoutInput) {
				in.ShippingAddress, in.BillingAddress = savedAddress(home.ID), savedAddress(home.ID)
			}, ofHome + " " + ofHome},
			{"saved, billing same as shipping", ann, func(in *checkoutInput) {
				in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = savedAddress(home.ID), nil, new(true)
			}, ofHome + " " + ofHome},
			{"two saved, one without fields", ann, func(in *checkoutInput) {
				in.ShippingAddress, in.BillingAddress = savedAddress(old), savedAddress(home.ID)
			}, none + " " + ofHome},
			{"new, by a customer, not saved", ann, func(in *checkoutInput) {
				in.ShippingAddress = newAddress("1", customfields.Values{"gate": "77", "level": int64(3)})
				in.BillingAddress = savedAddress(home.ID)
			}, `{"gate":"77","doors":null,"level":3,"secret":null} ` + ofHome},
			{"new, by a guest, different", visitor, func(in *checkoutInput) {
				in.ShippingAddress = newAddress("1", customfields.Values{"gate": "7", "doors": []any{}})
				in.BillingAddress = newAddress("2", customfields.Values{"gate": "8"})
			}, `{"gate":"7","doors":[],"level":0,"secret":null} {"gate":"8","doors":null,"level":0,"secret":null}`},
			{"new, by a guest, with a value that is not unique", visitor, func(in *checkoutInput) {
				in.ShippingAddress = newAddress("1", customfields.Values{"gate": "1234"})
				in.BillingAddress, in.BillingSameAsShipping = nil, new(true)
			}, gate1234 + " " + gate1234},
			{"new, by an API key for a guest", seller, func(in *checkoutInput) {
				in.Quote, in.Items = nil, []*orders.OrderItemInput{item("a", "1", "EUR", 1)}
				in.ShippingAddress = newAddress("1", customfields.Values{"gate": "7", "secret": "x"})
				in.BillingAddress, in.BillingSameAsShipping = nil, new(true)
			}, `{"gate":"7","doors":null,"level":0,"secret":"x"} {"gate":"7","doors":null,"level":0,"secret":"x"}`},
		} {
			in := guest(s.quote(nil))
			c.change(&in)
			if got := s.shown(s.place(c.caller, in).ID); got != c.want {
				t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
			}
		}
	})
}

func TestAddressFieldErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		old := s.address(ann) // created before the fields
		s.addressFields()
		s.testCheckout([]checkoutTest{
			{
				"required field missing, by a guest", visitor, func(*checkoutInput) {},
				"REQUIRED input.shippingAddress.address.customFields.gate, " +
					"REQUIRED input.billingAddress.address.customFields.gate",
			},
			{
				"required field missing, by a customer", ann, func(in *checkoutInput) {
					in.BillingAddress = savedAddress(old)
				},
				"REQUIRED input.shippingAddress.address.customFields.gate",
			},
			{"required field missing, by an API key", seller, func(in *checkoutInput) {
				in.BillingAddress, in.BillingSameAsShipping = nil, new(true)
			}, "REQUIRED input.shippingAddress.address.customFields.gate, " +
				"REQUIRED input.shippingAddress.address.customFields.secret"},
			{"not writable by guests, and invalid", visitor, func(in *checkoutInput) {
				in.ShippingAddress = newAddress("1", customfields.Values{"gate": nil, "secret": "x", "level": "up"})
				in.BillingAddress = newAddress("2", customfields.Values{"gate": "8"})
			}, "INVALID input.shippingAddress.address.customFields.level, " +
				"INVALID input.shippingAddress.address.customFields.secret, " +
				"REQUIRED input.shippingAddress.address.customFields.gate"},
		})
	})
}

// TestSavedAddressesKeepTheirFields checks that custom fields of an address saved at checkout are stored in the
// address book and in the order. Only those in the address book must be unique.
func TestSavedAddressesKeepTheirFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		f := s.addressFields()
		in := guest(s.quote(nil))
		in.ShippingAddress.Address.CustomFields = customfields.Values{"gate": "1234"}
		in.BillingAddress, in.BillingSameAsShipping, in.SaveAddress = nil, new(true), true
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
		if err != nil ||
			fmt.Sprint(values[saved.ID]) != fmt.Sprint(map[string][]string{f.gate.ID: {"1234"}, f.level.ID: {"0"}}) {
			t.Errorf("the address book has %v %v", values, err)
		}
		in.Quote, in.ShippingAddress = s.quote(nil), addressInput("another")
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

// TestAddressFieldsAreKept checks that an order keeps its custom fields when the saved address or the definitions
// change.
func TestAddressFieldsAreKept(t *testing.T) {
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
		in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = savedAddress(home.ID), nil, new(true)
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
			{
				"archived", func() error { return done(s.fields.Archive(ctx, definer, f.gate.ID)) },
				`{"doors":["red"],"level":0,"secret":null,"gate":"1234"}`,
			},
			{"another field with the same key", func() error {
				s.define("gate", func(in *fieldInput) { in.Type = models.FieldBoolean })
				return nil
			}, `{"doors":["red"],"level":0,"secret":null,"gate":"1234"}`},
			{"the new field is set", func() error {
				corrected := irish("7 Correct Street")
				corrected.CustomFields = customfields.Values{"gate": true, "level": nil, "secret": "x"}
				return done(s.orders.Update(ctx, seller, o.ID, updateInput{ShippingAddress: set(corrected)}))
			}, `{"doors":["red"],"level":null,"secret":"x","gate":true}`},
			{"the customer is deleted", func() error {
				return done(s.accounts.Delete(ctx, ann, nil))
			}, `{"doors":["red"],"level":null,"secret":"x","gate":true}`},
		} {
			s.pass(time.Minute)
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			want := step.want + " " + step.want
			if step.name == "the new field is set" || step.name == "the customer is deleted" {
				want = step.want + ` {"doors":["red"],"level":0,"secret":null,"gate":"1234"}`
			}
			if got := s.shown(o.ID); got != want {
				t.Errorf("%s:\n got  %s\n want %s", step.name, got, want)
			}
		}
	})
}

// TestImportedOrdersHaveAddressFields checks that imported orders have custom fields of addresses under the same rules.
func TestImportedOrdersHaveAddressFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("gate", func(in *fieldInput) { in.Required = true })
		list := make([]orders.ImportOrderInput, 3)
		for i := range list {
			billing := irish("2")
			list[i] = imported("")
			list[i].BillingAddress = &billing
			list[i].ShippingAddress.CustomFields = customfields.Values{"gate": fmt.Sprint("s", i)}
			list[i].BillingAddress.CustomFields = customfields.Values{"gate": fmt.Sprint("b", i)}
		}
		list[2].BillingAddress.CustomFields = nil
		want := []string{"CREATED", "CREATED", "FAILED REQUIRED billingAddress.customFields.gate"}
		if got := s.importAll(bulk.Options{}, list...); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
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

// TestAddressFieldsNeedOneQuery checks that copying custom fields of addresses takes one SQL statement, and none in a
// shop without such fields.
func TestAddressFieldsNeedOneQuery(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		home, work := s.address(ann), s.address(ann)
		cost := func() int64 {
			set, err := s.fields.Load(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			in := guest(s.quote(nil))
			in.ShippingAddress, in.BillingAddress = savedAddress(home), savedAddress(work)
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
