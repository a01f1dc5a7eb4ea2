package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// usedEvery is the minimum interval between updates of a key's last use, to avoid a write for each request.
const usedEvery = time.Minute

// CreateAPIKeyInput is the input of CreateKey.
type CreateAPIKeyInput struct {
	Name   string
	Scopes []models.Scope
}

// CreateKey creates a key and returns it with its secret, which is not stored. It needs STAFF_WRITE. An invalid name or
// scope is apperr.Invalid.
func (s *Service) CreateKey(
	ctx context.Context, caller auth.Caller, in CreateAPIKeyInput,
) (*models.APIKey, string, error) {
	if err := mayManage(caller); err != nil {
		return nil, "", err
	}
	name, scopes := in.Name, in.Scopes
	var f apperr.Fields
	name = input.Required(&f, apperr.Path{"input", "name"}, name, input.MaxLabel)
	at := apperr.Path{"input", "scopes"}
	if len(scopes) == 0 {
		f.Add(at, apperr.CodeRequired, "At least one scope is required: "+scopeNames())
	}
	key := &models.APIKey{ID: models.NewID(models.KeyID), Name: name, CreatedAt: models.At(s.o.Now())}
	for _, scope := range scopes {
		switch {
		case !slices.Contains(models.Scopes(), scope):
			f.Add(at, apperr.CodeInvalid,
				fmt.Sprintf("%q is not a scope. The scopes are %s.", string(scope), scopeNames()))
		case !caller.Can(scope):
			f.Add(at, apperr.CodeInvalid, missingScopes)
		case !slices.Contains(key.ScopeNames, string(scope)):
			key.ScopeNames = append(key.ScopeNames, string(scope))
		}
	}
	if err := f.Err(); err != nil {
		return nil, "", err
	}
	secret := auth.KeyPrefix + rand.Text() + rand.Text() // 2 × 130 bits
	key.SecretHash = hash(secret)
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		if !covers(caller, key.Scopes()) { // its scopes have changed since they were checked above
			return apperr.Field(at, apperr.CodeInvalid, missingScopes)
		}
		setCreator(key, caller)
		if err := tx.Create(key).Error; err != nil {
			return err
		}
		return s.record(tx, caller, ofKey(key, models.APIKeyCreated))
	})
	if err != nil {
		return nil, "", fmt.Errorf("create key: %w", err)
	}
	return key, secret, nil
}

const missingScopes = "You cannot grant scopes that you do not have"

// ListKeys returns all keys, including revoked ones, oldest first. It needs STAFF_WRITE.
func (s *Service) ListKeys(ctx context.Context, caller auth.Caller) ([]*models.APIKey, error) {
	if err := mayManage(caller); err != nil {
		return nil, err
	}
	keys := []*models.APIKey{}
	if err := s.db.Primary(ctx).Order("id").Find(&keys).Error; err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return keys, nil
}

// RevokeKey revokes a key, and returns after all servers reject it. It needs STAFF_WRITE, and all scopes of the key;
// otherwise the error is INVALID at id. It returns apperr.NotFound if there is no such key. Revoking a key again has no
// effect.
func (s *Service) RevokeKey(ctx context.Context, caller auth.Caller, id string) (*models.APIKey, error) {
	var key models.APIKey
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		if err := tx.Where("id = ?", id).Take(&key).Error; missing(err) {
			return apperr.Missing("key")
		} else if err != nil {
			return err
		}
		if !covers(caller, key.Scopes()) {
			return apperr.Field(apperr.Path{"id"}, apperr.CodeInvalid, "The key has scopes that you do not have")
		}
		if key.RevokedAt != nil {
			return nil
		}
		return s.revokeAll(tx, caller, []*models.APIKey{&key})
	})
	if err != nil {
		return nil, fmt.Errorf("revoke key %s: %w", id, err)
	}
	return &key, s.forget(ctx, &key)
}

// FindKey returns the key with the secret, including a revoked one, or nil if there is none. It records the use.
func (s *Service) FindKey(ctx context.Context, secret string) (*models.APIKey, error) {
	hash := hash(secret)
	if key := s.keys.get(hash); key != nil {
		return key, nil
	}
	began := time.Now()
	var key models.APIKey
	err := s.db.Primary(ctx).Where("secret_hash = ?", hash).Take(&key).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find key: %w", err)
	}
	if key.RevokedAt != nil {
		return &key, nil
	}
	if s.o.RememberKeys {
		s.keys.put(hash, &key, began)
	}
	now := models.At(s.o.Now())
	if key.LastUsedAt != nil && now.Sub(key.LastUsedAt.Time) < usedEvery {
		return &key, nil
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.APIKey{}).Where("id = ?", key.ID).Update("last_used_at", now).Error
	})
	if err != nil {
		return nil, fmt.Errorf("record use of key %s: %w", key.ID, err)
	}
	return &key, nil
}

// hash returns the SHA-256 of a secret. A fast hash is sufficient, because secrets are random.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func scopeNames() string {
	var names []string
	for _, s := range models.Scopes() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
