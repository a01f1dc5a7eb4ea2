package events

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
)

// recorded is an event in the database.
type recorded struct {
	what    string
	by      string // the actor's id
	version int
	fields  []string
	before  []*string
	after   []*string
}

// history is the record of a table, its present values by column, and its events in order.
type history struct {
	version int
	values  map[string]string
	events  []recorded
}

// check compares the records with their events, and the events with the changes that were acknowledged. It returns the
// number of events, and of changes that were made without being acknowledged.
func (l *load) check(ts *tables) (events, unacknowledged int) {
	l.server.t.Helper()
	t := l.server.t
	all := readHistories(ts)
	for id, h := range all {
		events += len(h.events)
		h.check(t, id)
	}
	for _, a := range l.acks {
		h := all[a.id]
		if h == nil || len(h.events) < a.version {
			t.Errorf("%s of %s to %s, version %d, has no event", a.field, a.id, a.value, a.version)
			continue
		}
		e := h.events[a.version-1]
		if a.field == "" {
			if h.values["email"] != a.value || e.what != "CUSTOMER_CREATED" {
				t.Errorf("the creation of %s is recorded as %+v of %v", a.value, e, h.values)
			}
		} else if len(e.fields) != 1 || e.fields[0] != a.field || e.after[0] == nil || *e.after[0] != a.value {
			t.Errorf("%s of %s to %s, version %d, is recorded as %s", a.field, a.id, a.value, a.version, e)
		}
	}
	if events < len(l.acks) || len(l.acks) < clients {
		t.Errorf("%d changes were acknowledged, and there are %d events", len(l.acks), events)
	}
	return events, events - len(l.acks) - 3*records
}

// check checks that the events of a record lead from its creation to its present values, without gaps.
func (h *history) check(t *testing.T, id string) {
	t.Helper()
	if len(h.events) != h.version {
		t.Errorf("%s has %d events at version %d", id, len(h.events), h.version)
	}
	last := map[string]*string{}
	for i, e := range h.events {
		if e.version != i+1 {
			t.Errorf("event %d of %s has the version %d", i+1, id, e.version)
		}
		for f, field := range e.fields {
			before, known := last[field]
			if known && text(before) != text(e.before[f]) {
				t.Errorf("%s of %s was %s, and version %d changes it from %s", field, id, text(before), e.version, text(e.before[f]))
			}
			last[field] = e.after[f]
		}
	}
	for field, value := range last {
		for _, c := range changes {
			if c.field == field && h.values[c.column] != "" && h.values[c.column] != text(value) {
				t.Errorf("%s of %s is %s, and the last event changed it to %s", field, id, h.values[c.column], text(value))
			}
		}
	}
}

// readHistories reads the records that the clients change, and their events.
func readHistories(ts *tables) map[string]*history {
	ts.t.Helper()
	all := map[string]*history{}
	for table, columns := range map[string][]string{
		"customers": {"email", "name", "external_id"}, "addresses": {"line2"}, "orders": {"external_id"},
	} {
		query := "SELECT id, version"
		for _, column := range columns {
			query += ", " + column
		}
		for _, row := range ts.read(query + " FROM " + table) {
			h := &history{values: map[string]string{}}
			h.version, _ = strconv.Atoi(row[1])
			for i, column := range columns {
				h.values[column] = row[2+i]
			}
			all[row[0]] = h
		}
	}
	for _, row := range ts.read(`SELECT subject_id, type, COALESCE(version, 0), fields, COALESCE(before, '[]'), COALESCE(after, '[]'), COALESCE(actor_id, '') FROM events
		WHERE subject_kind IN ('CUSTOMER', 'ADDRESS', 'ORDER') ORDER BY seq`) {
		e := recorded{what: row[1], by: row[6]}
		e.version, _ = strconv.Atoi(row[2])
		for i, to := range []any{&e.fields, &e.before, &e.after} {
			if err := json.Unmarshal([]byte(row[3+i]), to); err != nil {
				ts.t.Fatalf("%q: %v", row, err)
			}
		}
		h := all[row[0]]
		if h == nil {
			ts.t.Errorf("%s of %s, which does not exist", e.what, row[0])
			continue
		}
		h.events = append(h.events, e)
	}
	return all
}

func (e recorded) String() string {
	text := fmt.Sprintf("%s, version %d", e.what, e.version)
	for i, field := range e.fields {
		text += fmt.Sprintf(", %s from %s to %s", field, at(e.before, i), at(e.after, i))
	}
	return text
}

func at(values []*string, i int) string {
	if i >= len(values) {
		return "nothing"
	}
	return text(values[i])
}

// text returns a text as the table shows it.
func text(s *string) string {
	if s == nil {
		return "<nil>"
	}
	return *s
}
