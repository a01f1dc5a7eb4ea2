// Package groups manages the groups of customers, and reads which customers are in them. Customers join and leave
// groups as they are created and changed, which package accounts does.
package groups

import (
	"context"
	"fmt"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/models"
)

// maxGroups is the maximum number of groups of the shop. All of them are read at once.
const maxGroups = 500

// Service manages the groups of customers.
type Service struct {
	db  *db.DB
	now auth.Clock
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock) *Service { return &Service{db: d, now: now} }

// List returns all groups, by name. It needs CUSTOMERS_READ.
func (s *Service) List(ctx context.Context, caller auth.Caller) ([]*models.CustomerGroup, error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	list := []*models.CustomerGroup{}
	if err := s.db.Read(ctx).Order("name_fold").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	return list, nil
}

// GetMany returns the groups with the given ids, by id, for callers with CUSTOMERS_READ. Other callers get none.
func (s *Service) GetMany(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.CustomerGroup, error) {
	if !caller.Can(models.CustomersRead) {
		return nil, nil
	}
	return lists.ByID(s.db.Read(ctx).Where(s.db.In("id", ids)), func(g *models.CustomerGroup) string { return g.ID })
}

// membership is a group with one of its customers.
type membership struct {
	models.CustomerGroup `gorm:"embedded"`
	CustomerID           string
}

// TableName returns the name of the table.
func (membership) TableName() string { return "customer_group_members" }

// Of returns the groups of customers, by name, by customer ID. It needs CUSTOMERS_READ.
func (s *Service) Of(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]*models.CustomerGroup, error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	found := make(map[string][]*models.CustomerGroup, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []*models.CustomerGroup{}
	}
	var rows []*membership
	err := s.db.Read(ctx).Select("customer_groups.*, customer_group_members.customer_id").
		Joins("JOIN customer_groups ON customer_groups.id = customer_group_members.group_id").
		Where(s.db.In("customer_group_members.customer_id", customerIDs)).
		Order("customer_group_members.customer_id, customer_groups.name_fold").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the groups of customers: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], &row.CustomerGroup)
	}
	return found, nil
}

// Sizes returns the number of customers in groups, by group ID. It needs CUSTOMERS_READ.
func (s *Service) Sizes(ctx context.Context, caller auth.Caller, ids []string) (map[string]int, error) {
	if !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	members := s.db.Read(ctx).Model(&models.CustomerGroupMember{}).Where(s.db.In("group_id", ids))
	sizes, err := db.CountEach(members, "group_id")
	if err != nil {
		return nil, fmt.Errorf("count the customers of groups: %w", err)
	}
	return sizes, nil
}
