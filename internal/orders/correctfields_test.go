package orders_test

import (
	"context"
	"testing"

	"clientele/internal/customfields"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestCorrectedAddressFields checks that a correction of the shipping address sets single custom fields, and adds an
// event only if it changes something.
func TestCorrectedAddressFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		before := s.place(visitor, guest(s.quote(nil))) // before the fields were defined
		s.addressFields()
		in := guest(s.quote(nil))
		in.ShippingAddress.Address.CustomFields = customfields.Values{"gate": "1", "doors": []any{"red"}}
		in.BillingAddress, in.BillingSameAsShipping = nil, new(true)
		o := s.place(visitor, in)
		same := *in.ShippingAddress.Address
		const missing = "REQUIRED input.shippingAddress.customFields.secret"
		for _, c := range []struct {
			name    string
			id      string
			in      customfields.Values
			want    string // custom fields of the shipping address, or errors
			version int
		}{
			{"no fields", o.ID, nil, `{"gate":"1","doors":["red"],"level":0,"secret":null}`, 1},
			{"required field missing", o.ID, customfields.Values{"level": int64(2)}, missing, 1},
			{
				"required field cleared", o.ID,
				customfields.Values{"gate": nil, "secret": "x"},
				"REQUIRED input.shippingAddress.customFields.gate", 1,
			},
			{
				"invalid fields", o.ID,
				customfields.Values{"level": "up", "nothing": 1},
				"INVALID input.shippingAddress.customFields.level, " +
					"INVALID input.shippingAddress.customFields.nothing, " + missing,
				1,
			},
			{
				"two fields", o.ID,
				customfields.Values{"secret": "x", "level": int64(2)},
				`{"gate":"1","doors":["red"],"level":2,"secret":"x"}`, 2,
			},
			{
				"same value", o.ID,
				customfields.Values{"level": int64(2)},
				`{"gate":"1","doors":["red"],"level":2,"secret":"x"}`, 2,
			},
			{
				"field cleared", o.ID,
				customfields.Values{"doors": nil},
				`{"gate":"1","doors":null,"level":2,"secret":"x"}`, 3,
			},
			{"older order, no fields", before.ID, nil, none, 1},
			{"older order, required field missing", before.ID, customfields.Values{"gate": "2"}, missing, 1},
			{
				"older order, required fields set", before.ID,
				customfields.Values{"gate": "2", "secret": "y"},
				`{"gate":"2","doors":null,"level":null,"secret":"y"}`, 2,
			},
		} {
			address := same
			address.CustomFields = c.in
			_, err := s.orders.Update(ctx, seller, c.id, updateInput{ShippingAddress: set(address)})
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
