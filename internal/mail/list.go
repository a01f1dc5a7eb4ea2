package mail

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/page"
	"clientele/models"
)

// MayRead returns nil if a caller may read the contents of emails, and apperr.Forbidden otherwise. Only logged-in
// owners may, never an API key: an email in the outbox can contain a token or code that logs a customer in.
func MayRead(caller auth.Caller) error {
	if caller.Kind == auth.Staff && caller.Role == models.RoleOwner {
		return nil
	}
	return &apperr.Error{Kind: apperr.Forbidden, Message: "Only a logged-in owner can read the contents of emails"}
}

// List returns a page of emails, newest first, optionally of one status or to one address. It requires STAFF_WRITE, and
// CUSTOMERS_READ if an address is given. Subjects and bodies are only returned to callers who MayRead. An invalid page,
// cursor or status is apperr.BadInput.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, args page.Args, status *models.EmailStatus, to *string,
) (*page.Connection[*models.Email], error) {
	if !caller.Can(models.StaffWrite) {
		return nil, apperr.Scope(string(models.StaffWrite))
	}
	if to != nil && !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	if status != nil && !slices.Contains(models.EmailStatuses(), *status) {
		return nil, apperr.Bad("status: %s is not a valid status", *status)
	}
	w, err := s.o.Codec.Open(args, page.Sort{List: "emails", Column: "emails.created_at", ID: "emails.id", Desc: true})
	if err != nil {
		return nil, err
	}
	matching := func(ctx context.Context) *gorm.DB {
		q := s.db.Primary(ctx).Model(&models.Email{})
		if status != nil {
			q = q.Where("status = ?", *status)
		}
		if to != nil {
			q = q.Where("to_key = ?", input.EmailKey(*to))
		}
		return q
	}
	var rows []*models.Email
	if err := visible(caller, db.Page(matching(ctx), w)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list emails: %w", err)
	}
	mark := func(m *models.Email) page.Mark { return page.Mark{Value: m.CreatedAt.Stored(), ID: m.ID} }
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(matching(ctx))
		if err != nil {
			return total, fmt.Errorf("count emails: %w", err)
		}
		return total, nil
	}), nil
}

// GetMany returns the emails with the given ids, by id, for callers with STAFF_WRITE. Other callers get none. Subjects
// and bodies are only returned to callers who MayRead.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Email, error) {
	if !caller.Can(models.StaffWrite) {
		return nil, nil
	}
	var rows []*models.Email
	if err := visible(caller, s.db.Primary(ctx).Where(s.db.In("id", ids))).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read emails by id: %w", err)
	}
	found := make(map[string]*models.Email, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, nil
}

// visible omits from a query for emails the columns that the caller may not read.
func visible(caller auth.Caller, q *gorm.DB) *gorm.DB {
	if MayRead(caller) != nil {
		return q.Omit("subject", "text", "html")
	}
	return q
}
