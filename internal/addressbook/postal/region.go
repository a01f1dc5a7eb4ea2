package postal

import (
	"strings"
	"unicode"

	"clientele/internal/fold"
)

// gazetteer finds a country's regions by their spellings.
type gazetteer struct {
	spellings map[string]spelling
	towns     map[string]int // region of a town, by plain name
}

// spelling is a code or name of a region.
type spelling struct {
	region int // index into country.Regions
	text   string
	id     bool // a code such as "SP" or "13", which does not indicate a script
}

func newGazetteer(c *country) gazetteer {
	g := gazetteer{spellings: map[string]spelling{}, towns: map[string]int{}}
	add := func(region int, text string) {
		if key := plain(text); key != "" {
			if _, taken := g.spellings[key]; !taken {
				g.spellings[key] = spelling{region: region, text: text, id: isID(text)}
			}
		}
	}
	for i, names := range c.Regions {
		add(i, names[0])
		for _, town := range c.Towns {
			if town[1] == names[0] {
				g.towns[plain(town[0])] = i
			}
		}
	}
	for i, names := range c.Regions {
		for _, name := range names[1:] {
			add(i, name)
		}
	}
	bare, owners := map[string]spelling{}, map[string]int{}
	for i, names := range c.Regions {
		for _, name := range names {
			short := bareName(name)
			key := plain(short)
			if owner, seen := owners[key]; seen && owner != i {
				delete(bare, key) // ambiguous: Chiayi is a city and a county
				continue
			}
			if short != name && key != "" {
				owners[key] = i
				bare[key] = spelling{region: i, text: short, id: isID(short)}
			}
		}
	}
	for key, s := range bare {
		if _, taken := g.spellings[key]; !taken {
			g.spellings[key] = s
		}
	}
	return g
}

// region finds a region by name, with or without a word such as "County" or "省".
func (g gazetteer) region(name string) (spelling, bool) {
	s, ok := g.spellings[plain(name)]
	if !ok {
		s, ok = g.spellings[plain(bareName(name))]
	}
	return s, ok
}

// regionOfCity finds the region with the name of a city, or the region in which the city lies. It ignores codes of
// regions: Re is a town, RE the code of another province.
func (c *country) regionOfCity(city string, latin bool) (string, bool) {
	if c.CitiesMislead {
		return "", false
	}
	if s, ok := c.gazetteer().region(city); ok && !s.id {
		return c.regionText(s, latin), true
	}
	if i, ok := c.gazetteer().towns[plain(city)]; ok {
		return c.regionText(spelling{region: i, id: true}, latin), true
	}
	return "", false
}

// regionText returns the text to store for a region. It is the code, so that a region is always stored in the same
// way, except that the script does not change: with a code in a local script, Latin script stays Latin, and with a
// Latin code, local script stays local.
func (c *country) regionText(s spelling, latin bool) string {
	names := c.Regions[s.region]
	codeIsLatin := latinText(names[0])
	if s.id && codeIsLatin && !latin {
		for _, name := range names {
			if !latinText(name) {
				return name
			}
		}
	}
	switch {
	case s.id && latin && !codeIsLatin:
		return names[1]
	case s.id, codeIsLatin && latinText(s.text):
		return names[0]
	default:
		return s.text
	}
}

// isCountry reports whether a city is the whole country, as in Hong Kong. Then no region is required.
func (c *country) isCountry(city string) bool {
	city = plain(city)
	if city == "" {
		return false
	}
	for _, alias := range c.Aliases {
		if plain(alias) == city {
			return true
		}
	}
	return city == plain(c.Name)
}

// plain returns a name folded and without punctuation, for comparisons.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), r == '&':
			return r
		case strings.ContainsRune(".'’ʼ`", r):
			return -1
		}
		return ' '
	}, fold.Text(s))
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "&", " and ")), " ")
}

// isID reports whether s is the code or abbreviation of a region rather than its name.
func isID(s string) bool {
	isOther := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	return len(s) <= 3 && !strings.ContainsFunc(s, isOther) || strings.HasSuffix(s, ".") && !strings.Contains(s, " ")
}

// Words before and after the name of a region that can be omitted, longer ones first. endings belong to scripts
// without spaces.
var (
	leading = []string{
		"autonomous region of", "governorate of", "departamento del", "departamento de", "department of",
		"prefecture of", "provincia de", "provincia di", "province of", "emirate of", "republic of", "county of",
		"estado de", "state of", "respublika", "county", "co.", "co", "республика", "استان", "إمارة", "محافظة",
	}
	trailing = []string{
		"special self governing province", "special self-governing province", "special self governing city",
		"autonomous region", "metropolitan city", "special city", "governorate", "prefecture", "republits", "republic",
		"province", "district",
		"emirate", "oblast'", "oblast", "county", "parish", "region", "sheng", "state", "krai", "kray", "city",
		"shi", "ken", "do", "si", "fu", "to", "область", "край",
	}
	endings = []string{"自治区", "省", "市", "都", "府", "県", "縣"}
)

// bareName removes one leading and one trailing word from the name of a region.
func bareName(s string) string {
	s = strings.TrimSpace(s)
	for _, word := range leading {
		if n := len(word); len(s) > n+1 && strings.EqualFold(s[:n], word) && (s[n] == ' ' || word == "co.") {
			s = strings.TrimSpace(s[n:])
			break
		}
	}
	for _, word := range trailing {
		if n := len(s) - len(word); n > 1 && strings.EqualFold(s[n:], word) && (s[n-1] == ' ' || s[n-1] == '-') {
			return strings.TrimRight(s[:n-1], " -")
		}
	}
	for _, word := range endings {
		if rest, ok := strings.CutSuffix(s, word); ok && rest != "" {
			return rest
		}
	}
	return s
}
