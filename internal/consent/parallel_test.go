package consent_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestParallelStatements makes statements about the same people at the same time, in every way: each channel has
// exactly one current statement then, which is the last one, and acceptsMarketing agrees.
func TestParallelStatements(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		verified, unverified := s.create("verified@example.com", true), s.create("unverified@example.com", false)
		for _, email := range []string{"guest@example.com", "unverified@example.com"} {
			s.subscribe(email)
		}
		emails := []string{"verified@example.com", "unverified@example.com", "guest@example.com", "new@example.com"}
		ids := []string{verified, unverified}
		for _, id := range ids {
			s.accept(writer, id, true)
		}
		var links []string
		for _, row := range s.list(consent.ListArgs{Current: true}) {
			token, err := s.UnsubscribeToken(t.Context(), row)
			s.must(err)
			links = append(links, token)
		}
		c := &crowd{shop: s, ids: ids, emails: emails, links: links}
		var wg sync.WaitGroup
		for worker := range 8 {
			wg.Go(func() {
				for i := range 12 {
					s.nanos.Add(int64(time.Millisecond))
					if err := c.step(worker, i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if t.Failed() {
			return
		}
		s.compareCurrent()
		var all []*models.Customer
		s.must(s.db.Primary(t.Context()).Find(&all).Error)
		for _, c := range all {
			s.state(c.ID) // compares acceptsMarketing
			if got := s.state(c.ID); len(got) > 20 {
				t.Errorf("%s is %s", c.Email, got)
			}
		}
	})
}

// crowd makes statements about the same people.
type crowd struct {
	*shop
	ids, emails, links []string

	mu     sync.Mutex
	tokens []string
}

// step makes one statement, in one of the ways.
func (c *crowd) step(worker, i int) error {
	id, email := c.ids[(worker+i)%2], c.emails[(worker*3+i)%4]
	state := []models.MarketingState{models.Subscribed, models.Unsubscribed}[(worker+i/2)%2]
	var err error
	switch (worker + i) % 7 {
	case 0:
		in := consent.SetMarketingConsentInput{Channel: models.ByEmail, State: state}
		err = ignore(c.Set(c.t.Context(), asCustomer(id), nil, in))
	case 1:
		in := consent.SetMarketingConsentInput{Channel: models.BySMS, State: state}
		err = ignore(c.Set(c.t.Context(), writer, &id, in))
	case 2:
		err = ignore(c.Unsubscribe(c.t.Context(), visitor, c.links[(worker+i)%len(c.links)]))
	case 3:
		caller := auth.Caller{Address: fmt.Sprint("192.0.2.", worker*12+i)}
		if err = c.Subscribe(c.t.Context(), caller, email, p(fmt.Sprint("text ", i))); err == nil {
			err = c.composeAll(&c.mu, &c.tokens)
		}
	case 4:
		c.mu.Lock()
		token := "x"
		if len(c.tokens) > 0 {
			token = c.tokens[len(c.tokens)-1]
		}
		c.mu.Unlock()
		if err = ignore(c.Confirm(c.t.Context(), visitor, token)); servicetest.Errors(err) == "TOKEN_INVALID token" {
			err = nil
		}
	case 5:
		err = ignore(c.accounts.UpsertMany(c.t.Context(), writer, bulk.ByEmail, []accounts.UpsertCustomerInput{
			{Email: set(email), AcceptsMarketing: set(state == models.Subscribed)},
			{Email: set(c.emails[i%4]), EmailVerified: set(i%3 == 0)},
		}, bulk.Options{}))
	default:
		err = ignore(c.accounts.Update(c.t.Context(), writer, &id, accounts.UpdateCustomerInput{
			AcceptsMarketing: set(state == models.Subscribed), EmailVerified: set(i%2 == 0),
		}))
	}
	return err
}

// compareCurrent checks that each channel of each person has exactly one current statement, the last one.
func (s *shop) compareCurrent() {
	s.t.Helper()
	last := map[string]*models.MarketingConsent{}
	current := map[string]int{}
	rows := s.list(consent.ListArgs{})
	for _, row := range rows { // newest first
		who := fmt.Sprint(row.Channel)
		for _, part := range []*string{row.CustomerID, row.EmailKey} {
			if part != nil {
				who += " " + *part
			}
		}
		if last[who] == nil {
			last[who] = row
		}
		if row.Current {
			current[who]++
		}
	}
	for who, row := range last {
		if current[who] != 1 || !row.Current {
			s.t.Errorf("%s: %d current statements; the last one is current: %t", who, current[who], row.Current)
		}
	}
	s.t.Logf("%d statements of %d people", len(rows), len(last))
}

// composeAll composes the queued emails and adds their tokens.
func (s *shop) composeAll(mu *sync.Mutex, tokens *[]string) error {
	s.box.mu.Lock()
	queue := s.box.queue
	s.box.queue = nil
	s.box.mu.Unlock()
	for _, m := range queue {
		var c *mail.Content
		err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) (err error) {
			c, err = s.Composers()[m.Kind](s.t.Context(), tx, m)
			return err
		})
		if err != nil {
			return err
		}
		if c != nil {
			mu.Lock()
			*tokens = append(*tokens, c.Values["Token"])
			mu.Unlock()
		}
	}
	return nil
}

// TestTokensAreUsedOnce confirms with the same token at the same time.
func TestTokensAreUsedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.doubleOptIn(true)
		for _, token := range []string{s.subscribe(ann), func() string { s.signUp("bob@example.com", true); return s.token() }()} {
			var mu sync.Mutex
			var wg sync.WaitGroup
			worked := 0
			for range 8 {
				wg.Go(func() {
					err := ignore(s.Confirm(t.Context(), visitor, token))
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						worked++
					} else if servicetest.Errors(err) != "TOKEN_INVALID token" {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if worked != 1 {
				t.Errorf("the token worked %d times", worked)
			}
		}
		if n := len(s.list(consent.ListArgs{State: p(models.Subscribed)})); n != 2 {
			t.Errorf("%d statements", n)
		}
	})
}
