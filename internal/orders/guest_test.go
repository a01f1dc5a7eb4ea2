package orders_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

// mailbox composes each email immediately and keeps it.
type mailbox struct {
	composers map[mail.Kind]mail.Composer
	held      bool

	mu      sync.Mutex
	letters []*mail.Content
	queued  []mail.Email // while it is held
}

func (b *mailbox) SendAll(tx *gorm.DB, list []mail.Email) error {
	for _, m := range list {
		if err := b.Send(tx, m); err != nil {
			return err
		}
	}
	return nil
}

func (b *mailbox) Send(tx *gorm.DB, m mail.Email) error {
	if b.held {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.queued = append(b.queued, m)
		return nil
	}
	letter, err := b.composers[m.Kind](context.Background(), tx, m)
	b.mu.Lock()
	defer b.mu.Unlock()
	if letter != nil {
		b.letters = append(b.letters, letter)
	}
	return err
}

// linkFor requests the link of an order and returns the email, or nil if none was sent.
func (s *shop) linkFor(number, email string) *mail.Content {
	s.t.Helper()
	if err := s.orders.RequestGuestOrderLink(s.t.Context(), visitor, number, email); err != nil {
		s.t.Fatal(err)
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	defer func() { s.box.letters = nil }()
	if len(s.box.letters) == 0 {
		return nil
	}
	return s.box.letters[0]
}

// verified creates a customer with a verified email address and returns it as a caller.
func (s *shop) verified(email string) auth.Caller {
	s.t.Helper()
	caller := s.customer(email)
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		return tx.Model(&models.Customer{}).Where("id = ?", caller.CustomerID).
			UpdateColumn("email_verified", true).Error
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return caller
}

// counted returns a customer's stored number of orders and the time of the last one.
func (s *shop) counted(caller auth.Caller) string {
	s.t.Helper()
	var c models.Customer
	if err := s.db.Read(s.t.Context()).Where("id = ?", caller.CustomerID).Take(&c).Error; err != nil {
		s.t.Fatal(err)
	}
	if c.LastOrderAt == nil {
		return fmt.Sprint(c.OrdersCount)
	}
	return fmt.Sprintf("%d %s", c.OrdersCount, c.LastOrderAt.Format("15:04"))
}

// links returns the events that linked an order to a customer or unlinked it.
func (s *shop) links(id string) string {
	s.t.Helper()
	history, err := s.orders.History(s.t.Context(), []string{id})
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, e := range history[id] {
		if e.CustomerID != nil {
			all = append(all, fmt.Sprintf("%s %s %s", e.Type, *e.CustomerID, e.ActorKind))
		}
	}
	return strings.Join(all, ", ")
}

func TestOpenByNumber(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		ann := s.customer("ann@example.com")
		own := guest(s.quote(nil))
		own.Contact.Email = p("ann@example.com")
		hers := s.place(ann, own)
		for _, c := range []struct{ name, number, email, want string }{
			{"correct", o.Number, "guest@example.com", ""},
			{
				"spelled differently", " " + strings.ToLower(o.Number[:4]) + " " + o.Number[4:], " GUEST@Example.com ",
				"",
			},
			{"another address", o.Number, "other@example.com", "NOT_FOUND"},
			{"no address", o.Number, "", "NOT_FOUND"},
			{"another number", "ABCDEFGH", "guest@example.com", "NOT_FOUND"},
			{"a customer's order", hers.Number, "ann@example.com", "NOT_FOUND"},
		} {
			got, err := s.orders.OpenByNumber(t.Context(), visitor, c.number, c.email)
			if servicetest.Errors(err) != c.want || err == nil && (got.ID != o.ID || !got.ByToken) {
				t.Errorf("%s: %+v %v", c.name, got, err)
			}
		}
	})
}

func TestOpenByNumberIsThrottled(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		here := auth.Caller{Address: "192.0.2.1"}
		o := s.place(visitor, guest(s.quote(nil)))
		for range 20 { // successes do not count
			if _, err := s.orders.OpenByNumber(t.Context(), here, o.Number, "guest@example.com"); err != nil {
				t.Fatal(err)
			}
		}
		for _, number := range []string{o.Number, "ABCDEFGH"} {
			for range 10 {
				if _, err := s.orders.OpenByNumber(
					t.Context(), here, number, "other@example.com",
				); servicetest.Errors(err) != "NOT_FOUND" {
					t.Fatal(err)
				}
			}
			if _, err := s.orders.OpenByNumber(
				t.Context(), here, number, "guest@example.com",
			); servicetest.Errors(err) != "RATE_LIMITED" {
				t.Errorf("attempt 11 for %s: %v", number, err)
			}
		}
		if _, err := s.orders.OpenByNumber(
			t.Context(), auth.Caller{Address: "192.0.2.2"}, o.Number, "guest@example.com",
		); err != nil {
			t.Errorf("from another address: %v", err)
		}
		for i := range 80 {
			_, _ = s.orders.OpenByNumber(t.Context(), here, fmt.Sprint("N", i), "other@example.com")
		}
		if _, err := s.orders.OpenByNumber(
			t.Context(), here, "ANOTHER", "guest@example.com",
		); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("after 100 failures: %v", err)
		}
	})
}

func TestRequestGuestOrderLink(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		for _, c := range []struct {
			name, number, email string
			sent                bool
		}{
			{"correct, spelled differently", strings.ToLower(o.Number), "GUEST@example.com", true},
			{"another address", o.Number, "other@example.com", false},
			{"another number", "ABCDEFGH", "guest@example.com", false},
		} {
			l := s.linkFor(c.number, c.email)
			if (l != nil) != c.sent {
				t.Errorf("%s: %+v", c.name, l)
			}
			if l != nil &&
				(l.To != "guest@example.com" || l.Name != "Guest Person" || l.Values["Order"] != o.Number ||
					l.Values["Minutes"] != "1440" ||
					!regexp.MustCompile(`^[A-Z2-7]{26}$`).MatchString(l.Values["Token"])) {
				t.Errorf("%s: %+v", c.name, l)
			}
		}
		for _, c := range []struct{ name, number, email, want string }{
			{"empty", " ", "", "REQUIRED number, REQUIRED email"},
			{"invalid address", o.Number, "nonsense", "INVALID email"},
		} {
			if err := s.orders.RequestGuestOrderLink(
				t.Context(), visitor, c.number, c.email,
			); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		s.box.held = true
		costs := map[int64]bool{}
		for _, email := range []string{"guest@example.com", "other@example.com"} {
			ctx, count := db.CountStatements(t.Context())
			if err := s.orders.RequestGuestOrderLink(ctx, visitor, o.Number, email); err != nil {
				t.Error(err)
			}
			costs[count()] = true
		}
		if len(costs) != 1 {
			t.Errorf("correct and wrong addresses need different numbers of statements: %v", costs)
		}
		for range 20 {
			_ = s.orders.RequestGuestOrderLink(t.Context(), auth.Caller{Address: "192.0.2.1"}, o.Number,
				"other@example.com")
		}
		if err := s.orders.RequestGuestOrderLink(
			t.Context(), auth.Caller{Address: "192.0.2.1"}, o.Number, "guest@example.com",
		); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("too many requests: %v", err)
		}
	})
}

func TestClaimGuest(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		o, signed, err := s.orders.Checkout(ctx, visitor, guest(s.quote(nil)))
		if err != nil {
			t.Fatal(err)
		}
		ann, bob := s.verified("ann@example.com"), s.verified("bob@example.com")
		unverified := s.customer("guest@example.com")
		first := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		for _, c := range []struct {
			name  string
			as    auth.Caller
			token string
			want  string
		}{
			{"a visitor", visitor, token, "UNAUTHENTICATED"},
			{"an API key", seller, token, "UNAUTHENTICATED"},
			{"unverified email address", unverified, token, "EMAIL_UNVERIFIED"},
			{"the token of the checkout", ann, *signed, "TOKEN_INVALID token"},
			{"empty token", ann, "", "TOKEN_INVALID token"},
		} {
			if _, err := s.orders.ClaimGuest(ctx, c.as, c.token); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if opened, err := s.orders.OpenByToken(ctx, token); err != nil || opened.ID != o.ID || !opened.ByToken {
			t.Errorf("the emailed token opens %+v, %v", opened, err)
		}
		if opened, err := s.orders.OpenByToken(ctx, first); err != nil || opened.ID != o.ID {
			// anyone can request a newer token, so the older stays valid
			t.Errorf("the older token opens %+v, %v", opened, err)
		}
		s.pass(time.Hour)
		claimed, err := s.orders.ClaimGuest(ctx, ann, token)
		if err != nil || *claimed.CustomerID != ann.CustomerID || claimed.Version != 2 || !claimed.Guest {
			t.Fatalf("%+v %v", claimed, err)
		}
		if _, err := s.orders.Get(ctx, ann, o.ID); err != nil {
			t.Errorf("the customer cannot read the order: %v", err)
		}
		if got := s.counted(ann); got != "1 12:00" {
			t.Errorf("orders count: %s", got)
		}
		if got := s.links(o.ID); got != "CLAIMED "+ann.CustomerID+" CUSTOMER" {
			t.Errorf("history: %s", got)
		}
		for _, used := range []string{token, first} {
			if _, err := s.orders.ClaimGuest(ctx, bob, used); servicetest.Errors(err) != "TOKEN_INVALID token" {
				t.Errorf("second claim: %v", err)
			}
		}
		if _, err := s.orders.ClaimGuest(
			ctx, bob, s.linkFor(o.Number, "guest@example.com").Values["Token"],
		); servicetest.Errors(err) != "STEP_NOT_ALLOWED token" {
			t.Errorf("order already linked to a customer: %v", err)
		}
		for name, open := range map[string]func() (*models.Order, error){
			"token": func() (*models.Order, error) { return s.orders.OpenByToken(ctx, *signed) },
			"number": func() (*models.Order, error) {
				return s.orders.OpenByNumber(ctx, visitor, o.Number, "guest@example.com")
			},
		} {
			if opened, err := open(); err != nil || !opened.ByToken {
				t.Errorf("by %s: %+v %v", name, opened, err)
			}
		}
		late := s.place(visitor, guest(s.quote(nil)))
		token = s.linkFor(late.Number, "guest@example.com").Values["Token"]
		s.pass(24 * time.Hour)
		if _, err := s.orders.ClaimGuest(ctx, ann, token); servicetest.Errors(err) != "TOKEN_INVALID token" {
			t.Errorf("after a day: %v", err)
		}
	})
}

func TestParallelClaims(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		callers := make([]auth.Caller, 6)
		for i := range callers {
			callers[i] = s.verified(fmt.Sprintf("c%d@example.com", i))
		}
		got := make([]string, len(callers))
		var wg sync.WaitGroup
		for i := range callers {
			wg.Go(func() {
				_, err := s.orders.ClaimGuest(t.Context(), callers[i], token)
				got[i] = servicetest.Errors(err)
			})
		}
		wg.Wait()
		var total int
		for _, c := range callers {
			total += len(strings.TrimPrefix(s.counted(c), "0"))
		}
		slices.Sort(got)
		if got[0] != "" || got[1] != "TOKEN_INVALID token" || total != len("1 12:00") ||
			strings.Count(s.links(o.ID), "CLAIMED") != 1 {
			t.Errorf("%q, %s", got, s.links(o.ID))
		}
	})
}
