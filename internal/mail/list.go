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

// MayRead checks that a caller may read what emails say: a signed-in owner, never an API key. An email in the outbox can
// hold a token or code that signs a customer in.
func MayRead(caller auth.Caller) error {
	if caller.Kind == auth.Staff && caller.Role == models.RoleOwner {
		return nil
	}
	return &apperr.Error{Kind: apperr.Forbidden, Message: "what an email says is shown to signed-in owners only"}
}

// List returns a page of emails, newest first: of one status or of all, to one address or to all. It needs STAFF_WRITE,
// and for those to one address CUSTOMERS_READ. What they say is only there for those who MayRead. An invalid page or
// cursor is apperr.BadInput.
func (s *Service) List(ctx context.Context, caller auth.Caller, args page.Args, status *models.EmailStatus, to *string) (*page.Connection[*models.Email], error) {
	if !caller.Can(models.StaffWrite) {
		return nil, apperr.Scope(string(models.StaffWrite))
	}
	if to != nil && !caller.Can(models.CustomersRead) {
		return nil, apperr.Scope(string(models.CustomersRead))
	}
	if status != nil && !slices.Contains(models.EmailStatuses(), *status) {
		return nil, apperr.Bad("status: there is no %s", *status)
	}
	w, err := s.o.Codec.Open(args, page.Sort{List: "emails", Column: "emails.created_at", ID: "emails.id", Desc: true})
	if err != nil {
		return nil, err
	}
	narrow := func(ctx context.Context) *gorm.DB {
		q := s.db.Primary(ctx).Model(&models.Email{})
		if status != nil {
			q = q.Where("status = ?", *status)
		}
		if to != nil {
			q = q.Where("to_key = ?", input.EmailKey(*to))
		}
		return q
	}
	q := db.Page(narrow(ctx), w)
	if MayRead(caller) != nil {
		q = q.Omit("subject", "text", "html")
	}
	var rows []*models.Email
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list emails: %w", err)
	}
	mark := func(m *models.Email) page.Mark { return page.Mark{Value: m.CreatedAt.Stored(), ID: m.ID} }
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(narrow(ctx))
		if err != nil {
			return total, fmt.Errorf("count emails: %w", err)
		}
		return total, nil
	}), nil
}
