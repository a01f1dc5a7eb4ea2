package orders_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestSaveAddress(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		in := guest(s.quote(nil))
		in.SaveAddress, in.BillingAddress.Address.Label = true, p("office")
		s.place(ann, in)
		if n := s.count("addresses"); n != 2 {
			t.Fatalf("%d addresses were saved", n)
		}
		in.Quote = s.quote(nil)
		in.ShippingAddress = typed("1  GUEST street") // the same one, otherwise written
		s.place(ann, in)
		if n := s.count("addresses"); n != 2 {
			t.Errorf("the same addresses were saved again: %d", n)
		}
		for _, street := range []string{"3", "4", "5"} {
			in.Quote, in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = s.quote(nil), typed(street), nil, true
			s.place(ann, in)
		}
		in.Quote, in.ShippingAddress = s.quote(nil), typed("6")
		before := s.count("orders")
		if _, _, err := s.orders.Checkout(context.Background(), ann, in); servicetest.Errors(err) != "LIMIT_REACHED input.saveAddress" {
			t.Errorf("a full book: %v", err)
		}
		if s.count("orders") != before {
			t.Error("the order was stored without its address")
		}
	})
}

// somewhere is an address with a value for each member of the input, as it is stored; there are two such sets of values.
func somewhere(set int) models.CreateAddressInput {
	pick := func(values ...string) *string { return &values[set] }
	return models.CreateAddressInput{
		Label: pick("home", "the boat"), FirstName: pick("Ann", "Bea"), LastName: pick("Example", "Other"), Company: pick("Tea & Co", "Mugs Ltd"),
		Line1: pick("14 Main Street", "2 Quay Road"), Line2: pick("Flat 3", "Flat 4"), City: pick("Dublin", "Cork"), Region: pick("Co. Dublin", "Co. Cork"),
		Postcode: pick("D02 X285", "T12 X8N6"), Country: models.CountryCode(*pick("IE", "AQ")),
		Phone: pick("+353871234567", "+353871234568"), Instructions: pick("Ring twice.", "Leave it with the neighbour."),
		IsDefaultShipping: true, IsDefaultBilling: true, CustomFields: map[string]any{"floor": int64(3 + set)},
	}
}

// with is the least of an address, with a value of a set in one member.
func with(member string, set int) models.CreateAddressInput {
	in := models.CreateAddressInput{}
	to := reflect.ValueOf(&in).Elem()
	for _, name := range splitWords("FirstName Line1 City Region Postcode Country") {
		to.FieldByName(name).Set(reflect.ValueOf(somewhere(0)).FieldByName(name))
	}
	to.FieldByName(member).Set(reflect.ValueOf(somewhere(set)).FieldByName(member))
	return in
}

// saved are the addresses of a customer's book, oldest first.
func (s *shop) saved(of auth.Caller) []models.Address {
	s.t.Helper()
	var rows []models.Address
	if err := s.db.Read(context.Background()).Where("customer_id = ?", of.CustomerID).Order("created_at, id").Find(&rows).Error; err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// floors are the values of the custom fields of an address, as they are stored.
func (s *shop) floors(addressID string) []string {
	s.t.Helper()
	var values []string
	if err := s.db.Read(context.Background()).Model(&models.CustomFieldValue{}).Where("owner_id = ?", addressID).Order("value").Pluck("value", &values).Error; err != nil {
		s.t.Fatal(err)
	}
	return values
}

// holds tells whether a stored address, or an order's copy of one, holds what was typed into one member.
func (s *shop) holds(stored any, member string, typed models.CreateAddressInput) bool {
	want := reflect.Indirect(reflect.ValueOf(typed).FieldByName(member))
	if member == "CustomFields" {
		floor := fmt.Sprint(typed.CustomFields["floor"])
		if copied, ok := stored.(models.OrderAddress); ok {
			return slices.ContainsFunc(slices.Collect(maps.Values(copied.CustomFields)), func(values []string) bool { return values[0] == floor })
		}
		return slices.Contains(s.floors(stored.(models.Address).ID), floor)
	}
	got := reflect.ValueOf(stored).FieldByName(member)
	if !got.IsValid() {
		return false
	}
	if got.Kind() == reflect.Pointer {
		if got.IsNil() {
			return false
		}
		got = got.Elem()
	}
	return got.Interface() == want.Interface()
}

// TestNothingTypedIsDropped: each member of a typed address ends in the customer's book, or in the order's copy, or is refused by
// name, whatever the book holds before.
func TestNothingTypedIsDropped(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		boss := auth.Caller{Kind: auth.APIKey, KeyID: "key_boss", Scopes: []models.Scope{models.SettingsWrite}}
		for key, def := range map[string]*string{"floor": nil, "gate": p("north")} {
			field := customfields.CreateCustomFieldInput{Owner: models.OwnerAddress, Key: key, Label: key, Type: models.FieldString, Access: models.AccessWrite, Default: def}
			if key == "floor" {
				field.Type = models.FieldInteger
			}
			if _, err := s.fields.Create(ctx, boss, field); err != nil {
				t.Fatal(err)
			}
		}
		customers := 0
		fresh := func() auth.Caller {
			customers++
			return s.customer(fmt.Sprintf("ann%d@example.com", customers))
		}
		checkout := func(who auth.Caller, save bool, ship models.CreateAddressInput, bill *models.CreateAddressInput) (*models.Order, error) {
			in := orders.CheckoutInput{
				Quote: s.quote(nil), ShippingAddress: &orders.CheckoutAddress{Address: &ship}, BillingSameAsShipping: bill == nil, SaveAddress: save,
			}
			if bill != nil {
				in.BillingAddress = &orders.CheckoutAddress{Address: bill}
			}
			o, _, err := s.orders.Checkout(ctx, who, in)
			return o, err
		}
		must := func(_ *models.Order, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		kept := func(name string, who auth.Caller, member string, typed models.CreateAddressInput) {
			t.Helper()
			if !slices.ContainsFunc(s.saved(who), func(a models.Address) bool { return s.holds(a, member, typed) }) {
				t.Errorf("%s: %s is in no entry of the book: %+v", name, member, s.saved(who))
			}
		}
		for member := range reflect.TypeFor[models.CreateAddressInput]().Fields() {
			name := member.Name
			if reflect.ValueOf(somewhere(0)).FieldByName(name).IsZero() {
				t.Fatalf("there is no value for %s", name)
			}
			one, other := with(name, 0), with(name, 1)

			who := fresh()
			must(checkout(who, true, one, nil))
			kept("into an empty book", who, name, one)

			// The book has the address without the member, behind another address, and then with another value.
			who = fresh()
			must(checkout(who, true, somewhere(1), nil))
			must(checkout(who, true, with("City", 0), nil))
			must(checkout(who, true, one, nil))
			kept("into the same address", who, name, one)
			s.pass(1e9)
			must(checkout(who, true, other, nil))
			kept("over another value", who, name, other)

			who = fresh()
			must(checkout(who, true, one, &other))
			kept("for shipping", who, name, one)
			kept("for billing", who, name, other)

			// An order's own address has no place for some members, and says so.
			path := strings.ToLower(name[:1]) + name[1:]
			o, err := checkout(fresh(), false, one, nil)
			if want := "INVALID input.shippingAddress.address." + path; servicetest.Errors(err) != want && (err != nil || !s.holds(o.ShippingAddress, name, one) || !s.holds(o.BillingAddress, name, one)) {
				t.Errorf("%s in an order: %v, %+v", name, err, o)
			}
			o = s.place(visitor, guest(s.quote(nil)))
			got, err := s.orders.Update(ctx, seller, o.ID, orders.UpdateOrderInput{ShippingAddress: set(other)})
			if want := "INVALID input.shippingAddress." + path; servicetest.Errors(err) != want && (err != nil || !s.holds(got.ShippingAddress, name, other)) {
				t.Errorf("%s in a corrected address: %v, %+v", name, err, got)
			}
			err = s.orders.Import(ctx, []orders.Imported{{
				Items: []*orders.OrderItemInput{item("a", "1", "EUR", 1)}, Contact: orders.OrderContactInput{Name: p("G"), Email: p("g@example.com")},
				Shipping: irish("1"), Billing: one, PlacedAt: s.now(),
			}})
			want := ""
			if !slices.Contains(ofOrders, name) {
				want = "INVALID input.billingAddress." + path
			}
			if servicetest.Errors(err) != want {
				t.Errorf("%s in an imported order: %v, want %s", name, err, want)
			}
		}
	})
}

// ofOrders are the members that an order's copy of an address has.
var ofOrders = splitWords("FirstName LastName Company Line1 Line2 City Region Postcode Country Phone Instructions CustomFields")
