package staff

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// setCreator records on a new key who created it.
func setCreator(key *models.APIKey, caller auth.Caller) {
	kind := models.CreatedByStaff
	switch {
	case caller.KeyID == "":
		kind = models.CreatedByCommandLine
	case caller.Kind == auth.ServerKey:
		kind = models.CreatedByServerKey
	}
	key.CreatorKind = &kind
	if kind != models.CreatedByCommandLine {
		key.CreatorID, key.CreatorName = &caller.KeyID, &caller.KeyName
	}
}

// KeysOf returns the live keys that each member created, oldest first: by itself, or through a key that it created,
// also one that is revoked by now. It needs STAFF_WRITE.
func (s *Service) KeysOf(ctx context.Context, caller auth.Caller, memberIDs []string) (map[string][]*models.APIKey, error) {
	keys, err := s.ListKeys(ctx, caller)
	if err != nil {
		return nil, err
	}
	found := make(map[string][]*models.APIKey, len(memberIDs))
	for _, id := range memberIDs {
		found[id] = liveKeysOf(keys, id)
	}
	return found, nil
}

// liveKeysOf picks the live keys of a member from all keys, see KeysOf.
func liveKeysOf(all []*models.APIKey, memberID string) []*models.APIKey {
	from := map[string]bool{memberID: true} // creators that lead to the member
	for grown := true; grown; {
		grown = false
		for _, key := range all {
			if key.CreatorID != nil && from[*key.CreatorID] && !from[key.ID] {
				from[key.ID], grown = true, true
			}
		}
	}
	live := []*models.APIKey{}
	for _, key := range all {
		if from[key.ID] && key.RevokedAt == nil {
			live = append(live, key)
		}
	}
	return live
}

// Removal is what became of the live keys of a member who was removed.
type Removal struct {
	Revoked, Kept []*models.APIKey
}

// Remove removes a member from the staff; its sessions end. It needs STAFF_WRITE, and every scope of the member's role.
// A member with live keys (see KeysOf) is only removed when revokeKeys says what becomes of them, else that is
// REQUIRED; to revoke them, the caller must hold their scopes as well. With revoked keys it returns when no server
// accepts them any more.
func (s *Service) Remove(ctx context.Context, caller auth.Caller, id string, revokeKeys *bool) (*Removal, error) {
	done := &Removal{Revoked: []*models.APIKey{}, Kept: []*models.APIKey{}}
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		m, owners, err := locked(tx, id)
		if err != nil {
			return err
		}
		if err := mayActOn(caller, m); err != nil {
			return err
		}
		if lastOwner(m, owners) {
			return apperr.Field(apperr.Path{"id"}, apperr.CodeLastOwner, "the shop needs an owner: make another member one first")
		}
		var all []*models.APIKey
		if err := tx.Order("id").Find(&all).Error; err != nil {
			return fmt.Errorf("read the member's keys: %w", err)
		}
		keys := liveKeysOf(all, id)
		switch {
		case len(keys) > 0 && revokeKeys == nil:
			return apperr.Field(apperr.Path{"revokeKeys"}, apperr.CodeRequired, haveKeys(len(keys)))
		case revokeKeys != nil && *revokeKeys:
			if err := s.revokeAll(tx, caller, keys); err != nil {
				return err
			}
			done.Revoked = keys
		default:
			done.Kept = keys
		}
		return tx.Where("id = ?", id).Delete(&models.StaffMember{}).Error
	})
	if err != nil {
		return nil, fmt.Errorf("remove member %s: %w", id, err)
	}
	return done, s.forget(ctx, done.Revoked...)
}

func haveKeys(n int) string {
	if n == 1 {
		return "the member has 1 server key that works: decide whether to revoke it"
	}
	return fmt.Sprintf("the member has %d server keys that work: decide whether to revoke them", n)
}

// revokeAll revokes the keys of a member who is removed.
func (s *Service) revokeAll(tx *gorm.DB, caller auth.Caller, keys []*models.APIKey) error {
	now := models.At(s.o.Now())
	for _, key := range keys {
		if !covers(caller, key.Scopes()) {
			return apperr.Field(apperr.Path{"revokeKeys"}, apperr.CodeInvalid, fmt.Sprintf("the key %q may do more than you", key.Name))
		}
		key.RevokedAt = &now
	}
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i] = key.ID
	}
	for some := range slices.Chunk(ids, maxIDs) {
		if err := tx.Model(&models.APIKey{}).Where("id IN ?", some).Update("revoked_at", now).Error; err != nil {
			return fmt.Errorf("revoke the member's keys: %w", err)
		}
	}
	return nil
}

// maxIDs is how many ids go into one statement, well below the bound parameters that each database takes.
const maxIDs = 10_000

// forget returns when no server accepts the keys any more, which were revoked by a transaction that has committed.
func (s *Service) forget(ctx context.Context, keys ...*models.APIKey) error {
	if len(keys) == 0 {
		return nil
	}
	for _, key := range keys {
		s.keys.forget(key.SecretHash)
	}
	if err := outlive(ctx); err != nil {
		return fmt.Errorf("wait until no server remembers the keys: %w", err)
	}
	return nil
}
