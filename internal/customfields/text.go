package customfields

import (
	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// maxText is the maximum length of a TEXT in characters.
const maxText = 10_000

// textKind is TEXT: text with line breaks.
var textKind = kind{
	read:        readText,
	parse:       func(f *models.CustomField, text string) (string, error) { return readText(f, text) },
	key:         fold.Text,
	json:        quoted,
	lengthRules: true, bounds: true, pattern: true, sortable: true,
}

func readText(_ *models.CustomField, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("Must be a string")
	}
	return checkText(s, func(f *apperr.Fields, s string) string { return *input.Text(f, nil, &s, maxText) })
}
