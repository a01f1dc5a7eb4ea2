package customfields

import (
	"encoding/json"
	"regexp"
	"regexp/syntax"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// maxString is the maximum length of a STRING in characters.
const maxString = 255

// stringKind is STRING: a single line of text.
var stringKind = kind{
	read:        readString,
	parse:       func(f *models.CustomField, text string) (string, error) { return readString(f, text) },
	key:         fold.Text,
	json:        quoted,
	lengthRules: true, bounds: true, pattern: true, sortable: true,
}

// checkText applies a rule of package input and returns its error.
func checkText(s string, rule func(*apperr.Fields, string) string) (string, error) {
	var f apperr.Fields
	s = rule(&f, s)
	if e, ok := apperr.As(f.Err()); ok {
		return "", valueError{e.Fields[0].Code, e.Fields[0].Message}
	}
	return s, nil
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string always marshals
	return string(b)
}

// compile returns a pattern (RE2) that must match the whole value.
func compile(pattern string) (*regexp.Regexp, error) {
	r, err := regexp.Compile(`^(?:` + pattern + `)$`)
	if err != nil {
		return nil, invalid("Must be a regular expression (RE2)")
	}
	return r, nil
}

// maxSteps limits the size of a compiled pattern, since matching takes time proportional to it.
const maxSteps = 1000

// checkPattern validates a new pattern and limits its size. Stored patterns are only compiled.
func checkPattern(pattern string) error {
	if _, err := compile(pattern); err != nil {
		return err
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return err
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return err
	}
	if len(program.Inst) > maxSteps {
		return invalid("The pattern is too complex. Use fewer or smaller repetitions, and min and max for the length.")
	}
	return nil
}

func readString(_ *models.CustomField, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("Must be a string")
	}
	return checkText(s, func(f *apperr.Fields, s string) string { return input.Line(f, nil, s, maxString) })
}
