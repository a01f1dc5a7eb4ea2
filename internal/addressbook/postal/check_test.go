package postal_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"clientele/internal/addressbook/postal"
)

// checkProblems are invalid addresses with the expected problems.
var checkProblems = []struct {
	name  string
	given address
	want  []string // field, after "missing " if missing
	text  string   // part of the last message
}{
	{
		"empty",
		address{},
		[]string{"missing firstName", "missing line1", "missing country"},
		"two-letter ISO 3166-1 code",
	},
	{
		"everything missing",
		address{Country: "US"},
		[]string{"missing firstName", "missing line1", "missing city", "missing region", "missing postcode"},
		"The ZIP code is required in this country (United States), for example 95014",
	},
	{
		"region and postcode wrong",
		address{
			Company: "Acme", Line1: "1 Main Street", City: "Springfield", Region: "Narnia", Postcode: "1",
			Country: "US",
		},
		[]string{"region", "postcode"},
		"for example 95014",
	},
	{
		"city with the name of a state",
		address{
			Company: "Acme", Line1: "1600 Pennsylvania Avenue", City: "Washington", Postcode: "20500", Country: "US",
		},
		[]string{"missing region"},
		"The state is required",
	},
	{
		"city like the code of a region",
		address{Company: "Acme", Line1: "Via Roma 1", City: "Re", Postcode: "28856", Country: "IT"},
		[]string{"missing region"},
		"The province is required",
	},
	{
		"a region of another country",
		address{
			Company: "Acme", Line1: "1-2-3 Jingumae", City: "Shibuya-ku", Region: "Seoul", Postcode: "150-0001",
			Country: "JP",
		},
		[]string{"region"},
		"北海道 or Hokkaido",
	},
	{
		"Hong Kong without any place",
		address{Company: "Acme", Line1: "1 Some Road", Country: "HK"},
		[]string{"missing region"},
		"The area is required",
	},
	{
		"invalid Eircode",
		address{Company: "Acme", Line1: "1 Main Street", City: "Cork", Postcode: "12345", Country: "IE"},
		[]string{"postcode"},
		"The Eircode is not valid",
	},
	{
		"code UK",
		address{Company: "Acme", Line1: "1 High Street", Country: "uk"},
		[]string{"country"},
		"United Kingdom is GB",
	},
	{
		"name of a country",
		address{Company: "Acme", Line1: "1 High Street", Country: "Germany"},
		[]string{"country"},
		"Germany is DE",
	},
	{
		"Northern Ireland",
		address{Company: "Acme", Line1: "1 High Street", Country: "XI"},
		[]string{"country"},
		"United Kingdom is GB",
	},
	{
		"Scotland",
		address{Company: "Acme", Line1: "1 High Street", Country: "Scotland"},
		[]string{"country"},
		"United Kingdom is GB",
	},
	{
		"the Canary Islands",
		address{Company: "Acme", Line1: "Calle 1", Country: "IC"},
		[]string{"country"},
		"Spain is ES",
	},
	{"East Timor", address{Company: "Acme", Line1: "Rua 1", Country: "TP"}, []string{"country"}, "Timor-Leste is TL"},
	{
		"former country",
		address{Company: "Acme", Line1: "Kaya 1", Country: "AN"},
		[]string{"country"},
		"Caribbean Netherlands is BQ, Curaçao is CW, Sint Maarten is SX",
	},
	{
		"a postcode of another island",
		address{Company: "Acme", Line1: "1 Main Street", City: "Georgetown", Postcode: "STHL 1ZZ", Country: "AC"},
		[]string{"postcode"},
		"ASCN 1ZZ",
	},
	{
		"a postcode of Albania",
		address{Company: "Acme", Line1: "Rruga 1", City: "Prishtina", Postcode: "1001", Country: "XK"},
		[]string{"postcode"},
		"for example 10000",
	},
	{"European Union", address{Company: "Acme", Line1: "Rue 1", Country: "EU"}, []string{"country"}, "such as US"},
}

func TestCheckProblems(t *testing.T) {
	for _, tc := range checkProblems {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := postal.Check(tc.given)
			var got []string
			for _, p := range problems {
				if p.Missing {
					got = append(got, "missing "+p.Field)
				} else {
					got = append(got, p.Field)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Fatalf("problems %v, want %v", problems, tc.want)
			}
			if last := problems[len(problems)-1].Message; !strings.Contains(last, tc.text) {
				t.Fatalf("message %q does not contain %q", last, tc.text)
			}
		})
	}
}

func TestCheckRegion(t *testing.T) {
	for _, tc := range []struct{ name, country, given, want string }{
		{"ISO code", "MX", "JAL", "Jal."},
		{"name for a short code", "US", "California", "CA"},
		{"a dotted abbreviation", "US", "D.C.", "DC"},
		{"with the word State", "US", "Washington State", "WA"},
		{"county spelled out", "IE", "County Kerry", "Co. Kerry"},
		{"county abbreviated without a space", "IE", "Co.Kerry", "Co. Kerry"},
		{"county by name alone", "IE", "kerry", "Co. Kerry"},
		{"ampersand", "IN", "Jammu & Kashmir", "Jammu and Kashmir"},
		{"renamed", "IN", "Orissa", "Odisha"},
		{"merged territory", "IN", "Daman and Diu", "Dadra & Nagar Haveli & Daman & Diu"},
		{"local script, Latin codes", "IN", "कर्नाटक", "कर्नाटक"},
		{"with a suffix", "JP", "tokyo-to", "Tokyo"},
		{"with a macron", "JP", "Ōsaka", "Osaka"},
		{"without its last character", "JP", "東京", "東京"},
		{"in Arabic with the word Emirate", "AE", "إمارة دبي", "دبي"},
		{"ambiguous short name", "TW", "Chiayi County", "Chiayi County"},
		{"province created in 2022", "ID", "Papua Selatan", "Papua Selatan"},
		{"unlisted, not required", "PH", "Somewhere", "Somewhere"},
		{"country without a list", "DE", "Bayern", "Bayern"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, problems := postal.Check(postal.Address{Country: tc.country, Region: tc.given})
			for _, p := range problems {
				if p.Field == "region" {
					t.Error(p.Message)
				}
			}
			if got.Region != tc.want {
				t.Fatalf("region %q, want %q", got.Region, tc.want)
			}
		})
	}
}

func TestCheckPostcode(t *testing.T) {
	for _, tc := range []struct{ name, country, given, want string }{
		{"missing space", "GB", "sw1a1aa", "SW1A 1AA"},
		{"space in the wrong place", "GB", "M2 5 BQ", "M2 5BQ"},
		{"missing hyphen", "PL", "00950", "00-950"},
		{"en dash", "PT", "1250–096", "1250-096"},
		{"space instead of a hyphen", "BR", "01310 100", "01310-100"},
		{"extra space", "FR", "75 001", "75001"},
		{"country prefix", "NL", "NL-1012 AB", "1012 AB"},
		{"printed prefix", "SE", "SE-11455", "114 55"},
		{"state prefix", "AU", "NSW 2000", "2000"},
		{"missing letters", "SV", "1101", "CP 1101"},
		{"district of Lima", "PE", "lima 23", "LIMA 23"},
		{"nine digits", "US", "95014 1234", "95014-1234"},
		{"country without postcodes", "HK", "999077", "999077"},
		{"Persian digits", "IR", "۱۱۹۳۶۱۲۳۴۵", "11936-12345"},
		{"two formats", "KZ", "a15e3b3", "A15E3B3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, problems := postal.Check(postal.Address{Country: tc.country, Postcode: tc.given})
			for _, p := range problems {
				if p.Field == "postcode" {
					t.Error(p.Message)
				}
			}
			if got.Postcode != tc.want {
				t.Fatalf("postcode %q, want %q", got.Postcode, tc.want)
			}
		})
	}
}

// TestPostcodeExamples checks all example postcodes, not only those in FormatOf.
func TestPostcodeExamples(t *testing.T) {
	file, err := os.ReadFile("countries.json")
	if err != nil {
		t.Fatal(err)
	}
	var countries []struct {
		Code     string
		Examples []string
	}
	if err := json.Unmarshal(file, &countries); err != nil {
		t.Fatal(err)
	}
	for _, c := range countries {
		for _, example := range c.Examples {
			for _, given := range []string{
				example, strings.ToLower(example), strings.NewReplacer(" ", "", "-", "").Replace(example),
			} {
				got, problems := postal.Check(postal.Address{Country: c.Code, Postcode: given})
				wrong := slices.ContainsFunc(problems, func(p postal.Problem) bool { return p.Field == "postcode" })
				if wrong || got.Postcode != example {
					t.Errorf("%s: %q is normalized to %q", c.Code, given, got.Postcode)
				}
			}
		}
	}
}

func TestLinesOfUncheckedAddresses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		given postal.Address
		want  []string
	}{
		{"empty", postal.Address{}, nil},
		{"country only", postal.Address{Country: "us"}, []string{"UNITED STATES"}},
		{
			"unknown country",
			postal.Address{Line1: "Rruga 1", City: "Prishtina", Country: "zz"},
			[]string{"Rruga 1", "Prishtina", "ZZ"},
		},
		{
			"separators of empty parts",
			postal.Address{City: "Austin", Postcode: "73301", Country: "US"},
			[]string{"Austin 73301", "UNITED STATES"},
		},
		{
			"prefix of an empty postcode",
			postal.Address{City: "Helsinki", Country: "FI"},
			[]string{"Helsinki", "FINLAND"},
		},
		{
			"prefix of the only part",
			postal.Address{Postcode: "00930", Country: "PR"},
			[]string{"PR 00930", "PUERTO RICO"},
		},
		{
			"repeated line",
			postal.Address{FirstName: "Ann", Company: "ANN", Line1: "A", Line2: "a", Country: "GB"},
			[]string{"Ann", "A", "UNITED KINGDOM"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := postal.Lines(tc.given); !slices.Equal(got, tc.want) {
				t.Fatalf("Lines = %q, want %q", got, tc.want)
			}
		})
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("Ann", "Smith", "Acme", "1 Main Street", "", "Austin", "tx", "73301", "US")
	f.Add("太郎", "山田", "", "神宮前1-2-3", "", "渋谷区", "13", "〒１５０－０００１", "JP")
	f.Add("", "", "", "", "", "旺角", "", "D-1", "hk")
	f.Add("x", "", "", "y", "", "\xff", "Co.", "ſ\u0345-1", "ie")
	f.Fuzz(func(t *testing.T, first, last, company, line1, line2, city, region, postcode, country string) {
		once, problems := postal.Check(postal.Address{
			FirstName: first, LastName: last, Company: company, Line1: line1, Line2: line2,
			City: city, Region: region, Postcode: postcode, Country: country,
		})
		again, same := postal.Check(once)
		if again != once || !slices.Equal(same, problems) {
			t.Fatalf("Check is not idempotent:\n%+v %v\n%+v %v", once, problems, again, same)
		}
		for _, line := range postal.Lines(once) {
			if line == "" || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line %q", line)
			}
		}
	})
}
