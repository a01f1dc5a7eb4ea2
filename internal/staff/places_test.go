package staff_test

import (
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/staff"
	"clientele/models"
)

// TestPlacesOfAMember: what ends a member's sessions forgets the places that the member was known from, and wrong
// guesses keep no member from a new password.
func TestPlacesOfAMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		olga := c.member("olga", models.RoleOwner)
		known := func(what string, want int64) {
			t.Helper()
			var n int64
			if err := d.Read(t.Context()).Table("known_places").Where("member_id = ?", olga.KeyID).Count(&n).Error; err != nil || n != want {
				t.Errorf("%s: %d places, want %d (%v)", what, n, want, err)
			}
		}
		in := func(address, password string) auth.Caller {
			t.Helper()
			if _, _, err := c.Login(t.Context(), auth.Caller{Address: address}, "olga@shop.example", password); err != nil {
				t.Fatal(err)
			}
			var session models.StaffSession
			if err := d.Read(t.Context()).Where("member_id = ?", olga.KeyID).Order("created_at DESC, id DESC").Limit(1).Find(&session).Error; err != nil {
				t.Fatal(err)
			}
			member := olga
			member.SessionID, member.Address = session.ID, address
			return member
		}
		in("198.51.100.7", "a long password")
		own := in("192.0.2.1", "a long password")
		known("two log-ins", 2)
		for _, session := range []string{"one", "two", "three"} {
			thief := own
			thief.SessionID = session
			for range 12 {
				if _, _, err := c.ChangePassword(t.Context(), thief, "a guess of it", "another password"); err == nil {
					t.Fatal("a guess is taken")
				}
			}
		}
		if _, _, err := c.ChangePassword(t.Context(), own, "a long password", "another password"); err != nil {
			t.Fatal(err)
		}
		known("another password", 1)
		own = in("198.51.100.7", "another password")
		if _, err := c.Logout(t.Context(), own, false); err != nil {
			t.Fatal(err)
		}
		known("logged out", 2)
		if _, err := c.Logout(t.Context(), own, true); err != nil {
			t.Fatal(err)
		}
		known("logged out everywhere", 0)
		in("198.51.100.7", "another password")
		_, token, err := c.Invite(t.Context(), staff.Operator, olga.KeyID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Accept(t.Context(), auth.Caller{Address: "192.0.2.1"}, token, "a third password"); err != nil {
			t.Fatal(err)
		}
		known("invited again", 1)
	})
}
