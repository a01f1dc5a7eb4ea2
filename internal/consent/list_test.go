package consent_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/page"
	"clientele/models"
)

// TestList compares every combination of arguments with a filter of the test.
func TestList(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids, emails []string
		for i := range 4 {
			id := s.create(fmt.Sprintf("c%d@example.com", i), false)
			ids = append(ids, id)
			email := fmt.Sprintf("g%d@example.com", i)
			emails = append(emails, strings.ToUpper(email[:1])+email[1:])
			s.subscribe(email)
			for j, channel := range models.MarketingChannels()[:i+1] {
				for _, state := range []models.MarketingState{models.Subscribed, models.Unsubscribed}[:1+j%2] {
					in := consent.SetMarketingConsentInput{Channel: channel, State: state}
					s.must(ignore(s.Set(t.Context(), writer, &id, in)))
					s.pass(time.Minute)
				}
			}
		}
		s.optOut("g1@example.com")
		s.subscribe("g1@example.com")
		all := s.list(consent.ListArgs{})
		if len(all) < 15 || !slices.IsSortedFunc(all, func(a, b *models.MarketingConsent) int { return b.At.Compare(a.At.Time) }) {
			t.Fatalf("%d statements", len(all))
		}
		both := func(list []string) []*string { return []*string{nil, &list[1], &list[3]} }
		found := 0
		for _, id := range both(ids) {
			for _, email := range both(emails) {
				for _, channel := range []*models.MarketingChannel{nil, p(models.ByEmail), p(models.BySMS)} {
					for _, state := range []*models.MarketingState{nil, p(models.Subscribed), p(models.Unsubscribed), p(models.Pending)} {
						for _, current := range []bool{false, true} {
							for _, guests := range []bool{false, true} {
								of := consent.ListArgs{
									CustomerID: id, Email: email, Channel: channel, State: state, Current: current, Guests: guests,
								}
								var want []string
								for _, row := range all {
									if matches(of, row) {
										want = append(want, row.ID)
									}
								}
								var got []string
								for _, row := range s.list(of) {
									got = append(got, row.ID)
								}
								found += len(got)
								if !slices.Equal(got, want) {
									t.Errorf("%+v: %v, want %v", of, got, want)
								}
							}
						}
					}
				}
			}
		}
		if found < 100 {
			t.Errorf("the lists have %d statements", found)
		}
		list, err := s.List(t.Context(), reader, page.Args{Last: p(2)}, consent.ListArgs{Guests: true})
		s.must(err)
		total, err := list.TotalCount(t.Context())
		s.must(err)
		if *total != 6 || len(list.Edges) != 2 || list.Edges[1].Node.Email == nil || *list.Edges[1].Node.Email != "g0@example.com" {
			t.Errorf("%d, %+v", *total, list.Nodes())
		}
	})
}

func matches(of consent.ListArgs, row *models.MarketingConsent) bool {
	return (of.CustomerID == nil || row.CustomerID != nil && *row.CustomerID == *of.CustomerID) &&
		(of.Email == nil || row.EmailKey != nil && *row.EmailKey == strings.ToLower(*of.Email)) &&
		(of.Channel == nil || row.Channel == *of.Channel) && (of.State == nil || row.State == *of.State) &&
		(!of.Current || row.Current) && (!of.Guests || row.EmailKey != nil)
}

// TestWhoReads checks who can read which statements.
func TestWhoReads(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		one, two := s.signUp("one@example.com", true), s.signUp("two@example.com", true)
		s.subscribe("guest@example.com")
		var all []string
		for _, row := range s.list(consent.ListArgs{}) {
			all = append(all, row.ID)
		}
		orders := auth.Caller{Kind: auth.APIKey, KeyID: "key_o", Scopes: []models.Scope{models.OrdersRead}}
		for _, c := range []struct {
			name             string
			caller           auth.Caller
			list             string
			nodes, customers int
		}{
			{"a key with CUSTOMERS_READ", reader, "", 3, 2},
			{"a key without it", orders, "FORBIDDEN CUSTOMERS_READ", 0, 0},
			{"a customer", one, "FORBIDDEN CUSTOMERS_READ", 1, 1},
			{"another customer", two, "FORBIDDEN CUSTOMERS_READ", 1, 1},
			{"a visitor", visitor, "FORBIDDEN CUSTOMERS_READ", 0, 0},
		} {
			_, err := s.List(t.Context(), c.caller, page.Args{}, consent.ListArgs{})
			s.want(c.name, err, c.list)
			nodes, err := s.GetMany(t.Context(), c.caller, all)
			s.must(err)
			current, err := s.CurrentOf(t.Context(), c.caller, []string{one.CustomerID, two.CustomerID})
			s.must(err)
			if len(nodes) != c.nodes || len(current) != c.customers {
				t.Errorf("%s reads %d statements and those of %d customers", c.name, len(nodes), len(current))
			}
			for _, row := range nodes {
				if c.caller.Kind == auth.Customer && *row.CustomerID != c.caller.CustomerID {
					t.Errorf("%s reads one of %s", c.name, *row.CustomerID)
				}
			}
		}
	})
}

// TestSetRules checks the input of Set and who may use it.
func TestSetRules(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		one, two := s.signUp("one@example.com", false), s.signUp("two@example.com", false)
		news := consent.SetMarketingConsentInput{Channel: models.ByPost, State: models.Subscribed}
		with := func(change func(in *consent.SetMarketingConsentInput)) consent.SetMarketingConsentInput {
			in := news
			change(&in)
			return in
		}
		at := func(at time.Time) consent.SetMarketingConsentInput {
			return with(func(in *consent.SetMarketingConsentInput) { in.At = p(models.At(at)) })
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			id     *string
			in     consent.SetMarketingConsentInput
			want   string
		}{
			{"the customer", one, nil, news, ""},
			{"the customer by ID", one, &one.CustomerID, news, ""},
			{"another customer", one, &two.CustomerID, news, "NOT_FOUND"},
			{"a visitor", visitor, &one.CustomerID, news, "UNAUTHENTICATED"},
			{"a key that only reads", reader, &one.CustomerID, news, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a key without an ID", writer, nil, news, "BAD_USER_INPUT"},
			{"a key with an unknown ID", writer, p("customer_x"), news, "NOT_FOUND"},
			{"the time by a customer", one, nil, at(s.now().Add(-time.Hour)), "FORBIDDEN CUSTOMERS_WRITE"},
			{"the time by a key", writer, &one.CustomerID, at(s.now().Add(-time.Hour)), ""},
			{"the future", writer, &one.CustomerID, at(s.now().Add(time.Second)), "INVALID input.at"},
			{"the present", writer, &one.CustomerID, at(s.now()), ""},
			{"PENDING", one, nil, with(func(in *consent.SetMarketingConsentInput) { in.State = models.Pending }), "INVALID input.state"},
			{"a long wording", one, nil, with(func(in *consent.SetMarketingConsentInput) {
				in.Wording = p(strings.Repeat("x", 5001))
			}), "TOO_LONG input.wording"},
		} {
			_, err := s.Set(t.Context(), c.caller, c.id, c.in)
			s.want(c.name, err, c.want)
		}
		// The shop's statements about the past and the present are kept once.
		s.must(ignore(s.Set(t.Context(), writer, &one.CustomerID, at(s.now().Add(-time.Hour)))))
		if got := s.historyOf(one.CustomerID); got != "POST SUBSCRIBED SHOP by API_KEY, POST SUBSCRIBED CUSTOMER by CUSTOMER now" {
			t.Error(got)
		}
		if got := s.historyOf(two.CustomerID); got != "" {
			t.Error(got)
		}
	})
}

// TestEventsOfConsent checks the events of statements.
func TestEventsOfConsent(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		self := s.signUp("one@example.com", true)
		set := func(state models.MarketingState, wording *string) {
			s.pass(time.Hour)
			s.must(ignore(s.Set(t.Context(), self, nil, consent.SetMarketingConsentInput{
				Channel: models.ByEmail, State: state, Wording: wording,
			})))
		}
		set(models.Subscribed, nil)
		set(models.Subscribed, p("a text"))
		set(models.Unsubscribed, nil)
		set(models.Unsubscribed, nil)
		s.pass(time.Hour)
		set(models.Subscribed, nil)
		s.must(ignore(s.Confirm(t.Context(), visitor, s.token())))
		s.must(ignore(s.Unsubscribe(t.Context(), visitor, s.newsletter(self.CustomerID))))
		s.must(ignore(s.Unsubscribe(t.Context(), visitor, s.newsletter(self.CustomerID))))
		var rows []*models.Event
		s.must(s.db.Primary(t.Context()).Where("customer_id = ? AND type <> ?", self.CustomerID, models.CustomerLoggedIn).
			Order("seq").Find(&rows).Error)
		var got []string
		for _, row := range rows {
			line := fmt.Sprintf("%s %d %s", row.Type, *row.Version, row.ActorKind)
			for _, change := range row.Changes() {
				from := "none"
				if change.From != nil {
					from = *change.From
				}
				line += fmt.Sprintf(", %s %s to %s", change.Field, from, *change.To)
			}
			got = append(got, line)
		}
		want := []string{
			"CUSTOMER_CREATED 1 CUSTOMER, marketing.EMAIL none to SUBSCRIBED",
			"CUSTOMER_UPDATED 2 CUSTOMER, marketing.EMAIL SUBSCRIBED to SUBSCRIBED",
			"CUSTOMER_UPDATED 3 CUSTOMER, marketing.EMAIL SUBSCRIBED to UNSUBSCRIBED, acceptsMarketing true to false",
			"CUSTOMER_UPDATED 4 CUSTOMER, marketing.EMAIL UNSUBSCRIBED to PENDING",
			"CUSTOMER_UPDATED 5 CUSTOMER, marketing.EMAIL PENDING to SUBSCRIBED, acceptsMarketing false to true",
			"CUSTOMER_UPDATED 6 CUSTOMER, marketing.EMAIL SUBSCRIBED to UNSUBSCRIBED, acceptsMarketing true to false",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestStatementsOfManyCustomers checks that the current statements of many customers, with their links, take one SQL
// statement.
func TestStatementsOfManyCustomers(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids []string
		for i := range 40 {
			id := s.create(fmt.Sprintf("c%d@example.com", i), false)
			s.accept(writer, id, true)
			ids = append(ids, id)
		}
		other := consent.New(s.db, consent.Options{Now: s.now, BaseURL: func(context.Context) string { return "https://shop.test" }})
		for _, n := range []int{1, 40} {
			ctx, statements := db.CountStatements(t.Context())
			found, err := other.CurrentOf(ctx, reader, ids[:n])
			s.must(err)
			for _, rows := range found {
				url, err := other.UnsubscribeURL(ctx, rows[0])
				s.must(err)
				if !strings.HasPrefix(url, "https://shop.test/unsubscribe?token=") {
					t.Error(url)
				}
			}
			if want := int64(1); len(found) != n || statements() > want+1 {
				t.Errorf("%d statements for %d customers", statements(), n)
			}
		}
	})
}
