package views

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

const (
	maxViews  = 100 // of a member
	maxShared = 200 // of the shop; all of them are read with each list
)

// inTx runs f in a transaction with the calling member, whose row is locked: a member who is removed at the same time
// creates nothing more, and two requests of a member cannot exceed a limit. The error is that of an ended session if
// there is no such member.
func (s *Service) inTx(
	ctx context.Context, caller auth.Caller, f func(tx *gorm.DB, m *models.StaffMember) error,
) error {
	id, err := memberOf(caller)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		var m models.StaffMember
		found := db.ForUpdate(tx).Where("id = ?", id).Limit(1).Find(&m)
		if found.Error != nil {
			return found.Error
		}
		if found.RowsAffected == 0 {
			return auth.Ended()
		}
		return f(tx, &m)
	})
}

// Create saves a view of the calling staff member. Invalid input is apperr.Invalid.
func (s *Service) Create(ctx context.Context, caller auth.Caller, in CreateSavedViewInput) (*SavedView, error) {
	member, err := memberOf(caller)
	if err != nil {
		return nil, err
	}
	now := models.At(s.now())
	v := &models.StoredView{
		ID: models.NewID(models.ViewID), MemberID: &member, List: in.List, Shared: in.Shared,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	var f apperr.Fields
	setName(&f, v, &in.Name)
	setSearch(&f, v, in.Search)
	v.Filter, v.Sort = object(&f, at.At("filter"), in.Filter), object(&f, at.At("sort"), in.Sort)
	v.Columns = text(checkColumns(&f, at.At("columns"), in.Columns))
	if err := s.checkLists(ctx, &f, v, true, true, true); err != nil {
		return nil, fmt.Errorf("check a view: %w", err)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	var owner string
	err = s.inTx(ctx, caller, func(tx *gorm.DB, m *models.StaffMember) error {
		owner = m.Name
		var own int64
		if err := tx.Model(v).Where("member_id = ?", m.ID).Count(&own).Error; err != nil {
			return err
		}
		if own >= maxViews {
			return apperr.Field(nil, apperr.CodeLimitReached, fmt.Sprintf("You can have at most %d views", maxViews))
		}
		if v.Shared {
			if err := limitShared(tx); err != nil {
				return err
			}
		}
		return tx.Create(v).Error
	})
	if err != nil {
		return nil, fmt.Errorf("create view: %w", err)
	}
	return shown(&stored{*v, &owner}, member), nil
}

// limitShared checks that one more view can be shared. The members who share views wait for each other.
func limitShared(tx *gorm.DB) error {
	if err := db.Lock(tx, "shared views"); err != nil {
		return fmt.Errorf("lock shared views: %w", err)
	}
	var shared int64
	if err := tx.Model(&models.StoredView{}).Where("shared").Count(&shared).Error; err != nil {
		return err
	}
	if shared >= maxShared {
		return apperr.Field(at.At("shared"), apperr.CodeLimitReached,
			fmt.Sprintf("There can be at most %d shared views", maxShared))
	}
	return nil
}

// locked reads and locks a view that the caller may change. Views that the caller does not see do not exist for it. The
// shared views of others require SETTINGS_WRITE.
func locked(tx *gorm.DB, caller auth.Caller, id string) (*models.StoredView, error) {
	var v models.StoredView
	found := db.ForUpdate(tx).Where("id = ? AND (member_id = ? OR shared)", id, caller.KeyID).Limit(1).Find(&v)
	switch {
	case found.Error != nil:
		return nil, found.Error
	case found.RowsAffected == 0:
		return nil, apperr.Missing("view")
	case (v.MemberID == nil || *v.MemberID != caller.KeyID) && !caller.Can(models.SettingsWrite):
		return nil, apperr.Scope(string(models.SettingsWrite))
	}
	return &v, nil
}

// Update changes a view of the calling staff member, or with SETTINGS_WRITE a shared view of another one. Invalid input
// is apperr.Invalid; with CONFLICT, Update also returns the current view.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateSavedViewInput,
) (*SavedView, error) {
	var v *SavedView
	conflict := false
	err := s.inTx(ctx, caller, func(tx *gorm.DB, m *models.StaffMember) error {
		conflict = false
		caller.Scopes = m.Scopes()
		row, err := locked(tx, caller, id)
		if err != nil {
			return err
		}
		before := *row
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != row.Version; conflict {
			err = apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("The view has been changed. Its current version is %d.", row.Version))
		} else {
			err = s.apply(ctx, tx, row, in)
		}
		if err != nil && !conflict {
			return err
		}
		if err == nil && !same(&before, row) {
			row.Version, row.UpdatedAt = row.Version+1, models.At(s.now())
			if err := tx.Model(row).Select("*").Omit("id", "created_at").Updates(row).Error; err != nil {
				return err
			}
		}
		owner, nameErr := ownerName(tx, row)
		if nameErr != nil {
			return nameErr
		}
		v = shown(&stored{*row, owner}, caller.KeyID)
		return err
	})
	if err != nil && !conflict {
		return nil, fmt.Errorf("change view %s: %w", id, err)
	}
	return v, err
}

// apply validates the changes and applies them to a view.
func (s *Service) apply(ctx context.Context, tx *gorm.DB, v *models.StoredView, in UpdateSavedViewInput) error {
	var f apperr.Fields
	if in.Name.IsSet() {
		setName(&f, v, in.Name.Value())
	}
	if in.Search.IsSet() {
		setSearch(&f, v, in.Search.Value())
	}
	if in.Filter.IsSet() {
		v.Filter = object(&f, at.At("filter"), in.Filter.Value())
	}
	if in.Sort.IsSet() {
		v.Sort = object(&f, at.At("sort"), in.Sort.Value())
	}
	if in.Columns.IsSet() {
		v.Columns = text(checkColumns(&f, at.At("columns"), in.Columns.Value()))
	}
	if err := s.checkLists(ctx, &f, v, in.Filter.IsSet(), in.Search.IsSet(), in.Sort.IsSet()); err != nil {
		return err
	}
	if in.Shared.IsSet() {
		switch shared := in.Shared.Value(); {
		case shared == nil:
			f.Add(at.At("shared"), apperr.CodeRequired, "Must not be null")
		case !*shared && v.MemberID == nil:
			f.Add(at.At("shared"), apperr.CodeInvalid, "The view has no owner, so it can only be shared or deleted")
		case *shared && !v.Shared && f.Empty():
			if err := limitShared(tx); err != nil {
				return err
			}
			v.Shared = true
		default:
			v.Shared = *shared
		}
	}
	return f.Err()
}

// same reports whether two states of a view are equal.
func same(a, b *models.StoredView) bool {
	equal := func(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	return a.Name == b.Name && a.Shared == b.Shared && equal(a.Filter, b.Filter) && equal(a.Search, b.Search) &&
		equal(a.Sort, b.Sort) && equal(a.Columns, b.Columns)
}

// ownerName returns the name of the owner of a view, or nil if it has none.
func ownerName(tx *gorm.DB, v *models.StoredView) (*string, error) {
	if v.MemberID == nil {
		return nil, nil
	}
	var found []string
	err := tx.Model(&models.StaffMember{}).Where("id = ?", *v.MemberID).Pluck("name", &found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// Delete deletes a view of the calling staff member, or with SETTINGS_WRITE a shared view of another one, and returns
// its ID.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id string) (*string, error) {
	err := s.inTx(ctx, caller, func(tx *gorm.DB, m *models.StaffMember) error {
		caller.Scopes = m.Scopes()
		if _, err := locked(tx, caller, id); err != nil {
			return err
		}
		return tx.Where("id = ?", id).Delete(&models.StoredView{}).Error
	})
	if err != nil {
		return nil, fmt.Errorf("delete view %s: %w", id, err)
	}
	return &id, nil
}
