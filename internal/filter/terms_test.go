package filter_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"clientele/internal/filter"
	"clientele/internal/fold"
)

// finds reports whether a search matches a record with these texts, evaluated like the database does.
func finds(t *testing.T, search string, texts ...string) bool {
	t.Helper()
	var parts []*string
	for _, s := range texts {
		parts = append(parts, &s)
	}
	text := fold.Join(parts...)
	found := true
	_, err := filter.Search(filter.Expr{}, &search, func(terms []filter.Term) (string, []any) {
		for _, term := range terms {
			found = found && slices.ContainsFunc(term, func(words []string) bool {
				return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
			})
		}
		return "1 = 1", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSearchFindsPhones(t *testing.T) {
	for _, c := range []struct {
		search string
		want   bool
	}{
		{"+353872223344", true},
		{"+353 87 222 3344", true},
		{"+353 (0)87 222 3344", true},
		{"+353 (0) 87 222 3344", true},
		{"00353 87 222 3344", true},
		{"00 353 87 222 3344", true},
		{"00353 (0)87 222 3344", true},
		{"011 353 87 222 3344", true},
		{"353872223344", true},
		{"0872223344", true},
		{"087 222 3344", true},
		{"(087) 222-3344", true},
		{"087/222.33.44", true},
		{"087 – 222 – 3344", true},
		{"08 72 22 33 44", true},
		{"872223344", true},
		{"222 3344", true},
		{"222-3344", true},
		{"3344", true},
		{"tel:+353-87-222-3344", true},
		{"\u202A+353 87 222 3344\u202C", true},
		{"\u200E087\u00A0222\u20113344", true},
		{"０８７ ２２２ ３３４４", true},
		{"٠٨٧ ٢٢٢ ٣٣٤٤", true},
		{"ann 087 222 3344", true},
		{"087 222 3344 example.com", true},
		{"+353 87 222", true},
		{"00353 87 222", true},
		{"1985 1234", true}, // matches the email address
		{"1985-1234", true},
		{"087 222 3345", false},
		{"bob 087 222 3344", false},
		{"+44 87 222 3344", false},
		{"0044 87 222 3344", false},
		{"087 222 3344 +353 87 222 3345", false},
	} {
		if got := finds(t, c.search, "Ann Example", "ann.1985-1234@example.com", "+353872223344"); got != c.want {
			t.Errorf("%q matches: %v", c.search, got)
		}
	}
}

// TestSearchFindsPhonesOfEveryCountry checks example numbers of every country in every format.
func TestSearchFindsPhonesOfEveryCountry(t *testing.T) {
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil {
				continue
			}
			e164 := phonenumbers.Format(n, phonenumbers.E164)
			digits := strings.TrimPrefix(e164, "+")
			for _, form := range []string{
				e164, digits, "00" + digits, "011" + digits,
				phonenumbers.Format(n, phonenumbers.NATIONAL), phonenumbers.Format(n, phonenumbers.INTERNATIONAL),
				phonenumbers.Format(n, phonenumbers.RFC3966), phonenumbers.GetNationalSignificantNumber(n),
				phonenumbers.NormalizeDigitsOnly(phonenumbers.Format(n, phonenumbers.NATIONAL)),
				phonenumbers.FormatOutOfCountryCallingNumber(n, "DE"),
				phonenumbers.FormatOutOfCountryCallingNumber(n, "US"),
			} {
				// the library omits the area code
				if region == "AR" && strings.HasPrefix(form, "09") && kind == phonenumbers.MOBILE {
					continue
				}
				if !finds(t, form, e164) {
					t.Errorf("%s: %q does not match %s", region, form, e164)
				}
			}
		}
	}
	if !finds(t, "011 15-2345-6789", "+5491123456789") {
		t.Error("a mobile number of Argentina in national format does not match")
	}
}
