package privacy_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/shop"
	"clientele/models"
)

// setGraceDays changes Shop.erasureGraceDays.
func (s *requestShop) setGraceDays(days int) {
	s.t.Helper()
	_, err := s.shop.Update(s.t.Context(), clerk, shop.UpdateShopInput{ErasureGraceDays: graphql.OmittableOf(&days)})
	s.must(err)
}

func TestRequestErasure(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann := t.Context(), s.signUp("ann@example.com")
		for _, c := range []struct {
			name     string
			caller   auth.Caller
			password *string
			want     string
		}{
			{"a visitor", visitor, p(password), "UNAUTHENTICATED"},
			{"the staff", officer, p(password), "UNAUTHENTICATED"},
			{"without the password", ann, nil, "REQUIRED password"},
			{"a wrong password", ann, p("wrong horse"), "INVALID_CREDENTIALS password"},
			{"an empty password", ann, p(""), "INVALID_CREDENTIALS password"},
			{"a deleted customer", auth.Caller{Kind: auth.Customer, CustomerID: "customer_none"}, p(password), "NOT_FOUND"},
		} {
			if _, err := s.RequestErasure(ctx, c.caller, c.password); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		if c := s.customer(ann.CustomerID); c.ErasureDueAt != nil || c.Version != 1 {
			t.Fatalf("a refused request changed the customer: %+v", c)
		}

		last, began := servicetest.LastEvent(t, s.db), s.now()
		c, err := s.RequestErasure(ctx, ann, p(password))
		s.must(err)
		if stored := s.customer(c.ID); !c.ErasureRequestedAt.Equal(began) || !c.ErasureDueAt.Equal(began.Add(14*day)) ||
			c.Version != 2 || !stored.ErasureDueAt.Equal(c.ErasureDueAt.Time) || stored.Version != 2 {
			t.Fatalf("%+v, stored %+v", c, stored)
		}
		s.pass(day)
		s.setGraceDays(3)
		again, err := s.RequestErasure(ctx, ann, p(password))
		s.must(err)
		if !again.ErasureDueAt.Equal(began.Add(14*day)) || again.Version != 2 {
			t.Errorf("a second request changed the date: %+v", again)
		}
		if _, err := s.RequestErasure(ctx, ann, p("wrong horse")); servicetest.Errors(err) != "INVALID_CREDENTIALS password" {
			t.Errorf("a second request with a wrong password: %v", err)
		}
		want := []string{
			"CUSTOMER_ERASURE_REQUESTED of ann by CUSTOMER ann, version 2, erasureDueAt none to '2026-03-15T12:00:00Z'",
			"SHOP_UPDATED of shop in none by API_KEY key_c Clerk, version 2, erasureGraceDays '14' to '3'",
		}
		if got := servicetest.EventsSince(t, s.db, last, ann.CustomerID, "ann"); !slices.Equal(got, want) {
			t.Errorf("events %q, want %q", got, want)
		}
		if got := s.sent(); !slices.Equal(got, []string{"erasure_requested to ann@example.com"}) {
			t.Errorf("emails: %q", got)
		}
		m := s.emails()[0]
		for _, part := range []string{"Hello Ann Example,", "on 15 March 2026", "https://shop.test/account"} {
			if !strings.Contains(*m.Text, part) {
				t.Errorf("the email does not contain %q:\n%s", part, *m.Text)
			}
		}

		// The next request follows the new setting.
		_, err = s.CancelErasure(ctx, ann, nil)
		s.must(err)
		c, err = s.RequestErasure(ctx, ann, p(password))
		s.must(err)
		if !c.ErasureDueAt.Equal(s.now().Add(3 * day)) {
			t.Errorf("due at %v", c.ErasureDueAt)
		}
	})
}

// TestRequestErasureWithoutPassword: customers without a password must have logged in recently, as for other changes.
func TestRequestErasureWithoutPassword(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		ann := s.signUp("ann@example.com")
		s.must(s.db.InTx(ctx, func(tx *gorm.DB) error {
			return tx.Model(&models.Customer{}).Where("id = ?", ann.CustomerID).Update("password_hash", nil).Error
		}))
		if _, err := s.RequestErasure(ctx, ann, p(password)); servicetest.Errors(err) != "INVALID_CREDENTIALS password" {
			t.Errorf("with a password: %v", err)
		}
		s.pass(15 * time.Minute)
		if _, err := s.RequestErasure(ctx, ann, nil); servicetest.Errors(err) != "REQUIRED password" {
			t.Errorf("15 minutes after the log-in: %v", err)
		}
		s.pass(-time.Second)
		if _, err := s.RequestErasure(ctx, ann, nil); err != nil {
			t.Errorf("before that: %v", err)
		}
	})
}

// TestRequestErasureIsThrottled: wrong passwords are counted together with those of changePassword.
func TestRequestErasureIsThrottled(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann := t.Context(), s.signUp("ann@example.com")
		for range 5 {
			_, err := s.RequestErasure(ctx, ann, p("wrong horse"))
			if servicetest.Errors(err) != "INVALID_CREDENTIALS password" {
				t.Fatal(err)
			}
			_, _, err = s.accounts.ChangePassword(ctx, ann, p("wrong horse"), "another battery staple")
			if servicetest.Errors(err) != "INVALID_CREDENTIALS currentPassword" {
				t.Fatal(err)
			}
		}
		if _, err := s.RequestErasure(ctx, ann, p(password)); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("after ten wrong passwords: %v", err)
		}
		s.pass(15 * time.Minute)
		if _, err := s.RequestErasure(ctx, ann, p(password)); err != nil {
			t.Error(err)
		}
		for range 19 {
			_, err := s.RequestErasure(ctx, ann, p(password))
			s.must(err)
		}
		if _, err := s.RequestErasure(ctx, ann, p(password)); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("after twenty requests: %v", err)
		}
	})
}

func TestCancelErasure(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann, bob := t.Context(), s.signUp("ann@example.com"), s.signUp("bob@example.com")
		for _, customer := range []auth.Caller{ann, bob} {
			_, err := s.RequestErasure(ctx, customer, p(password))
			s.must(err)
		}
		s.sent()
		last := servicetest.LastEvent(t, s.db)
		for _, c := range []struct {
			name   string
			caller auth.Caller
			id     *string
			want   string
		}{
			{"a visitor", visitor, &ann.CustomerID, "UNAUTHENTICATED"},
			{"another customer", bob, &ann.CustomerID, "NOT_FOUND"},
			{"without the scope", clerk, &ann.CustomerID, "FORBIDDEN PRIVACY_WRITE"},
			{"the staff without an ID", officer, nil, "BAD_USER_INPUT"},
			{"no such customer", officer, p("customer_none"), "NOT_FOUND"},
			{"the customer", ann, nil, ""},
			{"again", ann, &ann.CustomerID, "STEP_NOT_ALLOWED"},
			{"the staff", officer, &bob.CustomerID, ""},
			{"the staff again", officer, &bob.CustomerID, "STEP_NOT_ALLOWED"},
		} {
			got, err := s.CancelErasure(ctx, c.caller, c.id)
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			if err == nil && (got.ErasureDueAt != nil || got.ErasureRequestedAt != nil || got.Version != 3) {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
		want := []string{
			"CUSTOMER_ERASURE_CANCELLED of ann by CUSTOMER ann, version 3, erasureDueAt '2026-03-15T12:00:00Z' to none",
			"CUSTOMER_ERASURE_CANCELLED of bob by STAFF staff_o Olga, version 3, erasureDueAt '2026-03-15T12:00:00Z' to none",
		}
		got := servicetest.EventsSince(t, s.db, last, ann.CustomerID, "ann", bob.CustomerID, "bob")
		if !slices.Equal(got, want) {
			t.Errorf("events %q, want %q", got, want)
		}
		wantSent := []string{
			"erasure_cancelled to ann@example.com", "erasure_cancelled to bob@example.com",
			"erasure_requested to ann@example.com", "erasure_requested to bob@example.com",
		}
		if got := s.sent(); !slices.Equal(got, wantSent) {
			t.Errorf("emails %q", got)
		}
	})
}

// TestEmailsOfOutdatedRequests: an email says only what is still true when it is sent, and goes to the address that the
// customer had.
func TestEmailsOfOutdatedRequests(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann := t.Context(), s.signUp("ann@example.com")
		_, err := s.RequestErasure(ctx, ann, p(password))
		s.must(err)
		_, err = s.CancelErasure(ctx, ann, nil)
		s.must(err)
		_, err = s.accounts.Update(ctx, clerk, &ann.CustomerID, accounts.UpdateCustomerInput{
			Email: graphql.OmittableOf(p("anna@example.com")),
		})
		s.must(err)
		want := []string{"erasure_cancelled to ann@example.com", "erasure_requested to ann@example.com DROPPED"}
		if got := s.sent(); !slices.Equal(got, want) {
			t.Errorf("emails %q, want %q", got, want)
		}
	})
}

// TestRequestsInParallel: of requests at the same time, one is stored, and one email is sent.
func TestRequestsInParallel(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ann := s.signUp("ann@example.com")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := s.RequestErasure(t.Context(), ann, p(password)); err != nil && servicetest.Errors(err) != "RATE_LIMITED" {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if c := s.customer(ann.CustomerID); c.Version != 2 {
			t.Errorf("version %d", c.Version)
		}
		if got := s.sent(); !slices.Equal(got, []string{"erasure_requested to ann@example.com"}) {
			t.Errorf("emails %q", got)
		}
	})
}
