package customfields

import (
	"slices"

	"clientele/models"
)

// enumKind is ENUM: one of the field's options, sorted by value.
var enumKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", invalid("Must be one of the options")
		}
		return parseEnum(f, s)
	},
	parse:    parseEnum,
	key:      func(value string) string { return value },
	json:     quoted,
	sortable: true,
}

func hasOption(f *models.CustomField, value string) bool {
	return slices.ContainsFunc(f.Choices, func(o models.CustomFieldOption) bool { return o.Value == value })
}

func parseEnum(f *models.CustomField, text string) (string, error) {
	if !hasOption(f, text) {
		return "", invalid("Must be one of the options")
	}
	return text, nil
}
