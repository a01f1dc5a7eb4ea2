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

// Imported is an address that comes from elsewhere.
type Imported struct {
	models.CreateAddressInput
	CustomerID string // a customer whose book is still empty
	CreatedAt  time.Time
}

// importBatch is how many rows one statement inserts: well below the bound parameters that each database takes.
const importBatch = 200

// Import stores addresses of customers whose books are empty, under the same rules as Create, all of them or none, and
// returns them in the same order. Of a customer's addresses the first is the default for both, unless a later one says that it is.
func (s *Service) Import(ctx context.Context, list []Imported) ([]*models.Address, error) {
	rows := make([]*models.Address, len(list))
	shipping, billing := map[string]*models.Address{}, map[string]*models.Address{}
	customs := map[string]*customfields.Change{}
	for i, in := range list {
		var f apperr.Fields
		a := s.Check(&f, apperr.Path{"input"}, in.CreateAddressInput)
		custom, err := s.CheckCustom(ctx, auth.Caller{Kind: auth.Staff}, &f, apperr.Path{"input"}, in.CreateAddressInput)
		if err != nil {
			return nil, err
		}
		if err := f.Err(); err != nil {
			return nil, fmt.Errorf("import address %d: %w", i+1, err)
		}
		at := models.At(in.CreatedAt)
		a.ID, a.CustomerID, a.CreatedAt, a.UpdatedAt, a.Version = models.NewID(models.AddressID), in.CustomerID, at, at, 1
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
