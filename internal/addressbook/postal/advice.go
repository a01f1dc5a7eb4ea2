package postal

import (
	"fmt"
	"strings"
)

// heirs are codes and names that other lists use for a country, or that ISO 3166-1 has withdrawn, with the codes to use today.
// Posts deliver there under these.
var heirs = map[string][]string{
	"UK": {"GB"}, "XI": {"GB"}, // the European Union's for Northern Ireland
	"EL": {"GR"},                                           // the European Union's
	"IC": {"ES"}, "EA": {"ES"}, "CP": {"FR"}, "CQ": {"GG"}, // parts of a country that customs and others tell apart
	"DG": {"IO"},
	"AN": {"BQ", "CW", "SX"}, "BU": {"MM"}, "CS": {"RS", "ME"}, "DD": {"DE"}, "FX": {"FR"}, "TP": {"TL"}, "YU": {"RS", "ME"}, "ZR": {"CD"},
	"england": {"GB"}, "northern ireland": {"GB"}, "scotland": {"GB"}, "wales": {"GB"}, "canary islands": {"ES"},
}

// countryAdvice says what to give instead of what is no country code.
func countryAdvice(given string) string {
	if given == "" {
		return "The country is missing: give its two-letter code (ISO 3166-1), like US."
	}
	meant := heirs[given]
	if meant == nil {
		meant = heirs[plain(given)]
	}
	if code := data().byName[plain(given)]; meant == nil && code != "" {
		meant = []string{code}
	}
	if meant == nil {
		return "The country must be a two-letter code (ISO 3166-1), like US."
	}
	var named []string
	for _, code := range meant {
		named = append(named, fmt.Sprintf("%s is %s", data().byCode[code].Name, code))
	}
	return fmt.Sprintf("The country must be a two-letter code (ISO 3166-1); %s.", strings.Join(named, ", "))
}
