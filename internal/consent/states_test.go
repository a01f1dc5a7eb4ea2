package consent_test

import (
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/models"
)

// TestStates checks which state each way to subscribe leads to, by what is known about the address before.
func TestStates(t *testing.T) {
	const email = "ann@example.com"
	optOut := func(s *shop, id string) {
		_, err := s.Set(t.Context(), writer, &id, consent.SetMarketingConsentInput{
			Channel: models.ByEmail, State: models.Unsubscribed,
		})
		s.must(err)
		s.pass(time.Hour)
	}
	before := map[string]func(s *shop){
		"nothing": func(*shop) {},
		"a guest has unsubscribed": func(s *shop) {
			s.must(s.Subscribe(t.Context(), visitor, email, nil))
			s.letters()
			_, err := s.Unsubscribe(t.Context(), visitor, s.unsubscribeToken(consent.ListArgs{Email: p(email)}))
			s.must(err)
			s.pass(time.Hour)
		},
		"a deleted customer had unsubscribed": func(s *shop) {
			id := s.create(email, true)
			optOut(s, id)
			_, err := s.accounts.Delete(t.Context(), writer, &id)
			s.must(err)
		},
	}
	ways := map[string]func(s *shop) string{
		"sign-up": func(s *shop) string { return s.signUp(email, true).CustomerID },
		"update by a customer": func(s *shop) string {
			id := s.create(email, false)
			s.accept(asCustomer(id), id, true)
			return id
		},
		"update by a verified customer": func(s *shop) string {
			id := s.create(email, true)
			s.accept(asCustomer(id), id, true)
			return id
		},
		"setMarketingConsent by a verified customer": func(s *shop) string {
			id := s.create(email, true)
			_, err := s.Set(t.Context(), asCustomer(id), nil, consent.SetMarketingConsentInput{
				Channel: models.ByEmail, State: models.Subscribed,
			})
			s.must(err)
			return id
		},
		"creation by the shop": func(s *shop) string {
			c, _, err := s.accounts.Create(t.Context(), writer, accounts.CreateCustomerInput{
				Email: email, AcceptsMarketing: true,
			})
			s.must(err)
			return c.ID
		},
		"update by the shop": func(s *shop) string {
			id := s.create(email, false)
			s.accept(writer, id, true)
			return id
		},
		"import of a new customer": func(s *shop) string { s.importFile(email + "=true"); return s.id(email) },
		"import of a customer": func(s *shop) string {
			id := s.create(email, false)
			s.importFile(email + "=true")
			return id
		},
		"bulk change": func(s *shop) string {
			id := s.create(email, false)
			change, err := s.accounts.CheckBulkUpdate(t.Context(), writer, nil, accounts.BulkUpdateInput{
				AcceptsMarketing: set(true),
			})
			s.must(err)
			_, err = s.accounts.ChangeMany(t.Context(), writer, []string{id}, change, nil)
			s.must(err)
			return id
		},
	}
	const guest, deleted = "a guest has unsubscribed", "a deleted customer had unsubscribed"
	for _, c := range []struct {
		way, before string
		doubleOptIn bool
		want        models.MarketingState
	}{
		{"sign-up", "nothing", false, models.Subscribed},
		{"sign-up", "nothing", true, models.Pending},
		{"sign-up", guest, false, models.Pending},
		{"sign-up", deleted, false, models.Pending},
		{"update by a customer", "nothing", false, models.Subscribed},
		{"update by a customer", "nothing", true, models.Pending},
		{"update by a customer", guest, false, models.Pending},
		{"update by a customer", deleted, false, models.Pending},
		{"update by a verified customer", "nothing", true, models.Pending},
		{"update by a verified customer", guest, false, models.Subscribed},
		{"update by a verified customer", deleted, false, models.Subscribed},
		{"setMarketingConsent by a verified customer", deleted, false, models.Subscribed},
		{"setMarketingConsent by a verified customer", "nothing", true, models.Pending},
		{"creation by the shop", "nothing", true, models.Subscribed},
		{"creation by the shop", deleted, false, models.Subscribed},
		{"update by the shop", guest, true, models.Subscribed},
		{"bulk change", "nothing", true, models.Subscribed},
		{"bulk change", guest, false, models.Subscribed},
		{"import of a new customer", "nothing", true, models.Subscribed},
		{"import of a new customer", guest, false, models.Unsubscribed},
		{"import of a new customer", deleted, false, models.Unsubscribed},
		{"import of a customer", "nothing", false, models.Subscribed},
		{"import of a customer", guest, false, models.Unsubscribed},
		{"import of a customer", deleted, false, models.Unsubscribed},
	} {
		name := c.way + ", " + c.before
		if c.doubleOptIn {
			name += ", double opt-in"
		}
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				before[c.before](s)
				s.doubleOptIn(c.doubleOptIn)
				id := ways[c.way](s)
				if got := s.state(id); got != string(c.want) {
					t.Errorf("the state is %s, want %s", got, c.want)
				}
				token := s.token()
				if (token != "") != (c.want == models.Pending) {
					t.Fatalf("asked to confirm: %t", token != "")
				}
				if token == "" {
					return
				}
				channel, err := s.Confirm(t.Context(), visitor, token)
				s.must(err)
				if got := s.state(id); *channel != models.ByEmail || got != string(models.Subscribed) {
					t.Errorf("confirmed %s: %s", *channel, got)
				}
				_, err = s.Confirm(t.Context(), visitor, token)
				s.want("again", err, "TOKEN_INVALID token")
			})
		})
	}
}

// asCustomer returns a logged-in customer.
func asCustomer(id string) auth.Caller { return auth.Caller{Kind: auth.Customer, CustomerID: id} }
