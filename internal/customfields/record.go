package customfields

import (
	"strconv"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// definitionChanges returns the changes of a field's definition, to record them. Archiving is an event of its own.
func definitionChanges(before, after *models.CustomField) events.Changes {
	var c events.Changes
	c.String("owner", string(before.Owner), string(after.Owner))
	c.String("key", before.Key, after.Key)
	c.String("type", string(before.Type), string(after.Type))
	c.Bool("list", before.List, after.List)
	c.String("label", before.Label, after.Label)
	c.Text("description", before.Description, after.Description)
	c.Bool("required", before.Required, after.Required)
	c.Bool("unique", before.Unique, after.Unique)
	c.List("options", optionTexts(before), optionTexts(after))
	c.Text("referenceTo", (*string)(before.ReferenceTo), (*string)(after.ReferenceTo))
	c.Text("rules.min", before.RuleMin, after.RuleMin)
	c.Text("rules.max", before.RuleMax, after.RuleMax)
	c.Text("rules.pattern", before.RulePattern, after.RulePattern)
	c.Text("default", before.Default, after.Default)
	c.String("access", string(before.Access), string(after.Access))
	c.String("position", strconv.Itoa(before.Position), strconv.Itoa(after.Position))
	c.Text("deprecationReason", before.DeprecationReason, after.DeprecationReason)
	return c
}

func optionTexts(f *models.CustomField) []string {
	texts := make([]string, len(f.Choices))
	for i, o := range f.Choices {
		texts[i] = o.Value + ": " + o.Label
	}
	return texts
}

// record records an event of a field in the transaction of its change.
func (s *Service) record(
	tx *gorm.DB, caller auth.Caller, f *models.CustomField, what models.EventType, changes events.Changes,
) error {
	return events.Record(tx, caller, models.At(s.now()), events.Entry{
		Type: what, SubjectID: f.ID, Changes: changes, Version: f.Version,
	})
}

// recordChange records that a field was changed, archived or restored.
func (s *Service) recordChange(tx *gorm.DB, caller auth.Caller, before, after *models.CustomField) error {
	what := models.CustomFieldUpdated
	switch {
	case before.ArchivedAt == nil && after.ArchivedAt != nil:
		what = models.CustomFieldArchived
	case before.ArchivedAt != nil && after.ArchivedAt == nil:
		what = models.CustomFieldRestored
	}
	return s.record(tx, caller, after, what, definitionChanges(before, after))
}

// recordOrder records that the fields of an owner were sorted. The owner is the subject of the event.
func (s *Service) recordOrder(
	tx *gorm.DB, caller auth.Caller, owner models.CustomFieldOwner, before, after []*models.CustomField,
) error {
	var c events.Changes
	c.List("order", keys(before), keys(after))
	return events.Record(tx, caller, models.At(s.now()), events.Entry{
		Type: models.CustomFieldReordered, SubjectID: string(owner), Changes: c,
	})
}

func keys(fields []*models.CustomField) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Key
	}
	return list
}
