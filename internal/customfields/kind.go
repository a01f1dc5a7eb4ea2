package customfields

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/models"
)

// kind is how the values of one type are read, compared and written.
type kind struct {
	// read takes a value as an operation carries it (a variable's, a literal's) and returns it in the type's own form. The error
	// is for people.
	read func(f *models.CustomField, v any) (string, error)
	// parse takes a value from text: a default, a rule.
	parse func(f *models.CustomField, text string) (string, error)
	// key returns a value as filters and sorting compare it: a text whose order is the values' own.
	key func(value string) string
	// json returns a value as JSON.
	json func(value string) string
	// measured tells that rules bound the length, not the value.
	measured bool
	// ruled tells that there can be bounds at all.
	ruled bool
	// patterned tells that there can be a pattern.
	patterned bool
	// sorted tells that records can be sorted by it.
	sorted bool
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

// Sortable tells whether records can be sorted by a field: lists and references have no order.
func Sortable(f *models.CustomField) bool { return !f.List && kinds[f.Type].sorted }

// JSON returns a value of a field as JSON.
func JSON(f *models.CustomField, value string) string { return kinds[f.Type].json(value) }

// fault is what is wrong with a value: a code and words for people.
type fault struct {
	code apperr.Code
	text string
}

func (f fault) Error() string { return f.text }

func invalid(format string, args ...any) error {
	return fault{apperr.CodeInvalid, fmt.Sprintf(format, args...)}
}

// note writes a fault down at a place.
func note(f *apperr.Fields, at apperr.Path, err error) {
	var is fault
	if errors.As(err, &is) {
		f.Add(at, is.code, is.text)
		return
	}
	f.Add(at, apperr.CodeInvalid, err.Error())
}

// value reads one value and checks it against the field's rules.
func value(f *models.CustomField, v any) (string, error) {
	k := kinds[f.Type]
	read, err := k.read(f, v)
	if err != nil {
		return "", err
	}
	return read, obeys(f, read)
}

// obeys checks a value, in its own form, against the field's rules.
func obeys(f *models.CustomField, value string) error {
	k := kinds[f.Type]
	if k.measured {
		return measure(f, value)
	}
	if k.ruled {
		if f.RuleMin != nil && k.key(value) < k.key(*f.RuleMin) {
			return invalid("this is at least %s", *f.RuleMin)
		}
		if f.RuleMax != nil && k.key(value) > k.key(*f.RuleMax) {
			return invalid("this is at most %s", *f.RuleMax)
		}
	}
	if f.Type == models.FieldEnum && !hasOption(f, value) {
		return invalid("this is none of the options")
	}
	return nil
}

func measure(f *models.CustomField, value string) error {
	n := utf8.RuneCountInString(value)
	if f.RuleMin != nil && n < atoi(*f.RuleMin) {
		return fault{apperr.CodeTooShort, "this has at least " + *f.RuleMin + " characters"}
	}
	if f.RuleMax != nil && n > atoi(*f.RuleMax) {
		return fault{apperr.CodeTooLong, "this has at most " + *f.RuleMax + " characters"}
	}
	if f.RulePattern != nil {
		pattern, err := compile(*f.RulePattern)
		if err == nil && !pattern.MatchString(value) {
			return invalid("this does not match the pattern %s", *f.RulePattern)
		}
	}
	return nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // a rule was checked when it was made
	return n
}
