// Package shop holds what is said about the shop as a whole: its name and its currency. The program's settings hold until the
// staff say otherwise.
package shop

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// Defaults is what holds until the staff say otherwise.
type Defaults struct {
	Name              string
	Currency          models.CurrencyCode
	EmailVerification models.EmailVerification // the staff do not change it
}

// Service keeps the shop's settings.
type Service struct {
	db       *db.DB
	defaults Defaults
}

// New returns the service over a database.
func New(d *db.DB, defaults Defaults) *Service { return &Service{db: d, defaults: defaults} }

// Get returns the shop as it is now.
func (s *Service) Get(ctx context.Context) (*models.Shop, error) {
	var row models.ShopSettings
	if err := s.db.Read(ctx).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read the shop's settings: %w", err)
	}
	return s.shown(&row), nil
}

func (s *Service) shown(row *models.ShopSettings) *models.Shop {
	shop := &models.Shop{Name: s.defaults.Name, Currency: s.defaults.Currency, EmailVerification: s.defaults.EmailVerification, Version: row.Version}
	if row.Name != nil {
		shop.Name = *row.Name
	}
	if row.Currency != nil {
		shop.Currency = *row.Currency
	}
	return shop
}

// UpdateShopInput is changes to the shop's settings: what is left out stays.
type UpdateShopInput struct {
	Name            graphql.Omittable[*string]
	Currency        graphql.Omittable[*models.CurrencyCode]
	ExpectedVersion *int
}

// Update changes the shop's settings. It needs SETTINGS_WRITE; faults of the input are apperr.Invalid, and with CONFLICT the
// shop as it stands comes along.
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
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict, fmt.Sprintf("the settings were changed in the meantime: they have version %d", row.Version))
		}
		before := row
		var f apperr.Fields
		if in.Name.IsSet() {
			row.Name = given(&f, at.At("name"), in.Name.Value())
			if row.Name != nil {
				*row.Name = input.Required(&f, at.At("name"), *row.Name, input.MaxName)
			}
		}
		if in.Currency.IsSet() {
			row.Currency = given(&f, at.At("currency"), in.Currency.Value())
			if row.Currency != nil && *row.Currency != s.shown(&before).Currency { // what it is now stays, also once withdrawn
				if err := row.Currency.Check(); err != nil {
					f.Add(at.At("currency"), apperr.CodeInvalid, err.Error())
				}
			}
		}
		if err := f.Err(); err != nil || same(before.Name, row.Name) && same(before.Currency, row.Currency) {
			return err
		}
		row.Version++
		return tx.Model(&row).Select("name", "currency", "version").Updates(&row).Error
	})
	if err != nil && !conflict {
		return nil, fmt.Errorf("change the shop's settings: %w", err)
	}
	return s.shown(&row), err
}

// given is a value that cannot be cleared.
func given[T any](f *apperr.Fields, at apperr.Path, v *T) *T {
	if v == nil {
		f.Add(at, apperr.CodeRequired, "this cannot be cleared")
		return nil
	}
	copied := *v
	return &copied
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
