package events

import (
	"encoding/json"
	"slices"
	"strconv"

	"clientele/models"
)

// Change is the change of a field.
type Change struct {
	Field    string  // its name in the API; members of objects follow a point, such as "customFields.vatNumber"
	From, To *string // nil for no value; both are nil for a secret
	Hidden   bool    // the customer cannot read the field
}

// Changes are the changes of the fields of a record. Its methods add a field if its values differ.
type Changes []Change

// Text adds the change of a text that can be missing.
func (c *Changes) Text(field string, from, to *string) {
	if from == nil && to == nil || from != nil && to != nil && *from == *to {
		return
	}
	*c = append(*c, Change{Field: field, From: from, To: to})
}

// String adds the change of a text.
func (c *Changes) String(field, from, to string) { c.Text(field, &from, &to) }

// Bool adds the change of a boolean.
func (c *Changes) Bool(field string, from, to bool) {
	c.String(field, strconv.FormatBool(from), strconv.FormatBool(to))
}

// List adds the change of a list, which is recorded as a JSON array.
func (c *Changes) List(field string, from, to []string) {
	if !slices.Equal(from, to) {
		c.Text(field, ListText(from), ListText(to))
	}
}

// ListText returns a list as a JSON array.
func ListText(list []string) *string {
	if list == nil {
		list = []string{}
	}
	b, err := json.Marshal(list)
	if err != nil { // strings can always be encoded
		panic(err)
	}
	text := string(b)
	return &text
}

// Then returns the changes with later changes of the same record. A field that changes twice has one change.
func (c Changes) Then(later Changes) Changes {
	for _, change := range later {
		if i := slices.IndexFunc(c, func(earlier Change) bool { return earlier.Field == change.Field }); i >= 0 {
			c[i].To = change.To
		} else {
			c = append(c, change)
		}
	}
	return c
}

// Added returns the changes without the values before the event, for the fields of a new record.
func (c Changes) Added() Changes {
	for i := range c {
		c[i].From = nil
	}
	return c
}

// Removed returns the values of a new record as those of a deleted one.
func (c Changes) Removed() Changes {
	for i := range c {
		c[i].From, c[i].To = c[i].To, nil
	}
	return c
}

// Secret adds the change of a field with values that must not be recorded.
func (c *Changes) Secret(field string) { *c = append(*c, Change{Field: field}) }

// Hide marks fields as hidden from the customer.
func (c Changes) Hide(fields ...string) {
	for i := range c {
		if slices.Contains(fields, c[i].Field) {
			c[i].Hidden = true
		}
	}
}

// Names returns the names of the changed fields.
func (c Changes) Names() []string {
	names := make([]string, len(c))
	for i, change := range c {
		names[i] = change.Field
	}
	return names
}

// store sets the columns of an event.
func (c Changes) store(row *models.Event) {
	row.Fields = c.Names()
	before, after := make(models.Texts, len(c)), make(models.Texts, len(c))
	valued := false
	for i, change := range c {
		before[i], after[i] = change.From, change.To
		valued = valued || change.From != nil || change.To != nil
	}
	if valued {
		row.Before, row.After = &before, &after
	}
}
