package consent_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/models"
)

// addresses are what can be known about an email address that somebody subscribes.
var addresses = []struct {
	name   string
	before func(s *shop, email string)
	// asked is whether the subscription must be confirmed, and before and after what the address is then.
	asked bool
	after string
}{
	{"unknown", func(*shop, string) {}, false, "SUBSCRIBED"},
	{"subscribed", func(s *shop, email string) { s.subscribe(email) }, false, "SUBSCRIBED"},
	{"unsubscribed", func(s *shop, email string) { s.subscribe(email); s.optOut(email) }, true, "PENDING"},
	{"with an account", func(s *shop, email string) { s.create(email, false) }, true, "PENDING"},
	{"with a verified account", func(s *shop, email string) { s.create(email, true) }, true, "PENDING"},
	{"of a subscribed customer", func(s *shop, email string) { s.accept(writer, s.create(email, true), true) }, false, "none"},
	{"of a subscribed, unverified customer", func(s *shop, email string) {
		s.accept(writer, s.create(email, false), true)
	}, true, "PENDING"},
	{"of a customer who unsubscribed", func(s *shop, email string) {
		id := s.create(email, true)
		s.accept(writer, id, true)
		s.accept(writer, id, false)
	}, true, "PENDING"},
	{"of a disabled customer", func(s *shop, email string) {
		id := s.create(email, true)
		_, err := s.accounts.Disable(s.t.Context(), writer, id, nil)
		s.must(err)
	}, true, "PENDING"},
	{"of a deleted customer who unsubscribed", func(s *shop, email string) {
		id := s.create(email, true)
		s.accept(writer, id, true)
		s.accept(writer, id, false)
		s.must(ignore(s.accounts.Delete(s.t.Context(), writer, &id)))
	}, true, "PENDING"},
}

// subscribe subscribes an address without an account, and composes what is sent then.
func (s *shop) subscribe(email string) (token string) {
	s.t.Helper()
	s.must(s.Subscribe(s.t.Context(), visitor, email, nil))
	token = s.token()
	s.pass(time.Hour)
	return token
}

// optOut unsubscribes an address without an account.
func (s *shop) optOut(email string) {
	s.t.Helper()
	s.must(ignore(s.Unsubscribe(s.t.Context(), visitor, s.unsubscribeToken(consent.ListArgs{Email: &email}))))
	s.pass(time.Hour)
}

// TestSubscribe checks what becomes of a subscription, and that the answer and the work of the request are the same for
// all addresses.
func TestSubscribe(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		costs := map[int64][]string{}
		for i, a := range addresses {
			email := fmt.Sprintf("person%d@example.com", i)
			a.before(s, email)
			s.letters()
			s.pass(time.Hour)
			var last models.Customer
			s.must(s.db.Primary(t.Context()).Where("email_key = ?", email).Limit(1).Find(&last).Error)
			ctx, statements := db.CountStatements(t.Context())
			err := s.Subscribe(ctx, visitor, email, p("Yes, please."))
			costs[statements()] = append(costs[statements()], a.name)
			s.want(a.name, err, "")
			token := s.token()
			if (token != "") != a.asked {
				t.Errorf("%s: asked to confirm: %t", a.name, token != "")
			}
			if got := s.guest(email); got != a.after {
				t.Errorf("%s: %s", a.name, got)
			}
			var now models.Customer
			s.must(s.db.Primary(t.Context()).Where("email_key = ?", email).Limit(1).Find(&now).Error)
			if now.Version != last.Version || now.AcceptsMarketing != last.AcceptsMarketing {
				t.Errorf("%s: a visitor changed the customer", a.name)
			}
		}
		if len(costs) != 1 {
			t.Errorf("the number of statements differs: %v", costs)
		}
	})
}

// TestConfirmOfAddresses checks what the confirmation of an address without an account, or with one, does.
func TestConfirmOfAddresses(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for i, a := range addresses {
			email := fmt.Sprintf("person%d@example.com", i)
			a.before(s, email)
			s.letters()
			s.must(s.Subscribe(t.Context(), visitor, email, p("Yes, please.")))
			token := s.token()
			if token == "" {
				continue
			}
			s.pass(time.Hour)
			var of models.Customer
			s.must(s.db.Primary(t.Context()).Where("email_key = ?", email).Limit(1).Find(&of).Error)
			s.must(ignore(s.Confirm(t.Context(), visitor, strings.ToLower(token))))
			wantGuest, wantCustomer := "SUBSCRIBED", ""
			if of.EmailVerified {
				wantGuest, wantCustomer = "none", "SUBSCRIBED"
			}
			if got := s.guest(email); got != wantGuest {
				t.Errorf("%s: the address is %s, want %s", a.name, got, wantGuest)
			}
			if of.EmailVerified {
				if got := s.state(of.ID); got != wantCustomer {
					t.Errorf("%s: the customer is %s", a.name, got)
				}
				if got := s.historyOf(of.ID); !strings.HasSuffix(got, "EMAIL PENDING SUBSCRIBE by GUEST Yes, please., EMAIL SUBSCRIBED CONFIRMATION by CUSTOMER Yes, please. now") &&
					!strings.HasSuffix(got, "EMAIL PENDING SUBSCRIBE by GUEST Yes, please., EMAIL SUBSCRIBED CONFIRMATION by GUEST Yes, please. now") {
					t.Errorf("%s: %s", a.name, got)
				}
			}
			s.want("again", ignore(s.Confirm(t.Context(), visitor, token)), "TOKEN_INVALID token")
		}
	})
}

// TestInvalidConfirmations checks the tokens that confirm nothing.
func TestInvalidConfirmations(t *testing.T) {
	const email = "ann@example.com"
	cases := map[string]func(s *shop) string{
		"unknown": func(*shop) string { return strings.Repeat("A", 26) },
		"empty":   func(*shop) string { return "" },
		"long":    func(*shop) string { return strings.Repeat("A", 1<<20) },
		"expired": func(s *shop) string { token := s.subscribe(email); s.pass(7 * 24 * time.Hour); return token },
		"of another purpose": func(s *shop) string {
			s.must(s.accounts.RequestPasswordReset(t.Context(), visitor, email))
			return "x"
		},
		"unsubscribed since": func(s *shop) string { token := s.subscribe(email); s.optOut(email); return token },
		"of a customer who unsubscribed since": func(s *shop) string {
			token := s.subscribe(email)
			id := s.create(email, false)
			s.verify(id)
			s.must(ignore(s.Set(t.Context(), writer, &id, consent.SetMarketingConsentInput{
				Channel: models.ByEmail, State: models.Unsubscribed,
			})))
			return token
		},
		"of a customer with another address": func(s *shop) string {
			ann := s.signUp(email, true)
			token := s.token()
			s.must(ignore(s.accounts.Update(t.Context(), writer, &ann.CustomerID, accounts.UpdateCustomerInput{
				Email: set("other@example.com"),
			})))
			return token
		},
		"of a deleted customer": func(s *shop) string {
			ann := s.signUp(email, true)
			token := s.token()
			s.must(ignore(s.accounts.Delete(t.Context(), ann, nil)))
			return token
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				s.doubleOptIn(true)
				token := c(s)
				before := s.list(consent.ListArgs{})
				s.want(name, ignore(s.Confirm(t.Context(), visitor, token)), "TOKEN_INVALID token")
				if after := s.list(consent.ListArgs{}); len(after) != len(before) {
					t.Errorf("%d statements, %d before", len(after), len(before))
				}
			})
		})
	}
}

// TestSubscribeInput checks the rules of the input and the limit of requests.
func TestSubscribeInput(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct{ name, email, wording, want string }{
			{"no address", " ", "", "REQUIRED email"},
			{"not an address", "ann", "", "INVALID email"},
			{"long wording", "ann@example.com", strings.Repeat("é", 5001), "TOO_LONG wording"},
			{"both", "ann", strings.Repeat("é", 5001), "INVALID email, TOO_LONG wording"},
			{"control characters", "ann@example.com", "a\x00b", "INVALID wording"},
			{"the longest", "ann@example.com", strings.Repeat("é", 5000), ""},
		} {
			s.want(c.name, s.Subscribe(t.Context(), visitor, c.email, &c.wording), c.want)
		}
		s.token()
		other := auth.Caller{Address: "192.0.2.9"}
		for i := range 11 {
			want := ""
			if i == 10 {
				want = "RATE_LIMITED"
			}
			s.want(fmt.Sprint("request ", i), s.Subscribe(t.Context(), other, "bob@example.com", nil), want)
		}
		s.letters()
		if got := s.history(consent.ListArgs{Email: p("bob@example.com")}); got != "EMAIL SUBSCRIBED SUBSCRIBE by GUEST now" {
			t.Error(got)
		}
		var left int64
		s.must(s.db.Primary(t.Context()).Model(&models.OneTimeToken{}).Count(&left).Error)
		if left != 0 {
			t.Errorf("%d tokens of subscriptions that are recorded", left)
		}
	})
}

// TestSubscribeThenUnsubscribeBeforeTheEmail checks that a subscription does not replace an opt-out that was made after
// it, but before its email was composed.
func TestSubscribeThenUnsubscribeBeforeTheEmail(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		const email = "ann@example.com"
		s.subscribe(email)
		s.must(s.Subscribe(t.Context(), visitor, email, p("another text")))
		s.pass(time.Minute)
		s.optOut(email)
		if token := s.token(); token != "" || s.guest(email) != "UNSUBSCRIBED" {
			t.Errorf("token %q, %s", token, s.guest(email))
		}
	})
}
