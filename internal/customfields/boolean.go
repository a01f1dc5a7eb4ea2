package customfields

import "clientele/models"

// booleanKind is BOOLEAN. false sorts before true.
var booleanKind = kind{
	read: func(_ *models.CustomField, v any) (string, error) {
		switch v {
		case true:
			return "true", nil
		case false:
			return "false", nil
		}
		return "", invalid("Must be true or false")
	},
	parse: func(_ *models.CustomField, text string) (string, error) {
		if text != "true" && text != "false" {
			return "", invalid("Must be true or false")
		}
		return text, nil
	},
	key:      func(value string) string { return value },
	json:     func(value string) string { return value },
	sortable: true,
}
