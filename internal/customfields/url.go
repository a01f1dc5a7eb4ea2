package customfields

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/normalize"
	"clientele/models"
)

// maxURL is the maximum length of a URL in characters.
const maxURL = 2000

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
	fits := normalize.Fits(text, maxURL)
	if text = normalize.Trim(text); text == "" {
		return "", nil
	}
	if !fits || utf8.RuneCountInString(text) > maxURL {
		return "", valueError{apperr.CodeTooLong, "Must have at most 2000 characters"}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.ContainsAny(text, " \t\n\r<>\"'`\\") {
		return "", invalid("Must be a web address, such as https://shop.example/about")
	}
	return text, nil
}
