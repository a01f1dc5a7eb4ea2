package accounts_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/filter"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

var byEmail = &accounts.CustomerSort{Field: p(accounts.ByEmail), Direction: page.Asc}

// fill makes customers whose emails begin with one letter each: a, b, c, d.
func fill(s *shop) map[string]string {
	s.t.Helper()
	ids := map[string]string{}
	for _, in := range []accounts.CreateCustomerInput{
		{Email: "a@example.com", Name: p("Zoë Müller"), Phone: p("+353871234567"), Password: p(password), AcceptsMarketing: true, Tags: []string{"VIP", "press"}},
		{Email: "b@example.com", Name: p("ZOE o'neil 50%"), ExternalID: p("ERP_1"), Tags: []string{"press"}},
		{Email: "C.Person@Example.org", Name: p("김민준"), Phone: p("+821012345678"), ExternalID: p("erp-2")},
		{Email: "d@example.com", Tags: []string{"vip"}},
	} {
		c, _, err := s.Create(context.Background(), writer, in)
		if err != nil {
			s.t.Fatal(err)
		}
		ids[strings.ToLower(in.Email[:1])] = c.ID
		s.pass(time.Second)
	}
	err := s.db.InTx(context.Background(), func(tx *gorm.DB) error {
		return tx.Model(&models.Customer{}).Where("id = ?", ids["c"]).Updates(map[string]any{"orders_count": 3, "last_order_at": models.At(s.now()), "email_verified": true}).Error
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return ids
}

func letters(list *page.Connection[*models.Customer]) string {
	var got []string
	for _, c := range list.Nodes() {
		got = append(got, strings.ToLower(c.Email[:1]))
	}
	return strings.Join(got, " ")
}

func text(s string) *filter.StringFilter { return &filter.StringFilter{Eq: &s} }
func like(s string) *filter.StringFilter { return &filter.StringFilter{Like: &s} }

func contains(s string) *filter.StringFilter { return &filter.StringFilter{Contains: &s} }

func startsWith(s string) *filter.StringFilter { return &filter.StringFilter{StartsWith: &s} }

func isSet(v bool) *filter.StringFilter { return &filter.StringFilter{IsSet: &v} }

func yes(v bool) *filter.BooleanFilter { return &filter.BooleanFilter{Eq: &v} }

func TestFilters(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ids := fill(s)
		type F = accounts.CustomerFilter
		first, _ := s.Get(context.Background(), reader, ids["a"])
		all := reader
		all.Scopes = []models.Scope{models.CustomersRead, models.OrdersRead}
		for _, c := range []struct {
			name string
			f    *F
			want string
		}{
			{"nothing", nil, "a b c d"},
			{"id", &F{ID: &filter.IDFilter{In: []string{ids["d"], ids["a"], "customer_x"}}}, "a d"},
			{"email", &F{Email: text(" A@EXAMPLE.com ")}, "a"},
			{"no such email", &F{Email: text("x@example.com")}, ""},
			{"no email at all", &F{Email: text("garbage")}, ""},
			{"other emails", &F{Email: &filter.StringFilter{Ne: p("A@example.com")}}, "b c d"},
			{"emails", &F{Email: &filter.StringFilter{In: []string{"a@example.com", "c.person@EXAMPLE.org"}}}, "a c"},
			{"not these emails", &F{Email: &filter.StringFilter{NotIn: []string{"a@example.com", "c.person@EXAMPLE.org"}}}, "b d"},
			{"email like", &F{Email: like("*@example.com")}, "a b d"},
			{"email like, in the middle", &F{Email: like("c*ORG")}, "c"},
			{"name", &F{Name: text("zoe muller")}, "a"},
			{"email like, what is within", &F{Email: like("*.PERSON@exam*")}, "c"},
			{"email like, nothing within", &F{Email: like("*.person.*")}, ""},
			{"name like", &F{Name: like("zoë*")}, "a b"},
			{"name like, what is within", &F{Name: like("*É Mu*")}, "a"},
			{"name like, within and at its ends", &F{Name: like("z*müll*r")}, "a"},
			{"name like, what only the email address holds", &F{Name: like("*example.com*")}, ""},
			{"name like, an end in another script", &F{Name: like("*민준")}, "c"},
			{"phone like, what is within", &F{Phone: like("*82 - 10*")}, "c"},
			{"not a name like what is within", &F{Not: &F{Name: like("*é mül*")}}, "b c d"},
			{"name with plain %", &F{Name: like("*50%")}, "b"},
			{"name with plain _", &F{Name: like("zoe_*")}, ""},
			{"name in another script", &F{Name: like("김*")}, "c"},
			{"any name", &F{Name: like("*")}, "a b c d"},
			{"phone", &F{Phone: text("+353 (87) 123-4567")}, "a"},
			{"phone like", &F{Phone: like("+82*")}, "c"},
			{"another phone or none", &F{Phone: &filter.StringFilter{Ne: p("+353871234567")}}, "b c d"},
			{"external id", &F{ExternalID: text("erp_1")}, "b"},
			{"external id like, plain _", &F{ExternalID: like("erp_*")}, "b"},
			{"external id none of", &F{ExternalID: &filter.StringFilter{NotIn: []string{"erp_1"}}}, "a c d"},
			{"tag", &F{Tags: &filter.TagFilter{Has: p("vip")}}, "a d"},
			{"any tag", &F{Tags: &filter.TagFilter{HasAny: []string{"Press", "nothing"}}}, "a b"},
			{"all tags", &F{Tags: &filter.TagFilter{HasAll: []string{"Press", "VIP"}}}, "a"},
			{"any of no tags", &F{Tags: &filter.TagFilter{HasAny: []string{}}}, ""},
			{"with a password", &F{HasPassword: yes(true)}, "a"},
			{"without one", &F{HasPassword: yes(false)}, "b c d"},
			{"verified", &F{EmailVerified: yes(true)}, "c"},
			{"marketing", &F{AcceptsMarketing: yes(true)}, "a"},
			{"orders", &F{Orders: &accounts.CustomerOrdersFilter{Count: &filter.IntFilter{Gte: p(1), Lt: p(4)}}}, "c"},
			{"no orders", &F{Orders: &accounts.CustomerOrdersFilter{Count: &filter.IntFilter{Eq: p(0)}}}, "a b d"},
			{"lately", &F{Orders: &accounts.CustomerOrdersFilter{LastPlacedAt: &filter.DateTimeFilter{Gt: &first.CreatedAt}}}, "c"},
			{"not lately", &F{Not: &F{Orders: &accounts.CustomerOrdersFilter{LastPlacedAt: &filter.DateTimeFilter{Gt: &first.CreatedAt}}}}, "a b d"},
			{"created", &F{CreatedAt: &filter.DateTimeFilter{Eq: &first.CreatedAt}}, "a"},
			{"created later", &F{CreatedAt: &filter.DateTimeFilter{Gt: &first.CreatedAt}}, "b c d"},
			{"or", &F{Or: []*F{{Name: like("김*")}, {Tags: &filter.TagFilter{Has: p("VIP")}}}}, "a c d"},
			{"and", &F{And: []*F{{Name: like("zoe*")}, {Tags: &filter.TagFilter{Has: p("vip")}}}}, "a"},
			{"not", &F{Not: &F{Phone: text("+353871234567")}}, "b c d"},
			{"not not", &F{Not: &F{Not: &F{Phone: text("+353871234567")}}}, "a"},
			{"not everything", &F{Not: &F{}}, ""},
		} {
			list, err := s.List(context.Background(), all, page.Args{}, c.f, nil, byEmail)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if got := letters(list); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		if _, err := s.List(context.Background(), visitor, page.Args{}, nil, nil, nil); servicetest.Errors(err) != "FORBIDDEN CUSTOMERS_READ" {
			t.Errorf("a visitor: %v", err)
		}
		orders := &F{Orders: &accounts.CustomerOrdersFilter{Count: &filter.IntFilter{Gte: p(0)}}}
		for name, f := range map[string]*F{
			"orders": orders, "and orders": {And: []*F{{}, orders}}, "or orders": {Or: []*F{{Name: like("*")}, orders}}, "not orders": {Not: &F{Not: orders}},
		} {
			if _, err := s.List(context.Background(), reader, page.Args{}, f, nil, nil); servicetest.Errors(err) != "FORBIDDEN ORDERS_READ" {
				t.Errorf("%s by a key that does not read orders: %v", name, err)
			}
		}
	})
}

func TestTextFilters(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		fill(s)
		type F = accounts.CustomerFilter
		for _, c := range []struct {
			name string
			f    *F
			want string
		}{
			{"email contains", &F{Email: contains("PERSON@ex")}, "c"},
			{"email starts with", &F{Email: startsWith("C.per")}, "c"},
			{"name contains", &F{Name: contains("É MÜ")}, "a"},
			{"name starts with", &F{Name: startsWith("zoë")}, "a b"},
			{"name contains plain %", &F{Name: contains("%")}, "b"},
			{"with a name", &F{Name: isSet(true)}, "a b c"},
			{"without a name", &F{Name: isSet(false)}, "d"},
			{"phone contains", &F{Phone: contains("87 123")}, "a"},
			{"phone starts with", &F{Phone: startsWith("+82 10")}, "c"},
			{"with a phone number", &F{Phone: isSet(true)}, "a c"},
			{"without a phone number", &F{Phone: isSet(false)}, "b d"},
			{"external id contains", &F{ExternalID: contains("P_")}, "b"},
			{"external id starts with", &F{ExternalID: startsWith("ERP")}, "b c"},
			{"with an external id", &F{ExternalID: isSet(true)}, "b c"},
			{"without an external id", &F{ExternalID: isSet(false)}, "a d"},
			{"not with an external id", &F{Not: &F{ExternalID: isSet(true)}}, "a d"},
		} {
			list, err := s.List(context.Background(), reader, page.Args{}, c.f, nil, byEmail)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if got := letters(list); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
	})
}

func TestSearch(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		fill(s)
		for search, want := range map[string]string{
			"": "a b c d", " ": "a b c d", "zoe": "a b", "ZOË mul": "a", "muller zoe": "a", "김민": "c", "민": "c", "o'neil": "b", "person": "c", "example.org": "c",
			"+3538": "a", "8210": "c", "@": "a b c d", "50%": "b", "%": "b", "_": "", `"`: "", `zoe"`: "", "zoe OR 김": "", "NEAR(zoe)": "", "z": "a b", "\\": "",
		} {
			list, err := s.List(context.Background(), reader, page.Args{}, nil, &search, byEmail)
			if err != nil {
				t.Errorf("%q: %v", search, err)
			} else if got := letters(list); got != want {
				t.Errorf("%q: %q, want %q", search, got, want)
			}
		}
		many := strings.Repeat("a ", 11)
		if _, err := s.List(context.Background(), reader, page.Args{}, nil, &many, nil); servicetest.Errors(err) != "BAD_USER_INPUT" {
			t.Errorf("11 words: %v", err)
		}
	})
}

func TestSearchFollowsChanges(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ids := fill(s)
		id := ids["a"]
		if _, err := s.Update(context.Background(), writer, &id, accounts.UpdateCustomerInput{Name: set("Renamed Person")}); err != nil {
			t.Fatal(err)
		}
		gone := ids["b"]
		if _, err := s.Delete(context.Background(), writer, &gone); err != nil {
			t.Fatal(err)
		}
		for search, want := range map[string]string{"zoe": "", "renamed": "a", "neil": ""} {
			list, err := s.List(context.Background(), reader, page.Args{}, nil, &search, byEmail)
			if err != nil || letters(list) != want {
				t.Errorf("%q: %q %v, want %q", search, letters(list), err, want)
			}
		}
	})
}

func TestPagesMeet(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		for _, email := range []string{"a", "b", "c", "d", "e", "f", "g"} { // names and times are equal in part
			name := map[bool]*string{true: p("Same"), false: nil}[email < "d"]
			if _, _, err := s.Create(ctx, writer, accounts.CreateCustomerInput{Email: email + "@example.com", Name: name}); err != nil {
				t.Fatal(err)
			}
			if email == "c" {
				s.pass(time.Second)
			}
		}
		for _, field := range []accounts.CustomerSortField{accounts.ByCreatedAt, accounts.ByUpdatedAt, accounts.ByName, accounts.ByEmail, accounts.ByID} {
			for _, direction := range []page.Direction{page.Asc, page.Desc} {
				by := &accounts.CustomerSort{Field: &field, Direction: direction}
				whole, err := s.List(ctx, reader, page.Args{}, nil, nil, by)
				if err != nil {
					t.Fatal(err)
				}
				var forward, backward []string
				for args := (page.Args{First: p(2)}); ; {
					list, err := s.List(ctx, reader, args, nil, nil, by)
					if err != nil {
						t.Fatal(err)
					}
					forward = append(forward, strings.Fields(letters(list))...)
					if args.After = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
						break
					}
				}
				for args := (page.Args{Last: p(2)}); ; {
					list, err := s.List(ctx, reader, args, nil, nil, by)
					if err != nil {
						t.Fatal(err)
					}
					backward = append(strings.Fields(letters(list)), backward...)
					if args.Before = list.PageInfo.StartCursor(); !list.PageInfo.HasPreviousPage {
						break
					}
				}
				want := strings.Fields(letters(whole))
				if len(want) != 7 || !slices.Equal(forward, want) || !slices.Equal(backward, want) {
					t.Errorf("%s %s: whole %v, forward %v, backward %v", field, direction, want, forward, backward)
				}
			}
		}
	})
}

// TestPagesAreStableWhileRowsAreInserted: what comes in between shifts nothing.
func TestPagesAreStableWhileRowsAreInserted(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx, statements := db.CountStatements(context.Background())
		fill(s)
		before := statements()
		first, err := s.List(ctx, reader, page.Args{First: p(2)}, nil, nil, byEmail)
		if err != nil || statements() != before+1 {
			t.Fatalf("%d statements: %v", statements()-before, err)
		}
		for _, email := range []string{"az@example.com", "bz@example.com"} {
			if _, _, err := s.Create(ctx, writer, accounts.CreateCustomerInput{Email: email}); err != nil {
				t.Fatal(err)
			}
		}
		second, err := s.List(ctx, reader, page.Args{First: p(2), After: first.PageInfo.EndCursor()}, nil, nil, byEmail)
		if err != nil || letters(first)+" | "+letters(second) != "a b | b c" {
			t.Errorf("%s | %s %v", letters(first), letters(second), err)
		}
		if !second.PageInfo.HasPreviousPage || !second.PageInfo.HasNextPage {
			t.Errorf("%+v", second.PageInfo)
		}
	})
}
