package normalize_test

import (
	"errors"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"clientele/internal/normalize"
)

func TestPhone(t *testing.T) {
	for _, c := range []struct {
		name, in, region string
		want             string
		err              error
	}{
		{"international", "+353 87 222 3344", "ZZ", "+353872223344", nil},
		{"national", "(087) 222-3344", "IE", "+353872223344", nil},
		{"both prefixes", "+353 (0)87 222 3344", "ZZ", "+353872223344", nil},
		{"international prefix of the country", "011 353 87 222 3344", "US", "+353872223344", nil},
		{"usual international prefix without a country", "00353 87 222 3344", "ZZ", "+353872223344", nil},
		{"national without a country", "087 222 3344", "ZZ", "", normalize.ErrPhone},
		{"country without metadata", "087 222 3344", "AQ", "", normalize.ErrPhone},
		{"directional marks from a contact list", "\u202A+353 87 222 3344\u202C", "ZZ", "+353872223344", nil},
		{"invisible characters inside", "+353\u200E 87\uFEFF 222\u2060 3344", "ZZ", "+353872223344", nil},
		{"directional marks and international prefix", "\u202A00353 87 222 3344\u202C", "ZZ", "+353872223344", nil},
		{"extension", "+353 87 222 3344 ext. 5", "ZZ", "", normalize.ErrPhone},

		{"without area code, United States", "253-0000", "US", "", normalize.ErrAreaCode},
		{"without area code, with the country code", "+1 253-0000", "ZZ", "", normalize.ErrAreaCode},
		{"without area code, Bahamas", "253-0000", "BS", "", normalize.ErrAreaCode},
		{"only one area code, Guernsey", "712345", "GG", "+441481712345", nil},
		{"without area code, Mexico", "1234 5678", "MX", "", normalize.ErrAreaCode},
		{"without area code, a possible length, Brazil", "3456 7890", "BR", "", normalize.ErrAreaCode},
		{"without area code, a possible length, Japan", "3456-7890", "JP", "", normalize.ErrPhone},
		{"without area code, numbers of various lengths, Germany", "123456", "DE", "", normalize.ErrPhone},
		{"short nationwide number, Canada", "310-1010", "CA", "+13101010", nil},
		{"short nationwide number, Brazil", "4003 1234", "BR", "+5540031234", nil},
		{"emergency number", "911", "US", "", normalize.ErrPhone},

		{"area code that begins with 1", "+1 123 456 7890", "ZZ", "", normalize.ErrPhone},
		{"area code that begins with 0", "+1 012 345 6789", "ZZ", "", normalize.ErrPhone},
		{"service number as area code", "+1 911 234 5678", "ZZ", "", normalize.ErrPhone},
		{"exchange code that begins with 1", "+1 212 123 4567", "ZZ", "", normalize.ErrPhone},
		{"unassigned area code", "+1 287 234 5678", "ZZ", "+12872345678", nil},
		{"only zeros, Italy", "+39 0000000000", "ZZ", "", normalize.ErrPhone},
		{"only zeros, Ireland", "+353 000000000", "ZZ", "", normalize.ErrPhone},
		{"two trunk prefixes", "+44 00 1234 5678", "ZZ", "", normalize.ErrPhone},
		{"leading zero that is part of the number", "+39 06 1234 5678", "ZZ", "+390612345678", nil},
		{"unassigned range, Ireland", "+353 80 123 4567", "ZZ", "+353801234567", nil},
		{"unassigned range with the trunk prefix", "080 123 4567", "IE", "+353801234567", nil},
		{"unassigned range, numbers of one length", "287 234 5678", "US", "+12872345678", nil},
		{"unassigned range, Kenya", "+254 120 123456", "ZZ", "+254120123456", nil},
		{"unassigned leading digit, France", "+33 8 12 34 56 79", "ZZ", "+33812345679", nil},
		{"unassigned calling code", "+999 123 456 789", "ZZ", "", normalize.ErrPhone},
		{"too long", "+353 87 222 3344 55", "ZZ", "", normalize.ErrPhone},
		{"too short", "+353 87 22", "ZZ", "", normalize.ErrPhone},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := normalize.Phone(c.in, c.region); got != c.want || !errors.Is(err, c.err) {
				t.Errorf("Phone(%q, %q) = %q, %v, want %q, %v", c.in, c.region, got, err, c.want, c.err)
			}
		})
	}
}

// TestPhoneOfAllCountries checks that every kind of number is accepted in national and international format, and that
// geographic numbers are not accepted without area code.
func TestPhoneOfAllCountries(t *testing.T) {
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			n := phonenumbers.GetExampleNumberForType(region, kind)
			if n == nil {
				continue
			}
			want := phonenumbers.Format(n, phonenumbers.E164)
			for _, format := range []phonenumbers.PhoneNumberFormat{
				phonenumbers.NATIONAL, phonenumbers.INTERNATIONAL, phonenumbers.E164, phonenumbers.RFC3966,
			} {
				if region == "AR" && kind == phonenumbers.MOBILE && format == phonenumbers.NATIONAL {
					continue // the library omits the area code
				}
				in := phonenumbers.Format(n, format)
				if got, err := normalize.Phone(in, region); got != want || err != nil {
					t.Errorf("%s, kind %d: Phone(%q) = %q, %v, want %q", region, kind, in, got, err, want)
				}
			}
			areaCode := phonenumbers.GetLengthOfGeographicalAreaCode(n)
			if kind == phonenumbers.FIXED_LINE && areaCode > 0 {
				in := phonenumbers.GetNationalSignificantNumber(n)[areaCode:]
				got, err := normalize.Phone(in, region)
				parsed, parseErr := phonenumbers.Parse(in, region)
				if err == nil && parseErr == nil && !phonenumbers.IsValidNumber(parsed) {
					t.Errorf("%s: %q without area code is accepted as %q", region, in, got)
				}
			}
		}
	}
}
