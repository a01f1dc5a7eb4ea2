package merging_test

import (
	"context"
	"fmt"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/models"
)

// TestStatementsDoNotGrow counts the SQL statements for customers with a few records and with many.
func TestStatementsDoNotGrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, 1000)
		s.define(models.OwnerCustomer, "friend", models.FieldReference, nil)
		s.define(models.OwnerCustomer, "twin", models.FieldReference, func(in *fieldInput) { in.Unique = true })
		s.define(models.OwnerOrder, "givers", models.FieldReference, func(in *fieldInput) { in.List = true })
		s.define(models.OwnerAddress, "floor", models.FieldInteger, nil)
		counts := map[string][]int64{}
		for _, n := range []int{3, 3, 300} { // the first ones fill the caches
			keep := s.create(customerInput{Name: p("Ann"), Phone: p("+353871234567"), Tags: []string{"a"}})
			merged := s.create(customerInput{Name: p("Ann"), Phone: p("+353871234567"), Tags: []string{"b"}, CustomFields: values{"friend": keep}})
			for i := range n {
				s.order(merged, 1, values{"givers": []any{merged, keep}})
				floor := func(in *models.CreateAddressInput) { in.CustomFields = values{"floor": i} }
				s.address(merged, fmt.Sprint(i, " Main Street"), floor)
				s.address(merged, fmt.Sprint(i, " Double Street"), floor)
				s.address(keep, fmt.Sprint(i, " double street"), nil)
				s.create(customerInput{CustomFields: values{"friend": merged}})
			}
			measure := func(name string, f func(ctx context.Context) error) {
				ctx, count := db.CountStatements(t.Context())
				if err := f(ctx); err != nil {
					t.Fatal(err)
				}
				counts[name] = append(counts[name], count())
			}
			measure("preview", func(ctx context.Context) error {
				p, err := s.Preview(ctx, owner, keep, merged)
				if err == nil && (p.Orders != n || p.Addresses != n || p.DuplicateAddresses != n) {
					t.Errorf("the preview is %+v", p)
				}
				return err
			})
			measure("duplicates", func(ctx context.Context) error {
				list, err := s.PossibleDuplicates(ctx, owner, keep)
				if len(list) == 0 {
					return apperr.Missing("duplicate")
				}
				return err
			})
			measure("merge", func(ctx context.Context) error {
				_, err := s.Merge(ctx, owner, mergeInput{Keep: keep, Merge: merged, FieldsFromMerged: []string{"email", "customFields.friend", "customFields.twin"}})
				return err
			})
		}
		for name, ran := range counts {
			if ran[1] != ran[2] {
				t.Errorf("%s: %d statements for 3 records, %d for 300", name, ran[1], ran[2])
			}
			t.Logf("%s: %d statements", name, ran[2])
		}
	})
}
