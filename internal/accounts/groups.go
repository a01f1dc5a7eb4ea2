package accounts

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/events"
	"clientele/internal/filter"
	"clientele/internal/fold"
	"clientele/models"
)

// maxGroups is the maximum number of groups of a customer.
const maxGroups = 50

const (
	tooManyGroups = "A customer can be in at most 50 groups"
	noSuchGroup   = "There is no such group"
)

// CustomerGroupFilter contains conditions on the groups of a customer, by ID.
type CustomerGroupFilter struct {
	Has    *string
	HasAny []string
	HasAll []string
}

// expr returns the filter as an SQL condition.
func (f *CustomerGroupFilter) expr() filter.Expr {
	if f == nil {
		return filter.Expr{}
	}
	in := func(condition string, arg any) filter.Expr {
		return filter.SQL("customers.id IN (SELECT customer_id FROM customer_group_members WHERE group_id "+condition+")", arg)
	}
	var all []filter.Expr
	if f.Has != nil {
		all = append(all, in("= ?", *f.Has))
	}
	switch {
	case f.HasAny != nil && len(f.HasAny) == 0:
		all = append(all, filter.Never())
	case f.HasAny != nil:
		all = append(all, in("IN ?", f.HasAny))
	}
	for _, id := range f.HasAll {
		all = append(all, in("= ?", id))
	}
	return filter.And(all...)
}

// groupChoice is the groups that an input chooses for a customer: by ID, or by name in files.
type groupChoice struct {
	at    apperr.Path // of the list
	ids   []string
	names []string // folded
	given []string // the names as they were given
}

// checkGroupIDs returns a choice of groups by ID, without duplicates. Whether the groups exist is checked later, in the
// transaction: see resolve.
func checkGroupIDs(f *apperr.Fields, at apperr.Path, ids []string) *groupChoice {
	if len(ids) > maxGroups {
		f.Add(at, apperr.CodeTooLong, tooManyGroups)
	}
	return &groupChoice{at: at, ids: ids}
}

// checkGroupNames is like checkGroupIDs, with names.
func checkGroupNames(f *apperr.Fields, at apperr.Path, names []string) *groupChoice {
	if len(names) > maxGroups {
		f.Add(at, apperr.CodeTooLong, tooManyGroups)
	}
	c := &groupChoice{at: at, given: names}
	for _, name := range names {
		c.names = append(c.names, fold.Text(name))
	}
	return c
}

// groupSet is groups of the shop, by ID and by folded name.
type groupSet struct {
	byID, byName map[string]*models.CustomerGroup
}

// loadGroups reads the groups that choices name. With lock, they cannot be deleted until the transaction ends. Without
// choices it reads nothing.
func (s *Service) loadGroups(g *gorm.DB, lock bool, choices ...*groupChoice) (*groupSet, error) {
	set := &groupSet{byID: map[string]*models.CustomerGroup{}, byName: map[string]*models.CustomerGroup{}}
	var ids, names []string
	for _, c := range choices {
		if c != nil {
			ids, names = append(ids, c.ids...), append(names, c.names...)
		}
	}
	q := g
	switch {
	case len(ids) > 0 && len(names) > 0:
		q = g.Where(s.db.In("id", ids)).Or(s.db.In("name_fold", names))
	case len(ids) > 0:
		q = g.Where(s.db.In("id", ids))
	case len(names) > 0:
		q = g.Where(s.db.In("name_fold", names))
	default:
		return set, nil
	}
	if lock {
		q = db.ForKeyShare(q)
	}
	var rows []*models.CustomerGroup
	if err := q.Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	for _, row := range rows {
		set.byID[row.ID], set.byName[row.NameFold] = row, row
	}
	return set, nil
}

// resolve returns the groups of a choice, by name. A group that does not exist is NOT_FOUND.
func (set *groupSet) resolve(f *apperr.Fields, c *groupChoice) []models.CustomerGroup {
	found := []models.CustomerGroup{}
	add := func(group *models.CustomerGroup) {
		if !slices.ContainsFunc(found, func(g models.CustomerGroup) bool { return g.ID == group.ID }) {
			found = append(found, *group)
		}
	}
	for i, id := range c.ids {
		if group := set.byID[id]; group != nil {
			add(group)
		} else {
			f.Add(c.at.At(strconv.Itoa(i)), apperr.CodeNotFound, noSuchGroup)
		}
	}
	for i, name := range c.names {
		if group := set.byName[name]; group != nil {
			add(group)
		} else {
			f.Add(c.at, apperr.CodeNotFound, fmt.Sprintf("There is no group %.100q. Create it first.", c.given[i]))
		}
	}
	byName(found)
	return found
}

func byName(groups []models.CustomerGroup) {
	slices.SortFunc(groups, func(a, b models.CustomerGroup) int {
		switch {
		case a.NameFold < b.NameFold:
			return -1
		case a.NameFold > b.NameFold:
			return 1
		}
		return 0
	})
}

// customerInGroup is a group with one of its customers.
type customerInGroup struct {
	models.CustomerGroup `gorm:"embedded"`
	CustomerID           string
}

// TableName returns the name of the table.
func (customerInGroup) TableName() string { return "customer_group_members" }

// groupsOf returns the groups of customers, by name, by customer ID.
func (s *Service) groupsOf(g *gorm.DB, customerIDs []string) (map[string][]models.CustomerGroup, error) {
	found := map[string][]models.CustomerGroup{}
	if len(customerIDs) == 0 {
		return found, nil
	}
	var rows []*customerInGroup
	err := g.Select("customer_groups.*, customer_group_members.customer_id").
		Joins("JOIN customer_groups ON customer_groups.id = customer_group_members.group_id").
		Where(s.db.In("customer_group_members.customer_id", customerIDs)).
		Order("customer_group_members.customer_id, customer_groups.name_fold").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the groups of customers: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row.CustomerGroup)
	}
	return found, nil
}

// GroupNamesFor returns the names of the groups of customers, in order, by customer ID.
func (s *Service) GroupNamesFor(ctx context.Context, customerIDs []string) (map[string][]string, error) {
	groups, err := s.groupsOf(s.db.Read(ctx), customerIDs)
	if err != nil {
		return nil, err
	}
	names := make(map[string][]string, len(groups))
	for id, list := range groups {
		names[id] = groupNames(list)
	}
	return names, nil
}

func groupNames(groups []models.CustomerGroup) []string {
	names := make([]string, len(groups))
	for i, group := range groups {
		names[i] = group.Name
	}
	return names
}

// groupChanges returns the change of a customer's groups, to record it.
func groupChanges(before, after []models.CustomerGroup) events.Changes {
	var changes events.Changes
	changes.List("groups", groupNames(before), groupNames(after))
	changes.Hide("groups")
	return changes
}

// regrouping is the customers who join and leave groups, as pairs of a customer and a group.
type regrouping struct {
	joined []*models.CustomerGroupMember
	left   [][2]string
}

// add adds the difference of the groups of a customer.
func (r *regrouping) add(customerID string, before, after []models.CustomerGroup) {
	without := func(list, others []models.CustomerGroup, f func(id string)) {
		for _, group := range list {
			if !slices.ContainsFunc(others, func(g models.CustomerGroup) bool { return g.ID == group.ID }) {
				f(group.ID)
			}
		}
	}
	without(after, before, func(id string) {
		r.joined = append(r.joined, &models.CustomerGroupMember{CustomerID: customerID, GroupID: id})
	})
	without(before, after, func(id string) { r.left = append(r.left, [2]string{customerID, id}) })
}

// store stores the difference with at most two statements. The groups that are joined must be locked.
func (r *regrouping) store(tx *gorm.DB, d *db.DB) error {
	if len(r.left) > 0 {
		left := tx.Where(d.InPairs("customer_id", "group_id", r.left))
		if err := left.Delete(&models.CustomerGroupMember{}).Error; err != nil {
			return fmt.Errorf("remove customers from groups: %w", err)
		}
	}
	if err := db.InsertRows(tx, r.joined); err != nil {
		return fmt.Errorf("add customers to groups: %w", err)
	}
	return nil
}

// regroup replaces the groups of a customer, unless choice is nil, and returns the change. before is nil for a new
// customer. A group that does not exist is apperr.Invalid.
func (s *Service) regroup(tx *gorm.DB, customerID string, choice *groupChoice, isNew bool) (events.Changes, error) {
	if choice == nil || isNew && len(choice.ids) == 0 {
		return nil, nil
	}
	set, err := s.loadGroups(tx, true, choice)
	if err != nil {
		return nil, err
	}
	var f apperr.Fields
	after := set.resolve(&f, choice)
	if err := f.Err(); err != nil {
		return nil, err
	}
	var before map[string][]models.CustomerGroup
	if !isNew {
		if before, err = s.groupsOf(tx, []string{customerID}); err != nil {
			return nil, err
		}
	}
	var r regrouping
	r.add(customerID, before[customerID], after)
	return groupChanges(before[customerID], after), r.store(tx, s.db)
}
