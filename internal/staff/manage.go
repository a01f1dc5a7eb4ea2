package staff

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// mayManage checks that a caller may manage staff and API keys.
func mayManage(caller auth.Caller) error {
	if !caller.Can(models.StaffWrite) {
		return apperr.Scope(string(models.StaffWrite))
	}
	return nil
}

// covers reports whether a caller has all of the scopes. Callers must not grant scopes that they do not have, or change
// members or keys with such scopes.
func covers(caller auth.Caller, scopes []models.Scope) bool {
	return !slices.ContainsFunc(scopes, func(s models.Scope) bool { return !caller.Can(s) })
}

// mayActOn checks that a caller has all scopes of a member, or is that member. The error refers to the argument id.
func mayActOn(caller auth.Caller, m *models.StaffMember) error {
	if covers(caller, m.Scopes()) || caller.Kind == auth.Staff && caller.KeyID == m.ID {
		return nil
	}
	return apperr.Field(apperr.Path{"id"}, apperr.CodeInvalid, "The member has scopes that you do not have")
}

// manage runs f in a transaction, for a caller who may manage staff and API keys. These changes are serialized, and f
// receives the caller with its current scopes, so that a member who has been removed or has another role, or a revoked
// key, cannot complete a change. manage returns apperr.Forbidden or apperr.Unauthenticated.
func (s *Service) manage(ctx context.Context, caller auth.Caller, f func(tx *gorm.DB, caller auth.Caller) error) error {
	if err := mayManage(caller); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := db.Lock(tx, "staff and keys"); err != nil {
			return fmt.Errorf("lock staff and keys: %w", err)
		}
		now, err := Current(tx, caller)
		if err != nil {
			return err
		}
		if err := mayManage(now); err != nil {
			return err
		}
		return f(tx, now)
	})
}

// Current returns a caller with the current scopes of its member or key, or the error of an ended session if the member
// has been removed or the key revoked. The command line has neither and is returned unchanged.
func Current(tx *gorm.DB, caller auth.Caller) (auth.Caller, error) {
	switch {
	case caller.KeyID == "":
		return caller, nil
	case caller.Kind == auth.APIKey:
		var key models.APIKey
		if err := tx.Where("id = ? AND revoked_at IS NULL", caller.KeyID).Take(&key).Error; err != nil {
			return caller, gone(err)
		}
		caller.Scopes = key.Scopes()
	default:
		var m models.StaffMember
		if err := tx.Where("id = ?", caller.KeyID).Take(&m).Error; err != nil {
			return caller, gone(err)
		}
		caller.Scopes = m.Scopes()
	}
	return caller, nil
}

// gone converts the error for the caller's missing record to that for an ended session.
func gone(err error) error {
	if missing(err) {
		return auth.Ended()
	}
	return fmt.Errorf("read caller: %w", err)
}
