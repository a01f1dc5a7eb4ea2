package postal

// otherNames are common English names of countries, folded, that the address data does not have, and their codes.
var otherNames = map[string]string{
	"usa": "US", "u s a": "US", "united states of america": "US", "great britain": "GB", "uae": "AE", "korea": "KR",
	"republic of korea": "KR", "korea republic of": "KR", "russian federation": "RU", "viet nam": "VN", "czech republic": "CZ",
	"holland": "NL", "the netherlands": "NL", "turkey": "TR", "macedonia": "MK", "swaziland": "SZ",
	"republic of ireland": "IE", "hong kong sar": "HK", "taiwan province of china": "TW", "vatican": "VA",
	"moldova republic of": "MD", "tanzania united republic of": "TZ", "iran islamic republic of": "IR",
	"venezuela bolivarian republic of": "VE", "bolivia plurinational state of": "BO", "ivory coast": "CI",
}

// CodeOf returns the code of a country by its English name, in any case. It returns false if there is no such country,
// or if the name stands for more than one.
func CodeOf(name string) (string, bool) {
	key := plain(name)
	if code := data().byName[key]; code != "" {
		return code, true
	}
	if code := otherNames[key]; code != "" {
		return code, true
	}
	if codes := replacements[key]; len(codes) == 1 {
		return codes[0], true
	}
	return "", false
}
