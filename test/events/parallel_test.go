package events

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"clientele/models"
	"clientele/test/apptest"
)

// side is one of two members who change a record at the same time.
type side struct {
	by       caller
	call     string // with %s for the id and the value
	what     models.EventType
	field    string
	value    string // before the next change
	expected []string
}

// change changes the field to a new value.
func (m *side) change(s *shop, id, value string) {
	s.Send(m.by.headers, "mutation { "+quoted(m.call, id, value)+" { userErrors { code message } } }", nil).OK()
	m.expected = append(m.expected, fmt.Sprintf("%s by %s: %s from %s to %s", m.what, m.by.actor.id, m.field, m.value, value))
	m.value = value
}

// TestParallelChangesLeaveRightEvents has two staff members change different fields of one customer, and of one order,
// at the same time. Each change must be recorded for the member who made it, with the changed field and no other.
func TestParallelChangesLeaveRightEvents(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		s := &shop{Program: p, tables: openTables(t, p.Env), key: caller{headers: p.APIKey(apptest.AllScopes...)}}
		mia, tom := s.member("SUPPORT"), s.member("MANAGER")
		a := s.customer()
		order := s.order(apptest.Vars{"customerId": a.id})
		for _, c := range []struct {
			name, id string
			sides    [2]*side
		}{
			{"customer", a.id, [2]*side{
				{by: mia, call: `updateCustomer(id: %s, input: { name: %s })`, what: models.CustomerUpdated, field: "name", value: "Ann Example"},
				{by: tom, call: `updateCustomer(id: %s, input: { note: %s })`, what: models.CustomerUpdated, field: "note", value: "<nil>"},
			}},
			{"order", order, [2]*side{
				{by: mia, call: `updateOrder(id: %s, input: { contact: { name: %s } })`, what: models.EventOrderContactChanged, field: "contact.name", value: "Gus"},
				{by: tom, call: `updateOrder(id: %s, input: { externalId: %s })`, what: models.EventOrderExternalIDChanged, field: "externalId", value: "<nil>"},
			}},
		} {
			t.Run(c.name, func(t *testing.T) {
				s.in(t)
				const rounds = 25
				for i := range rounds {
					var both sync.WaitGroup
					for _, m := range c.sides {
						both.Go(func() { m.change(s, c.id, fmt.Sprintf("%s %d", m.field, i)) })
					}
					both.Wait()
				}
				var got []string
				for i, e := range readHistories(s.tables)[c.id].events {
					if e.version != i+1 || i > 0 && len(e.fields) != 1 {
						t.Fatalf("event %d is %s", i+1, e)
					}
					if i > 0 { // after the creation
						got = append(got, fmt.Sprintf("%s by %s: %s from %s to %s", e.what, e.by, e.fields[0], at(e.before, 0), at(e.after, 0)))
					}
				}
				want := slices.Concat(c.sides[0].expected, c.sides[1].expected)
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("recorded\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			})
		}
	})
}
