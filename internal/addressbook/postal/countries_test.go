package postal_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/internal/addressbook/postal"
)

// iso3166 is the ISO 3166-1 list of alpha-2 codes, independent of the data.
const iso3166 = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`

// notISO are codes outside of ISO 3166-1 with postal addresses and phone numbers.
const notISO = "AC TA XK"

func TestCountries(t *testing.T) {
	got := postal.Countries()
	if want := slices.Sorted(strings.FieldsSeq(iso3166 + " " + notISO)); !slices.Equal(got, want) {
		t.Fatalf("Countries() = %v, want %v", got, want)
	}
	got[0] = "changed"
	if postal.Countries()[0] != "AC" {
		t.Fatal("the returned list is shared")
	}
	for _, code := range []string{"", "A", "AN", "EA", "EU", "IC", "UK", "XI", "ZZ", "USA", "Germany"} {
		if _, ok := postal.FormatOf(code); ok {
			t.Errorf("FormatOf(%q) returns a country", code)
		}
	}
	if f, ok := postal.FormatOf("gb"); !ok || f.Country != "GB" {
		t.Errorf("FormatOf(gb) = %v, %v", f.Country, ok)
	}
}

func TestFormatOf(t *testing.T) {
	for _, tc := range []struct {
		name, country   string
		parts, required string
		region, pcode   string
	}{
		{
			"United States", "US", "NAME COMPANY LINES CITY REGION POSTCODE", "LINES CITY REGION POSTCODE", "State",
			"ZIP code",
		},
		{"Germany", "DE", "NAME COMPANY LINES POSTCODE CITY", "LINES CITY POSTCODE", "Province", "Postal code"},
		{"Hong Kong, no postcode", "HK", "REGION CITY LINES COMPANY NAME", "LINES REGION", "Area", "Postal code"},
		{
			"Korea", "KR", "REGION CITY LINES COMPANY NAME POSTCODE", "LINES CITY REGION POSTCODE", "Province or city",
			"Postal code",
		},
		{
			"Japan", "JP", "POSTCODE REGION CITY LINES COMPANY NAME", "LINES REGION POSTCODE", "Prefecture",
			"Postal code",
		},
		{"Ireland", "IE", "NAME COMPANY LINES CITY REGION POSTCODE", "LINES CITY", "County", "Eircode"},
		{"Angola, default rules", "AO", "NAME COMPANY LINES CITY", "LINES CITY", "Province", "Postal code"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, _ := postal.FormatOf(tc.country)
			if got := join(f.Parts); got != tc.parts {
				t.Errorf("parts %s, want %s", got, tc.parts)
			}
			if got := join(slices.Concat(f.Rows...)); got != tc.parts {
				t.Errorf("rows have %s, want %s", got, tc.parts)
			}
			if got := join(f.Required); got != tc.required {
				t.Errorf("required %s, want %s", got, tc.required)
			}
			if f.RegionLabel != tc.region || f.PostcodeLabel != tc.pcode {
				t.Errorf("labels %q and %q, want %q and %q", f.RegionLabel, f.PostcodeLabel, tc.region, tc.pcode)
			}
		})
	}
}

func join(parts []postal.Part) string {
	var words []string
	for _, p := range parts {
		words = append(words, string(p))
	}
	return strings.Join(words, " ")
}

// TestEveryCountry checks the consistency of each country's data.
func TestEveryCountry(t *testing.T) {
	for _, code := range postal.Countries() {
		t.Run(code, func(t *testing.T) {
			f, ok := postal.FormatOf(code)
			if !ok || f.Name == "" || f.RegionLabel == "" || f.CityLabel == "" || f.PostcodeLabel == "" {
				t.Fatalf("incomplete: %+v", f)
			}
			for _, part := range append(slices.Clone(f.Required), postal.PartName, postal.PartLines, postal.PartCity) {
				if !slices.Contains(f.Parts, part) {
					t.Errorf("%s is required but not formatted", part)
				}
			}
			if sorted := slices.Sorted(slices.Values(f.Parts)); len(slices.Compact(sorted)) != len(f.Parts) {
				t.Errorf("duplicate part: %v", f.Parts)
			}
			if f.PostcodePattern != "" || slices.Contains(f.Required, postal.PartPostcode) {
				pattern, err := regexp.Compile("^(?:" + f.PostcodePattern + ")$")
				if err != nil || !pattern.MatchString(f.PostcodeExample) {
					t.Errorf("postcode %q does not match %q: %v", f.PostcodeExample, f.PostcodePattern, err)
				}
			}
			a := postal.Address{
				Company: "Acme", Line1: "1 Main Street", City: "Somewhere", Postcode: f.PostcodeExample, Country: code,
			}
			for _, region := range f.Regions {
				for _, spelled := range []string{region.Code, region.Name, strings.ToLower(region.Name)} {
					a.Region = spelled
					got, problems := postal.Check(a)
					if len(problems) > 0 || (got.Region != region.Code && got.Region != region.Name) {
						t.Errorf("region %q is normalized to %q, %v", spelled, got.Region, problems)
					}
				}
			}
			if len(f.Regions) == 0 {
				a.Region = "Anywhere"
			}
			got, problems := postal.Check(a)
			if len(problems) > 0 || got.Postcode != f.PostcodeExample {
				t.Errorf("Check = %+v, %v", got, problems)
			}
			lines := strings.Join(postal.Lines(got), "\n")
			for _, want := range []string{"Acme", "1 Main Street", "Somewhere"} {
				if !strings.Contains(lines, want) {
					t.Errorf("%q is missing in:\n%s", want, lines)
				}
			}
			if slices.Contains(f.Parts, postal.PartPostcode) && !strings.Contains(lines, f.PostcodeExample) {
				t.Errorf("postcode %q is missing in:\n%s", f.PostcodeExample, lines)
			}
			if slices.Contains(f.Parts, postal.PartRegion) && !strings.Contains(lines, got.Region) {
				t.Errorf("region %q is missing in:\n%s", got.Region, lines)
			}
		})
	}
}
