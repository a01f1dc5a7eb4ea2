// Package seal encrypts data in the database that a copy of it must not reveal, with keys that are derived from the
// token key. It does not know what the data is or where it is stored.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// ErrKey is the error of Open for data that none of the keys has encrypted, or that was changed.
var ErrKey = errors.New("the data was encrypted with another CLIENTELE_TOKEN_KEY, or was changed")

// Sealer encrypts data with AES-256-GCM.
type Sealer struct {
	keys []cipher.AEAD // the first one encrypts
}

// New returns a Sealer with keys of 32 bytes. The first one encrypts; the others are earlier ones.
func New(keys [][]byte) (*Sealer, error) {
	s := &Sealer{}
	for _, key := range keys {
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key for encrypted data: %w", err)
		}
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("key for encrypted data: %w", err)
		}
		s.keys = append(s.keys, gcm)
	}
	return s, nil
}

// Seal encrypts data that is stored at a place. It can be decrypted only for the same place.
func (s *Sealer) Seal(data []byte, place string) []byte {
	return s.keys[0].Seal(nil, nil, data, []byte(place))
}

// Open decrypts data that was sealed for a place. current is false if an earlier key encrypted it. The error is ErrKey.
func (s *Sealer) Open(sealed []byte, place string) (data []byte, current bool, err error) {
	for i, key := range s.keys {
		if data, err := key.Open(nil, nil, sealed, []byte(place)); err == nil {
			return data, i == 0, nil
		}
	}
	return nil, false, ErrKey
}
