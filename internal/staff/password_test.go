package staff_test

import (
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// TestGuessablePasswords: wherever a member's password is chosen, a common one and one made from the member's own email
// address or name are refused.
func TestGuessablePasswords(t *testing.T) {
	const email, name = "rosamunda.x@shop.example", "Rosamunda Xyz"
	admin := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	in := staff.CreateStaffMemberInput{Email: email, Name: name, Role: models.RoleSupport}
	ways := []struct {
		name, at string
		start    func(t *testing.T, s *staff.Service) (choose func(password string) error)
	}{
		{"the first member", "input.password", func(t *testing.T, s *staff.Service) func(string) error {
			return func(password string) error {
				first := staff.FirstStaffMemberInput{Email: email, Name: name, Password: password}
				_, _, err := s.CreateFirst(t.Context(), visitor, staff.FirstToken(secret), first)
				return err
			}
		}},
		{"from the command line", "password", func(t *testing.T, s *staff.Service) func(string) error {
			return func(password string) error { _, err := s.Found(t.Context(), in, password); return err }
		}},
		{"invited", "password", func(t *testing.T, s *staff.Service) func(string) error {
			_, token, err := s.CreateMember(t.Context(), admin, in)
			if err != nil {
				t.Fatal(err)
			}
			return func(password string) error {
				_, _, err := s.Accept(t.Context(), visitor, token, password)
				return err
			}
		}},
		{"changed", "newPassword", func(t *testing.T, s *staff.Service) func(string) error {
			m, err := s.Found(t.Context(), in, "a long password")
			if err != nil {
				t.Fatal(err)
			}
			caller := auth.Caller{Kind: auth.Staff, KeyID: m.ID, Scopes: m.Scopes(), Role: m.Role}
			return func(password string) error {
				_, _, err := s.ChangePassword(t.Context(), caller, "a long password", password)
				return err
			}
		}},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := newShop(d)
				choose := way.start(t, s)
				for _, guess := range []string{"password1", "Qwerty123", "zzzzzzzzz", email, name, "rosamunda-77"} {
					if got := servicetest.Errors(choose(guess)); got != "TOO_COMMON "+way.at {
						t.Errorf("%s: %q", guess, got)
					}
				}
				if err := choose("correct horse"); err != nil {
					t.Error(err)
				}
				if _, _, err := s.Login(t.Context(), visitor, email, "correct horse"); err != nil {
					t.Errorf("the password that was chosen: %v", err)
				}
			})
		})
	}
}
