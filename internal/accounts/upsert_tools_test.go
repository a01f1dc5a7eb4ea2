package accounts_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/servicetest"
	"clientele/models"
)

// everything describes all events after one, and then all rows of customers, with names instead of IDs.
func (s *shop) everything(since int64) []string {
	s.t.Helper()
	g := s.db.Read(s.t.Context())
	var events []*models.Event
	s.must(g.Where("seq > ?", since).Order("seq").Find(&events).Error)
	var names []string
	known := map[string]string{}
	name := func(id string) {
		if known[id] == "" {
			known[id] = fmt.Sprintf("#%d", len(known))
			names = append(names, id, known[id])
		}
	}
	for _, e := range events {
		name(e.SubjectID)
	}
	var fields []*models.CustomField
	s.must(g.Find(&fields).Error)
	for _, f := range fields {
		names = append(names, f.ID, f.Key)
	}
	lines := servicetest.EventsSince(s.t, s.db, since, names...)
	replacer := strings.NewReplacer(names...)
	for _, each := range []struct{ table, columns string }{
		{"customers", "id, email, email_key, email_fold, name, name_fold, phone, external_id, external_id_fold, note, password_given, " +
			"email_verified, accepts_marketing, orders_count, disabled_at, disabled_reason, search_text, created_at, updated_at, version"},
		{"customer_tags", "*"},
		{"customer_group_members", "*"},
		{"addresses", "id, customer_id, label, first_name, last_name, line1, city, country, phone, is_default_shipping, is_default_billing, created_at, updated_at, version"},
		{"custom_field_values", "*"},
	} {
		var rows []map[string]any
		s.must(g.Table(each.table).Select(each.columns).Find(&rows).Error)
		var described []string
		for _, row := range rows {
			line := each.table
			for _, column := range slices.Sorted(maps.Keys(row)) {
				line += fmt.Sprintf(" %s=%v", column, row[column])
			}
			described = append(described, replacer.Replace(line))
		}
		slices.Sort(described)
		lines = append(lines, described...)
	}
	return lines
}

// difference returns the lines that are in only one of two lists.
func difference(a, b []string) string {
	var out []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			out = append(out, "many:   "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			out = append(out, "single: "+line)
		}
	}
	return strings.Join(out, "\n")
}

func describeRecord(list ...upsertInput) string {
	var lines []string
	show := func(o graphql.Omittable[*string]) string {
		if !o.IsSet() {
			return "-"
		}
		if o.Value() == nil {
			return "null"
		}
		return *o.Value()
	}
	for _, in := range list {
		line := fmt.Sprintf("email %s, id %s, name %s, phone %s, note %s, tags %v, fields %v, disabled %v", show(in.Email), show(in.ExternalID),
			show(in.Name), show(in.Phone), show(in.Note), in.Tags.Value(), in.CustomFields.Value(), in.Disabled.Value())
		for _, a := range in.Addresses {
			line += fmt.Sprintf(", address %s %s %t %t %v", *a.FirstName, *a.Line1, a.IsDefaultShipping, a.IsDefaultBilling, a.CustomFields)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
