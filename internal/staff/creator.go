package staff

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
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

// KeysOf returns the active keys that each member has created, oldest first, directly or with a key that it has created
// (including a revoked one). It needs STAFF_WRITE.
func (s *Service) KeysOf(
	ctx context.Context, caller auth.Caller, memberIDs []string,
) (map[string][]*models.APIKey, error) {
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

// liveKeysOf selects the active keys of a member from all keys; see KeysOf.
func liveKeysOf(all []*models.APIKey, memberID string) []*models.APIKey {
	from := map[string]bool{memberID: true} // the member and the keys that it has created
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

// Removal is the result of removing a member: what was done with its active keys.
type Removal struct {
	Revoked, Kept []*models.APIKey
}

// Remove removes a member from the staff with its own views, and ends its sessions; its shared views stay. It needs
// STAFF_WRITE, and all scopes of the member's role. Of the member's active keys (see KeysOf), those in keepKeys are
// kept and all others are revoked, including any that were created in the meantime; the caller must have the scopes of
// each revoked key. If the member has active keys and keepKeys is nil, the error is REQUIRED; an ID of any other key is
// NOT_FOUND. Remove returns after all servers reject the revoked keys.
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
			return apperr.Field(apperr.Path{"id"}, apperr.CodeLastOwner, needsOwner)
		}
		var all []*models.APIKey
		if err := tx.Order("id").Find(&all).Error; err != nil {
			return fmt.Errorf("read keys: %w", err)
		}
		if done, err = divideKeys(caller, liveKeysOf(all, id), keepKeys); err != nil {
			return err
		}
		if err := s.revokeAll(tx, caller, done.Revoked); err != nil {
			return err
		}
		if err := deleteViews(tx, id); err != nil {
			return err
		}
		if err := tx.Where("id = ?", id).Delete(&models.StaffMember{}).Error; err != nil {
			return err
		}
		removed := memberChanges(&models.StaffMember{}, m).Removed()
		return s.record(tx, caller, ofMember(m, models.StaffMemberRemoved, removed))
	})
	if err != nil {
		return nil, fmt.Errorf("remove member %s: %w", id, err)
	}
	return done, s.forget(ctx, done.Revoked...)
}

// deleteViews deletes the views of a member that are not shared. It locks all views of the member before, since another
// one may be ending to share a view of the member, which then must be deleted too.
func deleteViews(tx *gorm.DB, memberID string) error {
	var locked []string
	own := func(tx *gorm.DB) *gorm.DB { return tx.Model(&models.StoredView{}).Where("member_id = ?", memberID) }
	if err := own(db.ForUpdate(tx)).Order("id").Pluck("id", &locked).Error; err != nil {
		return fmt.Errorf("lock the views of a member: %w", err)
	}
	if len(locked) == 0 {
		return nil
	}
	return own(tx).Where("NOT shared").Delete(&models.StoredView{}).Error
}

// divideKeys divides the active keys of a member into those in keepKeys and those to revoke.
func divideKeys(caller auth.Caller, keys []*models.APIKey, keepKeys []string) (*Removal, error) {
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
			f.Add(at, apperr.CodeInvalid,
				fmt.Sprintf("You cannot revoke the key %q, because it has scopes that you do not have", key.Name))
		default:
			done.Revoked = append(done.Revoked, key)
		}
	}
	for i, id := range keepKeys {
		if !kept[id] {
			f.Add(at.At(strconv.Itoa(i)), apperr.CodeNotFound, "The member has no active API key with this ID")
		}
	}
	return done, f.Err()
}

func haveKeys(n int) string {
	if n == 1 {
		return "The member has 1 active API key. List it to keep it, or provide an empty list to revoke it."
	}
	return fmt.Sprintf("The member has %d active API keys. List those to keep; all others are revoked.", n)
}

// revokeAll revokes keys.
func (s *Service) revokeAll(tx *gorm.DB, caller auth.Caller, keys []*models.APIKey) error {
	now := models.At(s.o.Now())
	ids, revoked := make([]string, len(keys)), make([]events.Entry, len(keys))
	for i, key := range keys {
		key.RevokedAt, ids[i] = &now, key.ID
		revoked[i] = events.Entry{Type: models.APIKeyRevoked, SubjectID: key.ID, Changes: keyChanges(key).Removed()}
	}
	for some := range slices.Chunk(ids, maxIDs) {
		if err := tx.Model(&models.APIKey{}).Where("id IN ?", some).Update("revoked_at", now).Error; err != nil {
			return fmt.Errorf("revoke keys: %w", err)
		}
	}
	for some := range slices.Chunk(revoked, maxEvents) {
		if err := s.record(tx, caller, some...); err != nil {
			return err
		}
	}
	return nil
}

// maxEvents is the maximum number of events in one statement; each has about twenty parameters.
const maxEvents = 500

// maxIDs is the maximum number of IDs in one statement, well below the databases' limits of bound parameters.
const maxIDs = 10_000

// forget returns after all servers reject the keys, which were revoked by a committed transaction.
func (s *Service) forget(ctx context.Context, keys ...*models.APIKey) error {
	if len(keys) == 0 {
		return nil
	}
	for _, key := range keys {
		s.keys.forget(key.SecretHash)
	}
	if err := outlive(ctx); err != nil {
		return fmt.Errorf("wait until no server has cached the keys: %w", err)
	}
	return nil
}
