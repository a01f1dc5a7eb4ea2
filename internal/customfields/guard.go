package customfields

import (
	"context"
	"slices"

	"clientele/internal/auth"
	"clientele/models"
)

// Unique tells whether a change writes a value that no other record may hold.
func (c *Change) Unique() bool {
	return c != nil && slices.ContainsFunc(c.rows, func(row *models.CustomFieldValue) bool { return row.UniqueKey != nil })
}

// Guard runs do, which stores changes by StoreIn in a transaction of its own. Where a change writes a value that must
// be unique, the answers that another record holds it are counted, so that nobody can find out what others have by
// trying values: see throttle.Throttle.Guard. Every path on which customers and visitors write custom fields goes
// through here. A conflict that only the database has noticed becomes such an answer: see Change.Conflict.
func (s *Service) Guard(ctx context.Context, caller auth.Caller, do func() error, changes ...*Change) error {
	if !slices.ContainsFunc(changes, (*Change).Unique) {
		return do()
	}
	return s.throttle.Guard(ctx, caller, func() error {
		err := do()
		for _, c := range changes {
			err = c.Conflict(err)
		}
		return err
	})
}
