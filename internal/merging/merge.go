package merging

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/models"
)

// MergeCustomersInput names two customers to merge. The schema describes the fields of the inputs.
type MergeCustomersInput struct {
	Keep, Merge      string
	FieldsFromMerged []string
	ExpectedVersions *MergeVersionsInput
}

// MergeVersionsInput holds the versions of two customers to merge.
type MergeVersionsInput struct{ Keep, Merge int }

var (
	at      = apperr.Path{"input"}
	keepAt  = at.At("keep")
	mergeAt = at.At("merge")
)

// maxTries limits how often a merge starts again because the merged customer has changed.
const maxTries = 5

// Merge merges a customer into another one, and returns the customer that remains. It requires CUSTOMERS_WRITE and
// ORDERS_WRITE. Everything that Preview calls blocking is apperr.Invalid, as well as unknown fields and values that are
// not valid for the customer that remains.
func (s *Service) Merge(ctx context.Context, caller auth.Caller, in MergeCustomersInput) (*models.Customer, error) {
	if err := checkScopes(caller, models.CustomersWrite, models.OrdersWrite); err != nil {
		return nil, err
	}
	set, err := s.o.Fields.Set(ctx)
	if err != nil {
		return nil, err
	}
	ctx = customfields.With(ctx, set) // the same fields from start to end
	var f apperr.Fields
	if in.Keep == in.Merge {
		f.Add(mergeAt, apperr.CodeInvalid, sameCustomer)
	}
	in.FieldsFromMerged = checkNames(&f, set, in.FieldsFromMerged)
	if err := f.Err(); err != nil {
		return nil, err
	}
	for range maxTries {
		t, err := s.checkTaken(ctx, caller, set, in)
		if err != nil {
			return nil, err
		}
		var c *models.Customer
		err = s.o.Fields.Guard(ctx, caller, func() error {
			return s.db.InTx(ctx, func(tx *gorm.DB) error {
				c, err = s.mergeIn(ctx, tx, caller, in, t)
				return err
			})
		}, t.custom)
		switch err := t.atNames(err); {
		case errors.Is(err, errChanged):
		case err != nil:
			return nil, fmt.Errorf("merge customer %s into %s: %w", in.Merge, in.Keep, err)
		default:
			return c, nil
		}
	}
	return nil, apperr.Field(mergeAt, apperr.CodeConflict, "The customer is being changed. Try again.")
}

// errChanged means that the merged customer has changed since its values were checked.
var errChanged = errors.New("the merged customer has changed")

// mergeIn merges the customers of an input in a transaction. It locks the customers, then their sessions and orders,
// and changes the events last, so that it also moves the events of concurrent transactions that had locked only an
// order.
func (s *Service) mergeIn(
	ctx context.Context, tx *gorm.DB, caller auth.Caller, in MergeCustomersInput, t *taken,
) (*models.Customer, error) {
	if err := db.Lock(tx, "customers.merge"); err != nil { // merges delete each other's references
		return nil, err
	}
	var f apperr.Fields
	p, err := s.read(tx, &f, in.Keep, in.Merge, keepAt, mergeAt, true)
	if err != nil {
		return nil, err
	}
	if p.books != nil {
		checkVersions(&f, p.pair, in.ExpectedVersions)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	if !t.custom.Empty() && t.version != p.pair.Merged.Version {
		return nil, errChanged
	}
	for _, name := range in.FieldsFromMerged {
		if !strings.HasPrefix(name, customPrefix) {
			p.pair.Take(name)
		}
	}
	if err := s.o.Accounts.EndMerged(tx, p.pair); err != nil {
		return nil, err
	}
	if err := moveOrders(tx, p.pair); err != nil {
		return nil, err
	}
	addresses, err := s.o.Addresses.StoreMerge(ctx, tx, p.books)
	if err != nil {
		return nil, err
	}
	changes, err := s.consents.Merge(tx, caller, p.pair.Keep, p.pair.Merged)
	if err != nil {
		return nil, fmt.Errorf("merge the consent to marketing: %w", err)
	}
	filled, err := s.storeTaken(tx, p.pair, t)
	if err != nil {
		return nil, err
	}
	if err := s.keepID(tx, p.pair); err != nil {
		return nil, err
	}
	if err := events.Move(tx, in.Merge, in.Keep); err != nil {
		return nil, err
	}
	if err := s.o.Accounts.StoreMerged(tx, caller, p.pair, append(changes, filled...), addresses); err != nil {
		return nil, err
	}
	if err := s.o.Fields.MoveReferences(tx, in.Merge, in.Keep); err != nil {
		return nil, err
	}
	return p.pair.Keep, nil
}

// checkVersions adds CONFLICT for customers that do not have the expected versions.
func checkVersions(f *apperr.Fields, p *accounts.Pair, want *MergeVersionsInput) {
	if want == nil {
		return
	}
	for _, one := range []struct {
		name      string
		is, wants int
	}{{"keep", p.Keep.Version, want.Keep}, {"merge", p.Merged.Version, want.Merge}} {
		if one.is != one.wants {
			f.Add(at.At("expectedVersions", one.name), apperr.CodeConflict,
				fmt.Sprintf("The customer has been changed. Its current version is %d.", one.is))
		}
	}
}

// moveOrders moves the orders of the merged customer, and counts them. They are locked in the order of their IDs, like
// by all transactions that change several orders.
func moveOrders(tx *gorm.DB, p *accounts.Pair) error {
	orders := func() *gorm.DB { return tx.Model(&models.Order{}).Where("customer_id = ?", p.Merged.ID) }
	var ids []string
	if err := db.ForUpdate(orders()).Order("id").Pluck("id", &ids).Error; err != nil {
		return fmt.Errorf("lock orders: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	if err := orders().UpdateColumn("customer_id", p.Keep.ID).Error; err != nil {
		return fmt.Errorf("move orders: %w", err)
	}
	p.Keep.OrdersCount += len(ids)
	if last := p.Merged.LastOrderAt; last != nil && (p.Keep.LastOrderAt == nil || last.After(p.Keep.LastOrderAt.Time)) {
		p.Keep.LastOrderAt = last
	}
	return nil
}

// keepID makes the remaining customer answer to the ID of the merged one, and to all IDs to which that one answers.
func (s *Service) keepID(tx *gorm.DB, p *accounts.Pair) error {
	err := tx.Model(&models.MergedCustomer{}).Where("customer_id = ?", p.Merged.ID).
		UpdateColumn("customer_id", p.Keep.ID).Error
	if err != nil {
		return fmt.Errorf("move the former ids of customer %s: %w", p.Merged.ID, err)
	}
	row := &models.MergedCustomer{MergedID: p.Merged.ID, CustomerID: p.Keep.ID, MergedAt: models.At(s.o.Now())}
	if err := tx.Create(row).Error; err != nil {
		return fmt.Errorf("store the former id of customer %s: %w", p.Merged.ID, err)
	}
	return nil
}
