package merging_test

import (
	"fmt"
	"strings"
	"testing"

	"clientele/models"
)

// TestReferencesMove checks that references to the merged customer refer to the remaining one, in all records and also
// in archived fields.
func TestReferencesMove(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		list, unique := func(in *fieldInput) { in.List = true }, func(in *fieldInput) { in.Unique = true }
		friend := s.define(models.OwnerCustomer, "friend", models.FieldReference, nil)
		twin := s.define(models.OwnerCustomer, "twin", models.FieldReference, unique)
		friends := s.define(models.OwnerCustomer, "friends", models.FieldReference, list)
		family := s.define(models.OwnerCustomer, "family", models.FieldReference, func(in *fieldInput) { in.List, in.Unique = true, true })
		giver := s.define(models.OwnerOrder, "giver", models.FieldReference, nil)
		givers := s.define(models.OwnerOrder, "givers", models.FieldReference, list)
		host := s.define(models.OwnerAddress, "host", models.FieldReference, nil)
		order := s.define(models.OwnerCustomer, "order", models.FieldReference, func(in *fieldInput) { in.ReferenceTo = p(models.ReferenceOrder) })
		note := s.define(models.OwnerCustomer, "text", models.FieldString, nil)

		keep, merged, other := s.create(customerInput{}), s.create(customerInput{}), s.create(customerInput{})
		refer := func(in values) string { return s.create(customerInput{CustomFields: in}) }
		placed := s.order(merged, 1, values{"giver": merged})
		names := strings.NewReplacer(keep, "KEEP", merged, "MERGED", other, "OTHER", placed, "ORDER")
		type check struct{ name, record, field, want string }
		checks := []check{
			{"one", refer(values{"friend": merged}), friend, `["KEEP"]`},
			{"another customer", refer(values{"friend": other}), friend, `["OTHER"]`},
			{"the remaining one", refer(values{"friend": keep}), friend, `["KEEP"]`},
			{"a unique one", refer(values{"twin": merged}), twin, `["KEEP"]`},
			{"a list", refer(values{"friends": []any{other, merged}}), friends, `["OTHER","KEEP"]`},
			{"a list with both", refer(values{"friends": []any{keep, other, merged}}), friends, `["KEEP","OTHER"]`},
			{"a list with both, merged first", refer(values{"friends": []any{merged, other, keep}}), friends, `["KEEP","OTHER"]`},
			{"a list with one twice", refer(values{"friends": []any{merged, merged, other}}), friends, `["KEEP","KEEP","OTHER"]`},
			{"a list with both, twice", refer(values{"friends": []any{merged, merged, keep, keep}}), friends, `["KEEP"]`},
			{"a list without them", refer(values{"friends": []any{other}}), friends, `["OTHER"]`},
			{"an empty list", refer(values{"friends": []any{}}), friends, `[]`},
			{"a unique list with both", refer(values{"family": []any{merged, other, keep}}), family, `["KEEP","OTHER"]`},
			{"an order", placed, giver, `["KEEP"]`},
			{"a list of an order", s.order(other, 1, values{"givers": []any{merged, keep}}), givers, `["KEEP"]`},
			{"an address", s.address(other, "1 Main Street", func(in *models.CreateAddressInput) { in.CustomFields = values{"host": merged} }), host, `["KEEP"]`},
			{"a moved address", s.address(merged, "2 Main Street", func(in *models.CreateAddressInput) { in.CustomFields = values{"host": merged} }), host, `["KEEP"]`},
			{"an order as value", refer(values{"order": placed}), order, `["ORDER"]`},
			{"a text that is an id", refer(values{"text": merged}), note, `["MERGED"]`},
		}
		archived := refer(values{"twin": other, "friend": merged})
		checks = append(checks, check{"an archived field", archived, friend, `["KEEP"]`})
		if _, err := s.fields.Archive(t.Context(), owner, friend); err != nil {
			t.Fatal(err)
		}
		if got := s.merge(keep, merged); got != "" {
			t.Fatal(got)
		}
		for _, c := range checks {
			if got := names.Replace(s.stored(c.record, c.field)); got != c.want {
				t.Errorf("%s: got %s, want %s", c.name, got, c.want)
			}
		}
		// value_key and unique_key are those of a new value.
		if _, err := s.fields.Restore(t.Context(), owner, friend); err != nil {
			t.Fatal(err)
		}
		if n := len(s.column("SELECT owner_id FROM custom_field_values WHERE value_key = ?", merged)); n != 1 { // the text
			t.Errorf("%d values still have the key of the merged customer", n)
		}
		for name, in := range map[string]values{"twin": {"twin": keep}, "family": {"family": []any{keep}}} {
			if _, _, err := s.accounts.Create(t.Context(), owner, customerInput{Email: name + "@example.com", CustomFields: in}); err == nil {
				t.Errorf("%s: a second record got the unique value", name)
			}
		}
	})
}

// TestReferencesOfTheMergedCustomer takes fields of the merged customer that refer to it and to the remaining one.
func TestReferencesOfTheMergedCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		twin := s.define(models.OwnerCustomer, "twin", models.FieldReference, func(in *fieldInput) { in.Unique = true })
		friends := s.define(models.OwnerCustomer, "friends", models.FieldReference, func(in *fieldInput) { in.List = true })
		for i, c := range []struct {
			name                  string
			keep, merged          func(keep, merged string) values
			fields                []string
			wantTwin, wantFriends string
		}{
			{
				"each other", func(_, merged string) values { return values{"twin": merged} }, func(keep, _ string) values { return values{"twin": keep} },
				nil, `["KEEP"]`, `null`,
			},
			{
				"each other, taken", func(_, merged string) values { return values{"twin": merged} }, func(keep, _ string) values { return values{"twin": keep} },
				[]string{"customFields.twin"},
				`["KEEP"]`, `null`,
			},
			{
				"itself, taken", func(string, string) values { return nil }, func(keep, merged string) values { return values{"twin": merged, "friends": []any{merged, keep}} },
				[]string{"customFields.twin", "customFields.friends"},
				`["KEEP"]`, `["KEEP"]`,
			},
		} {
			keep, merged := s.create(customerInput{Email: fmt.Sprintf("keep%d@example.com", i)}), s.create(customerInput{})
			for id, of := range map[string]func(string, string) values{keep: c.keep, merged: c.merged} {
				_, err := s.accounts.Update(t.Context(), owner, &id, updateCustomFields(of(keep, merged)))
				if err != nil {
					t.Fatal(err)
				}
			}
			if got := s.merge(keep, merged, c.fields...); got != "" {
				t.Errorf("%s: %s", c.name, got)
				continue
			}
			names := strings.NewReplacer(keep, "KEEP", merged, "MERGED")
			if got := names.Replace(s.stored(keep, twin)); got != c.wantTwin {
				t.Errorf("%s: twin is %s, want %s", c.name, got, c.wantTwin)
			}
			if got := names.Replace(s.stored(keep, friends)); got != c.wantFriends {
				t.Errorf("%s: friends is %s, want %s", c.name, got, c.wantFriends)
			}
		}
	})
}
