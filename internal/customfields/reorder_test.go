package customfields_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

func TestReorderErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		var ids []string
		for i := range 4 {
			ids = append(ids, s.define(fmt.Sprint("f", i), models.FieldString, nil).ID)
		}
		a, b, c, archived := ids[0], ids[1], ids[2], ids[3]
		if _, err := s.Archive(ctx, boss, archived); err != nil {
			t.Fatal(err)
		}
		other := s.define("o", models.FieldString, func(in *fieldInput) { in.Owner = models.OwnerOrder }).ID
		for _, r := range []struct {
			name string
			ids  []string
			want []string // ids listed in each error
		}{
			{"no ids", nil, []string{a + " " + b + " " + c}},
			{"one missing", []string{c, a}, []string{b}},
			{"one duplicate", []string{c, a, b, a}, []string{a}},
			{
				"archived, of another owner and unknown",
				[]string{c, archived, a, b, other, "field_none"},
				[]string{archived + " " + other + " field_none"},
			},
			{"missing, unknown and duplicate", []string{c, c, "field_none"}, []string{a + " " + b, "field_none", c}},
		} {
			before, err := s.Version(ctx)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Reorder(ctx, boss, models.OwnerCustomer, r.ids)
			e, ok := apperr.As(err)
			if !ok || len(e.Fields) != len(r.want) {
				t.Errorf("%s: %v", r.name, err)
				continue
			}
			for i, fe := range e.Fields {
				if fe.Code != apperr.CodeInvalid || !slices.Equal(fe.Field, apperr.Path{"ids"}) ||
					!strings.Contains(strings.ReplaceAll(fe.Message, `"`, ""), "["+r.want[i]+"]") {
					t.Errorf("%s: %+v, want %s", r.name, fe, r.want[i])
				}
			}
			if after, err := s.Version(ctx); err != nil || after != before {
				t.Errorf("%s: the definitions changed: %v", r.name, err)
			}
		}
	})
}

// TestReorder checks that Reorder changes the version of the definitions, but not those of the fields.
func TestReorder(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		a := s.define("a", models.FieldString, nil).ID
		b := s.define("b", models.FieldString, nil).ID
		c := s.define("c", models.FieldString, nil).ID
		before, err := s.Version(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Reorder(ctx, boss, models.OwnerCustomer, []string{a, b, c}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Reorder(ctx, boss, models.OwnerCustomer, []string{b, a, c})
		if err != nil || len(got) != 3 {
			t.Fatalf("%v %v", got, err)
		}
		owner := models.OwnerCustomer
		listed, err := s.List(ctx, boss, &owner, false)
		if err != nil || len(listed) != 3 {
			t.Fatalf("%v %v", listed, err)
		}
		for i, id := range []string{b, a, c} {
			if listed[i].ID != id || listed[i].Position != i+1 || got[i].ID != id ||
				got[i].Version != listed[i].Version {
				t.Errorf("%d: stored %+v, returned %+v", i, listed[i], got[i])
			}
		}
		for _, f := range listed {
			if f.Version != 1 {
				t.Errorf("%s has version %d", f.Key, f.Version)
			}
		}
		once, err := s.Version(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Reorder(ctx, boss, models.OwnerCustomer, []string{b, a, c}); err != nil {
			t.Error(err)
		}
		if same, err := s.Version(ctx); err != nil || same != once || once <= before {
			t.Errorf("the definitions have versions %d, %d and %d: %v", before, once, same, err)
		}
		if _, err := s.Reorder(
			ctx, auth.Caller{Kind: auth.Customer}, models.OwnerCustomer, nil,
		); userErrors(err) != "FORBIDDEN SETTINGS_WRITE" {
			t.Errorf("by a customer: %v", err)
		}
	})
}

// TestReorderQueriesDoNotGrow checks that the number of statements does not depend on the number of fields.
func TestReorderQueriesDoNotGrow(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids []string
		var ran []int64
		for _, n := range []int{3, 40} {
			for i := len(ids); i < n; i++ {
				ids = append(ids, s.define(fmt.Sprint("f", i), models.FieldString, nil).ID)
			}
			slices.Reverse(ids)
			ctx, count := db.CountStatements(context.Background())
			if _, err := s.Reorder(ctx, boss, models.OwnerCustomer, ids); err != nil {
				t.Fatal(err)
			}
			ran = append(ran, count())
		}
		if ran[0] != ran[1] || ran[0] == 0 {
			t.Errorf("%d statements for 3 fields, %d for 40", ran[0], ran[1])
		}
	})
}
