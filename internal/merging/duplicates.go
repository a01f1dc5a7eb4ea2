package merging

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// DuplicateReason is what two customers have in common.
type DuplicateReason string

// The reasons.
const (
	SamePhone           DuplicateReason = "PHONE"
	SameNameAndPostcode DuplicateReason = "NAME_AND_POSTCODE"
)

// PossibleDuplicate is a customer who may be the same person as another one.
type PossibleDuplicate struct {
	CustomerID string
	Reasons    []DuplicateReason
}

const (
	// maxDuplicates is the largest number of possible duplicates.
	maxDuplicates = 20
	// maxCandidates limits how many customers with the same value are compared. There can be more only if a phone
	// number, or a name together with a postcode, is that of very many customers.
	maxCandidates = 1000
)

// PossibleDuplicates returns customers who may be the same person as a customer, at most 20: those with most in common
// first, and then in the order of their IDs. It requires CUSTOMERS_READ. An unknown customer is apperr.NotFound.
func (s *Service) PossibleDuplicates(
	ctx context.Context, caller auth.Caller, customerID string,
) ([]*PossibleDuplicate, error) {
	if err := checkScopes(caller, models.CustomersRead); err != nil {
		return nil, err
	}
	found, err := s.candidates(ctx, customerID)
	if err != nil {
		return nil, fmt.Errorf("find duplicates of customer %s: %w", customerID, err)
	}
	list := []*PossibleDuplicate{}
	for id, reasons := range found {
		if id != customerID {
			list = append(list, &PossibleDuplicate{id, reasons})
		}
	}
	slices.SortFunc(list, func(a, b *PossibleDuplicate) int {
		return cmp.Or(
			-cmp.Compare(len(a.Reasons), len(b.Reasons)), -cmp.Compare(a.Reasons[0], b.Reasons[0]),
			cmp.Compare(a.CustomerID, b.CustomerID),
		)
	})
	return list[:min(len(list), maxDuplicates)], nil
}

// candidates returns the customers who have something in common with a customer, by ID, and that customer itself. It
// reads at most five times.
func (s *Service) candidates(ctx context.Context, customerID string) (map[string][]DuplicateReason, error) {
	g := func() *gorm.DB { return s.db.Read(ctx) }
	var self []*models.Customer
	if err := g().Select("phone", "name_fold").Where("id = ?", customerID).Find(&self).Error; err != nil {
		return nil, err
	}
	if len(self) == 0 {
		return nil, apperr.Missing("customer")
	}
	found := map[string][]DuplicateReason{}
	add := func(q *gorm.DB, id string, reason DuplicateReason) error {
		var ids []string
		if err := q.Limit(maxCandidates).Pluck(id, &ids).Error; err != nil {
			return err
		}
		for _, id := range ids {
			found[id] = append(found[id], reason)
		}
		return nil
	}
	if phone := self[0].Phone; phone != nil && *phone != "" {
		q := g().Model(&models.Customer{}).Where("phone = ?", *phone)
		if err := add(q, "id", SamePhone); err != nil {
			return nil, err
		}
	}
	if self[0].NameFold == "" {
		return found, nil
	}
	var postcodes []string
	err := g().Model(&models.Address{}).Where("customer_id = ? AND postcode <> ''", customerID).Distinct().
		Pluck("postcode", &postcodes).Error
	if err != nil || len(postcodes) == 0 {
		return found, err
	}
	from, err := s.joinedByName(ctx, self[0].NameFold)
	if err != nil {
		return nil, err
	}
	q := g().Table(from).Distinct().Where("customers.id = addresses.customer_id").
		Where("customers.name_fold = ?", self[0].NameFold).Where("addresses.postcode <> ''").
		Where(s.db.In("addresses.postcode", postcodes))
	return found, add(q, "addresses.customer_id", SameNameAndPostcode)
}

// joinedByName returns a join of customers with a name and their addresses. PostgreSQL decides by its statistics which
// table it reads first. SQLite has none and reads the tables of a CROSS JOIN in their order: the customers first,
// except for a name so common that a postcode is rarer.
func (s *Service) joinedByName(ctx context.Context, nameFold string) (string, error) {
	if s.db.Dialect == db.Postgres {
		return "customers CROSS JOIN addresses", nil
	}
	var namesakes []string
	err := s.db.Read(ctx).Model(&models.Customer{}).Where("name_fold = ?", nameFold).Limit(maxCandidates+1).
		Pluck("id", &namesakes).Error
	if len(namesakes) > maxCandidates {
		return "addresses CROSS JOIN customers", err
	}
	return "customers CROSS JOIN addresses", err
}
