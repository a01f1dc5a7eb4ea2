package customfields

import (
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/internal/normalize"
	"clientele/models"
)

// urlKind is URL: an http or https URL (RFC 3986), which is safe to show as a link.
var urlKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", invalid("Must be a web address, such as https://shop.example/about")
		}
		return parseURL(f, s)
	},
	parse:       parseURL,
	key:         fold.Text,
	json:        quoted,
	lengthRules: true, bounds: true, sortable: true,
}

func parseURL(_ *models.CustomField, text string) (string, error) {
	fits := normalize.Fits(text, input.MaxURL)
	if text = normalize.Trim(text); text == "" {
		return "", nil
	}
	if !fits || utf8.RuneCountInString(text) > input.MaxURL {
		return "", valueError{apperr.CodeTooLong, "Must have at most 2000 characters"}
	}
	if !input.WebAddress(text, "http", "https") {
		return "", invalid("Must be a web address, such as https://shop.example/about")
	}
	return text, nil
}
