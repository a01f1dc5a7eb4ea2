package privacy

import (
	"context"

	"gorm.io/gorm"

	"clientele/internal/mail"
	"clientele/models"
)

// Composers returns the functions that compose the emails about personal data.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{
		mail.DataExport:       s.composeExport,
		mail.ErasureRequested: s.composeErasureRequested,
		mail.ErasureCancelled: s.composeErasureCancelled,
		mail.ErasureDone:      composeErasureDone,
	}
}

// composeErasureRequested composes the email that confirms a request for erasure, unless it has been cancelled since.
// It goes to the address for which it was queued: a thief could change the customer's address before it is composed.
func (s *Service) composeErasureRequested(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := customerOf(tx, m)
	if err != nil || c == nil || c.ErasureDueAt == nil {
		return nil, err
	}
	return mail.ContentTo(c, "", m.To, map[string]string{"ISODate": c.ErasureDueAt.UTC().Format("2006-01-02")}), nil
}

// composeErasureCancelled composes the email about a request for erasure that was cancelled, unless there is another
// one.
func (s *Service) composeErasureCancelled(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	c, err := customerOf(tx, m)
	if err != nil || c == nil || c.ErasureDueAt != nil {
		return nil, err
	}
	return mail.ContentTo(c, "", m.To, nil), nil
}

// dataLocale is the name of the recipient's language in the data of an email.
const dataLocale = "locale"

// composeErasureDone composes the email to somebody who has been erased. Nothing is known of them but the address and
// the language, until the email is deleted.
func composeErasureDone(_ context.Context, _ *gorm.DB, m mail.Email) (*mail.Content, error) {
	return &mail.Content{Locale: m.Data[dataLocale]}, nil
}

// customerOf reads the customer whom an email is about. It returns nil if the customer has been deleted.
func customerOf(tx *gorm.DB, m mail.Email) (*models.Customer, error) {
	var found []*models.Customer
	if err := tx.Where("id = ?", m.Data["customer"]).Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
