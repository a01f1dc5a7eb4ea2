package models

import (
	"encoding/json"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// FormError is the error of an invalid input value. The message is shown to the caller.
type FormError string

func (e FormError) Error() string { return string(e) }

// Decimal is the text of an exact decimal number. It is the GraphQL scalar Decimal.
type Decimal string

// maxDecimal is the maximum length of a Decimal in bytes: a sign, a point and 18 digits on each side.
const maxDecimal = 38

var decimalForm = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,18})?$`)

// MarshalGQL implements graphql.Marshaler.
func (d Decimal) MarshalGQL(w io.Writer) { quote(w, string(d)) }

// UnmarshalGQL implements graphql.Unmarshaler. It accepts strings and integers. Numbers with a decimal point are
// rejected, since they may have lost precision as floats.
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
		return FormError(`Must be a Decimal, such as "12.50", with at most 18 digits on each side of the point`)
	}
	*d = Decimal(s)
	return nil
}

// CountryCode is an ISO 3166-1 alpha-2 country code, or AC, TA or XK. It is the GraphQL scalar CountryCode. Package
// addressbook checks that the country exists.
type CountryCode string

// MarshalGQL implements graphql.Marshaler.
func (c CountryCode) MarshalGQL(w io.Writer) { quote(w, string(c)) }

// UnmarshalGQL implements graphql.Unmarshaler.
func (c *CountryCode) UnmarshalGQL(v any) error {
	return code((*string)(c), v, "CountryCode", "IE")
}

// CurrencyCode is an ISO 4217 currency code. It is the GraphQL scalar CurrencyCode.
type CurrencyCode string

// MarshalGQL implements graphql.Marshaler.
func (c CurrencyCode) MarshalGQL(w io.Writer) { quote(w, string(c)) }

// UnmarshalGQL implements graphql.Unmarshaler.
func (c *CurrencyCode) UnmarshalGQL(v any) error {
	return code((*string)(c), v, "CurrencyCode", "EUR")
}

func code(to *string, v any, scalar, example string) error {
	s, ok := v.(string)
	if !ok || len(s) > 64 {
		return FormError("Must be a " + scalar + ", such as " + strconv.Quote(example))
	}
	*to = strings.ToUpper(strings.TrimSpace(s))
	return nil
}

func quote(w io.Writer, s string) {
	b, _ := json.Marshal(s) // a string always marshals
	_, _ = w.Write(b)
}
