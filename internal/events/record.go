// Package events records what happens to the shop's records. Each service calls Record in the transaction of a change,
// so that no change is without its events, and no event without its change. Customers' histories, the audit log,
// integrations that poll, and webhooks read the events.
package events

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/requestlog"
	"clientele/models"
)

// Entry describes an event to record.
type Entry struct {
	Type       models.EventType
	SubjectID  string
	CustomerID string // the customer whose history the event is part of; "" for none
	Changes    Changes
	Text       *string // a note, or the reason that the actor gave
	Version    int     // version of the subject after the event; 0 if it has none. Deletions are stored without it.
}

// Record stores events that a caller caused, in the transaction of the change and in the given order. Every change that
// a service makes for a caller must be recorded by it.
func Record(tx *gorm.DB, caller auth.Caller, at models.Time, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	_, err := record(tx, caller, at, entries...)
	return err
}

func record(tx *gorm.DB, caller auth.Caller, at models.Time, entries ...Entry) ([]*models.Event, error) {
	rows := make([]*models.Event, len(entries))
	for i, e := range entries {
		rows[i] = e.row(caller, at)
		if id := requestlog.RequestID(tx.Statement.Context); id != "" {
			rows[i].RequestID = &id
		}
	}
	if err := tx.Create(rows).Error; err != nil {
		return nil, fmt.Errorf("record events: %w", err)
	}
	return rows, nil
}

// ByCustomer returns the caller to record for a customer who proved their identity without being logged in, for example
// with an emailed token.
func ByCustomer(customerID string) auth.Caller {
	return auth.Caller{Kind: auth.Customer, CustomerID: customerID}
}

// ByMember returns the caller to record for a staff member who is not logged in yet.
func ByMember(m *models.StaffMember) auth.Caller {
	return auth.Caller{Kind: auth.Staff, KeyID: m.ID, KeyName: m.Name}
}

// System is the caller to record for changes that the program makes on its own.
var System = auth.Caller{KeyName: systemName}

const systemName = "system"

func (e Entry) row(caller auth.Caller, at models.Time) *models.Event {
	row := &models.Event{
		ID: models.NewID(models.EventID), Type: e.Type, At: at, SubjectKind: e.Type.Subject(), SubjectID: e.SubjectID,
		Text: e.Text, Hidden: e.hidden(),
	}
	if e.CustomerID != "" {
		row.CustomerID = &e.CustomerID
	}
	if e.Version != 0 && !e.Type.Deletes() {
		row.Version = &e.Version
	}
	row.ActorKind, row.ActorID, row.ActorName = ActorOf(caller)
	e.Changes.store(row)
	return row
}

// ActorOf returns how a caller is recorded: the kind, the id and the name, which are nil if the caller has none.
func ActorOf(caller auth.Caller) (kind models.EventActorKind, id, name *string) {
	switch {
	case caller.Kind == auth.Customer:
		return models.ByCustomer, &caller.CustomerID, nil
	case caller.Kind == auth.APIKey:
		return models.ByAPIKey, &caller.KeyID, &caller.KeyName
	case caller.Kind == auth.Staff && caller.KeyID == "":
		return models.ByCommandLine, nil, nil
	case caller.Kind == auth.Staff:
		return models.ByStaff, &caller.KeyID, &caller.KeyName
	case caller.KeyName == systemName:
		return models.BySystem, nil, nil
	}
	return models.ByGuest, nil, nil
}

// hiddenTypes are the types of events that customers never see.
var hiddenTypes = []models.EventType{
	models.CustomerDisabled, models.CustomerEnabled, models.CustomerNoteAdded, models.EventOrderNoteAdded,
}

// hidden reports whether the customer must not see the event: because of its type, or because it changed only fields
// that the customer cannot read.
func (e Entry) hidden() bool {
	if slices.Contains(hiddenTypes, e.Type) {
		return true
	}
	return len(e.Changes) > 0 && !slices.ContainsFunc(e.Changes, func(c Change) bool { return !c.Hidden })
}

// Batch collects the events of many records that are changed together, each with its own actor and time.
type Batch []*models.Event

// Add adds events that a caller caused.
func (b *Batch) Add(caller auth.Caller, at models.Time, entries ...Entry) {
	for _, e := range entries {
		*b = append(*b, e.row(caller, at))
	}
}

// Store stores the events in the transaction of the changes, with one statement.
func (b Batch) Store(tx *gorm.DB) error {
	if id := requestlog.RequestID(tx.Statement.Context); id != "" {
		for _, row := range b {
			row.RequestID = &id
		}
	}
	if err := db.InsertRows(tx, b); err != nil {
		return fmt.Errorf("record events: %w", err)
	}
	return nil
}

// RecordOne is Record for a single event, which it returns.
func RecordOne(tx *gorm.DB, caller auth.Caller, at models.Time, e Entry) (*models.Event, error) {
	rows, err := record(tx, caller, at, e)
	if err != nil {
		return nil, err
	}
	return rows[0], nil
}

// EraseAll is Erase for many customers, with one statement.
func EraseAll(tx *gorm.DB, d *db.DB, customerIDs []string) error {
	err := tx.Model(&models.Event{}).Where(d.In("customer_id", customerIDs)).
		Where("subject_kind <> ?", models.SubjectOrder).
		UpdateColumns(map[string]any{"before": nil, "after": nil, "text": nil}).Error
	if err != nil {
		return fmt.Errorf("erase the events of customers: %w", err)
	}
	return nil
}

// Move makes the events of a customer part of the history of another one. The IDs of their subjects stay.
func Move(tx *gorm.DB, from, to string) error {
	err := tx.Model(&models.Event{}).Where("customer_id = ?", from).UpdateColumn("customer_id", to).Error
	if err != nil {
		return fmt.Errorf("move the events of customer %s: %w", from, err)
	}
	return nil
}

// Erase deletes the values and texts of a customer's events, except those of its orders, which are part of the orders.
// The events remain, with the names of the fields that changed.
func Erase(tx *gorm.DB, customerID string) error {
	err := tx.Model(&models.Event{}).Where("customer_id = ? AND subject_kind <> ?", customerID, models.SubjectOrder).
		UpdateColumns(map[string]any{"before": nil, "after": nil, "text": nil}).Error
	if err != nil {
		return fmt.Errorf("erase the events of customer %s: %w", customerID, err)
	}
	return nil
}
