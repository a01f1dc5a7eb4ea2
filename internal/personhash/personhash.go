// Package personhash makes the keyed hashes that remain of people after their personal data was erased: so that an
// erasure can be repeated after a backup was restored, and so that an opt-out of marketing is not revived. Only
// somebody who has the key of the shop and knows the person can compute a hash.
package personhash

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/models"
)

// Key is the shop's key for hashes of people.
type Key struct{ secret string }

// NewKey returns a key from a text, such as that of the list of erasures beside a backup.
func NewKey(secret string) Key { return Key{secret} }

// Read reads the shop's key in a transaction, or with any other database handle that reads current data.
func Read(g *gorm.DB) (Key, error) {
	var found []string
	if err := g.Model(&models.ShopSettings{}).Where("id = 1").Pluck("person_key", &found).Error; err != nil {
		return Key{}, fmt.Errorf("read the key for hashes of people: %w", err)
	}
	if len(found) == 0 || found[0] == "" {
		return Key{}, errors.New("the shop has no key for hashes of people")
	}
	return Key{found[0]}, nil
}

// Secret returns the text of the key.
func (k Key) Secret() string { return k.secret }

// Customer returns the hash of a customer's id, in hexadecimal.
func (k Key) Customer(id string) string { return k.hash("customer", id) }

// Email returns the hash of a normalized email address, in hexadecimal.
func (k Key) Email(emailKey string) string { return k.hash("email", emailKey) }

// hash returns the HMAC-SHA-256 (RFC 2104) of a value and what it is.
func (k Key) hash(kind, value string) string {
	h := hmac.New(sha256.New, []byte(k.secret))
	_, _ = h.Write([]byte(kind + "\x00" + value)) // never fails
	return hex.EncodeToString(h.Sum(nil))
}
