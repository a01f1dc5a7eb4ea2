package merging_test

import (
	"fmt"
	"strings"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/merging"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestMergeErrors compares the errors of merges with those of their previews, and checks that nothing changes.
func TestMergeErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define(models.OwnerCustomer, "tax", models.FieldString, func(in *fieldInput) { in.Unique = true })
		s.define(models.OwnerCustomer, "twin", models.FieldReference, func(in *fieldInput) { in.Unique = true })
		archived := s.define(models.OwnerOrder, "given", models.FieldReference, func(in *fieldInput) { in.Unique = true })
		pair, books := s.pairs(), s.books
		requested := func(which int) func() (string, string) {
			return func() (string, string) {
				ids := []string{s.create(customerInput{}), s.create(customerInput{})}
				s.exec("UPDATE customers SET erasure_requested_at = ?, erasure_due_at = ? WHERE id = ?", models.At(s.now()), models.At(s.now()), ids[which])
				return ids[0], ids[1]
			}
		}
		for _, c := range []struct {
			name     string
			pair     func() (string, string)
			fields   []string
			versions *merging.MergeVersionsInput
			want     string // of the merge
			preview  string // blocking, or the error of the preview
		}{
			{"no such customer to keep", func() (string, string) { return "customer_x", s.create(customerInput{}) }, nil, nil, "NOT_FOUND input.keep", "NOT_FOUND"},
			{"no such customer to merge", func() (string, string) { return s.create(customerInput{}), "customer_x" }, nil, nil, "NOT_FOUND input.merge", "NOT_FOUND"},
			{"no such customers", func() (string, string) { return "customer_x", "customer_y" }, nil, nil, "NOT_FOUND input.keep, NOT_FOUND input.merge", "NOT_FOUND"},
			{"the same", func() (string, string) { id := s.create(customerInput{}); return id, id }, nil, nil, "INVALID input.merge", "INVALID merge"},
			{"the same that does not exist", func() (string, string) { return "customer_x", "customer_x" }, nil, nil, "INVALID input.merge", "NOT_FOUND"},
			{"unknown fields", pair(customerInput{}, customerInput{}), []string{"name", "tags", "customFields.none", "id", "customFields."}, nil, "INVALID input.fieldsFromMerged.1, INVALID input.fieldsFromMerged.2, INVALID input.fieldsFromMerged.3, INVALID input.fieldsFromMerged.4", ""},
			{"a field of orders", pair(customerInput{}, customerInput{}), []string{"customFields.given"}, nil, "INVALID input.fieldsFromMerged.0", ""},
			{"an old version to keep", pair(customerInput{}, customerInput{}), nil, &merging.MergeVersionsInput{Keep: 2, Merge: 1}, "CONFLICT input.expectedVersions.keep", ""},
			{"old versions", pair(customerInput{}, customerInput{}), nil, &merging.MergeVersionsInput{Keep: 0, Merge: 7}, "CONFLICT input.expectedVersions.keep, CONFLICT input.expectedVersions.merge", ""},
			{"an erasure to keep", requested(0), nil, nil, "STEP_NOT_ALLOWED input.keep", "STEP_NOT_ALLOWED keep"},
			{"an erasure to merge", requested(1), nil, nil, "STEP_NOT_ALLOWED input.merge", "STEP_NOT_ALLOWED merge"},
			{"too many tags", pair(customerInput{Tags: tags("a", 40)}, customerInput{Tags: tags("b", 11)}), nil, nil, "LIMIT_REACHED input.merge", "LIMIT_REACHED merge"},
			{"too many addresses", books(3, 3), nil, nil, "LIMIT_REACHED input.merge", "LIMIT_REACHED merge"},
			{"references in a unique field", func() (string, string) {
				keep, merged := s.create(customerInput{}), s.create(customerInput{})
				s.create(customerInput{CustomFields: values{"twin": keep}})
				s.create(customerInput{CustomFields: values{"twin": merged}})
				return keep, merged
			}, nil, nil, "NOT_UNIQUE input.merge", "NOT_UNIQUE merge"},
			{"references in an archived field", func() (string, string) {
				keep, merged := s.create(customerInput{}), s.create(customerInput{})
				s.order(keep, 1, values{"given": keep})
				s.order(keep, 1, values{"given": merged})
				if _, err := s.fields.Archive(t.Context(), owner, archived); err != nil {
					t.Fatal(err)
				}
				return keep, merged
			}, nil, nil, "NOT_UNIQUE input.merge", "NOT_UNIQUE merge"},
		} {
			keep, merged := c.pair()
			before := s.dump()
			_, err := s.Merge(t.Context(), owner, mergeInput{Keep: keep, Merge: merged, FieldsFromMerged: c.fields, ExpectedVersions: c.versions})
			if got := servicetest.Errors(err); got != c.want {
				t.Errorf("%s: the merge got %q, want %q", c.name, got, c.want)
			}
			if after := s.dump(); after != before {
				t.Errorf("%s: the database changed from\n%s\nto\n%s", c.name, before, after)
			}
			if got := s.blocking(keep, merged); got != c.preview {
				t.Errorf("%s: the preview got %q, want %q", c.name, got, c.preview)
			}
		}
	})
}

// pairs returns a function that returns what creates two customers.
func (s *shop) pairs() func(keep, merged customerInput) func() (string, string) {
	return func(keep, merged customerInput) func() (string, string) {
		return func() (string, string) { return s.create(keep), s.create(merged) }
	}
}

// tags returns n tags.
func tags(prefix string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(prefix, i))
	}
	return list
}

// books returns what creates two customers with address books: the second one has a double, and moves more addresses.
func (s *shop) books(keeps, moves int) func() (string, string) {
	return func() (string, string) {
		keep, merged := s.create(customerInput{}), s.create(customerInput{})
		for i := range keeps {
			s.address(keep, fmt.Sprint(i, " Keep Street"), nil)
		}
		s.address(merged, "0 keep street", nil)
		for i := range moves {
			s.address(merged, fmt.Sprint(i, " Merge Street"), nil)
		}
		return keep, merged
	}
}

// TestMergeWithinLimits merges customers who are just within the limits.
func TestMergeWithinLimits(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		twin := s.define(models.OwnerCustomer, "twin", models.FieldReference, func(in *fieldInput) { in.Unique = true })
		pair, books := s.pairs(), s.books
		for name, pair := range map[string]func() (string, string){
			"50 tags":     pair(customerInput{Tags: tags("a", 40)}, customerInput{Tags: append(tags("A", 5), tags("b", 10)...)}),
			"5 addresses": books(3, 2),
			"a unique field with a reference of the merged customer": func() (string, string) {
				keep := s.create(customerInput{})
				merged := s.create(customerInput{CustomFields: values{"twin": keep}})
				s.create(customerInput{CustomFields: values{"twin": merged}})
				return keep, merged
			},
		} {
			keep, merged := pair()
			if got := s.blocking(keep, merged) + s.merge(keep, merged); got != "" {
				t.Errorf("%s: %s", name, got)
			}
			if n := len(s.column("SELECT owner_id FROM custom_field_values WHERE field_id = ? AND value = ?", twin, merged)); n != 0 {
				t.Errorf("%s: %d references to the merged customer", name, n)
			}
		}
	})
}

// blocking returns why customers cannot be merged, or the error of the preview.
func (s *shop) blocking(keep, merge string) string {
	s.t.Helper()
	p, err := s.Preview(s.t.Context(), owner, keep, merge)
	if err != nil {
		return servicetest.Errors(err)
	}
	var list []string
	for _, e := range p.Blocking {
		list = append(list, string(e.Code)+" "+strings.Join(e.Field, "."))
	}
	return strings.Join(list, ", ")
}

// dump returns what is stored of all customers.
func (s *shop) dump() string {
	s.t.Helper()
	var all []string
	for _, query := range []string{
		"SELECT id || version || orders_count || email FROM customers ORDER BY id", "SELECT id || COALESCE(customer_id, '') FROM orders ORDER BY id",
		"SELECT id || customer_id || version FROM addresses ORDER BY id", "SELECT customer_id || tag FROM customer_tags ORDER BY customer_id, tag",
		"SELECT owner_id || field_id || value FROM custom_field_values ORDER BY owner_id, field_id, item", "SELECT id || COALESCE(customer_id, '') FROM events ORDER BY seq",
		"SELECT merged_id || customer_id FROM merged_customers ORDER BY merged_id",
	} {
		all = append(all, s.column(query)...)
	}
	return strings.Join(all, "\n")
}

func TestScopes(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		a, b := s.create(customerInput{}), s.create(customerInput{})
		key := func(scopes ...models.Scope) auth.Caller {
			return auth.Caller{Kind: auth.APIKey, KeyID: "key_1", KeyName: "key", Scopes: scopes}
		}
		self := auth.Caller{Kind: auth.Customer, CustomerID: a, Scopes: models.Scopes()}
		for _, c := range []struct {
			name                    string
			as                      auth.Caller
			merge, preview, similar string
		}{
			{"a visitor", auth.Caller{}, "FORBIDDEN CUSTOMERS_WRITE", "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ"},
			{"a customer with a key", self, "FORBIDDEN CUSTOMERS_WRITE", "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ"},
			{"customers", key(models.CustomersRead, models.CustomersWrite), "FORBIDDEN ORDERS_WRITE", "FORBIDDEN ORDERS_READ", ""},
			{"orders", key(models.OrdersRead, models.OrdersWrite), "FORBIDDEN CUSTOMERS_WRITE", "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ"},
			{"reading", key(models.CustomersRead, models.OrdersRead), "FORBIDDEN CUSTOMERS_WRITE", "", ""},
			{"writing", key(models.CustomersWrite, models.OrdersWrite), "", "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ"},
		} {
			_, preview := s.Preview(t.Context(), c.as, a, b)
			_, similar := s.PossibleDuplicates(t.Context(), c.as, a)
			_, merge := s.Merge(t.Context(), c.as, mergeInput{Keep: a, Merge: b})
			for _, one := range []struct {
				name, want string
				got        error
			}{{"merge", c.merge, merge}, {"preview", c.preview, preview}, {"duplicates", c.similar, similar}} {
				if got := servicetest.Errors(one.got); got != one.want {
					t.Errorf("%s, %s: got %q, want %q", c.name, one.name, got, one.want)
				}
			}
		}
	})
}
