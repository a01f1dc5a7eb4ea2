package privacy

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/internal/lists"
	"clientele/internal/personhash"
	"clientele/models"
)

// ErasureList is a list of erasures, kept beside backups, and the key with which people are found in it. It contains no
// personal data, but somebody with the key can find out whether a person they know was erased.
type ErasureList struct {
	key  personhash.Key
	last map[string]listedErasure // the last erasure, by hash
}

// listedErasure is a line of a list, in the order of its members.
type listedErasure struct {
	Kind   models.ErasureKind `json:"kind"`
	Hash   string             `json:"hash"`
	At     time.Time          `json:"at"`
	Reason *string            `json:"reason,omitempty"`
}

// listHeader is the first line of a list.
type listHeader struct {
	PersonKey string `json:"personKey"`
}

// maxListLine is the maximum length of a line of a list in bytes. A reason has at most 500 characters.
const maxListLine = 16 << 10

// ListErasures writes all erasures, oldest first: a line with the key of the hashes, and then a line for each erasure,
// each with a JSON object.
func (s *Service) ListErasures(ctx context.Context, w io.Writer) error {
	key, err := personhash.Read(s.db.Primary(ctx))
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	if err := out.Encode(listHeader{key.Secret()}); err != nil {
		return err
	}
	return s.eachErasure(ctx, func(e listedErasure) error { return out.Encode(e) })
}

// eachErasure calls f with each stored erasure, oldest first.
func (s *Service) eachErasure(ctx context.Context, f func(listedErasure) error) error {
	query := func(ctx context.Context) *gorm.DB { return s.db.Primary(ctx).Model(&models.Erasure{}) }
	at := func(e *models.Erasure) (models.Time, string) { return e.At, e.ID }
	return lists.Each(ctx, query, "erasures", "at", at, func(rows []*models.Erasure) error {
		for _, row := range rows {
			if err := f(listedErasure{row.Kind, row.Hash, row.At.UTC(), row.Reason}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReadErasures reads a list that ListErasures wrote. The error says which line is not valid.
func ReadErasures(r io.Reader) (*ErasureList, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxListLine)
	var list *ErasureList
	n := 0
	for lines.Scan() {
		n++
		if list == nil {
			var h listHeader
			if err := json.Unmarshal(lines.Bytes(), &h); err != nil || h.PersonKey == "" {
				return nil, errors.New(`the first line must be an object with "personKey", as "erasures list" writes it`)
			}
			list = newErasureList(personhash.NewKey(h.PersonKey))
			continue
		}
		var e listedErasure
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil || !e.valid() {
			return nil, fmt.Errorf("line %d is not an erasure", n)
		}
		list.add(e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if list == nil {
		return nil, errors.New("the list is empty")
	}
	return list, nil
}

// valid reports whether a line of a list has all that is needed to repeat the erasure. IDs have no time before 1970, so
// that everybody would seem to have existed before such an erasure.
func (e listedErasure) valid() bool {
	hash, err := hex.DecodeString(e.Hash)
	return err == nil && len(hash) == 32 && e.At.Unix() > 0 &&
		(e.Kind == models.ErasedCustomer || e.Kind == models.ErasedEmail)
}

func newErasureList(key personhash.Key) *ErasureList {
	return &ErasureList{key: key, last: map[string]listedErasure{}}
}

func (l *ErasureList) add(e listedErasure) {
	e.Hash = strings.ToLower(e.Hash)
	if e.At.After(l.last[e.Hash].At) {
		l.last[e.Hash] = e
	}
}

// ofCustomer returns the erasure of the customer with an id, or one without a time.
func (l *ErasureList) ofCustomer(id string) listedErasure { return l.last[l.key.Customer(id)] }

// ofEmail returns the last erasure of the person with a normalized email address, or one without a time.
func (l *ErasureList) ofEmail(emailKey string) listedErasure { return l.last[l.key.Email(emailKey)] }
