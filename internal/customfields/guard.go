package customfields

import (
	"context"
	"slices"

	"clientele/internal/auth"
	"clientele/models"
)

// Unique reports whether a change contains a value that must be unique.
func (c *Change) Unique() bool {
	return c != nil && slices.ContainsFunc(c.rows, func(row *models.CustomFieldValue) bool {
		return row.UniqueKey != nil
	})
}

// Guard calls do, which stores changes with StoreIn in its own transaction. If a change contains a unique value, Guard
// counts the errors that another record has it, so that nobody can discover the values of others by trying: see
// throttle.Throttle.Guard. All writes of custom fields by customers and guests use it. It also
// converts violations of the unique index to user errors: see Change.Conflict.
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
