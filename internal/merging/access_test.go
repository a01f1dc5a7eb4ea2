package merging_test

import (
	"slices"
	"testing"

	"clientele/models"
)

// TestAccessAfterMerge checks which sessions, tokens and passwords are left, and whether the address is verified: an
// address that was never verified gives no right to anything.
func TestAccessAfterMerge(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name                     string
			keepVerified, keepGiven  bool // whether the address is verified, and whether the shop set the password
			mergedVerified           bool
			take                     bool // the email address
			wantVerified, wantAccess bool // whether the sessions and tokens of the customer that remains are left
			wantPassword, wantGiven  bool
		}{
			{"nobody is verified", false, false, false, false, false, true, true, false},
			{"the merged one is verified", false, false, true, false, false, true, true, false},
			{"the other one is verified", true, false, false, false, true, true, true, false},
			{"a password of the shop", false, true, true, false, false, true, true, true},
			{"an address that is not verified", true, false, false, true, false, false, true, false},
			{"an address that is not verified, a password of the shop", true, true, false, true, false, false, true, false},
			{"a verified address", true, false, true, true, true, false, true, false},
			{"a verified address, which the other one never had", false, false, true, true, true, false, false, false},
			{"a verified address, a password of the shop", false, true, true, true, true, false, true, false},
		} {
			keep := s.create(customerInput{Password: p("correct horse battery"), EmailVerified: &c.keepVerified})
			merged := s.create(customerInput{Password: p("another staple horse"), EmailVerified: &c.mergedVerified})
			s.exec("UPDATE customers SET password_given = ? WHERE id = ?", c.keepGiven, keep)
			hash := s.customer(keep).PasswordHash
			for _, id := range []string{keep, merged} {
				s.signIn(id)
			}
			var fields []string
			if c.take {
				fields = []string{"email"}
			}
			email := s.customer(merged).EmailKey
			if got := s.merge(keep, merged, fields...); got != "" {
				t.Errorf("%s: %s", c.name, got)
			}
			left := s.customer(keep)
			if left.EmailVerified != c.wantVerified || left.PasswordGiven != c.wantGiven || (left.EmailKey == email) != c.take {
				t.Errorf("%s: verified %t, given %t, email %s", c.name, left.EmailVerified, left.PasswordGiven, left.Email)
			}
			if left.HasPassword() != c.wantPassword || left.HasPassword() && *left.PasswordHash != *hash {
				t.Errorf("%s: the password is %v", c.name, left.PasswordHash)
			}
			removed := s.column("SELECT id FROM events WHERE customer_id = ? AND type = 'CUSTOMER_PASSWORD_REMOVED'", keep)
			if (len(removed) == 1) == c.wantPassword {
				t.Errorf("%s: %d events of a removed password", c.name, len(removed))
			}
			want := []string{keep}
			if !c.wantAccess {
				want = nil
			}
			for _, table := range []string{"sessions", "one_time_tokens", "known_places"} {
				got := s.column("SELECT customer_id FROM "+table+" WHERE customer_id IN (?, ?)", keep, merged)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %s of %q are left, want %q", c.name, table, got, want)
				}
			}
		}
		// The address of a merged customer is free again.
		merged := s.create(customerInput{Email: "free@example.com"})
		if got := s.merge(s.create(customerInput{}), merged); got != "" {
			t.Fatal(got)
		}
		again := s.create(customerInput{Email: "FREE@example.com"})
		if c := s.customer(again); c.OrdersCount != 0 || c.EmailVerified || again == merged {
			t.Errorf("%+v", c)
		}
	})
}

// signIn stores a session, a one-time token and a known place of a customer.
func (s *shop) signIn(customerID string) {
	s.t.Helper()
	now, later := models.At(s.now()), models.At(s.now().AddDate(0, 1, 0))
	s.exec(`INSERT INTO sessions (id, customer_id, created_at, last_used_at, expires_at, generation, previous, unclaimed, last_write_lsn)
		VALUES (?, ?, ?, ?, ?, 1, 0, ?, 0)`, models.NewID(models.SessionID), customerID, now, now, later, false)
	id := models.NewID(models.OnceID)
	s.exec(`INSERT INTO one_time_tokens (id, purpose, subject, customer_id, email_key, payload, created_at, expires_at)
		VALUES (?, 'PASSWORD_RESET', ?, ?, 'x', '', ?, ?)`, id, id, customerID, now, later)
	s.exec("INSERT INTO known_places (place, customer_id, seen_at) VALUES (?, ?, ?)", "place of "+customerID, customerID, now)
}
