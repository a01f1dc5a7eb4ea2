package merging_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/models"
)

// shown describes the fields of a preview.
func (s *shop) shown(keep, merge string, names ...string) string {
	s.t.Helper()
	p, err := s.Preview(s.t.Context(), owner, keep, merge)
	if err != nil {
		s.t.Fatal(err)
	}
	text := func(v *string) string {
		if v == nil {
			return "null"
		}
		return *v
	}
	var list []string
	for _, f := range p.Fields {
		list = append(list, fmt.Sprintf("%s %s|%s", f.Field, text(f.Keep), text(f.Merge)))
	}
	return strings.NewReplacer(append(names, keep, "KEEP", merge, "MERGED")...).Replace(strings.Join(list, "\n"))
}

func TestPreviewShowsDifferences(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for key, kind := range map[string]models.CustomFieldType{"color": models.FieldString, "same": models.FieldInteger, "friend": models.FieldReference, "old": models.FieldString} {
			s.define(models.OwnerCustomer, key, kind, func(in *fieldInput) { in.Access = models.AccessNone })
		}
		s.define(models.OwnerCustomer, "sizes", models.FieldInteger, func(in *fieldInput) { in.List = true })
		s.define(models.OwnerCustomer, "friends", models.FieldReference, func(in *fieldInput) { in.List = true })
		s.define(models.OwnerAddress, "floor", models.FieldInteger, nil)
		keep := s.create(customerInput{
			Email: "ann@example.com", Name: p("Ann"), AcceptsMarketing: true,
			CustomFields: values{"same": 7, "color": "red", "sizes": []any{1, 2}, "old": "keep"},
		})
		merged := s.create(customerInput{
			Email: "ANN@example.org", Phone: p("+353871234567"), ExternalID: p("7"), Note: p(""), Tags: []string{"a", "b"}, EmailVerified: p(true),
			CustomFields: values{"same": 7, "friend": keep, "sizes": []any{}, "friends": []any{keep, keep}, "old": "merge"},
		})
		if _, err := s.accounts.Disable(t.Context(), owner, merged, nil); err != nil {
			t.Fatal(err)
		}
		for _, f := range s.column("SELECT id FROM custom_fields WHERE key = 'old'") {
			if _, err := s.fields.Archive(t.Context(), owner, f); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{
			"email ann@example.com|ANN@example.org", "name Ann|null", "phone null|+353871234567", "externalId null|7", "note null|",
			"emailVerified false|true", "acceptsMarketing true|false", "disabled false|true", `tags []|["a","b"]`,
			"customFields.color red|null", "customFields.friend null|KEEP", `customFields.friends null|["KEEP","KEEP"]`, `customFields.sizes ["1","2"]|[]`,
		}
		got := strings.Split(s.shown(keep, merged), "\n")
		if len(got) != len(want) {
			t.Errorf("%d differences, want %d", len(got), len(want))
		}
		for _, line := range want {
			if !strings.Contains("\n"+strings.Join(got, "\n")+"\n", "\n"+line+"\n") {
				t.Errorf("%s is missing in\n%s", line, strings.Join(got, "\n"))
			}
		}
		if strings.Join(got[:9], "\n") != strings.Join(want[:9], "\n") {
			t.Errorf("the order is %q", got)
		}
		s.order(merged, 1, nil)
		s.address(merged, "1 Main Street", nil)
		s.address(merged, "2 Main Street", nil)
		s.address(keep, "1 MAIN Street", nil)
		p, err := s.Preview(t.Context(), owner, keep, merged)
		if err != nil || p.KeepID != keep || p.MergeID != merged || p.Orders != 1 || p.Addresses != 1 || p.DuplicateAddresses != 1 || p.Blocking == nil || len(p.Blocking) > 0 {
			t.Errorf("%+v %v", p, err)
		}
	})
}

// TestTakenFields merges customers who differ in every field, and takes some.
func TestTakenFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ids := map[string]string{}
		for key, kind := range map[string]models.CustomFieldType{"color": models.FieldString, "tax": models.FieldString, "friend": models.FieldReference, "needed": models.FieldString} {
			ids[key] = s.define(models.OwnerCustomer, key, kind, func(in *fieldInput) { in.Unique = key == "tax" })
		}
		for key, kind := range map[string]models.CustomFieldType{"sizes": models.FieldInteger, "codes": models.FieldString, "friends": models.FieldReference} {
			ids[key] = s.define(models.OwnerCustomer, key, kind, func(in *fieldInput) { in.List, in.Unique = true, key == "codes" })
		}
		n := 0
		full := func(name string) customerInput {
			n++
			return customerInput{
				Email: fmt.Sprintf("%s%d@example.com", name, n), Name: p(name), Phone: p(fmt.Sprintf("+35387123%04d", n)), ExternalID: p(fmt.Sprint(name, n)), Note: p("note of " + name),
				CustomFields: values{"color": " " + name, "tax": fmt.Sprint("IE ", n), "sizes": []any{n, 1}, "codes": []any{fmt.Sprint("a,", n), fmt.Sprint("b", n)}, "needed": "yes"},
			}
		}
		for _, c := range []struct {
			name   string
			keep   func(in *customerInput)
			merged func(in *customerInput)
			fields []string
			want   string
			error  string
		}{
			{name: "nothing", want: "keep"},
			{name: "everything", fields: []string{"email", "name", "phone", "externalId", "note", "customFields.color", "customFields.tax", "customFields.sizes", "customFields.codes"}, want: "email name phone externalId note color tax sizes codes"},
			{name: "one twice", fields: []string{"phone", "phone", "customFields.tax", "customFields.tax"}, want: "phone tax"},
			{name: "what is not set", merged: func(in *customerInput) {
				in.Name, in.Note, in.CustomFields = nil, nil, values{"needed": "yes"}
			}, fields: []string{"name", "note", "customFields.color", "customFields.sizes"}, want: "name note color sizes"},
			{name: "an empty list", merged: func(in *customerInput) { in.CustomFields["sizes"] = []any{} }, fields: []string{"customFields.sizes"}, want: "sizes"},
			{name: "what is the same", merged: func(in *customerInput) { in.Name, in.CustomFields["color"] = p("keep"), "keep" }, fields: []string{"name", "customFields.color"}, want: "name color"},
		} {
			in, from := full("keep"), full("merged")
			if c.keep != nil {
				c.keep(&in)
			}
			if c.merged != nil {
				c.merged(&from)
			}
			keep, merged := s.create(in), s.create(from)
			before := s.profile(keep, ids)
			expected := s.profile(merged, ids)
			if got := s.merge(keep, merged, c.fields...); got != c.error {
				t.Errorf("%s: got %q, want %q", c.name, got, c.error)
			}
			after := s.profile(keep, ids)
			for field := range before {
				want := before[field]
				if strings.Contains(" "+c.want+" ", " "+field+" ") {
					want = expected[field]
				}
				if after[field] != want {
					t.Errorf("%s: %s is %s, want %s", c.name, field, after[field], want)
				}
			}
			if n := len(s.column("SELECT owner_id FROM custom_field_values WHERE owner_id = ?", merged)); n != 0 {
				t.Errorf("%s: %d values of the merged customer remain", c.name, n)
			}
		}
	})
}

// profile returns the fields of a customer as texts.
func (s *shop) profile(id string, fields map[string]string) map[string]string {
	s.t.Helper()
	c := s.customer(id)
	text := func(v *string) string {
		if v == nil {
			return "null"
		}
		return *v
	}
	all := map[string]string{
		"email": c.Email + c.EmailKey + c.EmailFold, "name": text(c.Name) + c.NameFold, "phone": text(c.Phone), "externalId": text(c.ExternalID) + text(c.ExternalIDFold), "note": text(c.Note),
	}
	for key, field := range fields {
		all[key] = s.stored(id, field)
	}
	return all
}

// TestTakenFieldsAreValidated checks that the rules of an update apply to the custom fields that are taken.
func TestTakenFieldsAreValidated(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		color := s.define(models.OwnerCustomer, "color", models.FieldString, nil)
		s.define(models.OwnerCustomer, "friend", models.FieldReference, nil)
		gone := s.create(customerInput{})
		keep := s.create(customerInput{CustomFields: values{"color": "red"}})
		merged := s.create(customerInput{CustomFields: values{"color": "dark green", "friend": gone}})
		if _, err := s.accounts.Delete(t.Context(), owner, &gone); err != nil {
			t.Fatal(err)
		}
		s.exec("UPDATE custom_fields SET rule_max = '5' WHERE id = ?", color) // as if the value had been stored at the same time
		empty := s.create(customerInput{})
		s.exec("UPDATE custom_fields SET required = ? WHERE id = ?", true, color)
		for _, c := range []struct {
			name, merge string
			fields      []string
			want        string
		}{
			{"too long", merged, []string{"name", "customFields.color"}, "TOO_LONG input.fieldsFromMerged.1"},
			{"a deleted record", merged, []string{"customFields.friend"}, "NOT_FOUND input.fieldsFromMerged.0"},
			{"both", merged, []string{"customFields.color", "customFields.friend"}, "TOO_LONG input.fieldsFromMerged.0, NOT_FOUND input.fieldsFromMerged.1"},
			{"a required one without a value", empty, []string{"customFields.color"}, "REQUIRED input.fieldsFromMerged.0"},
			{"no such customer", "customer_x", []string{"customFields.color"}, "NOT_FOUND input.merge"},
		} {
			if got := s.merge(keep, c.merge, c.fields...); got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
		}
		// Keep has no value of a required field that is not taken.
		s.exec("DELETE FROM custom_field_values WHERE owner_id = ?", keep)
		if got := s.merge(keep, empty, "customFields.friend"); got != "REQUIRED input.fieldsFromMerged" {
			t.Errorf("a required field that is not taken: %q", got)
		}
		if got := s.merge(keep, merged); got != "" {
			t.Errorf("without these fields: %q", got)
		}
	})
}

// TestTakenValuesAreTheLastOnes changes a value while it is taken: the customer that remains has the last one.
func TestTakenValuesAreTheLastOnes(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		color := s.define(models.OwnerCustomer, "color", models.FieldString, nil)
		done := 0
		for round := range 10 {
			keep, merged := s.create(customerInput{}), s.create(customerInput{CustomFields: values{"color": "red"}})
			got := inParallel(6, func(i int) error {
				if i == round%6 {
					_, err := s.Merge(t.Context(), owner, mergeInput{Keep: keep, Merge: merged, FieldsFromMerged: []string{"customFields.color"}})
					return err
				}
				_, err := s.accounts.Update(t.Context(), owner, &merged, updateCustomFields(values{"color": fmt.Sprint("blue ", i)}))
				return err
			})
			done += got[""] - got["CONFLICT input.merge"]
			if got[""]+got["NOT_FOUND"]+got["CONFLICT input.merge"] != 6 {
				t.Errorf("round %d: %v", round, got)
			}
			if s.customer(merged) != nil {
				continue
			}
			last := s.column("SELECT after FROM events WHERE subject_id = ? AND type = 'CUSTOMER_UPDATED' ORDER BY seq DESC", merged)
			if len(last) == 0 {
				last = []string{`["red"]`}
			}
			if now := s.stored(keep, color); now != last[0] {
				t.Errorf("round %d: the value is %s, want %s", round, now, last[0])
			}
		}
		if done < 10 {
			t.Errorf("%d requests succeeded", done)
		}
	})
}

// updateCustomFields returns an update of custom fields.
func updateCustomFields(in values) accounts.UpdateCustomerInput {
	return accounts.UpdateCustomerInput{CustomFields: graphql.OmittableOf(in)}
}
