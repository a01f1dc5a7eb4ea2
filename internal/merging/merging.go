// Package merging finds customers who may be the same person, and merges two customers into one. What belongs to the
// records of a customer is known by their own packages, which this one calls in the transaction of the merge.
package merging

import (
	"context"
	"fmt"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now       auth.Clock
	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Fields    *customfields.Service
}

// Service merges customers.
type Service struct {
	db       *db.DB
	o        Options
	consents *consent.Ledger
}

// New returns a service for a database.
func New(d *db.DB, o Options) *Service {
	return &Service{db: d, o: o, consents: consent.NewLedger(d, o.Now, nil)} // a merge asks nobody to confirm anything
}

// checkScopes returns apperr.Forbidden if the caller does not have all scopes.
func checkScopes(caller auth.Caller, scopes ...models.Scope) error {
	for _, scope := range scopes {
		if !caller.Can(scope) {
			return apperr.Scope(string(scope))
		}
	}
	return nil
}

// MergedInto returns the IDs of the customers that were merged into customers, oldest merge first, by customer. Callers
// without CUSTOMERS_READ get none.
func (s *Service) MergedInto(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]string, error) {
	found := make(map[string][]string, len(customerIDs))
	if !caller.Can(models.CustomersRead) {
		return found, nil
	}
	for _, id := range customerIDs {
		found[id] = []string{}
	}
	var rows []*models.MergedCustomer
	err := s.db.Read(ctx).Where(s.db.In("customer_id", customerIDs)).Order("merged_at, merged_id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read merged customers: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row.MergedID)
	}
	return found, nil
}
