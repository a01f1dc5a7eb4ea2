package consent_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/consent"
	"clientele/internal/page"
	"clientele/models"
)

// TestManyStatements checks that somebody who has made very many statements about an email address does not make the
// next ones expensive: they must not be read into memory.
func TestManyStatements(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		anna := s.signUp("anna@example.com", true)
		s.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
			INSERT INTO consents (id, customer_id, email_hash, channel, state, at, source, wording, current, actor_kind)
			SELECT 'consent_' || n.i, c.customer_id, c.email_hash, 'EMAIL', 'UNSUBSCRIBED', c.at, 'CUSTOMER', ?, false,
				'CUSTOMER' FROM consents c CROSS JOIN n WHERE c.current`, strings.Repeat("x", 5000))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := s.Set(context.Background(), anna, nil, consent.SetMarketingConsentInput{
			Channel: models.ByEmail, State: models.Unsubscribed,
		})
		s.must(err)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
			t.Errorf("a statement takes %d bytes of memory after 3000 others", used)
		}
	})
}

// TestConfirmedWording checks that a confirmation proves the wording that the email was sent for, also if somebody else
// has subscribed the address with another wording since.
func TestConfirmedWording(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		s.doubleOptIn(true)
		subscribe := func(wording string) string {
			s.must(s.Subscribe(ctx, visitor, "anna@example.com", &wording))
			return s.token()
		}
		token := subscribe("News once a month")
		subscribe("Calls every day")
		_, err := s.Confirm(ctx, visitor, token)
		s.must(err)
		page, err := s.List(ctx, reader, page.Args{First: p(1)}, consent.ListArgs{Email: p("anna@example.com"), Current: true})
		s.must(err)
		if w := page.Nodes()[0].Wording; w == nil || *w != "News once a month" {
			t.Errorf("wording %v", w)
		}
	})
}

// TestGuestsHaveAnIndex checks that the list of people without an account does not read the statements of all
// customers.
// Only SQLite uses an index of a small table.
func TestGuestsHaveAnIndex(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		if s.db.Dialect != db.SQLite {
			t.Skip("the table is too small")
		}
		var queries []string
		g := s.db.Read(t.Context())
		s.must(g.Callback().Query().After("gorm:query").Register("note", func(tx *gorm.DB) {
			queries = append(queries, tx.Dialector.Explain(tx.Statement.SQL.String(), tx.Statement.Vars...))
		}))
		_, err := s.List(t.Context(), reader, page.Args{First: p(50)}, consent.ListArgs{Guests: true})
		s.must(err)
		for _, query := range queries {
			var plan []struct{ Detail string }
			s.must(g.Raw("EXPLAIN QUERY PLAN " + query).Find(&plan).Error)
			if len(plan) != 1 || !strings.Contains(plan[0].Detail, "consents_guests") {
				t.Errorf("%s: %v", query, plan)
			}
		}
	})
}

// TestSubscribingWhileTheAddressIsVerified subscribes addresses while a customer changes to them: the statements about
// the address must become those of the customer together.
func TestSubscribingWhileTheAddressIsVerified(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.doubleOptIn(true)
		for i := range 40 {
			id, email := s.create(fmt.Sprintf("old%d@example.com", i), true), fmt.Sprintf("new%d@example.com", i)
			ready, tokens := make(chan bool), []string{}
			var wg sync.WaitGroup
			var mu sync.Mutex
			s.subscribe(email)
			s.must(s.Subscribe(t.Context(), visitor, email, p("another text")))
			wg.Go(func() {
				<-ready
				if err := s.composeAll(&mu, &tokens); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				<-ready
				_, err := s.accounts.Update(t.Context(), writer, &id, accounts.UpdateCustomerInput{
					Email: set(email), EmailVerified: set(true),
				})
				if err != nil {
					t.Error(err)
				}
			})
			close(ready)
			wg.Wait()
			if got := s.state(id); got == "none" {
				t.Errorf("%s has no state", email)
			}
			s.pass(time.Hour)
		}
		s.compareCurrent()
	})
}
