package merging_test

import (
	"fmt"
	"strings"
	"testing"

	"clientele/models"
)

// TestAddressesMerge merges the address books of two customers and compares the book of the remaining one.
func TestAddressesMerge(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		floor := s.define(models.OwnerAddress, "floor", models.FieldInteger, nil)
		door := s.define(models.OwnerAddress, "door", models.FieldString, func(in *fieldInput) { in.Unique = true })
		old := s.define(models.OwnerAddress, "old", models.FieldString, nil)
		type entry struct {
			line1, label, phone string
			custom              values
			shipping, billing   bool
		}
		for _, c := range []struct {
			name         string
			keep, merged []entry
			want         string // of each address: line1, label, phone, custom fields, and S and B for the defaults
			moved        int
		}{
			{"both empty", nil, nil, "", 0},
			{"only of the one that remains", []entry{{line1: "A"}}, nil, "A   [] SB", 0},
			{"only of the merged one", nil, []entry{{line1: "A"}, {line1: "B", shipping: true}}, "A   [] B; B   [] S", 2},
			{"different", []entry{{line1: "A"}}, []entry{{line1: "B"}}, "A   [] SB; B   []", 1},
			{"a double", []entry{{line1: "A"}, {line1: "B", billing: true}}, []entry{{line1: "b"}}, "A   [] S; B   [] B", 0},
			{"a double with another label", []entry{{line1: "A", label: "Home"}}, []entry{{line1: "A", label: "Work"}}, "A Home  [] SB; A Work  []", 1},
			{"a double with a label", []entry{{line1: "A"}}, []entry{{line1: "a", label: "Work", phone: "+353871234567"}}, "A Work +353871234567 [] SB", 0},
			{"two doubles with labels", []entry{{line1: "A"}}, []entry{{line1: "A", label: "Work"}, {line1: "A", label: "Home"}}, "A Work  [] SB; A Home  []", 1},
			{"two doubles", []entry{{line1: "A"}}, []entry{{line1: "A", phone: "+353871234567"}, {line1: "A", phone: "+353871234568", custom: values{"floor": 2}}}, "A  +353871234567 [2] SB", 0},
			{"custom fields", []entry{{line1: "A", custom: values{"floor": 1}}}, []entry{{line1: "A", custom: values{"floor": 2, "door": fmt.Sprint("d", 1)}}, {line1: "B", custom: values{"floor": 3, "door": "e"}}}, "A   [1 d1] SB; B   [3 e]", 1},
			{"an archived custom field", []entry{{line1: "A"}}, []entry{{line1: "A", custom: values{"old": "o"}}}, "A   [o] SB", 0},
		} {
			keep, merged := s.create(customerInput{}), s.create(customerInput{})
			for n, list := range [][]entry{c.keep, c.merged} {
				for _, e := range list {
					s.address([]string{keep, merged}[n], e.line1, func(in *models.CreateAddressInput) {
						in.IsDefaultShipping, in.IsDefaultBilling, in.CustomFields = e.shipping, e.billing, e.custom
						if e.label != "" {
							in.Label = &e.label
						}
						if e.phone != "" {
							in.Phone = &e.phone
						}
					})
				}
			}
			if c.name == "an archived custom field" {
				if _, err := s.fields.Archive(t.Context(), owner, old); err != nil {
					t.Fatal(err)
				}
			}
			p, err := s.Preview(t.Context(), owner, keep, merged)
			if err != nil || p.Addresses != c.moved || p.Addresses+p.DuplicateAddresses != len(c.merged) {
				t.Errorf("%s: the preview is %+v %v", c.name, p, err)
			}
			if got := s.merge(keep, merged); got != "" {
				t.Errorf("%s: %s", c.name, got)
			}
			if got := s.book(keep, floor, door, old); got != c.want {
				t.Errorf("%s: the book is\n%s\nwant\n%s", c.name, got, c.want)
			}
		}
		if n := s.column("SELECT owner_id FROM custom_field_values WHERE owner_id NOT IN (SELECT id FROM addresses)"); len(n) > 0 {
			t.Errorf("values of addresses that do not exist: %q", n)
		}
	})
}

// book describes the address book of a customer, by line 1 and label.
func (s *shop) book(customerID string, fields ...string) string {
	s.t.Helper()
	var rows []*models.Address
	if err := s.db.Read(s.t.Context()).Where("customer_id = ?", customerID).Order("created_at, id").Find(&rows).Error; err != nil {
		s.t.Fatal(err)
	}
	text := func(v *string) string {
		if v == nil {
			return ""
		}
		return *v
	}
	var list []string
	for _, a := range rows {
		var custom []string
		for _, f := range fields {
			if v := s.stored(a.ID, f); v != "null" {
				custom = append(custom, strings.Trim(v, `[]"`))
			}
		}
		line := fmt.Sprintf("%s %s %s %s", a.Line1, text(a.Label), text(a.Phone), custom)
		defaults := ""
		if a.IsDefaultShipping {
			defaults += "S"
		}
		if a.IsDefaultBilling {
			defaults += "B"
		}
		list = append(list, strings.TrimRight(line+" "+defaults, " "))
	}
	return strings.Join(list, "; ")
}
