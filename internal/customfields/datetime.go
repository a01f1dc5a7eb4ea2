package customfields

import (
	"time"

	"clientele/models"
)

// dateTimeKind is DATETIME: a date and time in UTC with microseconds (RFC 3339).
var dateTimeKind = kind{
	read:  readDateTime,
	parse: func(f *models.CustomField, text string) (string, error) { return readDateTime(f, text) },
	key:   func(value string) string { return value },
	json: func(value string) string {
		t, err := time.Parse(time.RFC3339Nano, value)
		if err != nil { // cannot happen for a validated value
			return quoted(value)
		}
		return quoted(t.Format(time.RFC3339Nano))
	},
	bounds: true, sortable: true,
}

func readDateTime(_ *models.CustomField, v any) (string, error) {
	var t models.Time
	if err := t.UnmarshalGQL(v); err != nil {
		return "", err
	}
	return t.Stored(), nil
}
