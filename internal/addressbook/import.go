package addressbook

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// Imported is an address imported from another system.
type Imported struct {
	models.CreateAddressInput
	CustomerID string // customer without addresses
	CreatedAt  time.Time
}

// importBatch is the number of rows that one statement inserts, limited by the number of parameters a statement can
// have.
const importBatch = 200

// Import stores addresses of customers without addresses, under the same rules as Create, and returns them in the same
// order. It stores all of them or none. A customer's first address is the default for shipping and billing, unless a
// later one is marked as the default.
func (s *Service) Import(ctx context.Context, list []Imported) ([]*models.Address, error) {
	rows := make([]*models.Address, len(list))
	shipping, billing := map[string]*models.Address{}, map[string]*models.Address{}
	customs := map[string]*customfields.Change{}
	ids := models.NewIDs(models.AddressID, len(list)) // addresses of the same time are listed in the order of their ids
	for i, in := range list {
		var f apperr.Fields
		a := s.Check(&f, apperr.Path{"input"}, in.CreateAddressInput)
		custom, err := s.CheckCustom(ctx, auth.Caller{Kind: auth.Staff}, &f, apperr.Path{"input"},
			in.CreateAddressInput)
		if err != nil {
			return nil, err
		}
		if err := f.Err(); err != nil {
			return nil, fmt.Errorf("import address %d: %w", i+1, err)
		}
		at := models.At(in.CreatedAt)
		a.ID, a.CustomerID, a.CreatedAt, a.UpdatedAt, a.Version = ids[i], in.CustomerID, at, at, 1
		rows[i], customs[a.ID] = &a, custom
		if a.IsDefaultShipping || shipping[in.CustomerID] == nil {
			shipping[in.CustomerID] = &a
		}
		if a.IsDefaultBilling || billing[in.CustomerID] == nil {
			billing[in.CustomerID] = &a
		}
	}
	for _, a := range rows {
		a.IsDefaultShipping, a.IsDefaultBilling = shipping[a.CustomerID] == a, billing[a.CustomerID] == a
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := tx.CreateInBatches(rows, importBatch).Error; err != nil {
			return err
		}
		return s.o.Fields.ImportIn(tx, customs)
	})
	if err != nil {
		return nil, fmt.Errorf("import addresses: %w", err)
	}
	return rows, nil
}
