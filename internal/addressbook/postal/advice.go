package postal

import (
	"fmt"
	"strings"
)

// replacements maps withdrawn codes, and codes and names from other standards, to the ISO 3166-1 codes to use instead.
var replacements = map[string][]string{
	"UK": {"GB"}, "XI": {"GB"}, "EL": {"GR"}, // codes of the European Union
	"IC": {"ES"}, "EA": {"ES"}, "CP": {"FR"}, "CQ": {"GG"}, // parts of a country with their own code
	"DG": {"IO"},
	"AN": {"BQ", "CW", "SX"}, "BU": {"MM"}, "CS": {"RS", "ME"}, "DD": {"DE"}, "FX": {"FR"}, "TP": {"TL"},
	"YU": {"RS", "ME"}, "ZR": {"CD"},
	"england": {"GB"}, "northern ireland": {"GB"}, "scotland": {"GB"}, "wales": {"GB"}, "canary islands": {"ES"},
}

// countryAdvice returns the message for an invalid country, which suggests the right code if it can.
func countryAdvice(country string) string {
	if country == "" {
		return "The country is required as a two-letter ISO 3166-1 code, such as US"
	}
	codes := replacements[country]
	if codes == nil {
		codes = replacements[plain(country)]
	}
	if code := data().byName[plain(country)]; codes == nil && code != "" {
		codes = []string{code}
	}
	if codes == nil {
		return "The country must be a two-letter ISO 3166-1 code, such as US"
	}
	var named []string
	for _, code := range codes {
		named = append(named, fmt.Sprintf("%s is %s", data().byCode[code].Name, code))
	}
	return fmt.Sprintf("The country must be a two-letter ISO 3166-1 code (%s)", strings.Join(named, ", "))
}
