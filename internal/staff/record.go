package staff

import (
	"context"
	"fmt"

	"gorm.io/gorm"

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

// failedLogin records that a caller failed to log in as a member, and returns refused. If there is no such member, it
// stores the same event and deletes it again, so that the time does not reveal whether there is one. The throttle must
// have counted the log-in, since it limits the number of these events. A caller who disconnects cannot prevent one.
func (s *Service) failedLogin(ctx context.Context, caller auth.Caller, m *models.StaffMember, refused error) error {
	failed := ofMember(m, models.StaffMemberLoginFailed, nil)
	if failed.SubjectID == "" {
		failed.SubjectID = models.NewID(models.MemberID)
	}
	err := s.db.InTx(context.WithoutCancel(ctx), func(tx *gorm.DB) error {
		e, err := events.RecordOne(tx, caller, models.At(s.o.Now()), failed)
		if err != nil {
			return err
		}
		return tx.Where("id = ? AND NOT EXISTS (SELECT 1 FROM staff_members m WHERE m.id = ?)", e.ID, e.SubjectID).
			Delete(&models.Event{}).Error
	})
	if err != nil {
		return fmt.Errorf("record a failed log-in: %w", err)
	}
	return refused
}
