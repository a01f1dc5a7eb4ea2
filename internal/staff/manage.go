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

// mayManage tells whether a caller may manage the staff and the keys.
func mayManage(caller auth.Caller) error {
	if !caller.Can(models.StaffWrite) {
		return apperr.Scope(string(models.StaffWrite))
	}
	return nil
}

// covers tells whether a caller holds all of the scopes: nobody gives more than they have, or acts on whoever has more.
func covers(caller auth.Caller, scopes []models.Scope) bool {
	return !slices.ContainsFunc(scopes, func(s models.Scope) bool { return !caller.Can(s) })
}

// mayActOn checks that a caller holds every scope of a member, or is that member. The error names the argument id.
func mayActOn(caller auth.Caller, m *models.StaffMember) error {
	if covers(caller, m.Scopes()) || caller.Kind == auth.Staff && caller.KeyID == m.ID {
		return nil
	}
	return apperr.Field(apperr.Path{"id"}, apperr.CodeInvalid, "the member may do more than you")
}

// manage runs f in a transaction, for a caller who may manage the staff and the keys. Such changes run one after the
// other, and f gets the caller with its current scopes: a member who was removed or got another role, or a key that was
// revoked, since the request was authenticated must not leave anything behind. Its errors are apperr.Forbidden and
// apperr.Unauthenticated.
func (s *Service) manage(ctx context.Context, caller auth.Caller, f func(tx *gorm.DB, caller auth.Caller) error) error {
	if err := mayManage(caller); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := db.Lock(tx, "staff and keys"); err != nil {
			return fmt.Errorf("wait for other changes of the staff: %w", err)
		}
		now, err := current(tx, caller)
		if err != nil {
			return err
		}
		if err := mayManage(now); err != nil {
			return err
		}
		return f(tx, now)
	})
}

// current returns a caller with the scopes that its member or key has now. The command line has neither and stays as it
// is.
func current(tx *gorm.DB, caller auth.Caller) (auth.Caller, error) {
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

// gone turns the absence of the caller's own record into the answer to a token that has ended.
func gone(err error) error {
	if missing(err) {
		return auth.Ended()
	}
	return fmt.Errorf("read the caller: %w", err)
}
