package merging_test

import (
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
)

// TestMergedStatements checks that the last statement about marketing is the current one after a merge, with the
// stricter state, and who made it, and that the statements name none of the two customers after the other is deleted.
func TestMergedStatements(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		keep, merged := s.create(customerInput{AcceptsMarketing: true}), s.create(customerInput{})
		say := func(id string, accepts bool) {
			t.Helper()
			caller := auth.Caller{Kind: auth.Customer, CustomerID: id}
			_, err := s.accounts.Update(t.Context(), caller, nil, accounts.UpdateCustomerInput{
				AcceptsMarketing: graphql.OmittableOf(&accepts),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		say(keep, false)
		say(merged, true)
		if got := s.merge(keep, merged); got != "" {
			t.Fatal(got)
		}
		if s.customer(keep).AcceptsMarketing {
			t.Error("the customer accepts marketing")
		}
		const columns = "SELECT state || ' ' || source || ' ' || actor_kind || ' ' || CASE WHEN current THEN 'current' ELSE 'earlier' END"
		rows := s.column(columns+" FROM consents WHERE customer_id = ? ORDER BY at DESC", keep)
		want := []string{
			"UNSUBSCRIBED MERGE API_KEY current", "SUBSCRIBED CUSTOMER CUSTOMER earlier",
			"UNSUBSCRIBED CUSTOMER CUSTOMER earlier", "SUBSCRIBED SHOP API_KEY earlier",
		}
		if !slices.Equal(rows, want) {
			t.Errorf("the statements are %q", rows)
		}
		if _, err := s.accounts.Delete(t.Context(), owner, &keep); err != nil {
			t.Fatal(err)
		}
		left := s.column("SELECT id FROM consents WHERE actor_kind = 'CUSTOMER' AND actor_id IS NOT NULL OR email_hash = ''")
		if len(left) > 0 {
			t.Errorf("statements name a deleted customer: %q", left)
		}
	})
}
