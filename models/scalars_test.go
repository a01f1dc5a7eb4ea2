package models_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"clientele/models"
)

func marshaled(v interface{ MarshalGQL(io.Writer) }) string {
	var b strings.Builder
	v.MarshalGQL(&b)
	return b.String()
}

func isFormError(err error) bool {
	var form models.FormError
	return errors.As(err, &form) && form != ""
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		name string
		in   any
		want models.Decimal // empty if rejected
	}{
		{"text", "12.50", "12.50"},
		{"zeros are kept", "0012.500", "0012.500"},
		{"negative", "-0.01", "-0.01"},
		{"integer", int64(12), "12"},
		{"negative integer", int64(-12), "-12"},
		{"integer in a variable", json.Number("12"), "12"},
		{
			"longest", strings.Repeat("9", 18) + "." + strings.Repeat("9", 18),
			models.Decimal(strings.Repeat("9", 18) + "." + strings.Repeat("9", 18)),
		},
		{"too many digits before the point", strings.Repeat("9", 19), ""},
		{"too many digits after the point", "0." + strings.Repeat("9", 19), ""},
		{"float", 12.5, ""},
		{"number with a point", json.Number("12.50"), ""},
		{"number with an exponent", json.Number("1e3"), ""},
		{"text with an exponent", "1e3", ""},
		{"fraction", "1/3", ""},
		{"comma", "12,50", ""},
		{"thousands", "1,250.00", ""},
		{"no digit before the point", ".5", ""},
		{"no digit after the point", "5.", ""},
		{"plus", "+5", ""},
		{"space", " 5", ""},
		{"line break", "5\n", ""},
		{"hexadecimal", "0x10", ""},
		{"full-width digits", "１２", ""},
		{"not a number", "NaN", ""},
		{"empty", "", ""},
		{"null", nil, ""},
		{"boolean", true, ""},
		{"object", map[string]any{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d models.Decimal
			err := d.UnmarshalGQL(c.in)
			if c.want == "" {
				if !isFormError(err) || d != "" {
					t.Errorf("%q, %v", d, err)
				}
				return
			}
			if err != nil || d != c.want || marshaled(d) != `"`+string(c.want)+`"` {
				t.Errorf("%q, %v, marshaled as %s", d, err, marshaled(d))
			}
		})
	}
}

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		name string
		in   any
		want string // empty if rejected
	}{
		{"upper case", "IE", "IE"},
		{"lower case", "ie", "IE"},
		{"white space", " ie\t", "IE"},
		{"too long", strings.Repeat("X", 65), ""},
		{"number", int64(1), ""},
		{"null", nil, ""},
		{"list", []any{"IE"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var country models.CountryCode
			var currency models.CurrencyCode
			errCountry, errCurrency := country.UnmarshalGQL(c.in), currency.UnmarshalGQL(c.in)
			if c.want == "" {
				if !isFormError(errCountry) || !isFormError(errCurrency) {
					t.Errorf("%v, %v", errCountry, errCurrency)
				}
				return
			}
			if errCountry != nil || errCurrency != nil || string(country) != c.want || string(currency) != c.want {
				t.Errorf("%q %v, %q %v", country, errCountry, currency, errCurrency)
			}
			if marshaled(country) != `"`+c.want+`"` || marshaled(currency) != `"`+c.want+`"` {
				t.Errorf("marshaled as %s and %s", marshaled(country), marshaled(currency))
			}
		})
	}
	if got := marshaled(models.CountryCode("\"\n")); got != `"\"\n"` {
		t.Errorf("not marshaled as JSON: %s", got)
	}
}

func TestKindOf(t *testing.T) {
	for _, c := range []struct{ name, id, want string }{
		{"a customer", models.NewID(models.CustomerID), models.CustomerID},
		{"an order", models.NewID(models.OrderID), models.OrderID},
		{"not an id", "customer", ""},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := models.KindOf(c.id); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if a, b := models.NewID(models.OrderID), models.NewID(models.OrderID); a == b {
		t.Error("two ids are the same")
	}
}
