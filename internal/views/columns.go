package views

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Columns returns the columns of a list that the calling staff member has chosen, or nil for the usual ones.
func (s *Service) Columns(ctx context.Context, caller auth.Caller, list models.ListKind) ([]string, error) {
	member, err := memberOf(caller)
	if err != nil {
		return nil, err
	}
	var rows []*models.ListColumns
	q := s.db.Read(ctx).Where("member_id = ? AND list = ?", member, list)
	if err := q.Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, wrapped("read the columns of a list", err)
	}
	return names(&rows[0].Columns), nil
}

// SetColumns remembers the columns of a list for the calling staff member, nil for the usual ones, and returns them.
// Invalid names are apperr.Invalid.
func (s *Service) SetColumns(
	ctx context.Context, caller auth.Caller, list models.ListKind, columns []string,
) ([]string, error) {
	var f apperr.Fields
	columns = checkColumns(&f, apperr.Path{"columns"}, columns)
	if err := f.Err(); err != nil {
		return nil, err
	}
	err := s.inTx(ctx, caller, func(tx *gorm.DB, m *models.StaffMember) error {
		if columns == nil {
			return tx.Where("member_id = ? AND list = ?", m.ID, list).Delete(&models.ListColumns{}).Error
		}
		row := &models.ListColumns{MemberID: m.ID, List: list, Columns: *text(columns)}
		return tx.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "member_id"}, {Name: "list"}},
			DoUpdates: clause.AssignmentColumns([]string{"columns"}),
		}).Create(row).Error
	})
	return columns, wrapped("store the columns of a list", err)
}

func wrapped(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
