package addressbook

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// Create adds an address to a customer's address book; a nil customerID means the calling customer's. The first
// address becomes the default for shipping and billing. Invalid input is apperr.Invalid.
func (s *Service) Create(
	ctx context.Context, caller auth.Caller, customerID *string, in models.CreateAddressInput,
) (*models.Address, error) {
	owner, err := caller.TargetCustomer(customerID, "customerId")
	if err != nil {
		return nil, err
	}
	var f apperr.Fields
	a := s.Check(&f, apperr.Path{"input"}, in)
	custom, err := s.CheckCustom(ctx, caller, &f, apperr.Path{"input"}, in)
	if err != nil {
		return nil, err
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	create := func(tx *gorm.DB) error {
		if err := lockBook(tx, owner, apperr.Missing("customer")); err != nil {
			return err
		}
		return s.add(tx, caller, owner, &a, custom)
	}
	err = s.o.Fields.Guard(ctx, caller, func() error { return s.db.InTx(ctx, create) }, custom)
	if err != nil {
		return nil, fmt.Errorf("create address: %w", err)
	}
	return &a, nil
}

// CheckCustom validates the custom fields of a new address.
func (s *Service) CheckCustom(
	ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path, in models.CreateAddressInput,
) (*customfields.Change, error) {
	return s.o.Fields.Check(ctx, caller, f, at.At("customFields"), models.OwnerAddress, in.CustomFields, true)
}

// add stores a validated address in a locked address book.
func (s *Service) add(
	tx *gorm.DB, caller auth.Caller, owner string, a *models.Address, custom *customfields.Change,
) error {
	var count int64
	if err := tx.Model(&models.Address{}).Where("customer_id = ?", owner).Count(&count).Error; err != nil {
		return err
	}
	if err := s.enter(a, models.NewID(models.AddressID), owner, int(count)); err != nil {
		return err
	}
	if count > 0 {
		if err := unsetDefaults(tx, owner, a); err != nil {
			return err
		}
	}
	if err := tx.Create(a).Error; err != nil {
		return err
	}
	if _, err := s.o.Fields.StoreIn(tx, a.ID, custom); err != nil {
		return err
	}
	return s.record(tx, caller, a, models.AddressCreated, nil)
}

// enter completes a new address of a customer who has count others. The first one becomes the default. A full address
// book is LIMIT_REACHED.
func (s *Service) enter(a *models.Address, id, owner string, count int) error {
	if count >= s.o.MaxAddresses {
		return apperr.Field(nil, apperr.CodeLimitReached,
			fmt.Sprintf("A customer can have at most %d addresses", s.o.MaxAddresses))
	}
	now := models.At(s.o.Now())
	a.ID, a.CustomerID, a.CreatedAt, a.UpdatedAt, a.Version = id, owner, now, now, 1
	if count == 0 {
		a.IsDefaultShipping, a.IsDefaultBilling = true, true
	}
	return nil
}

// unsetDefaults clears the flags of the present defaults that a replaces. Their versions stay the same.
func unsetDefaults(tx *gorm.DB, owner string, a *models.Address) error {
	for _, d := range []struct {
		column string
		set    bool
	}{{"is_default_shipping", a.IsDefaultShipping}, {"is_default_billing", a.IsDefaultBilling}} {
		if !d.set {
			continue
		}
		err := tx.Model(&models.Address{}).Where("customer_id = ? AND "+d.column+" AND id <> ?", owner, a.ID).
			Update(d.column, false).Error
		if err != nil {
			return err
		}
	}
	return nil
}
