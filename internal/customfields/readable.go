package customfields

import (
	"context"

	"clientele/models"
)

// ReadableByCustomers returns a function that reports whether customers can now read the custom field of an owner that
// had a key at a time. They can't if it is archived, even if a later field has the same key.
func (s *Service) ReadableByCustomers(
	ctx context.Context,
) (func(models.CustomFieldOwner, string, models.Time) bool, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	return set.readableByCustomers, nil
}

func (s *Set) readableByCustomers(owner models.CustomFieldOwner, key string, at models.Time) bool {
	f := s.Field(owner, key)
	if f == nil || !Visible(f, false) || at.Before(f.CreatedAt.Time) {
		return false
	}
	for _, other := range s.archived[owner] {
		if other.Key == key && !at.Before(other.CreatedAt.Time) && !at.After(other.ArchivedAt.Time) {
			return false
		}
	}
	return true
}
