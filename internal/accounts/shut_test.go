package accounts_test

import (
	"testing"

	"gorm.io/gorm"

	"clientele/internal/mail"
	"clientele/models"
)

// TestDisabledCustomersGetNothing: no email for a new password, sign-in or verification, and what was emailed before
// does nothing.
func TestDisabledCustomersGetNothing(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		reset := s.resetToken("ann@example.com")
		confirm := s.confirmToken(ann)
		change := s.changeToken(ann, "new@example.com")
		code, link := s.codeFor("ann@example.com")
		s.must(s.db.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE customers SET disabled_at = ? WHERE id = ?", models.At(s.now()), ann.CustomerID).Error
		}))
		s.must(s.RequestPasswordReset(t.Context(), visitor, "ann@example.com"))
		s.must(s.RequestLoginCode(t.Context(), visitor, "ann@example.com", false))
		if got := s.box.all(); got != "" {
			t.Errorf("emails: %s", got)
		}
		_, _, err := s.ResetPassword(t.Context(), visitor, reset, another)
		s.want("a reset", err, "TOKEN_INVALID token")
		_, err = s.finish(visitor, code, p("ann@example.com"))
		s.want("a code", err, "TOKEN_INVALID code")
		_, err = s.finish(visitor, link, nil)
		s.want("a link", err, "TOKEN_INVALID code")
		s.want("a verification", s.confirm(visitor, confirm, p(password)), "TOKEN_INVALID token")
		s.want("a change", s.confirm(visitor, change, p(password)), "TOKEN_INVALID token")

		bob := s.signUp("bob@example.com")
		s.must(s.RequestEmailChange(t.Context(), bob, "ann@example.com", p(password)))
		if got := s.box.all(); got != string(mail.EmailChangeNotice)+" bob@example.com" {
			t.Errorf("emails of who wants its address: %s", got)
		}
	})
}
