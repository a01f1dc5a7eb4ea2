package customfields

import (
	"encoding/json"
	"fmt"
	"regexp"
	"regexp/syntax"

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

// maxSteps limits a pattern: with how many of its parts a character of a value is compared at most, with repetitions expanded.
const maxSteps = 1000

// checkPattern checks a new pattern, which may not make matching a value slow. Patterns that are stored are only compiled.
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
		return fmt.Errorf("this pattern is too complex: use fewer or smaller repetitions, and min and max for the length")
	}
	return nil
}

func readString(_ *models.CustomField, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("this is no text")
	}
	return checked(s, func(f *apperr.Fields, s string) string { return input.Line(f, nil, s, maxString) })
}
