package jobs

import (
	"encoding/base64"
	"fmt"

	"clientele/internal/seal"
)

// sealer encrypts uploaded files and the records in faults with AES-256-GCM: they can contain password hashes of other
// systems, which a copy of the database must not reveal.
type sealer struct{ keys *seal.Sealer }

func newSealer(keys [][]byte) (*sealer, error) {
	k, err := seal.New(keys)
	return &sealer{k}, err
}

// seal encrypts data that is stored at a place.
func (s *sealer) seal(data []byte, place string) []byte {
	return s.keys.Seal(data, place)
}

// errSealed means that data cannot be decrypted.
var errSealed = seal.ErrKey

// open decrypts data that was sealed for a place.
func (s *sealer) open(sealed []byte, place string) ([]byte, error) {
	data, _, err := s.keys.Open(sealed, place)
	return data, err
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
