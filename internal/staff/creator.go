package staff

import (
	"context"
	"fmt"
	"slices"
	"strconv"

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
	case caller.Kind == auth.APIKey:
		kind = models.CreatedByAPIKey
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
// Of the member's live keys (see KeysOf) those in keepKeys are kept and all others are revoked, also one that was created
// since the caller last looked; the caller must hold the scopes of each that is revoked. A member with live keys is only
// removed when keepKeys is not nil, else that is REQUIRED; an id that is none of these keys' is NOT_FOUND. With revoked
// keys it returns when no server accepts them any more.
func (s *Service) Remove(ctx context.Context, caller auth.Caller, id string, keepKeys []string) (*Removal, error) {
	var done *Removal
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
		if done, err = decide(caller, liveKeysOf(all, id), keepKeys); err != nil {
			return err
		}
		if err := s.revokeAll(tx, done.Revoked); err != nil {
			return err
		}
		return tx.Where("id = ?", id).Delete(&models.StaffMember{}).Error
	})
	if err != nil {
		return nil, fmt.Errorf("remove member %s: %w", id, err)
	}
	return done, s.forget(ctx, done.Revoked...)
}

// decide divides the live keys of a member who is removed into those that keepKeys names and those to revoke.
func decide(caller auth.Caller, keys []*models.APIKey, keepKeys []string) (*Removal, error) {
	at := apperr.Path{"keepKeys"}
	if len(keys) > 0 && keepKeys == nil {
		return nil, apperr.Field(at, apperr.CodeRequired, haveKeys(len(keys)))
	}
	keep := make(map[string]bool, len(keepKeys))
	for _, id := range keepKeys {
		keep[id] = true
	}
	done := &Removal{Revoked: []*models.APIKey{}, Kept: []*models.APIKey{}}
	kept := make(map[string]bool, len(keys))
	var f apperr.Fields
	for _, key := range keys {
		switch {
		case keep[key.ID]:
			kept[key.ID] = true
			done.Kept = append(done.Kept, key)
		case !covers(caller, key.Scopes()):
			f.Add(at, apperr.CodeInvalid, fmt.Sprintf("the key %q may do more than you: you cannot revoke it", key.Name))
		default:
			done.Revoked = append(done.Revoked, key)
		}
	}
	for i, id := range keepKeys {
		if !kept[id] {
			f.Add(at.At(strconv.Itoa(i)), apperr.CodeNotFound, "the member has no API key with this id that works")
		}
	}
	return done, f.Err()
}

func haveKeys(n int) string {
	if n == 1 {
		return "the member has 1 API key that works: list it to keep it, or give an empty list to revoke it"
	}
	return fmt.Sprintf("the member has %d API keys that work: list those to keep; all others are revoked", n)
}

// revokeAll revokes the keys of a member who is removed.
func (s *Service) revokeAll(tx *gorm.DB, keys []*models.APIKey) error {
	now := models.At(s.o.Now())
	ids := make([]string, len(keys))
	for i, key := range keys {
		key.RevokedAt, ids[i] = &now, key.ID
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
