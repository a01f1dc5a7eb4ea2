package customfields

import (
	"time"

	"clientele/models"
)

// dateKind is DATE: a calendar date without a time zone (RFC 3339, full-date).
var dateKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", invalid("Must be a date, such as 2026-03-01")
		}
		return parseDate(f, s)
	},
	parse:  parseDate,
	key:    func(value string) string { return value },
	json:   quoted,
	bounds: true, sortable: true,
}

func parseDate(_ *models.CustomField, text string) (string, error) {
	if len(text) > len(time.DateOnly) {
		text = ""
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 {
		return "", invalid("Must be a date, such as 2026-03-01")
	}
	return day.Format(time.DateOnly), nil
}
