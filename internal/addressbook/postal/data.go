package postal

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"sync"
)

//go:embed countries.json
var countriesJSON []byte

// country is one entry of countries.json, its formats taken apart.
type country struct {
	Code, Name string
	Postal     string     // the country of the last line, where it is another one
	Aliases    []string   // other names of the country, as a city spells them
	Format     string     // Google's notation; empty where the data has no format
	Latin      string     // the format for latin letters, where it is another one
	Require    string     // letters of Google's notation
	Postcode   string     // RE2, unanchored
	Examples   []string   // postcodes in their usual spelling
	Prefix     string     // printed before the postcode and not part of it
	Regions    [][]string // code, latin name, further spellings
	Towns      [][2]string
	// CitiesMislead is set where a city named like a region is often in another one.
	CitiesMislead                         bool
	RegionLabel, CityLabel, PostcodeLabel string

	form, local, latin []row
	pattern            func() *regexp.Regexp // nil without one
	gazetteer          func() gazetteer
}

// Google's default (ZZ). Its form has neither region nor postcode, yet the print shows them where somebody gave one:
// nobody knows better.
const (
	defaultForm  = "%N%n%O%n%A%n%C"
	defaultPrint = "%N%n%O%n%A%n%C%n%S%n%Z"
)

type countries struct {
	byCode map[string]*country
	byName map[string]string // plain English name to code
	sorted []*country
}

// data parses the embedded file once. A file that does not parse leaves no country at all, which every test notices.
var data = sync.OnceValue(func() countries {
	var all countries
	if err := json.Unmarshal(countriesJSON, &all.sorted); err != nil {
		return countries{}
	}
	all.byCode = make(map[string]*country, len(all.sorted))
	all.byName = make(map[string]string, len(all.sorted))
	for _, c := range all.sorted {
		c.prepare()
		all.byCode[c.Code] = c
		all.byName[plain(c.Name)] = c.Code
	}
	return all
})

func (c *country) prepare() {
	c.form, c.local = parseLayout(c.Format), parseLayout(c.Format)
	if c.Format == "" {
		c.form, c.local = parseLayout(defaultForm), parseLayout(defaultPrint)
	}
	c.latin = c.local
	if c.Latin != "" {
		c.latin = parseLayout(c.Latin)
	}
	c.pattern = sync.OnceValue(func() *regexp.Regexp {
		if c.Postcode == "" {
			return nil
		}
		pattern, err := regexp.Compile("^(?:" + c.Postcode + ")$")
		if err != nil {
			return nil // a test compiles them all
		}
		return pattern
	})
	c.gazetteer = sync.OnceValue(func() gazetteer { return newGazetteer(c) })
}

func (c *country) requires(letter rune) bool { return strings.ContainsRune(c.Require, letter) }

func find(code string) (*country, bool) {
	c, ok := data().byCode[strings.ToUpper(strings.TrimSpace(code))]
	return c, ok
}
