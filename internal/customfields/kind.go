package customfields

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/models"
)

// kind describes how values of one type are parsed, compared and written.
type kind struct {
	// read converts a GraphQL input value to its stored form. The error is shown to users.
	read func(f *models.CustomField, v any) (string, error)
	// parse converts a text, such as a default value or a bound, to its stored form.
	parse func(f *models.CustomField, text string) (string, error)
	// key returns the sort key of a value, by which filters and sorting compare it.
	key func(value string) string
	// json returns a value as JSON.
	json func(value string) string
	// lengthRules is set if the bounds apply to the length rather than the value.
	lengthRules bool
	// bounds is set if there can be a minimum and a maximum.
	bounds bool
	// pattern is set if there can be a pattern.
	pattern bool
	// sortable is set if records can be sorted by it.
	sortable bool
}

var kinds = map[models.CustomFieldType]kind{
	models.FieldString:    stringKind,
	models.FieldText:      textKind,
	models.FieldInteger:   integerKind,
	models.FieldDecimal:   decimalKind,
	models.FieldBoolean:   booleanKind,
	models.FieldDate:      dateKind,
	models.FieldDateTime:  dateTimeKind,
	models.FieldEmail:     emailKind,
	models.FieldURL:       urlKind,
	models.FieldEnum:      enumKind,
	models.FieldReference: referenceKind,
}

// Sortable reports whether records can be sorted by a field. Lists and references cannot.
func Sortable(f *models.CustomField) bool { return !f.List && kinds[f.Type].sortable }

// Shadowed reports whether the key of a field is the name of another member of the object with the custom fields: a key
// that was allowed when the field was defined. The field can then be read only as JSON.
func Shadowed(f *models.CustomField) bool { return f.Key == "id" }

// JSON returns a value of a field as JSON.
func JSON(f *models.CustomField, value string) string { return kinds[f.Type].json(value) }

// valueError is an error in a value, with a message for users.
type valueError struct {
	code    apperr.Code
	message string
}

func (e valueError) Error() string { return e.message }

func invalid(format string, args ...any) error {
	return valueError{apperr.CodeInvalid, fmt.Sprintf(format, args...)}
}

// addError adds err to f at a path.
func addError(f *apperr.Fields, at apperr.Path, err error) {
	var ve valueError
	if errors.As(err, &ve) {
		f.Add(at, ve.code, ve.message)
		return
	}
	f.Add(at, apperr.CodeInvalid, err.Error())
}

// value reads a value and validates it against the field's rules.
func value(f *models.CustomField, v any) (string, error) {
	var read string
	var err error
	if text, ok := v.(Text); ok {
		read, err = text.parse(f)
	} else {
		read, err = kinds[f.Type].read(f, v)
	}
	if err != nil {
		return "", err
	}
	return read, checkValue(f, read)
}

// checkValue validates a value in its stored form against the field's rules.
func checkValue(f *models.CustomField, value string) error {
	k := kinds[f.Type]
	if k.lengthRules {
		return measure(f, value)
	}
	if k.bounds {
		if f.RuleMin != nil && k.key(value) < k.key(*f.RuleMin) {
			return invalid("Must be at least %s", *f.RuleMin)
		}
		if f.RuleMax != nil && k.key(value) > k.key(*f.RuleMax) {
			return invalid("Must be at most %s", *f.RuleMax)
		}
	}
	if f.Type == models.FieldEnum && !hasOption(f, value) {
		return invalid("Must be one of the options")
	}
	return nil
}

func measure(f *models.CustomField, value string) error {
	n := utf8.RuneCountInString(value)
	if f.RuleMin != nil && n < atoi(*f.RuleMin) {
		return valueError{apperr.CodeTooShort, "Must have at least " + *f.RuleMin + " characters"}
	}
	if f.RuleMax != nil && n > atoi(*f.RuleMax) {
		return valueError{apperr.CodeTooLong, "Must have at most " + *f.RuleMax + " characters"}
	}
	if f.RulePattern != nil {
		pattern, err := compile(*f.RulePattern)
		if err == nil && !pattern.MatchString(value) {
			return invalid("Must match the pattern %s", *f.RulePattern)
		}
	}
	return nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // rules are validated when they are set
	return n
}
