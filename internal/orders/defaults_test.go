package orders_test

import (
	"reflect"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
)

// TestBillingAddressDefault checks that the billing address defaults to the shipping address for all callers except
// visitors.
func TestBillingAddressDefault(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		member := auth.Caller{Kind: auth.Staff, KeyID: "staff_a", Scopes: seller.Scopes}
		const refused = "REQUIRED input.billingAddress"
		var tests []checkoutTest
		for name, c := range map[string]struct {
			caller auth.Caller
			omit   string // the errors of an input without both
		}{
			"visitor": {visitor, refused}, "customer": {ann, ""}, "API key": {seller, ""}, "staff": {member, ""},
		} {
			for _, input := range []struct {
				name string
				same *bool
				want string
			}{{" omits both", nil, c.omit}, {" says no", new(false), refused}, {" says yes", new(true), ""}} {
				tests = append(tests, checkoutTest{name + input.name, c.caller, func(in *checkoutInput) {
					in.Quote, in.BillingAddress, in.BillingSameAsShipping = s.quote(nil), nil, input.same
				}, input.want})
			}
		}
		s.testCheckout(tests)

		in := guest(s.quote(nil))
		in.BillingAddress = nil
		in.ShippingAddress.Address.Phone = p("+353871234567")
		in.SaveAddress = true
		o := s.place(ann, in)
		o.ShippingAddress.CustomFields, o.BillingAddress.CustomFields = nil, nil
		if !reflect.DeepEqual(o.BillingAddress, o.ShippingAddress) || o.BillingAddress.Line1 == "" {
			t.Errorf("billing address %+v, want %+v", o.BillingAddress, o.ShippingAddress)
		}
		if n := s.count("addresses"); n != 1 {
			t.Errorf("%d addresses were saved, want 1", n)
		}
	})
}

// TestNullCustomer checks that null is a guest order for servers, as if it were omitted.
func TestNullCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		in := guest(s.quote(nil))
		in.CustomerID = graphql.OmittableOf[*string](nil)
		if o := s.place(seller, in); !o.Guest || o.CustomerID != nil {
			t.Errorf("%+v", o)
		}
	})
}
