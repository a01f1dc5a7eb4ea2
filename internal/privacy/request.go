package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/models"
)

// RequestErasure requests the erasure of the caller's personal data after the shop's grace period, and emails the date
// to the customer. A customer who has already requested it keeps the earlier date, and gets no other email. It needs
// the password, as accounts.Service.ConfirmPassword describes; user errors are REQUIRED and INVALID_CREDENTIALS.
func (s *Service) RequestErasure(ctx context.Context, caller auth.Caller, password *string) (*models.Customer, error) {
	stillRight, err := s.o.Accounts.ConfirmPassword(ctx, caller, password)
	if err != nil {
		return nil, err
	}
	shop, err := s.o.Shop(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.changeRequest(ctx, caller, caller.CustomerID, func(c *models.Customer) (bool, error) {
		if err := stillRight(c); err != nil || c.ErasureDueAt != nil {
			return false, err
		}
		now := s.o.Now()
		requested, due := models.At(now), models.At(now.AddDate(0, 0, shop.ErasureGraceDays))
		c.ErasureRequestedAt, c.ErasureDueAt = &requested, &due
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("request erasure: %w", err)
	}
	return c, nil
}

// CancelErasure cancels the request for the erasure of a customer's personal data, of the caller if customerID is nil.
// Staff members and API keys need PRIVACY_WRITE. It returns apperr.NotFound if there is no such customer, and the user
// error STEP_NOT_ALLOWED if there is no request.
func (s *Service) CancelErasure(ctx context.Context, caller auth.Caller, customerID *string) (*models.Customer, error) {
	id, err := caller.TargetCustomerWith(models.PrivacyWrite, customerID, "customerId")
	if err != nil {
		return nil, err
	}
	c, err := s.changeRequest(ctx, caller, id, func(c *models.Customer) (bool, error) {
		if c.ErasureDueAt == nil {
			return false, apperr.Field(nil, apperr.CodeStepNotAllowed, "No erasure is requested")
		}
		c.ErasureRequestedAt, c.ErasureDueAt = nil, nil
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("cancel erasure: %w", err)
	}
	return c, nil
}

// changeRequest calls change with a locked customer. If change returns true, it stores the request for erasure as it is
// then, with its event and an email to the customer.
func (s *Service) changeRequest(
	ctx context.Context, caller auth.Caller, id string, change func(*models.Customer) (bool, error),
) (*models.Customer, error) {
	var c models.Customer
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		c = models.Customer{}
		err := db.ForUpdate(tx).Where("id = ?", id).Take(&c).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return apperr.Missing("customer")
		}
		if err != nil {
			return fmt.Errorf("lock customer %s: %w", id, err)
		}
		before := c.ErasureDueAt
		if changed, err := change(&c); err != nil || !changed {
			return err
		}
		now := models.At(s.o.Now())
		c.Version, c.UpdatedAt = c.Version+1, now
		err = tx.Model(&c).Select("erasure_requested_at", "erasure_due_at", "version", "updated_at").Updates(&c).Error
		if err != nil {
			return err
		}
		what, kind := models.CustomerErasureRequested, mail.ErasureRequested
		if c.ErasureDueAt == nil {
			what, kind = models.CustomerErasureCancelled, mail.ErasureCancelled
		}
		e := events.Entry{Type: what, SubjectID: c.ID, CustomerID: c.ID, Version: c.Version}
		e.Changes.Text("erasureDueAt", timeText(before), timeText(c.ErasureDueAt))
		if err := events.Record(tx, caller, now, e); err != nil {
			return err
		}
		return s.o.Post.Send(tx, mail.Email{Kind: kind, To: c.Email, Data: map[string]string{"customer": c.ID}})
	})
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// timeText returns a time as the API shows it.
func timeText(t *models.Time) *string {
	if t == nil {
		return nil
	}
	text := t.UTC().Format(time.RFC3339Nano)
	return &text
}
