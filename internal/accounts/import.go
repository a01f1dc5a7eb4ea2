package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// Imported is a customer imported from another system.
type Imported struct {
	CreateCustomerInput
	CreatedAt    time.Time
	PasswordHash *string // PHC string of this shop; Password and CreateCustomerInput.PasswordHash are not used
}

// importer is the caller of an import.
var importer = auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}

// importBatch is the number of rows that one statement inserts, well below the databases' limits of bound parameters.
const importBatch = 200

// Import stores customers by the rules of Create, either all of them or none, and returns them in the same order. It
// returns the error of the first invalid one.
func (s *Service) Import(ctx context.Context, list []Imported) ([]*models.Customer, error) {
	rows := make([]*models.Customer, len(list))
	var tags []models.CustomerTag
	custom := map[string]*customfields.Change{}
	for i, in := range list {
		in.Password, in.CreateCustomerInput.PasswordHash = nil, nil
		c, of, err := s.newCustomer(ctx, importer, in.CreateCustomerInput, false)
		if err != nil {
			return nil, fmt.Errorf("import customer %d: %w", i+1, err)
		}
		c.CreatedAt, c.UpdatedAt, c.PasswordHash = models.At(in.CreatedAt), models.At(in.CreatedAt), in.PasswordHash
		c.PasswordGiven = in.PasswordHash != nil
		custom[c.ID] = of.custom
		for _, tag := range of.tags {
			tag.CustomerID = c.ID
			tags = append(tags, tag)
		}
		rows[i] = c
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := tx.CreateInBatches(rows, importBatch).Error; err != nil {
			return err
		}
		if len(tags) > 0 {
			if err := tx.CreateInBatches(tags, importBatch).Error; err != nil {
				return err
			}
		}
		return s.o.Fields.ImportIn(tx, custom)
	})
	if err := asFieldError(err); err != nil {
		return nil, fmt.Errorf("import customers: %w", err)
	}
	return rows, nil
}

// Any reports whether the shop has a customer.
func (s *Service) Any(ctx context.Context) (bool, error) {
	var found []*models.Customer
	if err := s.db.Read(ctx).Select("id").Limit(1).Find(&found).Error; err != nil {
		return false, fmt.Errorf("find a customer: %w", err)
	}
	return len(found) > 0, nil
}
