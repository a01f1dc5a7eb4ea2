package jobs

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
)

// sealer encrypts uploaded files and the records in faults with AES-256-GCM: they can contain password hashes of other
// systems, which a copy of the database must not reveal.
type sealer struct {
	keys []cipher.AEAD // the first one encrypts
}

func newSealer(keys [][]byte) (*sealer, error) {
	s := &sealer{}
	for _, key := range keys {
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key for files of jobs: %w", err)
		}
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("key for files of jobs: %w", err)
		}
		s.keys = append(s.keys, gcm)
	}
	return s, nil
}

// seal encrypts data that is stored at a place.
func (s *sealer) seal(data []byte, place string) []byte {
	return s.keys[0].Seal(nil, nil, data, []byte(place))
}

// errSealed means that data cannot be decrypted.
var errSealed = errors.New("the data was encrypted with another CLIENTELE_TOKEN_KEY, or was changed")

// open decrypts data that was sealed for a place.
func (s *sealer) open(sealed []byte, place string) ([]byte, error) {
	for _, key := range s.keys {
		if data, err := key.Open(nil, nil, sealed, []byte(place)); err == nil {
			return data, nil
		}
	}
	return nil, errSealed
}

// sealText and openText are seal and open for a column with text.
func (s *sealer) sealText(data []byte, place string) string {
	return base64.StdEncoding.EncodeToString(s.seal(data, place))
}

func (s *sealer) openText(sealed, place string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, errSealed
	}
	return s.open(data, place)
}

// chunkPlace is the place of a chunk of a file, and faultPlace that of the record of a fault.
func chunkPlace(fileID string, position int) string { return fmt.Sprint(fileID, "/", position) }

func faultPlace(jobID string, position int) string { return fmt.Sprint(jobID, "/faults/", position) }
