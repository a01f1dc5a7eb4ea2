package orders_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

var (
	mia     = auth.Caller{Kind: auth.Staff, KeyID: "staff_m", KeyName: "Mia", Scopes: models.Scopes()}
	erp     = auth.Caller{Kind: auth.APIKey, KeyID: "key_e", KeyName: "ERP", Scopes: models.Scopes()}
	console = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}
)

// eventShop is a shop with a customer, Ann, an order of hers, and a guest's order.
type eventShop struct {
	*shop
	ann         auth.Caller
	hers, guest *models.Order
	names       []string // what replaces ids
}

// eventCase is a call and the events that it must record, and no others.
type eventCase struct {
	name   string
	before func(e *eventShop) // not compared
	do     func(e *eventShop) error
	fails  string // its user errors
	want   []string
}

// runEvents runs each case with a customer and orders of its own.
func runEvents(t *testing.T, cases []eventCase) {
	t.Helper()
	onEach(t, func(t *testing.T, s *shop) {
		of := func(owner models.CustomFieldOwner, access models.CustomFieldAccess) func(*fieldInput) {
			return func(in *fieldInput) { in.Owner, in.Access = owner, access }
		}
		s.define("gift", of(models.OwnerOrder, models.AccessRead))
		s.define("margin", of(models.OwnerOrder, models.AccessNone))
		s.define("gate", of(models.OwnerAddress, models.AccessWrite))
		s.define("dog", of(models.OwnerAddress, models.AccessNone))
		for i, c := range cases {
			e := &eventShop{shop: s, ann: s.verified("ann" + string(rune('a'+i)) + "@example.com")}
			e.hers, e.guest = s.place(e.ann, guest(s.quote(nil))), s.place(visitor, guest(s.quote(nil)))
			e.names = []string{e.ann.CustomerID, "ann", e.hers.ID, "hers", e.guest.ID, "guest"}
			e.run(c)
		}
	})
}

func (e *eventShop) run(c eventCase) {
	e.t.Helper()
	if c.before != nil {
		c.before(e)
	}
	last := servicetest.LastEvent(e.t, e.db)
	if got := servicetest.Errors(c.do(e)); got != c.fails {
		e.t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
	}
	e.nameRecords()
	got := servicetest.EventsSince(e.t, e.db, last, e.names...)
	if !slices.Equal(got, c.want) {
		e.t.Errorf("%s:\ngot  %s\nwant %s", c.name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
	}
}

// nameRecords lets the names of records of Ann's order replace their ids.
func (e *eventShop) nameRecords() {
	e.t.Helper()
	for _, kind := range []string{"payment", "refund", "shipment"} {
		var ids []string
		err := e.db.Primary(e.t.Context()).Table(kind+"s").Where("order_id = ?", e.hers.ID).
			Order("created_at, id").Pluck("id", &ids).Error
		if err != nil {
			e.t.Fatal(err)
		}
		for i, id := range ids {
			e.names = append(e.names, id, fmt.Sprint(kind, " ", i+1))
		}
	}
}

func (e *eventShop) checkout(caller auth.Caller, change func(*checkoutInput)) error {
	in := guest(e.quote(nil))
	if change != nil {
		change(&in)
	}
	o, _, err := e.orders.Checkout(e.t.Context(), caller, in)
	if err == nil {
		e.names = append(e.names, o.ID, "new")
	}
	return err
}

// update updates an order of Ann.
func update(caller auth.Caller, in updateInput) func(*eventShop) error {
	return func(e *eventShop) error {
		_, err := e.orders.Update(e.t.Context(), caller, e.hers.ID, in)
		return err
	}
}

func TestEventsOfCheckouts(t *testing.T) {
	runEvents(t, []eventCase{
		{
			name: "by a guest", do: func(e *eventShop) error { return e.checkout(visitor, nil) },
			want: []string{"ORDER_PLACED of new in none by GUEST, version 1"},
		},
		{
			name: "by a customer", do: func(e *eventShop) error { return e.checkout(e.ann, nil) },
			want: []string{"ORDER_PLACED of new in 'ann' by CUSTOMER ann, version 1"},
		},
		{
			name: "for a customer, by a key", do: func(e *eventShop) error {
				return e.checkout(erp, func(in *checkoutInput) { in.CustomerID = given(e.ann.CustomerID) })
			},
			want: []string{"ORDER_PLACED of new in 'ann' by API_KEY key_e ERP, version 1"},
		},
		{name: "without an address", do: func(e *eventShop) error {
			return e.checkout(visitor, func(in *checkoutInput) { in.ShippingAddress = nil })
		}, fails: "REQUIRED input.shippingAddress"},
		{
			name: "with a key that was used", do: func(e *eventShop) error {
				quote := e.quote(nil)
				same := func(in *checkoutInput) { in.Quote, in.IdempotencyKey = quote, p("once") }
				if err := e.checkout(e.ann, same); err != nil {
					return err
				}
				return e.checkout(e.ann, same)
			},
			want: []string{"ORDER_PLACED of new in 'ann' by CUSTOMER ann, version 1"},
		},
	})
}

// contact returns a correction of an order's contact.
func contact(name, email, phone *string) updateInput {
	in := orders.UpdateOrderContactInput{}
	for to, v := range map[*graphql.Omittable[*string]]*string{&in.Name: name, &in.Email: email, &in.Phone: phone} {
		if v != nil {
			*to = given(*v)
		}
	}
	return updateInput{Contact: set(in)}
}

func TestEventsOfUpdatedOrders(t *testing.T) {
	corrected := irish("7 Correct Street")
	corrected.Instructions, corrected.City = p("Ring twice"), p("Cork")
	corrected.CustomFields = customfields.Values{"gate": "1", "dog": "yes"}
	line := func(what, by, version, rest string) string {
		return "ORDER_" + what + " of hers in 'ann' by " + by + ", version " + version + rest
	}
	const byMia = "STAFF staff_m Mia"
	runEvents(t, []eventCase{
		{
			name: "statuses", do: update(console, updateInput{
				PaymentStatus: set(models.Paid), FulfillmentStatus: set(models.Fulfilled), Status: set(models.OrderCompleted),
			}),
			want: []string{
				line("PAYMENT_RECORDED", "COMMAND_LINE", "2", ", paymentId none to 'payment 1', amount none to '20.80 EUR'"),
				line("PAYMENT_STATUS_CHANGED", "COMMAND_LINE", "2", ", paymentStatus 'UNPAID' to 'PAID'"),
				line("SHIPPED", "COMMAND_LINE", "2", `, shipmentId none to 'shipment 1', items none to '["2 × Tea (TEA-1)"]'`),
				line("FULFILLMENT_STATUS_CHANGED", "COMMAND_LINE", "2", ", fulfillmentStatus 'UNFULFILLED' to 'FULFILLED'"),
				line("STATUS_CHANGED", "COMMAND_LINE", "2", ", status 'OPEN' to 'COMPLETED'"),
			},
		},
		{
			name: "contact", do: update(mia, contact(p("Ann B"), p("b@example.com"), p("+353871234567"))),
			want: []string{line("CONTACT_CHANGED", byMia, "2", ", contact.name 'Guest Person' to 'Ann B', "+
				"contact.email 'guest@example.com' to 'b@example.com'")},
		},
		{
			name: "contact of a guest", do: func(e *eventShop) error {
				_, err := e.orders.Update(t.Context(), mia, e.guest.ID, contact(nil, p("b@example.com"), nil))
				return err
			},
			want: []string{
				"ORDER_CONTACT_CHANGED of guest in none by " + byMia + ", version 2, " +
					"contact.email 'guest@example.com' to 'b@example.com'",
				"ORDER_GUEST_TOKENS_REVOKED of guest in none by " + byMia + ", version 2",
			},
		},
		{
			name: "shipping address", do: update(erp, updateInput{ShippingAddress: set(corrected)}),
			want: []string{line("SHIPPING_ADDRESS_CHANGED", "API_KEY key_e ERP", "2",
				", shippingAddress.line1 '1 Guest Street' to '7 Correct Street', shippingAddress.city 'Dublin' to 'Cork', "+
					"shippingAddress.instructions none to 'Ring twice', shippingAddress.customFields.dog none to 'yes', "+
					"shippingAddress.customFields.gate none to '1'")},
		},
		{
			name: "external ID and custom fields", do: update(mia, updateInput{
				ExternalID: given("e 1"), CustomFields: graphql.OmittableOf(customfields.Values{"gift": "yes", "margin": "3"}),
			}),
			want: []string{
				line("EXTERNAL_ID_CHANGED", byMia, "2", ", externalId none to 'e 1'"),
				line("CUSTOM_FIELDS_CHANGED", byMia, "2", ", customFields.gift none to 'yes', customFields.margin none to '3'"),
			},
		},
		{
			name: "a hidden custom field", do: update(mia, updateInput{CustomFields: graphql.OmittableOf(customfields.Values{"margin": "3"})}),
			want: []string{line("CUSTOM_FIELDS_CHANGED", byMia, "2", ", hidden, customFields.margin none to '3'")},
		},
		{name: "the same values", do: update(mia, updateInput{
			Status: set(models.OrderOpen), Contact: contact(p("Guest Person"), nil, nil).Contact,
			ShippingAddress: set(irish("1 Guest Street")), CustomFields: graphql.OmittableOf(customfields.Values{"gift": nil}),
		})},
		{name: "no values", do: update(mia, updateInput{})},
		{
			name: "a valid and an invalid value", do: update(mia, updateInput{
				PaymentStatus: set(models.Paid), CustomFields: graphql.OmittableOf(customfields.Values{"gift": 3}),
			}), fails: "INVALID input.customFields.gift",
		},
		{
			name: "an old version", do: update(mia, updateInput{PaymentStatus: set(models.Paid), ExpectedVersion: p(7)}),
			fails: "CONFLICT input.expectedVersion",
		},
		{name: "by the customer", do: func(e *eventShop) error {
			return update(e.ann, updateInput{PaymentStatus: set(models.Paid)})(e)
		}, fails: "FORBIDDEN ORDERS_WRITE"},
	})
}

func TestEventsOfSteps(t *testing.T) {
	cancel := func(e *eventShop) error {
		_, err := e.orders.Cancel(t.Context(), mia, e.hers.ID, p(" Sold out "))
		return err
	}
	attach := func(caller auth.Caller) func(e *eventShop) error {
		return func(e *eventShop) error {
			_, err := e.orders.Attach(t.Context(), caller, e.guest.ID, e.ann.CustomerID)
			return err
		}
	}
	detach := func(e *eventShop) error {
		_, err := e.orders.Detach(t.Context(), erp, e.guest.ID)
		return err
	}
	revoke := func(e *eventShop) error {
		_, err := e.orders.RevokeGuestTokens(t.Context(), console, e.guest.ID)
		return err
	}
	claim := func(e *eventShop) error {
		token := e.linkFor(e.guest.Number, "guest@example.com").Values["Token"]
		_, err := e.orders.ClaimGuest(t.Context(), e.ann, token)
		return err
	}
	note := func(caller auth.Caller, text string) func(e *eventShop) error {
		return func(e *eventShop) error {
			added, err := e.orders.AddNote(t.Context(), caller, e.hers.ID, text)
			if err == nil && (added.Type != models.EventOrderNoteAdded || added.ID == "") {
				t.Errorf("returned %+v", added)
			}
			return err
		}
	}
	first := func(do func(*eventShop) error) func(*eventShop) {
		return func(e *eventShop) {
			if err := do(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	runEvents(t, []eventCase{
		{name: "cancelled", do: cancel, want: []string{
			"ORDER_STATUS_CHANGED of hers in 'ann' by STAFF staff_m Mia, version 2, text 'Sold out', status 'OPEN' to 'CANCELLED'",
		}},
		{name: "cancelled twice", before: first(cancel), do: cancel, fails: "STEP_NOT_ALLOWED id"},
		{name: "attached", do: attach(mia), want: []string{"ORDER_ATTACHED of guest in 'ann' by STAFF staff_m Mia, version 2"}},
		{name: "attached twice", before: first(attach(mia)), do: attach(mia)},
		{name: "attached by a visitor", do: attach(visitor), fails: "FORBIDDEN ORDERS_WRITE"},
		{
			name: "detached", before: first(attach(mia)), do: detach,
			want: []string{"ORDER_DETACHED of guest in 'ann' by API_KEY key_e ERP, version 3"},
		},
		{name: "detached without a customer", do: detach},
		{name: "claimed", do: claim, want: []string{"ORDER_CLAIMED of guest in 'ann' by CUSTOMER ann, version 2"}},
		{name: "claimed twice", before: first(claim), do: func(e *eventShop) error {
			_, err := e.orders.ClaimGuest(t.Context(), e.ann, "guest_used")
			return err
		}, fails: "TOKEN_INVALID token"},
		{
			name: "tokens revoked", do: revoke,
			want: []string{"ORDER_GUEST_TOKENS_REVOKED of guest in none by COMMAND_LINE, version 2"},
		},
		{
			name: "note", do: note(mia, " Called.\nNo answer "),
			want: []string{"ORDER_NOTE_ADDED of hers in 'ann' by STAFF staff_m Mia, version 1, hidden, text 'Called.\nNo answer'"},
		},
		{
			name: "note by a key", do: note(erp, "Sent"),
			want: []string{"ORDER_NOTE_ADDED of hers in 'ann' by API_KEY key_e ERP, version 1, hidden, text 'Sent'"},
		},
		{name: "empty note", do: note(mia, " \n"), fails: "REQUIRED text"},
		{name: "long note", do: note(mia, strings.Repeat("é", 5001)), fails: "TOO_LONG text"},
		{name: "note by a visitor", do: note(visitor, "Hello"), fails: "FORBIDDEN ORDERS_WRITE"},
		{name: "note on an unknown order", do: func(e *eventShop) error {
			_, err := e.orders.AddNote(t.Context(), mia, "order_x", "Hello")
			return err
		}, fails: "NOT_FOUND"},
	})
}
