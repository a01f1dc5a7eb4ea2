package accounts_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/bulk"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestUpsertManyOptions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		list := []upsertInput{record("1", "a@example.com"), record("2", "x"), record("1", "a@example.com")}
		results, err := s.UpsertMany(t.Context(), writer, bulk.ByExternalID, list, bulk.Options{AllOrNone: true})
		s.must(err)
		if s.count("customers") != 0 || results[0].ID != "" || results[1].Outcome != bulk.Failed {
			t.Errorf("all or none: %+v", results)
		}
		broken := errors.New("broken")
		_, err = s.UpsertMany(t.Context(), writer, bulk.ByExternalID, list, bulk.Options{Commit: func(*gorm.DB, []bulk.Result) error { return broken }})
		if !errors.Is(err, broken) || s.count("customers") != 0 || s.count("events") != 0 {
			t.Errorf("failed commit: %v, %d customers", err, s.count("customers"))
		}
		var seen []bulk.Result
		results, err = s.UpsertMany(t.Context(), writer, bulk.ByExternalID, list, bulk.Options{Commit: func(tx *gorm.DB, results []bulk.Result) error {
			var n int64
			seen = results
			return errors.Join(tx.Model(&models.Customer{}).Count(&n).Error, map[bool]error{false: broken}[n == 1])
		}})
		s.must(err)
		if !slices.Equal(seen, results) || s.count("customers") != 1 || results[0].ID == "" || results[2].ID != results[0].ID {
			t.Errorf("%+v, committed %+v", results, seen)
		}
		dry := &bulk.DryRun{}
		_, err = s.UpsertMany(t.Context(), writer, bulk.ByExternalID, list, bulk.Options{DryRun: dry, Commit: func(*gorm.DB, []bulk.Result) error { return broken }})
		s.must(err)
	})
}

// TestUpsertManyStatements: the number of statements does not grow with the records.
func TestUpsertManyStatements(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineUpsertFields()
		cost := func(from, to int, change string) int64 {
			var list []upsertInput
			for i := from; i < to; i++ {
				list = append(list, record(fmt.Sprint(i), fmt.Sprint("c", i, change, "@example.com"), func(in *upsertInput) {
					in.Name, in.Tags = set("Ann"+change), graphql.OmittableOf([]string{"VIP" + change, "x"})
					in.CustomFields = graphql.OmittableOf(map[string]any{"birthday": "1990-01-02", "code": fmt.Sprint(i, change)})
					in.Addresses = []*models.CreateAddressInput{street("1 Main Street"), street("2 Side Street" + change)}
					in.Addresses[0].CustomFields = map[string]any{"floor": int64(len(change))}
				}))
			}
			ctx, statements := db.CountStatements(t.Context())
			results, err := s.UpsertMany(ctx, writer, bulk.ByExternalID, list, bulk.Options{})
			s.must(err)
			for _, r := range results {
				s.must(r.Err)
			}
			return statements()
		}
		for _, change := range []string{"", " ", "x"} {
			change = strings.TrimSpace(change)
			if few, many := cost(0, 10, change), cost(10, 510, change); few != many {
				t.Errorf("change %q: %d statements for 10 records, %d for 500", change, few, many)
			} else {
				t.Logf("change %q: %d statements", change, few)
			}
		}
		if s.count("customers") != 510 || s.count("addresses") != 3*510 {
			t.Errorf("%d customers, %d addresses", s.count("customers"), s.count("addresses"))
		}
	})
}

// TestUpsertManyInParallel: batches and sign-ups with the same email addresses at the same time create each customer
// once, and report the others.
func TestUpsertManyInParallel(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineUpsertFields()
		var mu sync.Mutex
		var counts bulk.Counts
		var wg sync.WaitGroup
		for worker := range 6 {
			wg.Go(func() {
				var list []upsertInput
				for i := range 40 {
					n := (i*7 + worker*13) % 40 // each in another order
					list = append(list, record(fmt.Sprint(n), fmt.Sprintf("c%d@example.com", n), func(in *upsertInput) {
						in.CustomFields = graphql.OmittableOf(map[string]any{"birthday": "1990-01-02", "code": fmt.Sprint(n)})
						in.Addresses = []*models.CreateAddressInput{street("1 Main Street")}
					}))
				}
				results, err := s.UpsertMany(s.ctx(), writer, bulk.ByExternalID, list, bulk.Options{})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				counts.Add(results)
				mu.Unlock()
			})
			wg.Go(func() {
				for i := range 5 {
					_, _, err := s.Create(s.ctx(), writer, accounts.CreateCustomerInput{
						Email: fmt.Sprintf("s%d@example.com", i), CustomFields: map[string]any{"birthday": "1990-01-02"},
					})
					if got := servicetest.Errors(err); got != "" && got != "EMAIL_TAKEN input.email" {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		want := bulk.Counts{Done: 240, Created: 40, Unchanged: 200}
		if counts != want || s.count("customers") != 45 || s.count("addresses") != 40 {
			t.Errorf("%+v, %d customers, %d addresses", counts, s.count("customers"), s.count("addresses"))
		}
	})
}
