package accounts

import (
	"context"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/mail"
	"clientele/models"
)

// composeInvitation composes the email that invites a customer to choose a password. If the customer has one by now, or
// is disabled or deleted, there is nothing to send.
func (s *Service) composeInvitation(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := locked(tx, m.Data["customer"])
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	if err != nil || c.HasPassword() || c.Disabled() {
		return nil, err
	}
	token, err := s.once.Create(tx, replacingTokenOf(models.ToResetPassword, c), inviteLife)
	if err != nil {
		return nil, err
	}
	return emailTo(mail.AccountInvitation, c, mail.TokenValues(token, inviteLife)), nil
}
