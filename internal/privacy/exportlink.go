package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/throttle"
	"clientele/models"
)

// exportLife is the time for which the token of an export, and with it the file, can be used.
const exportLife = 24 * time.Hour

// exportPayload is the payload of a token for an export.
type exportPayload struct {
	JobID string `json:"job"`
}

// announceExport queues the email to a customer who has requested an export, in the transaction that ends the job and
// has locked the customer. An export that the shop has requested is not announced.
func (s *Service) announceExport(tx *gorm.DB, j *models.Job) error {
	if j.ActorKind != models.ByCustomer {
		return nil
	}
	c := new(models.Customer)
	if err := tx.Where("id = ?", *j.CustomerID).Take(c).Error; err != nil {
		return fmt.Errorf("read customer %s: %w", *j.CustomerID, err)
	}
	return s.o.Post.Send(tx, mail.Email{Kind: mail.DataExport, To: c.Email, Data: map[string]string{"job": j.ID}})
}

// composeExport composes the email with the token of an export. The file is kept until the token expires. There is
// nothing to send if the file is gone, or if the customer has meanwhile been disabled or has changed the address to one
// that is not verified.
func (s *Service) composeExport(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	var j models.Job
	found := tx.Where("id = ? AND customer_id IS NOT NULL", m.Data["job"]).Limit(1).Find(&j)
	if found.Error != nil || found.RowsAffected == 0 {
		return nil, found.Error
	}
	c, err := lockCustomer(tx, *j.CustomerID)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	if err != nil || c.Disabled() || !c.EmailVerified {
		return nil, err
	}
	// The customer is locked first, as everywhere, so the file can have been deleted meanwhile.
	found = db.ForUpdate(tx).Where("id = ? AND status = ? AND output_file IS NOT NULL", j.ID, models.JobSucceeded).
		Limit(1).Find(&j)
	if found.Error != nil || found.RowsAffected == 0 {
		return nil, found.Error
	}
	payload, err := json.Marshal(exportPayload{JobID: j.ID})
	if err != nil {
		return nil, fmt.Errorf("encode the payload of a token: %w", err)
	}
	t := &models.OneTimeToken{
		Purpose: models.ToOpenDataExport, Subject: c.ID, CustomerID: &c.ID, EmailKey: c.EmailKey,
		Payload: string(payload),
	}
	token, err := s.once.Create(tx, t, exportLife)
	if err != nil {
		return nil, err
	}
	if err := tx.Model(&j).Update("expires_at", t.ExpiresAt).Error; err != nil {
		return nil, fmt.Errorf("keep the file of job %s: %w", j.ID, err)
	}
	return mail.ContentTo(c, "", c.Email, mail.TokenValues(token, exportLife)), nil
}

// OpenExport returns the URL of an export of personal data, with the emailed token, which can be used again until it
// expires. The URL is valid for 15 minutes. The error is TOKEN_INVALID if the token is not valid, or the customer or
// the file is gone, and apperr.RateLimited after too many invalid tokens.
func (s *Service) OpenExport(ctx context.Context, caller auth.Caller, token string) (string, error) {
	attempt, err := s.o.Throttle.Begin(ctx, throttle.Tokens().On(caller, "", throttle.Known{})...)
	if err != nil {
		return "", err
	}
	url, err := s.exportURL(ctx, token)
	if err != nil {
		return "", fmt.Errorf("open an export of personal data: %w", err)
	}
	if url == "" {
		return "", onetime.Invalid("token")
	}
	return url, attempt.Succeeded(ctx)
}

// exportURL returns the URL of the export of a token, or "" if there is none.
func (s *Service) exportURL(ctx context.Context, token string) (string, error) {
	g := s.db.Primary(ctx)
	t, err := s.once.Find(g, token, models.ToOpenDataExport)
	if err != nil || t == nil {
		return "", err
	}
	c := new(models.Customer)
	err = g.Where("id = ?", *t.CustomerID).Take(c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	if err != nil || c.Disabled() || c.EmailKey != t.EmailKey {
		return "", err
	}
	var payload exportPayload
	if err := json.Unmarshal([]byte(t.Payload), &payload); err != nil {
		return "", fmt.Errorf("decode the payload of a token: %w", err)
	}
	return s.o.Jobs.PersonalExportURL(ctx, payload.JobID, c.ID)
}
