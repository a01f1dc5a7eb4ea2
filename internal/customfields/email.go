package customfields

import (
	"clientele/internal/input"
	"clientele/models"
)

// emailKind is EMAIL: an email address, compared in the same way as at login.
var emailKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", invalid("Must be a valid email address")
		}
		return parseEmail(f, s)
	},
	parse:       parseEmail,
	key:         emailKey,
	json:        quoted,
	lengthRules: true, bounds: true, sortable: true,
}

func emailKey(value string) string {
	if value == "" {
		return ""
	}
	return input.EmailKey(value)
}

func parseEmail(_ *models.CustomField, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	address, ok := input.ParseEmail(text)
	if !ok {
		return "", invalid("Must be a valid email address")
	}
	return address.Shown, nil
}
