package accounts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/throttle"
	"clientele/models"
)

type values = customfields.Values

// update returns an eventCase.do in which a caller, or the customer if it is nil, updates the customer.
func update(caller *auth.Caller, in accounts.UpdateCustomerInput) func(a *account) error {
	return func(a *account) error {
		by := a.Caller
		if caller != nil {
			by = *caller
		}
		_, err := a.Update(a.t.Context(), by, &a.CustomerID, in)
		return err
	}
}

// defineFields creates the custom fields of the tests of events: two that the customer can read and one it cannot.
func (s *shop) defineFields() {
	s.t.Helper()
	fields := customfields.New(s.db, s.now, throttle.New(s.db, s.now))
	for _, in := range []customfields.CreateCustomFieldInput{
		{Key: "size", Type: models.FieldInteger, Access: models.AccessWrite},
		{Key: "colours", Type: models.FieldString, List: true, Access: models.AccessRead},
		{Key: "rating", Type: models.FieldInteger, Access: models.AccessNone},
	} {
		in.Owner, in.Label = models.OwnerCustomer, in.Key
		_, err := fields.Create(s.t.Context(), mia, in)
		s.must(err)
	}
	s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
}

func TestEventsOfUpdates(t *testing.T) {
	byStaff, byKey, bySelf := "STAFF staff_m Mia", "API_KEY key_e ERP", "CUSTOMER self"
	updated := func(by string, version int, rest string) []string {
		return []string{fmt.Sprintf("CUSTOMER_UPDATED of self by %s, version %d, %s", by, version, rest)}
	}
	custom := func(v values) accounts.UpdateCustomerInput {
		return accounts.UpdateCustomerInput{CustomFields: graphql.OmittableOf(v)}
	}
	all := accounts.UpdateCustomerInput{
		Email: set("all@example.com"), EmailVerified: set(true), Name: set("Ann"), Phone: set("+353871234567"),
		AcceptsMarketing: set(true), ExternalID: set("erp-1"), Note: set("VIP"), Tags: graphql.OmittableOf([]string{"b", "a"}),
		CustomFields: graphql.OmittableOf(values{"size": 3, "colours": []any{"red", "blue"}, "rating": 5}),
	}
	changes := "email 'email' to 'all@example.com', emailVerified 'false' to 'true', name none to 'Ann', " +
		"phone none to '+353871234567', acceptsMarketing 'false' to 'true', externalId none to 'erp-1', note none to 'VIP', marketing.EMAIL none to 'SUBSCRIBED', " +
		`tags '[]' to '["b","a"]', customFields.colours none to '["red","blue"]', customFields.rating none to '5', ` +
		"customFields.size none to '3'"
	before := func(in accounts.UpdateCustomerInput) func(a *account) {
		return func(a *account) { a.must(update(&mia, in)(a)) }
	}
	name := accounts.UpdateCustomerInput{Name: set("Ann"), AcceptsMarketing: set(true)}
	changedName := "name none to 'Ann', acceptsMarketing 'false' to 'true', marketing.EMAIL none to 'SUBSCRIBED'"
	hidden := accounts.UpdateCustomerInput{
		Note: set("VIP"), Tags: graphql.OmittableOf([]string{"a"}), CustomFields: graphql.OmittableOf(values{"rating": 5}),
	}
	cases := []eventCase{
		{name: "by the customer", do: update(nil, name), want: updated(bySelf, 2, changedName)},
		{name: "by an API key", do: update(&key, name), want: updated(byKey, 2, changedName)},
		{name: "by staff", do: update(&mia, name), want: updated(byStaff, 2, changedName)},
		{name: "on the command line", do: update(&console, name), want: updated("COMMAND_LINE", 2, changedName)},
		{
			name: "every field", do: update(&mia, all), want: updated(byStaff, 2, changes),
			before: func(a *account) { a.names = append(a.names, a.email, "email") },
		},
		{name: "the same again", before: before(hidden), do: update(&key, hidden)},
		{name: "no field", do: update(nil, accounts.UpdateCustomerInput{})},
		{
			name: "fields that the customer cannot read", do: update(&key, hidden),
			want: updated(byKey, 2, `hidden, note none to 'VIP', tags '[]' to '["a"]', customFields.rating none to '5'`),
		},
		{
			name: "cleared fields", before: before(hidden),
			do: update(&mia, accounts.UpdateCustomerInput{
				Note: null[string](), Tags: graphql.OmittableOf([]string{}), CustomFields: graphql.OmittableOf(values{"rating": nil}),
			}),
			want: updated(byStaff, 3, `hidden, note 'VIP' to none, tags '["a"]' to '[]', customFields.rating '5' to none`),
		},
		{
			name: "a custom field that the customer can read", before: before(custom(values{"colours": []any{}})),
			do:   update(&mia, custom(values{"colours": []any{"red"}, "rating": 1})),
			want: updated(byStaff, 3, `customFields.colours '[]' to '["red"]', customFields.rating none to '1'`),
		},
		{
			name: "a custom field by the customer", do: update(nil, custom(values{"size": 4})),
			want: updated(bySelf, 2, "customFields.size none to '4'"),
		},
		{
			name: "the order of the tags", before: before(accounts.UpdateCustomerInput{Tags: graphql.OmittableOf([]string{"a", "b"})}),
			do:   update(&mia, accounts.UpdateCustomerInput{Tags: graphql.OmittableOf([]string{"b", "a"})}),
			want: updated(byStaff, 3, `hidden, tags '["a","b"]' to '["b","a"]'`),
		},
		{
			name: "an older version", fails: "CONFLICT input.expectedVersion",
			do: update(&mia, accounts.UpdateCustomerInput{Name: set("Ann"), ExpectedVersion: p(7)}),
		},
		{
			name: "an email address in use", before: func(a *account) { a.signUp("taken@example.com") }, fails: "EMAIL_TAKEN input.email",
			do: update(&mia, accounts.UpdateCustomerInput{Name: set("Ann"), Email: set("taken@example.com")}),
		},
		{name: "fields of the shop by the customer", do: update(nil, hidden), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "by another customer", do: update(&auth.Caller{Kind: auth.Customer, CustomerID: "customer_x"}, name), fails: "NOT_FOUND"},
	}
	onEach(t, func(t *testing.T, s *shop) {
		s.defineFields()
		for i, c := range cases {
			c.run(t, s, fmt.Sprintf("c%d@example.com", i))
		}
	})
}

func TestEventsOfDisabling(t *testing.T) {
	disable := func(caller auth.Caller, reason *string) func(a *account) error {
		return func(a *account) error {
			_, err := a.Disable(t.Context(), caller, a.CustomerID, reason)
			return err
		}
	}
	enable := func(caller auth.Caller) func(a *account) error {
		return func(a *account) error {
			_, err := a.Enable(t.Context(), caller, a.CustomerID)
			return err
		}
	}
	disabled := func(a *account) { a.must(disable(mia, p("fraud"))(a)) }
	event := func(what, rest string) []string { return []string{"CUSTOMER_" + what + " of self by " + rest} }
	runEvents(t, []eventCase{
		{name: "by staff", do: disable(mia, p("fraud")), want: event("DISABLED", "STAFF staff_m Mia, version 2, hidden, text 'fraud'")},
		{name: "by an API key", do: disable(key, nil), want: event("DISABLED", "API_KEY key_e ERP, version 2, hidden")},
		{name: "again", before: disabled, do: disable(key, p("fraud"))},
		{
			name: "another reason", before: disabled, do: disable(key, p("chargebacks")),
			want: event("UPDATED", "API_KEY key_e ERP, version 3, hidden, disabledReason 'fraud' to 'chargebacks'"),
		},
		{name: "without the scope", do: disable(reader, nil), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "a reason that is too long", do: disable(mia, p(strings.Repeat("x", 5001))), fails: "TOO_LONG reason"},
		{name: "enabled by staff", before: disabled, do: enable(mia), want: event("ENABLED", "STAFF staff_m Mia, version 3, hidden")},
		{name: "enabled by an API key", before: disabled, do: enable(key), want: event("ENABLED", "API_KEY key_e ERP, version 3, hidden")},
		{name: "enabled and not disabled", do: enable(mia)},
		{name: "enabled without the scope", before: disabled, do: enable(reader), fails: "FORBIDDEN CUSTOMERS_WRITE"},
	})
}

func TestAddNote(t *testing.T) {
	add := func(caller auth.Caller, text string) func(a *account) error {
		return func(a *account) error {
			e, err := a.AddNote(t.Context(), caller, a.CustomerID, text)
			if err == nil && (e.Type != models.CustomerNoteAdded || *e.CustomerID != a.CustomerID || e.At != models.At(a.now())) {
				t.Errorf("got %+v", e)
			}
			if c := a.customer(a.CustomerID); c.Version != 1 || c.UpdatedAt != c.CreatedAt {
				t.Errorf("the note changed the customer: %+v", c)
			}
			return err
		}
	}
	noted := func(by, text string) []string {
		return []string{"CUSTOMER_NOTE_ADDED of self by " + by + ", version 1, hidden, text '" + text + "'"}
	}
	longest := strings.Repeat("é", 5000)
	runEvents(t, []eventCase{
		{name: "by staff", do: add(mia, " Called.\r\nCall back. "), want: noted("STAFF staff_m Mia", "Called.\nCall back.")},
		{name: "by an API key", do: add(key, longest), want: noted("API_KEY key_e ERP", longest)},
		{name: "on the command line", do: add(console, "Called."), want: noted("COMMAND_LINE", "Called.")},
		{name: "too long", do: add(mia, longest+"x"), fails: "TOO_LONG text"},
		{name: "empty", do: add(mia, " \n"), fails: "REQUIRED text"},
		{name: "control characters", do: add(mia, "a\x07b"), fails: "INVALID text"},
		{name: "without the scope", do: add(reader, "Called."), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "by the customer", do: func(a *account) error { return add(a.Caller, "Called.")(a) }, fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "by a visitor", do: add(visitor, "Called."), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "no such customer", fails: "NOT_FOUND", do: func(a *account) error {
			_, err := a.AddNote(t.Context(), mia, "customer_x", "Called.")
			return err
		}},
	})
}
