package merging_test

import (
	"context"
	"slices"
	"testing"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// TestFormerIDs merges three customers in a chain, and reads them by all IDs.
func TestFormerIDs(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		a, b, c := s.create(customerInput{}), s.create(customerInput{}), s.create(customerInput{})
		other := s.create(customerInput{})
		if got := s.merge(b, a) + s.merge(c, b); got != "" {
			t.Fatal(got)
		}
		reader := auth.Caller{Kind: auth.APIKey, KeyID: "key_r", KeyName: "r", Scopes: []models.Scope{models.CustomersRead}}
		writer := auth.Caller{Kind: auth.APIKey, KeyID: "key_w", KeyName: "w", Scopes: []models.Scope{models.CustomersWrite}}
		self := auth.Caller{Kind: auth.Customer, CustomerID: c}
		former := auth.Caller{Kind: auth.Customer, CustomerID: a, Scopes: models.Scopes()}
		for _, one := range []struct {
			name string
			as   auth.Caller
			id   string
			want string // "" for NOT_FOUND
		}{
			{"a reader", reader, a, c},
			{"a reader, of the second", reader, b, c},
			{"a reader, of the last", reader, c, c},
			{"a reader, of another", reader, other, other},
			{"a reader, of none", reader, "customer_x", ""},
			{"a reader, of another kind", reader, "order_x", ""},
			{"a writer", writer, a, ""},
			{"the customer", self, c, c},
			{"the customer, by a former ID", self, a, ""},
			{"the customer that was merged", former, a, ""},
			{"the customer that was merged, by the new ID", former, c, ""},
			{"a visitor", auth.Caller{}, a, ""},
		} {
			got, err := s.accounts.Get(t.Context(), one.as, one.id)
			if one.want == "" && !apperr.Is(err, apperr.NotFound) || one.want != "" && (err != nil || got.ID != one.want) {
				t.Errorf("%s: got %v %v", one.name, got, err)
			}
			many, err := s.accounts.GetMany(t.Context(), one.as, []string{one.id, one.id})
			if m := many[one.id]; err != nil || (m != nil) != (one.want != "") || m != nil && m.ID != one.want {
				t.Errorf("%s, many: got %v %v", one.name, m, err)
			}
		}
		for _, one := range []struct {
			name string
			as   auth.Caller
			want []string
		}{{"a reader", reader, []string{a, b}}, {"a writer", writer, nil}, {"the customer", self, nil}} {
			got, err := s.MergedInto(t.Context(), one.as, []string{c, other, a})
			if err != nil || !slices.Equal(got[c], one.want) || len(got[other]) > 0 || len(got[a]) > 0 {
				t.Errorf("%s: got %v %v, want %v", one.name, got, err, one.want)
			}
		}
		for name, change := range map[string]func() error{
			"update": func() error {
				_, err := s.accounts.Update(t.Context(), owner, &a, updateCustomFields(nil))
				return err
			},
			"delete": func() error { _, err := s.accounts.Delete(t.Context(), owner, &a); return err },
			"duplicates": func() error {
				_, err := s.PossibleDuplicates(t.Context(), owner, a)
				return err
			},
			"preview": func() error { _, err := s.Preview(t.Context(), owner, a, other); return err },
		} {
			if err := change(); !apperr.Is(err, apperr.NotFound) {
				t.Errorf("%s by a former ID: %v", name, err)
			}
		}
		if got := s.merge(other, a); got != "NOT_FOUND input.merge" {
			t.Errorf("merge by a former ID: %s", got)
		}
		if _, err := s.accounts.Delete(t.Context(), owner, &c); err != nil {
			t.Fatal(err)
		}
		if _, err := s.accounts.Get(t.Context(), reader, a); !apperr.Is(err, apperr.NotFound) || len(s.column("SELECT merged_id FROM merged_customers")) > 0 {
			t.Errorf("after the last one was deleted: %v", err)
		}
	})
}

// TestFormerIDsAreReadOnlyIfNeeded counts the statements for IDs that are all present, and that are not.
func TestFormerIDsAreReadOnlyIfNeeded(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		a, b := s.create(customerInput{}), s.create(customerInput{})
		for _, c := range []struct {
			ids  []string
			want int64
		}{{[]string{a}, 1}, {[]string{a, b, a}, 1}, {[]string{a, "customer_x", "customer_y"}, 2}} {
			ctx, count := db.CountStatements(context.Background())
			if _, err := s.accounts.GetMany(ctx, owner, c.ids); err != nil || count() != c.want {
				t.Errorf("%q took %d statements, want %d: %v", c.ids, count(), c.want, err)
			}
		}
	})
}
