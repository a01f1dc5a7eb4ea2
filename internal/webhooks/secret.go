package webhooks

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/seal"
	"clientele/models"
)

// secretPrefix is the prefix of secrets (Standard Webhooks 1.0, "Signature scheme").
const secretPrefix = "whsec_"

// secretBytes is the number of random bytes of a secret. The specification requires 24 to 64.
const secretBytes = 32

// newSecret returns a new secret.
func newSecret() string {
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// sealer encrypts secrets with AES-256-GCM, so that a copy of the database does not suffice to sign deliveries.
type sealer struct{ keys *seal.Sealer }

func newSealer(keys [][]byte) (*sealer, error) {
	k, err := seal.New(keys)
	return &sealer{k}, err
}

// seal encrypts a secret of the webhook with an id.
func (s *sealer) seal(secret, id string) string {
	return base64.StdEncoding.EncodeToString(s.keys.Seal([]byte(secret), id))
}

var errSealed = errors.New("the secret was encrypted with another CLIENTELE_TOKEN_KEY")

// open decrypts a sealed secret of the webhook with an id. current is false if an earlier key encrypted it.
func (s *sealer) open(sealed, id string) (secret string, current bool, err error) {
	text, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return "", false, fmt.Errorf("decode the secret of %s: %w", id, err)
	}
	plain, current, err := s.keys.Open(text, id)
	if err != nil {
		return "", false, errSealed
	}
	return string(plain), current, nil
}

// reencrypt encrypts the secrets again that earlier keys encrypted, so that these keys can be removed.
func (s *Service) reencrypt(ctx context.Context) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var list []*models.Webhook
		if err := db.ForUpdate(tx).Order("id").Find(&list).Error; err != nil {
			return err
		}
		for _, w := range list {
			to := fields{}
			for column, sealed := range map[string]*string{"secret": &w.Secret, "previous_secret": w.PreviousSecret} {
				if sealed == nil {
					continue
				}
				secret, current, err := s.secrets.open(*sealed, w.ID)
				if err != nil {
					slog.WarnContext(ctx, "Rotate the secret of a webhook", "webhook", w.ID, "error", err)
				} else if !current {
					to[column] = s.secrets.seal(secret, w.ID)
				}
			}
			if len(to) == 0 {
				continue
			}
			if err := tx.Model(&models.Webhook{}).Where("id = ?", w.ID).Updates(to).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return wrapped("encrypt the secrets of webhooks again", err)
}
