package models

import (
	"encoding/json"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// FormError says that a value has not the form of its scalar. Its text is for the caller.
type FormError string

func (e FormError) Error() string { return string(e) }

// Decimal is an exact decimal number in its written form; the GraphQL scalar of the same name.
type Decimal string

// maxDecimal is the longest Decimal in bytes: a sign, a point and 18 digits on either side of it.
const maxDecimal = 38

var decimalForm = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,18})?$`)

// MarshalGQL writes the scalar Decimal.
func (d Decimal) MarshalGQL(w io.Writer) { quote(w, string(d)) }

// UnmarshalGQL reads the scalar Decimal from a string or a whole number. Numbers with a decimal point are refused, since
// they may have passed through a float on their way.
func (d *Decimal) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		switch n := v.(type) {
		case int64:
			s = strconv.FormatInt(n, 10)
		case int:
			s = strconv.Itoa(n)
		case json.Number:
			s = n.String()
			if strings.ContainsAny(s, ".eE") {
				s = ""
			}
		}
	}
	if len(s) > maxDecimal || !decimalForm.MatchString(s) {
		return FormError(`a Decimal is a string such as "12.50", with at most 18 digits on either side of the point`)
	}
	*d = Decimal(s)
	return nil
}

// CountryCode is a country as ISO 3166-1 alpha-2, or AC, TA or XK; the GraphQL scalar of the same name. Whether there is such a country is
// for the address book to say.
type CountryCode string

// MarshalGQL writes the scalar CountryCode.
func (c CountryCode) MarshalGQL(w io.Writer) { quote(w, string(c)) }

// UnmarshalGQL reads the scalar CountryCode.
func (c *CountryCode) UnmarshalGQL(v any) error {
	return code((*string)(c), v, "CountryCode", "IE")
}

// CurrencyCode is a currency as ISO 4217; the GraphQL scalar of the same name.
type CurrencyCode string

// MarshalGQL writes the scalar CurrencyCode.
func (c CurrencyCode) MarshalGQL(w io.Writer) { quote(w, string(c)) }

// UnmarshalGQL reads the scalar CurrencyCode.
func (c *CurrencyCode) UnmarshalGQL(v any) error {
	return code((*string)(c), v, "CurrencyCode", "EUR")
}

func code(to *string, v any, scalar, example string) error {
	s, ok := v.(string)
	if !ok || len(s) > 64 {
		return FormError("a " + scalar + " is a string such as " + strconv.Quote(example))
	}
	*to = strings.ToUpper(strings.TrimSpace(s))
	return nil
}

func quote(w io.Writer, s string) {
	b, _ := json.Marshal(s) // a string always marshals
	_, _ = w.Write(b)
}
