package staff

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// memberChanges returns the changes of a member, to record them.
func memberChanges(before, after *models.StaffMember) events.Changes {
	var c events.Changes
	c.String("email", before.Email, after.Email)
	c.String("name", before.Name, after.Name)
	c.String("role", string(before.Role), string(after.Role))
	return c
}

// keyChanges returns the values of a key, without its secret.
func keyChanges(k *models.APIKey) events.Changes {
	var c events.Changes
	c.String("name", "", k.Name)
	c.List("scopes", nil, k.ScopeNames)
	return c.Added()
}

// ofMember describes an event of a member as it is now.
func ofMember(m *models.StaffMember, what models.EventType, changes events.Changes) events.Entry {
	return events.Entry{Type: what, SubjectID: m.ID, Changes: changes, Version: m.Version}
}

// ofKey describes an event of a key.
func ofKey(k *models.APIKey, what models.EventType) events.Entry {
	return events.Entry{Type: what, SubjectID: k.ID, Changes: keyChanges(k)}
}

// record records events in the transaction of their change.
func (s *Service) record(tx *gorm.DB, caller auth.Caller, entries ...events.Entry) error {
	return events.Record(tx, caller, models.At(s.o.Now()), entries...)
}

// recordFailure records that a log-in of a member failed. For an email address without a member, it does the same work
// but stores nothing, so that the time does not reveal which it is; nor does it wait until the event is on disk.
func (s *Service) recordFailure(ctx context.Context, caller auth.Caller, m *models.StaffMember) error {
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := db.AsyncCommit(tx); err != nil || m.ID == "" {
			return err
		}
		return s.record(tx, caller, ofMember(m, models.StaffMemberLoginFailed, nil))
	})
	if err != nil {
		return fmt.Errorf("record a failed log-in: %w", err)
	}
	return nil
}
