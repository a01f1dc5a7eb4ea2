package customfields

import (
	"strings"

	"clientele/models"
)

// decimalDigits is how many digits a decimal number has at most on either side of its point.
const decimalDigits = 18

// decimalKind is DECIMAL: an exact decimal number, as text outside.
var decimalKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		var d models.Decimal
		if err := d.UnmarshalGQL(v); err != nil {
			return "", err
		}
		return parseDecimal(f, string(d))
	},
	parse: parseDecimal,
	key:   numberKey,
	json:  quoted,
	ruled: true, sorted: true,
}

// plainNumber is a number without zeros that say nothing: -00.50 is -0.5, and -0 is 0.
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

// numberKey is a number as a text whose order is the numbers': a sign, and all digits of both sides. Of negative numbers each
// digit is its complement, so that the larger amount comes first.
func numberKey(value string) string {
	value = plainNumber(value)
	digits, negative := strings.CutPrefix(value, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	key := []byte(strings.Repeat("0", max(0, decimalDigits-len(whole))) + whole + fraction + strings.Repeat("0", max(0, decimalDigits-len(fraction))))
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
