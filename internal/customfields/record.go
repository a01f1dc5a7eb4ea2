package customfields

import (
	"encoding/json"
	"strconv"

	"clientele/internal/events"
	"clientele/models"
)

// changesOf returns the changes of the members of a definition that can be updated, to decide whether to store them and
// to record them.
func changesOf(before, after *models.CustomField) events.Changes {
	var c events.Changes
	c.String("label", before.Label, after.Label)
	c.Text("description", before.Description, after.Description)
	c.Bool("required", before.Required, after.Required)
	c.Bool("unique", before.Unique, after.Unique)
	c.Bool("personal", before.Personal, after.Personal)
	c.String("options", optionsText(before), optionsText(after))
	c.Text("rules.min", before.RuleMin, after.RuleMin)
	c.Text("rules.max", before.RuleMax, after.RuleMax)
	c.Text("rules.pattern", before.RulePattern, after.RulePattern)
	c.Text("default", before.Default, after.Default)
	c.String("access", string(before.Access), string(after.Access))
	c.String("position", strconv.Itoa(before.Position), strconv.Itoa(after.Position))
	c.Text("deprecationReason", before.DeprecationReason, after.DeprecationReason)
	return c
}

// createdValues returns the values of a new definition.
func createdValues(f *models.CustomField) events.Changes {
	var c events.Changes
	c.String("owner", "", string(f.Owner))
	c.String("key", "", f.Key)
	c.String("type", "", string(f.Type))
	c.Bool("list", false, f.List)
	if f.ReferenceTo != nil {
		c.String("referenceTo", "", string(*f.ReferenceTo))
	}
	return append(c, changesOf(&models.CustomField{}, f)...).Added()
}

// optionsText returns the options of a field as a JSON array, with the names of the API.
func optionsText(f *models.CustomField) string {
	type option struct {
		Value string `json:"value"`
		Label string `json:"label"`
	}
	options := make([]option, len(f.Choices))
	for i, o := range f.Choices {
		options[i] = option(o)
	}
	b, err := json.Marshal(options)
	if err != nil { // strings can always be encoded
		panic(err)
	}
	return string(b)
}

// entry describes an event of a definition as it is now.
func entry(f *models.CustomField, what models.EventType, changes events.Changes) events.Entry {
	return events.Entry{Type: what, SubjectID: f.ID, Changes: changes, Version: f.Version}
}

// changed describes the change of a definition by a method of Service. It returns false if nothing has changed.
func changed(before, after *models.CustomField) (events.Entry, bool) {
	switch was, is := before.ArchivedAt != nil, after.ArchivedAt != nil; {
	case is && !was:
		return entry(after, models.CustomFieldArchived, nil), true
	case was && !is:
		return entry(after, models.CustomFieldRestored, nil), true
	}
	changes := changesOf(before, after)
	return entry(after, models.CustomFieldUpdated, changes), len(changes) > 0
}
