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

// List returns a page of mails, newest first: of one status or of all, to one address or to all. It needs STAFF_WRITE, which
// only owners have: a mail in the outbox holds what signs its reader in. A page or cursor that makes no sense is
// apperr.BadInput.
func (s *Service) List(ctx context.Context, caller auth.Caller, args page.Args, status *models.MailStatus, to *string) (*page.Connection[*models.Mail], error) {
	if !caller.Can(models.StaffWrite) {
		return nil, apperr.Scope(string(models.StaffWrite))
	}
	if status != nil && !slices.Contains(models.MailStatuses(), *status) {
		return nil, apperr.Bad("status: there is no %s", *status)
	}
	w, err := s.o.Codec.Open(args, page.Sort{List: "mails", Column: "mails.created_at", ID: "mails.id", Desc: true})
	if err != nil {
		return nil, err
	}
	narrow := func(ctx context.Context) *gorm.DB {
		q := s.db.Fresh(ctx).Model(&models.Mail{})
		if status != nil {
			q = q.Where("status = ?", *status)
		}
		if to != nil {
			q = q.Where("to_key = ?", input.EmailKey(*to))
		}
		return q
	}
	var rows []*models.Mail
	if err := db.Page(narrow(ctx), w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list mails: %w", err)
	}
	mark := func(m *models.Mail) page.Mark { return page.Mark{Value: m.CreatedAt.Stored(), ID: m.ID} }
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(narrow(ctx))
		if err != nil {
			return total, fmt.Errorf("count mails: %w", err)
		}
		return total, nil
	}), nil
}
