// Package shop manages the settings of the shop: its name and currency. The program's configuration provides the
// defaults.
package shop

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// Defaults holds the values that apply until the staff change them.
type Defaults struct {
	Name              string
	Currency          models.CurrencyCode
	MailServer        bool                     // whether a mail server is set up; cannot be changed by the staff
	EmailVerification models.EmailVerification // cannot be changed by the staff
}

// Service manages the shop's settings.
type Service struct {
	db       *db.DB
	now      auth.Clock
	defaults Defaults
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock, defaults Defaults) *Service {
	return &Service{db: d, now: now, defaults: defaults}
}

// Get returns the current settings.
func (s *Service) Get(ctx context.Context) (*models.Shop, error) {
	var row models.ShopSettings
	if err := s.db.Read(ctx).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read shop settings: %w", err)
	}
	return s.withDefaults(&row), nil
}

func (s *Service) withDefaults(row *models.ShopSettings) *models.Shop {
	shop := &models.Shop{
		Name: s.defaults.Name, Currency: s.defaults.Currency, EmailVerification: s.defaults.EmailVerification,
		ErasureGraceDays: row.ErasureGraceDays, DoubleOptIn: row.DoubleOptIn, Version: row.Version,
		Locale: row.Locale, MailServer: s.defaults.MailServer,
		OrderEmails: make([]models.OrderEmail, len(row.OrderEmails)),
	}
	for i, each := range row.OrderEmails {
		shop.OrderEmails[i] = models.OrderEmail(each)
	}
	if row.Name != nil {
		shop.Name = *row.Name
	}
	if row.Currency != nil {
		shop.Currency = *row.Currency
	}
	return shop
}

// UpdateShopInput holds changes to the shop's settings. Omitted fields keep their value.
type UpdateShopInput struct {
	Name             graphql.Omittable[*string]
	Currency         graphql.Omittable[*models.CurrencyCode]
	ErasureGraceDays graphql.Omittable[*int]
	DoubleOptIn      graphql.Omittable[*bool]
	Locale           graphql.Omittable[*string]
	OrderEmails      graphql.Omittable[[]models.OrderEmail]
	ExpectedVersion  *int
}

// Update changes the shop's settings. It requires SETTINGS_WRITE. Invalid input is apperr.Invalid; with CONFLICT,
// Update also returns the current settings.
func (s *Service) Update(ctx context.Context, caller auth.Caller, in UpdateShopInput) (*models.Shop, error) {
	if !caller.Can(models.SettingsWrite) {
		return nil, apperr.Scope(string(models.SettingsWrite))
	}
	at := apperr.Path{"input"}
	var row models.ShopSettings
	conflict := false
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := db.ForUpdate(tx).Take(&row).Error; err != nil {
			return err
		}
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != row.Version; conflict {
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("The settings were changed by someone else. Their current version is %d.", row.Version))
		}
		before := row
		var f apperr.Fields
		s.apply(&f, &row, in)
		unchanged := same(before.Name, row.Name) && same(before.Currency, row.Currency) &&
			before.ErasureGraceDays == row.ErasureGraceDays && before.DoubleOptIn == row.DoubleOptIn &&
			before.Locale == row.Locale && slices.Equal(before.OrderEmails, row.OrderEmails)
		if err := f.Err(); err != nil || unchanged {
			return err
		}
		row.Version++
		err := tx.Model(&row).Select(
			"name", "currency", "erasure_grace_days", "double_opt_in", "locale", "order_emails", "version",
		).Updates(&row).Error
		if err != nil {
			return err
		}
		return events.Record(tx, caller, models.At(s.now()), s.changed(&before, &row))
	})
	if err != nil && !conflict {
		return nil, fmt.Errorf("update shop settings: %w", err)
	}
	return s.withDefaults(&row), err
}

// changed describes the change of the settings. A setting that had its default changes from the default, or from no
// value if it is now fixed to the default.
func (s *Service) changed(before, after *models.ShopSettings) events.Entry {
	from, to := s.withDefaults(before), s.withDefaults(after)
	e := events.Entry{Type: models.ShopUpdated, SubjectID: models.ShopID, Version: after.Version}
	if e.Changes.String("name", from.Name, to.Name); from.Name == to.Name && before.Name == nil {
		e.Changes.Text("name", nil, after.Name)
	}
	e.Changes.String("currency", string(from.Currency), string(to.Currency))
	if from.Currency == to.Currency && before.Currency == nil {
		e.Changes.Text("currency", nil, (*string)(after.Currency))
	}
	e.Changes.String("erasureGraceDays", strconv.Itoa(before.ErasureGraceDays), strconv.Itoa(after.ErasureGraceDays))
	e.Changes.Bool("doubleOptIn", before.DoubleOptIn, after.DoubleOptIn)
	e.Changes.String("locale", before.Locale, after.Locale)
	e.Changes.List("orderEmails", before.OrderEmails, after.OrderEmails)
	return e
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
