// Package views keeps the views of the dashboard's lists that staff members have saved, and the columns that they have
// chosen. It does not read the lists: package graph checks filters and sort orders with the current schema.
package views

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Lists checks what a view asks of a list. Package graph implements it. The errors are apperr errors with a message for
// users if the caller of ctx cannot get the list, in the current schema.
type Lists interface {
	// CheckFilter checks the JSON of a filter and a search, both optional.
	CheckFilter(ctx context.Context, list models.ListKind, filter, search *string) error
	// CheckSort checks the JSON of a sort order.
	CheckSort(ctx context.Context, list models.ListKind, sort string) error
}

// Service keeps views and columns.
type Service struct {
	db    *db.DB
	now   auth.Clock
	lists Lists
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock) *Service { return &Service{db: d, now: now} }

// CheckWith sets what checks views. It must be called before the service is used.
func (s *Service) CheckWith(lists Lists) { s.lists = lists }

// SavedView is a view as its reader sees it.
type SavedView struct {
	ID        string
	List      models.ListKind
	Name      string
	Shared    bool
	Own       bool
	OwnerName *string // nil if the owner is no longer a staff member
	Filter    *string
	Search    *string
	Sort      *string
	Columns   []string
	CreatedAt models.Time
	UpdatedAt models.Time
	Version   int
}

// IsNode marks SavedView as a Node.
func (*SavedView) IsNode() {}

// memberOf returns the ID of the staff member who calls. API keys, and the program's commands, have no views.
func memberOf(caller auth.Caller) (string, error) {
	if caller.Kind != auth.Staff || caller.KeyID == "" {
		return "", &apperr.Error{Kind: apperr.Forbidden, Message: "This operation requires a staff member"}
	}
	return caller.KeyID, nil
}

// stored is a view with the name of its owner.
type stored struct {
	models.StoredView
	OwnerName *string
}

// visible returns a query for the views that a member sees: its own and the shared ones.
func visible(q *gorm.DB, member string) *gorm.DB {
	return q.Model(&models.StoredView{}).Select("saved_views.*, staff_members.name AS owner_name").
		Joins("LEFT JOIN staff_members ON staff_members.id = saved_views.member_id").
		Where("(saved_views.member_id = ? OR saved_views.shared)", member)
}

// List returns the views of a list that the calling staff member sees: its own and the shared ones, oldest first.
func (s *Service) List(ctx context.Context, caller auth.Caller, list models.ListKind) ([]*SavedView, error) {
	member, err := memberOf(caller)
	if err != nil {
		return nil, err
	}
	var rows []*stored
	q := visible(s.db.Read(ctx), member).Where("saved_views.list = ?", list)
	if err := q.Order("saved_views.id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	found := make([]*SavedView, len(rows))
	for i, row := range rows {
		found[i] = shown(row, member)
	}
	return found, nil
}

// GetMany returns the views with the given ids that the caller sees, by id. Callers who are not staff members see none.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*SavedView, error) {
	member, err := memberOf(caller)
	if err != nil {
		return nil, nil
	}
	var rows []*stored
	if err := visible(s.db.Read(ctx), member).Where(s.db.In("saved_views.id", ids)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read views: %w", err)
	}
	found := make(map[string]*SavedView, len(rows))
	for _, row := range rows {
		found[row.ID] = shown(row, member)
	}
	return found, nil
}

// shown returns a view as a member sees it.
func shown(v *stored, member string) *SavedView {
	return &SavedView{
		ID: v.ID, List: v.List, Name: v.Name, Shared: v.Shared, Own: v.MemberID != nil && *v.MemberID == member,
		OwnerName: v.OwnerName, Filter: v.Filter, Search: v.Search, Sort: v.Sort, Columns: names(v.Columns),
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt, Version: v.Version,
	}
}

// names returns the names of a stored list of columns, or nil if there is none.
func names(text *string) []string {
	if text == nil {
		return nil
	}
	list := []string{}
	if err := json.Unmarshal([]byte(*text), &list); err != nil {
		return nil // Such a list cannot be stored. The usual columns are shown instead.
	}
	return list
}

// text returns a list of columns as it is stored.
func text(names []string) *string {
	if names == nil {
		return nil
	}
	b, _ := json.Marshal(names) // strings always marshal
	list := string(b)
	return &list
}

// Broken returns why the calling staff member cannot use a view, in words for users, or nil if it can.
func (s *Service) Broken(ctx context.Context, v *SavedView) (*string, error) {
	err := s.lists.CheckFilter(ctx, v.List, v.Filter, v.Search)
	if err == nil && v.Sort != nil {
		err = s.lists.CheckSort(ctx, v.List, *v.Sort)
	}
	return problem(err)
}

// problem returns the message of an error that is meant for users. It returns other errors.
func problem(err error) (*string, error) {
	if e, ok := apperr.As(err); ok {
		return &e.Message, nil
	}
	return nil, err
}
