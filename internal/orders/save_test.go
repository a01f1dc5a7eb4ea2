package orders_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/bulk"
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
		in.ShippingAddress = addressInput("1  GUEST street") // same address, spelled differently
		s.place(ann, in)
		if n := s.count("addresses"); n != 2 {
			t.Errorf("the same addresses were saved again: %d", n)
		}
		for _, street := range []string{"3", "4", "5"} {
			in.Quote, in.ShippingAddress, in.BillingAddress, in.BillingSameAsShipping = s.quote(nil),
				addressInput(street),
				nil, new(true)
			s.place(ann, in)
		}
		in.Quote, in.ShippingAddress = s.quote(nil), addressInput("6")
		before := s.count("orders")
		if _, _, err := s.orders.Checkout(
			context.Background(), ann, in,
		); servicetest.Errors(err) != "LIMIT_REACHED input.saveAddress" {
			t.Errorf("a full address book: %v", err)
		}
		if s.count("orders") != before {
			t.Error("the order was stored without its address")
		}
	})
}

// fullAddress returns an address with a value in every field, in normalized form. The sets 0 and 1 have different
// values.
func fullAddress(set int) models.CreateAddressInput {
	pick := func(values ...string) *string { return &values[set] }
	return models.CreateAddressInput{
		Label: pick("home", "the boat"), FirstName: pick("Ann", "Bea"), LastName: pick("Example", "Other"),
		Company: pick("Tea & Co", "Mugs Ltd"), Line1: pick("14 Main Street", "2 Quay Road"),
		Line2: pick("Flat 3", "Flat 4"), City: pick("Dublin", "Cork"), Region: pick("Co. Dublin", "Co. Cork"),
		Postcode: pick("D02 X285", "T12 X8N6"), Country: models.CountryCode(*pick("IE", "AQ")),
		Phone: pick("+353871234567", "+353871234568"), Instructions: pick("Ring twice.",
			"Leave it with the neighbour."),
		IsDefaultShipping: true, IsDefaultBilling: true, CustomFields: map[string]any{"floor": int64(3 + set)},
	}
}

// with returns a minimal address with the value of a set in one field.
func with(field string, set int) models.CreateAddressInput {
	in := models.CreateAddressInput{}
	to := reflect.ValueOf(&in).Elem()
	for _, name := range splitWords("FirstName Line1 City Region Postcode Country") {
		to.FieldByName(name).Set(reflect.ValueOf(fullAddress(0)).FieldByName(name))
	}
	to.FieldByName(field).Set(reflect.ValueOf(fullAddress(set)).FieldByName(field))
	return in
}

// saved returns the saved addresses of a customer, oldest first.
func (s *shop) saved(of auth.Caller) []models.Address {
	s.t.Helper()
	var rows []models.Address
	if err := s.db.Read(context.Background()).Where("customer_id = ?", of.CustomerID).
		Order("created_at, id").Find(&rows).Error; err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// customValues returns the stored values of the custom fields of an address.
func (s *shop) customValues(addressID string) []string {
	s.t.Helper()
	var values []string
	if err := s.db.Read(context.Background()).Model(&models.CustomFieldValue{}).
		Where("owner_id = ?", addressID).Order("value").Pluck("value", &values).Error; err != nil {
		s.t.Fatal(err)
	}
	return values
}

// holds reports whether a stored address, or an order's copy of one, has the input's value in one field.
func (s *shop) holds(stored any, field string, in models.CreateAddressInput) bool {
	want := reflect.Indirect(reflect.ValueOf(in).FieldByName(field))
	if field == "CustomFields" {
		floor := fmt.Sprint(in.CustomFields["floor"])
		if copied, ok := stored.(models.OrderAddress); ok {
			for _, values := range copied.CustomFields {
				if values[0] == floor {
					return true
				}
			}
			return false
		}
		return slices.Contains(s.customValues(stored.(models.Address).ID), floor)
	}
	got := reflect.ValueOf(stored).FieldByName(field)
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

// TestSavedInputIsComplete checks that every field of a new address is stored in the address book or in the order, or
// is rejected by name, whatever the address book contains.
func TestSavedInputIsComplete(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineFloorAndGate()
		for field := range reflect.TypeFor[models.CreateAddressInput]().Fields() {
			name := field.Name
			if reflect.ValueOf(fullAddress(0)).FieldByName(name).IsZero() {
				t.Fatalf("fullAddress has no value for %s", name)
			}
			s.checkSavedField(name)
			s.checkOrderField(name)
		}
	})
}

// defineFloorAndGate creates the custom fields that the addresses of TestSavedInputIsComplete use.
func (s *shop) defineFloorAndGate() {
	s.t.Helper()
	s.define("floor", func(in *fieldInput) { in.Type = models.FieldInteger })
	s.define("gate", func(in *fieldInput) { in.Default = p("north") })
}

// checkout places an order of a customer with new addresses. Without bill, billing is the same as shipping.
func (s *shop) checkout(
	caller auth.Caller, save bool, ship models.CreateAddressInput, bill *models.CreateAddressInput,
) (*models.Order, error) {
	in := checkoutInput{
		Quote: s.quote(nil), ShippingAddress: &orders.CheckoutAddress{Address: &ship},
		BillingSameAsShipping: new(bill == nil), SaveAddress: save,
	}
	if bill != nil {
		in.BillingAddress = &orders.CheckoutAddress{Address: bill}
	}
	o, _, err := s.orders.Checkout(context.Background(), caller, in)
	return o, err
}

// checkSavedField checks that the address book keeps a field of addresses that are saved at checkout.
func (s *shop) checkSavedField(name string) {
	s.t.Helper()
	customers := 0
	newCustomer := func() auth.Caller {
		customers++
		return s.customer(fmt.Sprintf("%s%d@example.com", strings.ToLower(name), customers))
	}
	save := func(caller auth.Caller, ship models.CreateAddressInput, bill *models.CreateAddressInput) {
		s.t.Helper()
		if _, err := s.checkout(caller, true, ship, bill); err != nil {
			s.t.Fatal(err)
		}
	}
	check := func(test string, caller auth.Caller, in models.CreateAddressInput) {
		s.t.Helper()
		saved := s.saved(caller)
		if !slices.ContainsFunc(saved, func(a models.Address) bool { return s.holds(a, name, in) }) {
			s.t.Errorf("%s: no saved address has %s: %+v", test, name, saved)
		}
	}
	one, other := with(name, 0), with(name, 1)

	caller := newCustomer()
	save(caller, one, nil)
	check("empty address book", caller, one)

	caller = newCustomer()
	save(caller, fullAddress(1), nil)
	save(caller, with("City", 0), nil)
	save(caller, one, nil)
	check("same address without the field", caller, one)
	s.pass(1e9)
	save(caller, other, nil)
	check("same address with another value", caller, other)

	caller = newCustomer()
	save(caller, one, &other)
	check("shipping address", caller, one)
	check("billing address", caller, other)
}

// checkOrderField checks that an order keeps a field of its addresses, or that the field is rejected.
func (s *shop) checkOrderField(name string) {
	s.t.Helper()
	ctx := context.Background()
	one, other := with(name, 0), with(name, 1)
	path := strings.ToLower(name[:1]) + name[1:]
	o, err := s.checkout(s.customer(path+"@example.com"), false, one, nil)
	if want := "INVALID input.shippingAddress.address." + path; servicetest.Errors(err) != want &&
		(err != nil || !s.holds(o.ShippingAddress, name, one) || !s.holds(o.BillingAddress, name, one)) {
		s.t.Errorf("%s in an order: %v, %+v", name, err, o)
	}
	o = s.place(visitor, guest(s.quote(nil)))
	got, err := s.orders.Update(ctx, seller, o.ID, updateInput{ShippingAddress: set(other)})
	if want := "INVALID input.shippingAddress." + path; servicetest.Errors(err) != want &&
		(err != nil || !s.holds(got.ShippingAddress, name, other)) {
		s.t.Errorf("%s in a corrected address: %v, %+v", name, err, got)
	}
	want := "CREATED"
	if !slices.Contains(orderAddressFields, name) {
		want = "FAILED INVALID billingAddress." + path
	}
	in := imported("", func(in *orders.ImportOrderInput) { in.BillingAddress = &one })
	if got := s.importAll(bulk.Options{}, in)[0]; got != want {
		s.t.Errorf("%s in an imported order: %s, want %s", name, got, want)
	}
}

// orderAddressFields are the fields of an address that an order's copy has.
var orderAddressFields = splitWords(
	"FirstName LastName Company Line1 Line2 City Region Postcode Country Phone Instructions CustomFields")
