package consent_test

import (
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/models"
)

const (
	guestOut   = "a guest has unsubscribed"
	deletedOut = "a deleted customer had unsubscribed"
)

// statesBefore are what can be known about the address ann.
var statesBefore = map[string]func(s *shop){
	"nothing": func(*shop) {},
	guestOut: func(s *shop) {
		s.must(s.Subscribe(s.t.Context(), visitor, ann, nil))
		s.letters()
		_, err := s.Unsubscribe(s.t.Context(), visitor, s.unsubscribeToken(consent.ListArgs{Email: p(ann)}))
		s.must(err)
		s.pass(time.Hour)
	},
	deletedOut: func(s *shop) {
		id := s.create(ann, true)
		s.optOutCustomer(id)
		_, err := s.accounts.Delete(s.t.Context(), writer, &id)
		s.must(err)
	},
}

// optOutCustomer unsubscribes a customer as the shop.
func (s *shop) optOutCustomer(id string) {
	s.t.Helper()
	s.must(ignore(s.Set(s.t.Context(), writer, &id, consent.SetMarketingConsentInput{
		Channel: models.ByEmail, State: models.Unsubscribed,
	})))
	s.pass(time.Hour)
}

// waysToSubscribe subscribe a new customer with the address ann, and return its ID.
var waysToSubscribe = map[string]func(s *shop) string{
	"sign-up": func(s *shop) string { return s.signUp(ann, true).CustomerID },
	"update by a customer": func(s *shop) string {
		id := s.create(ann, false)
		s.accept(asCustomer(id), id, true)
		return id
	},
	"update by a verified customer": func(s *shop) string {
		id := s.create(ann, true)
		s.accept(asCustomer(id), id, true)
		return id
	},
	"setMarketingConsent by a verified customer": func(s *shop) string {
		id := s.create(ann, true)
		_, err := s.Set(s.t.Context(), asCustomer(id), nil, consent.SetMarketingConsentInput{
			Channel: models.ByEmail, State: models.Subscribed,
		})
		s.must(err)
		return id
	},
	"creation by the shop": func(s *shop) string {
		c, _, err := s.accounts.Create(s.t.Context(), writer, accounts.CreateCustomerInput{
			Email: ann, AcceptsMarketing: true,
		})
		s.must(err)
		return c.ID
	},
	"update by the shop": func(s *shop) string {
		id := s.create(ann, false)
		s.accept(writer, id, true)
		return id
	},
	"import of a new customer": func(s *shop) string { s.importFile(ann + "=true"); return s.id(ann) },
	"import of a customer": func(s *shop) string {
		id := s.create(ann, false)
		s.importFile(ann + "=true")
		return id
	},
	"bulk change": func(s *shop) string {
		id := s.create(ann, false)
		change, err := s.accounts.CheckBulkUpdate(s.t.Context(), writer, nil, accounts.BulkUpdateInput{
			AcceptsMarketing: set(true),
		})
		s.must(err)
		_, err = s.accounts.ChangeMany(s.t.Context(), writer, []string{id}, change, nil)
		s.must(err)
		return id
	},
}

// TestStates checks which state each way to subscribe leads to, by what is known about the address before.
func TestStates(t *testing.T) {
	for _, c := range []struct {
		way, before string
		doubleOptIn bool
		want        models.MarketingState
	}{
		{"sign-up", "nothing", false, models.Subscribed},
		{"sign-up", "nothing", true, models.Pending},
		{"sign-up", guestOut, false, models.Pending},
		{"sign-up", deletedOut, false, models.Pending},
		{"update by a customer", "nothing", false, models.Subscribed},
		{"update by a customer", "nothing", true, models.Pending},
		{"update by a customer", guestOut, false, models.Pending},
		{"update by a customer", deletedOut, false, models.Pending},
		{"update by a verified customer", "nothing", true, models.Pending},
		{"update by a verified customer", guestOut, false, models.Subscribed},
		{"update by a verified customer", deletedOut, false, models.Subscribed},
		{"setMarketingConsent by a verified customer", deletedOut, false, models.Subscribed},
		{"setMarketingConsent by a verified customer", "nothing", true, models.Pending},
		{"creation by the shop", "nothing", true, models.Subscribed},
		{"creation by the shop", deletedOut, false, models.Subscribed},
		{"update by the shop", guestOut, true, models.Subscribed},
		{"bulk change", "nothing", true, models.Subscribed},
		{"bulk change", guestOut, false, models.Subscribed},
		{"import of a new customer", "nothing", true, models.Subscribed},
		{"import of a new customer", guestOut, false, models.Unsubscribed},
		{"import of a new customer", deletedOut, false, models.Unsubscribed},
		{"import of a customer", "nothing", false, models.Subscribed},
		{"import of a customer", guestOut, false, models.Unsubscribed},
		{"import of a customer", deletedOut, false, models.Unsubscribed},
	} {
		name := c.way + ", " + c.before
		if c.doubleOptIn {
			name += ", double opt-in"
		}
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				statesBefore[c.before](s)
				s.doubleOptIn(c.doubleOptIn)
				id := waysToSubscribe[c.way](s)
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
