package customfields

import (
	"encoding/json"
	"fmt"
	"regexp"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// maxString is the longest text of one line, in characters.
const maxString = 255

// stringKind is STRING: a text of one line.
var stringKind = kind{
	read:     readString,
	parse:    func(f *models.CustomField, text string) (string, error) { return readString(f, text) },
	key:      fold.Text,
	json:     quoted,
	measured: true, ruled: true, patterned: true, sorted: true,
}

// checked applies one of input's rules, whose fault becomes the error.
func checked(s string, rule func(*apperr.Fields, string) string) (string, error) {
	var f apperr.Fields
	s = rule(&f, s)
	if e, ok := apperr.As(f.Err()); ok {
		return "", fault{e.Fields[0].Code, e.Fields[0].Message}
	}
	return s, nil
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string always marshals
	return string(b)
}

// compile returns a pattern that the whole value matches (RE2).
func compile(pattern string) (*regexp.Regexp, error) {
	r, err := regexp.Compile(`^(?:` + pattern + `)$`)
	if err != nil {
		return nil, fmt.Errorf("this is no regular expression (RE2)")
	}
	return r, nil
}

func readString(_ *models.CustomField, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("this is no text")
	}
	return checked(s, func(f *apperr.Fields, s string) string { return input.Line(f, nil, s, maxString) })
}
