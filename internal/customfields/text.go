package customfields

import (
	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// maxText is the longest text of several lines, in characters.
const maxText = 10_000

// textKind is TEXT: a text of several lines.
var textKind = kind{
	read:     readText,
	parse:    func(f *models.CustomField, text string) (string, error) { return readText(f, text) },
	key:      fold.Text,
	json:     quoted,
	measured: true, ruled: true, patterned: true, sorted: true,
}

func readText(_ *models.CustomField, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("this is no text")
	}
	return checked(s, func(f *apperr.Fields, s string) string { return *input.Text(f, nil, &s, maxText) })
}
