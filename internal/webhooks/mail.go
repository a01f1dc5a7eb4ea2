package webhooks

import (
	"context"
	"fmt"
	"net/url"

	"gorm.io/gorm"

	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/models"
)

// Composers returns the composers of emails about webhooks.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{mail.WebhookPaused: s.composePaused}
}

// composePaused composes the email to an owner about a webhook that the program has paused. If the webhook was changed
// or the owner removed meanwhile, there is nothing to send.
func (s *Service) composePaused(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	var w models.Webhook
	found := tx.Where("id = ? AND NOT active", m.Data["webhook"]).Limit(1).Find(&w)
	if found.Error != nil || found.RowsAffected == 0 || fmt.Sprint(w.Version) != m.Data["version"] {
		return nil, found.Error
	}
	var owner models.StaffMember
	found = tx.Where("email_key = ? AND role = ?", input.EmailKey(m.To), models.RoleOwner).Limit(1).Find(&owner)
	if found.Error != nil || found.RowsAffected == 0 {
		return nil, found.Error
	}
	host := ""
	if u, err := url.Parse(w.URL); err == nil {
		host = u.Host
	}
	return &mail.Content{Name: owner.Name, Values: map[string]string{
		"Webhook": w.Name, "Host": host, "Reason": string(*w.PausedReason),
	}}, nil
}
