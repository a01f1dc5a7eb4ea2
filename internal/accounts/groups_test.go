package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

// defineGroups creates the groups A, B and C, with ids that end with their names in lower case.
func (s *shop) defineGroups() {
	s.t.Helper()
	at := models.At(s.now())
	for _, name := range []string{"A", "B", "C"} {
		fold := strings.ToLower(name)
		s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
			return tx.Create(&models.CustomerGroup{ID: "group_" + fold, Name: name, NameFold: fold, CreatedAt: at, UpdatedAt: at, Version: 1}).Error
		}))
	}
}

// groups returns the names of the groups of a customer.
func (s *shop) groups(customerID string) string {
	s.t.Helper()
	names, err := s.GroupNamesFor(s.t.Context(), []string{customerID})
	s.must(err)
	return strings.Join(names[customerID], " ")
}

func ids(list ...string) graphql.Omittable[[]string] { return graphql.OmittableOf(list) }

// numbered returns ids of groups that do not exist.
func numbered(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint("group_", i)
	}
	return list
}

// TestGroupsOfCustomer checks how customers join and leave groups one by one, and the events.
func TestGroupsOfCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineGroups()
		c, _, err := s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: "ann@example.com", GroupIDs: []string{"group_b", "group_a", "group_b"}})
		s.must(err)
		if got := s.groups(c.ID); got != "A B" {
			t.Errorf("a new customer is in %s", got)
		}
		for _, each := range []struct {
			name   string
			ids    graphql.Omittable[[]string]
			errors string
			groups string
			event  string
		}{
			{"omitted", graphql.Omittable[[]string]{}, "", "A B", ""},
			{"the same", ids("group_b", "group_a"), "", "A B", ""},
			{"another one", ids("group_c", "group_a"), "", "A C", `version 2, hidden, groups '["A","B"]' to '["A","C"]'`},
			{"one that does not exist", ids("group_c", "group_x"), "NOT_FOUND input.groupIds.1", "A C", ""},
			{"too many", ids(numbered(51)...), "TOO_LONG input.groupIds", "A C", ""},
			{"none", ids(), "", "", `version 3, hidden, groups '["A","C"]' to '[]'`},
			{"null", graphql.OmittableOf[[]string](nil), "", "", ""},
		} {
			since := servicetest.LastEvent(t, s.db)
			_, err := s.Update(t.Context(), writer, &c.ID, accounts.UpdateCustomerInput{GroupIDs: each.ids})
			got := strings.Join(servicetest.EventsSince(t, s.db, since, c.ID, "ann"), "; ")
			if servicetest.Errors(err) != each.errors || s.groups(c.ID) != each.groups || !strings.HasSuffix(got, each.event) ||
				(each.event == "") != (got == "") {
				t.Errorf("%s: %v, in %q, %s", each.name, err, s.groups(c.ID), got)
			}
		}
		for name, caller := range map[string]auth.Caller{"the customer": {Kind: auth.Customer, CustomerID: c.ID}, "a reader": reader} {
			_, err := s.Update(t.Context(), caller, &c.ID, accounts.UpdateCustomerInput{GroupIDs: ids("group_a")})
			if got := servicetest.Errors(err); got != "FORBIDDEN CUSTOMERS_WRITE" {
				t.Errorf("%s: %s", name, got)
			}
		}
		_, _, err = s.Create(t.Context(), visitor, accounts.CreateCustomerInput{Email: "bob@example.com", Password: p(password), GroupIDs: []string{"group_a"}})
		s.want("a visitor", err, "FORBIDDEN CUSTOMERS_WRITE")
		_, _, err = s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: "bob@example.com", GroupIDs: []string{"group_x"}})
		s.want("a new customer", err, "NOT_FOUND input.groupIds.0")
	})
}

// TestGroupNamesOfFiles checks that imports choose groups by name, and that a name that no group has is an error, also
// in a dry run.
func TestGroupNamesOfFiles(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineGroups()
		list := []upsertInput{
			{Email: set("ann@example.com"), GroupNames: ids("b", " Á ")},
			{Email: set("bob@example.com"), GroupNames: ids("A", "Nobody")},
			{Email: set("ann@example.com"), GroupNames: ids("C", "c")},
			{Email: set("ann@example.com"), GroupNames: ids("c")},
		}
		want := []string{"CREATED", "FAILED NOT_FOUND groups", "UPDATED", "UNCHANGED"}
		for _, dry := range []*bulk.DryRun{{}, nil} {
			for i, in := range list { // each in a batch of its own
				if got := s.upsert(bulk.ByEmail, bulk.Options{DryRun: dry}, in); got[0] != want[i] {
					t.Errorf("dry run %t: record %d: %q, want %q", dry != nil, i, got, want[i])
				}
			}
		}
		var c []*models.Customer
		s.must(s.db.Read(t.Context()).Find(&c).Error)
		if len(c) != 1 || s.groups(c[0].ID) != "C" {
			t.Errorf("%d customers, in %s", len(c), s.groups(c[0].ID))
		}
	})
}

// TestGroupsOfMany checks how many customers join and leave groups, and the errors.
func TestGroupsOfMany(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineGroups()
		customers := make([]string, 3)
		for i, groups := range [][]string{nil, {"group_a"}, {"group_b", "group_c"}} {
			c, _, err := s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: fmt.Sprint(i, "@example.com"), GroupIDs: groups})
			s.must(err)
			customers[i] = c.ID
		}
		for _, each := range []struct {
			name   string
			in     accounts.BulkUpdateInput
			errors string
		}{
			{"nothing", accounts.BulkUpdateInput{AddGroupIDs: []string{}}, "REQUIRED "},
			{"no such group", accounts.BulkUpdateInput{AddGroupIDs: []string{"group_a", "group_x"}, RemoveGroupIDs: []string{"group_y"}}, "NOT_FOUND addGroupIds.1, NOT_FOUND removeGroupIds.0"},
			{"both", accounts.BulkUpdateInput{AddGroupIDs: []string{"group_a"}, RemoveGroupIDs: []string{"group_b", "group_a"}}, "INVALID removeGroupIds.1"},
		} {
			_, err := s.CheckBulkUpdate(t.Context(), writer, nil, each.in)
			if got := servicetest.Errors(err); got != strings.TrimSpace(each.errors) {
				t.Errorf("%s: %s", each.name, got)
			}
		}
		change, err := s.CheckBulkUpdate(t.Context(), writer, nil, accounts.BulkUpdateInput{AddGroupIDs: []string{"group_a"}, RemoveGroupIDs: []string{"group_b"}})
		s.must(err)
		since := servicetest.LastEvent(t, s.db)
		results, err := s.ChangeMany(t.Context(), writer, append(slices.Clone(customers), "customer_x"), change, nil)
		s.must(err)
		var got []string
		for i, id := range customers {
			got = append(got, string(results[i].Outcome)+" "+s.groups(id))
		}
		if want := []string{"UPDATED A", "UNCHANGED A", "UPDATED A C"}; !slices.Equal(got, want) || results[3].Outcome != bulk.Failed {
			t.Errorf("%q", got)
		}
		for _, line := range servicetest.EventsSince(t, s.db, since) {
			if !strings.Contains(line, "version 2, hidden, groups ") {
				t.Errorf("event %s", line)
			}
		}
		s.must(s.db.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Where("id = 'group_a'").Delete(&models.CustomerGroup{}).Error
		}))
		results, err = s.ChangeMany(t.Context(), writer, customers[:1], change, nil)
		s.must(err)
		if servicetest.Errors(results[0].Err) != "NOT_FOUND addGroupIds.0" {
			t.Errorf("a group that was deleted meanwhile: %+v", results[0])
		}
	})
}

// TestGroupFilter checks the operators of the filter.
func TestGroupFilter(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineGroups()
		for email, groups := range map[string][]string{"a": {"group_a"}, "ab": {"group_a", "group_b"}, "c": {"group_c"}, "none": nil} {
			_, _, err := s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: email + "@example.com", GroupIDs: groups})
			s.must(err)
		}
		for _, each := range []struct {
			f    accounts.CustomerGroupFilter
			want string
		}{
			{accounts.CustomerGroupFilter{}, "a ab c none"},
			{accounts.CustomerGroupFilter{Has: p("group_a")}, "a ab"},
			{accounts.CustomerGroupFilter{HasAny: []string{"group_b", "group_c", "group_x"}}, "ab c"},
			{accounts.CustomerGroupFilter{HasAny: []string{}}, ""},
			{accounts.CustomerGroupFilter{HasAll: []string{"group_a", "group_b"}}, "ab"},
			{accounts.CustomerGroupFilter{Has: p("group_a"), HasAll: []string{"group_c"}}, ""},
		} {
			list, err := s.List(t.Context(), reader, page.Args{}, &accounts.CustomerFilter{Groups: &each.f}, nil, nil)
			s.must(err)
			var found []string
			for _, c := range list.Nodes() {
				name, _, _ := strings.Cut(c.Email, "@")
				found = append(found, name)
			}
			slices.Sort(found)
			if got := strings.Join(found, " "); got != each.want {
				t.Errorf("%+v: %s, want %s", each.f, got, each.want)
			}
		}
	})
}

// TestGroupDeletedMeanwhile checks that parallel changes of a customer, and of the group that it joins, leave no
// membership without a group and no internal error.
func TestGroupDeletedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineGroups()
		c, _, err := s.Create(t.Context(), writer, accounts.CreateCustomerInput{Email: "ann@example.com"})
		s.must(err)
		var all sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			all.Go(func() {
				if i%4 == 3 {
					errs[i] = s.db.InTx(t.Context(), func(tx *gorm.DB) error {
						return tx.Where("id = ?", []string{"group_a", "group_b"}[i/4]).Delete(&models.CustomerGroup{}).Error
					})
					return
				}
				_, errs[i] = s.Update(t.Context(), writer, &c.ID, accounts.UpdateCustomerInput{GroupIDs: ids([]string{"group_a", "group_b"}[i%2], "group_c")})
			})
		}
		all.Wait()
		for _, err := range errs {
			if got := servicetest.Errors(err); got != "" && got != "NOT_FOUND input.groupIds.0" {
				t.Error(got)
			}
		}
		if got := s.groups(c.ID); got != "C" && got != "" { // no update may have come before the deletions
			t.Errorf("in %q", got)
		}
	})
}
