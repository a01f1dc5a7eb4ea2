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

// maxURL is the longest address of a page, in characters.
const maxURL = 2000

// urlKind is URL: the address of a page, http or https, so that showing it as a link is safe (RFC 3986).
var urlKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", invalid("this is no web address, such as https://shop.example/about")
		}
		return parseURL(f, s)
	},
	parse:    parseURL,
	key:      fold.Text,
	json:     quoted,
	measured: true, ruled: true, sorted: true,
}

func parseURL(_ *models.CustomField, text string) (string, error) {
	fits := normalize.Fits(text, maxURL)
	if text = normalize.Trim(text); text == "" {
		return "", nil
	}
	if !fits || utf8.RuneCountInString(text) > maxURL {
		return "", fault{apperr.CodeTooLong, "this is longer than 2000 characters"}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(text, " \t\n\r<>\"'`\\") {
		return "", invalid("this is no web address, such as https://shop.example/about")
	}
	return text, nil
}
