package staff

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/throttle"
)

// RequestPasswordReset emails a member the link to choose a new password, which Accept takes. Whether a member has the
// address is checked only when the email is composed, so that the result and the time are the same for all addresses.
// It returns false if emails cannot be sent. An invalid address is apperr.Invalid; too many requests are
// apperr.RateLimited.
func (s *Service) RequestPasswordReset(ctx context.Context, caller auth.Caller, email string) (bool, error) {
	var f apperr.Fields
	to := input.Email(&f, apperr.Path{"email"}, email)
	if err := f.Err(); err != nil {
		return false, err
	}
	if _, err := s.o.Throttle.Begin(ctx, resets.On(caller, to.Key, throttle.Known{})...); err != nil {
		return false, err
	}
	if !s.o.SendEmails {
		return false, nil
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		return s.o.Post.Send(tx, mail.Email{Kind: mail.StaffReset, To: to.Shown})
	})
	if err != nil {
		return false, fmt.Errorf("request a new password of a member: %w", err)
	}
	return true, nil
}
