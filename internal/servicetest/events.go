package servicetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"clientele/db"
	"clientele/models"
)

// LastEvent returns the number of the newest stored event, or 0 without one.
func LastEvent(t testing.TB, d *db.DB) int64 {
	t.Helper()
	var last int64
	err := d.Read(context.Background()).Model(&models.Event{}).Select("COALESCE(MAX(seq), 0)").Scan(&last).Error
	if err != nil {
		t.Fatal(err)
	}
	return last
}

// EventsSince describes the events that were stored after the one with the number since, oldest first and one a line,
// for comparing them with what a test expects. names contains pairs of an id and what replaces it.
func EventsSince(t testing.TB, d *db.DB, since int64, names ...string) []string {
	t.Helper()
	var rows []*models.Event
	if err := d.Read(context.Background()).Where("seq > ?", since).Order("seq").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = strings.NewReplacer(names...).Replace(eventLine(row))
	}
	return lines
}

// eventLine describes an event: its type, subject, customer and actor, and then the version, whether it is hidden, the
// text and the changes, where the event has them.
func eventLine(e *models.Event) string {
	parts := []string{fmt.Sprintf("%s of %s", e.Type, e.SubjectID)}
	if e.SubjectKind != e.Type.Subject() {
		parts[0] += " as " + string(e.SubjectKind)
	}
	if e.CustomerID == nil || *e.CustomerID != e.SubjectID {
		parts[0] += " in " + shown(e.CustomerID)
	}
	parts[0] += " by " + string(e.ActorKind)
	for _, s := range []*string{e.ActorID, e.ActorName} {
		if s != nil {
			parts[0] += " " + *s
		}
	}
	if e.Version != nil {
		parts = append(parts, fmt.Sprintf("version %d", *e.Version))
	}
	if e.Hidden {
		parts = append(parts, "hidden")
	}
	if e.Text != nil {
		parts = append(parts, "text "+shown(e.Text))
	}
	for _, change := range e.Changes() {
		line := change.Field
		if change.From != nil || change.To != nil {
			line += " " + shown(change.From) + " to " + shown(change.To)
		}
		parts = append(parts, line)
	}
	return strings.Join(parts, ", ")
}

func shown(s *string) string {
	if s == nil {
		return "none"
	}
	return "'" + *s + "'"
}
