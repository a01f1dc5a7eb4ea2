package customfields

import (
	"strings"

	"clientele/models"
)

// decimalDigits is the maximum number of digits on either side of the decimal point.
const decimalDigits = 18

// decimalKind is DECIMAL: an exact decimal number, a string in JSON.
var decimalKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		var d models.Decimal
		if err := d.UnmarshalGQL(v); err != nil {
			return "", err
		}
		return parseDecimal(f, string(d))
	},
	parse:  parseDecimal,
	key:    numberKey,
	json:   quoted,
	bounds: true, sortable: true,
}

// plainNumber returns a number without redundant zeros: -00.50 becomes -0.5, and -0 becomes 0.
func plainNumber(s string) string {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	out := whole
	if fraction != "" {
		out += "." + fraction
	}
	if negative && out != "0" {
		out = "-" + out
	}
	return out
}

// numberKey returns a text that sorts like the number: a sign and all digits. The digits of a negative number are
// complemented, so that the larger absolute value sorts first.
func numberKey(value string) string {
	value = plainNumber(value)
	digits, negative := strings.CutPrefix(value, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	key := []byte(
		strings.Repeat("0", max(0, decimalDigits-len(whole))) + whole + fraction +
			strings.Repeat("0", max(0, decimalDigits-len(fraction))),
	)
	if !negative {
		return "1" + string(key)
	}
	for i, d := range key {
		key[i] = '9' - (d - '0')
	}
	return "0" + string(key)
}

func parseDecimal(_ *models.CustomField, text string) (string, error) {
	var d models.Decimal
	if err := d.UnmarshalGQL(text); err != nil {
		return "", err
	}
	return plainNumber(string(d)), nil
}
