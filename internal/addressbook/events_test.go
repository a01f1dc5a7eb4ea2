package addressbook_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/servicetest"
	"clientele/internal/throttle"
	"clientele/models"
)

var (
	mia     = auth.Caller{Kind: auth.Staff, KeyID: "staff_m", KeyName: "Mia", Scopes: models.Scopes()}
	key     = auth.Caller{Kind: auth.APIKey, KeyID: "key_e", KeyName: "ERP", Scopes: models.Scopes()}
	console = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}
)

// entries is the address book of a test of events, with a first and a second address.
type entries struct {
	*book
	ann           auth.Caller
	first, second *models.Address
}

// withFields gives addresses a custom field that customers can read and one they cannot.
func (b *book) withFields() {
	b.t.Helper()
	fields := customfields.New(b.db, b.now, throttle.New(b.db, b.now))
	for field, access := range map[string]models.CustomFieldAccess{
		"gate": models.AccessWrite, "zone": models.AccessNone,
	} {
		_, err := fields.Create(b.t.Context(), mia, customfields.CreateCustomFieldInput{
			Owner: models.OwnerAddress, Key: field, Label: field, Type: models.FieldString, Access: access,
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// eventCase is a call and the events that it must record, and no others. In them, "self" is the customer, and "1", "2"
// and "new" are the addresses.
type eventCase struct {
	name  string
	do    func(e *entries) (created string, err error)
	fails string // its user errors
	want  []string
}

func runEvents(t *testing.T, cases []eventCase) {
	t.Helper()
	onEach(t, func(t *testing.T, b *book) {
		b.withFields()
		for i, c := range cases {
			e := &entries{book: b, ann: b.customer(fmt.Sprint("ann", i))}
			e.first, e.second = b.add(e.ann, irish("1 Main Street")), b.add(e.ann, work())
			last := servicetest.LastEvent(t, b.db)
			created, err := c.do(e)
			if got := servicetest.Errors(err); got != c.fails {
				t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
			}
			names := []string{e.ann.CustomerID, "self", e.first.ID, "1", e.second.ID, "2"}
			if created != "" {
				names = append(names, created, "new")
			}
			if got := servicetest.EventsSince(t, b.db, last, names...); !slices.Equal(got, c.want) {
				t.Errorf("%s:\ngot  %s\nwant %s", c.name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		}
	})
}

// work is the second address of each address book.
func work() models.CreateAddressInput {
	in := irish("2 Main Street")
	in.Label = p("work")
	return in
}

const byStaff, byKey, bySelf = "STAFF staff_m Mia", "API_KEY key_e ERP", "CUSTOMER self"

// event describes an event of an address, such as CREATED of new, by a caller; rest begins with the version.
func event(what, by, rest string) []string {
	return []string{fmt.Sprintf("ADDRESS_%s in 'self' by %s, %s", what, by, rest)}
}

var other = auth.Caller{Kind: auth.Customer, CustomerID: "customer_x"}

func TestEventsOfCreation(t *testing.T) {
	create := func(caller *auth.Caller, in models.CreateAddressInput) func(e *entries) (string, error) {
		return func(e *entries) (string, error) {
			a, err := e.Create(t.Context(), e.by(caller), &e.ann.CustomerID, in)
			if err != nil {
				return "", err
			}
			return a.ID, nil
		}
	}
	unsaved := irish("3 Main Street")
	runEvents(t, []eventCase{
		{"created by the customer", create(nil, unsaved), "", event("CREATED of new", bySelf, "version 1")},
		{"created by an API key", create(&key, unsaved), "", event("CREATED of new", byKey, "version 1")},
		{"created by staff", create(&mia, unsaved), "", event("CREATED of new", byStaff, "version 1")},
		{"created on the command line", create(&console, unsaved), "", event("CREATED of new", "COMMAND_LINE", "version 1")},
		{"created without a line", create(&mia, irish("")), "REQUIRED input.line1", nil},
		{"created by another customer", create(&other, unsaved), "NOT_FOUND", nil},
	})
}

func TestEventsOfUpdates(t *testing.T) {
	change := func(caller *auth.Caller, in update) func(e *entries) (string, error) {
		return func(e *entries) (string, error) {
			_, err := e.Update(t.Context(), e.by(caller), e.second.ID, in)
			return "", err
		}
	}
	custom := func(v customfields.Values) update { return update{CustomFields: graphql.OmittableOf(v)} }
	every := update{
		Label: set("home"), FirstName: set("Anna"), LastName: set("Lee"), Company: set("Ltd"), Line1: set("1 High Street"),
		Line2: set("Flat 2"), City: set("London"), Region: set(""), Postcode: set("SW1A 1AA"),
		Country: set(models.CountryCode("GB")), Phone: set("+442079460000"), Instructions: set("Ring"),
		IsDefaultShipping: set(true), IsDefaultBilling: set(true),
		CustomFields: graphql.OmittableOf(customfields.Values{"gate": "north", "zone": "A"}),
	}
	everyChange := "label 'work' to 'home', firstName 'Ann' to 'Anna', lastName none to 'Lee', company none to 'Ltd', " +
		"line1 '2 Main Street' to '1 High Street', line2 none to 'Flat 2', city 'Dublin' to 'London', " +
		"region 'Co. Dublin' to '', postcode 'D02 X285' to 'SW1A 1AA', country 'IE' to 'GB', " +
		"phone none to '+442079460000', instructions none to 'Ring', isDefaultShipping 'false' to 'true', " +
		"isDefaultBilling 'false' to 'true', customFields.gate none to 'north', customFields.zone none to 'A'"
	runEvents(t, []eventCase{
		{"updated by the customer", change(nil, update{Label: set("home")}), "", event("UPDATED of 2", bySelf, "version 2, label 'work' to 'home'")},
		{"updated by an API key", change(&key, update{Line2: set("B")}), "", event("UPDATED of 2", byKey, "version 2, line2 none to 'B'")},
		{"every field", change(&mia, every), "", event("UPDATED of 2", byStaff, "version 2, "+everyChange)},
		{
			"a custom field that the customer cannot read", change(&mia, custom(customfields.Values{"zone": "B"})), "",
			event("UPDATED of 2", byStaff, "version 2, hidden, customFields.zone none to 'B'"),
		},
		{"updated with the stored values", change(&mia, update{Label: set("work"), City: set(" Dublin ")}), "", nil},
		{"updated with nothing", change(nil, update{}), "", nil},
		{"an older version", change(nil, update{Label: set("x"), ExpectedVersion: p(7)}), "CONFLICT input.expectedVersion", nil},
		{"an invalid update", change(nil, update{Label: set("x"), Line1: set("")}), "REQUIRED input.line1", nil},
		{"updated by another customer", change(&other, update{Label: set("x")}), "NOT_FOUND", nil},
	})
}

func TestEventsOfDeletion(t *testing.T) {
	remove := func(caller *auth.Caller) func(e *entries) (string, error) {
		return func(e *entries) (string, error) { return "", e.Delete(t.Context(), e.by(caller), e.second.ID) }
	}
	deleted := "label 'work' to none, firstName 'Ann' to none, line1 '2 Main Street' to none, city 'Dublin' to none, " +
		"region 'Co. Dublin' to none, postcode 'D02 X285' to none, country 'IE' to none"
	runEvents(t, []eventCase{
		{"deleted by the customer", remove(nil), "", event("DELETED of 2", bySelf, deleted)},
		{"deleted by an API key", remove(&key), "", event("DELETED of 2", byKey, deleted)},
		{"deleted by staff", remove(&mia), "", event("DELETED of 2", byStaff, deleted)},
		{"deleted by another customer", remove(&other), "NOT_FOUND", nil},
		{"deleted without the scope", remove(&reader), "FORBIDDEN CUSTOMERS_WRITE", nil},
	})
}

// TestEventsOfCheckout: for the addresses that a checkout saves.
func TestEventsOfCheckout(t *testing.T) {
	save := func(in models.CreateAddressInput) func(e *entries) (string, error) {
		return func(e *entries) (string, error) {
			before := e.all(e.ann)
			e.save(e.ann, savedInput{CreateAddressInput: in})
			if all := e.all(e.ann); len(all) > len(before) {
				return all[len(all)-1].ID, nil
			}
			return "", nil
		}
	}
	withPhone := work()
	withPhone.Phone = p("+353871234567")
	runEvents(t, []eventCase{
		{"a new address of a checkout", save(irish("3 Main Street")), "", event("CREATED of new", bySelf, "version 1")},
		{"a saved address of a checkout", save(work()), "", nil},
		{
			"a saved address of a checkout with a phone number", save(withPhone), "",
			event("UPDATED of 2", bySelf, "version 2, phone none to '+353871234567'"),
		},
	})
}

// by returns a caller, or the customer if it is nil.
func (e *entries) by(caller *auth.Caller) auth.Caller {
	if caller == nil {
		return e.ann
	}
	return *caller
}

// TestEventsOfParallelUpdates: each event has the change of its own update, whatever else changes at the same time.
func TestEventsOfParallelUpdates(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ann := b.customer("ann")
		a := b.add(ann, irish("1 Main Street"))
		for round := range 10 {
			last := servicetest.LastEvent(t, b.db)
			var wg sync.WaitGroup
			for caller, in := range map[*auth.Caller]addressbook.UpdateAddressInput{
				&mia: {Label: set(fmt.Sprint("label ", round))}, &key: {Line2: set(fmt.Sprint("line ", round))},
			} {
				wg.Go(func() {
					if _, err := b.Update(context.Background(), *caller, a.ID, in); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			got := servicetest.EventsSince(t, b.db, last)
			slices.Sort(got)
			if len(got) != 2 ||
				!strings.HasSuffix(got[0], fmt.Sprintf(", line2 %s to 'line %d'", was("line ", round), round)) ||
				!strings.HasSuffix(got[1], fmt.Sprintf(", label %s to 'label %d'", was("label ", round), round)) {
				t.Fatalf("round %d: %q", round, got)
			}
			for _, line := range got {
				if strings.Count(line, " to ") != 1 {
					t.Errorf("more than one change: %s", line)
				}
			}
		}
	})
}

// was returns the value of the round before.
func was(text string, round int) string {
	if round == 0 {
		return "none"
	}
	return fmt.Sprintf("'%s%d'", text, round-1)
}
