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

// country is an entry of countries.json with its parsed formats.
type country struct {
	Code, Name string
	Postal     string     // the country in the last line, if different
	Aliases    []string   // other names of the country, used as a city
	Format     string     // in Google's notation; empty for the default format
	Latin      string     // the format in Latin script, if different
	Require    string     // required parts, as letters of Google's notation
	Postcode   string     // pattern (RE2), not anchored
	Examples   []string   // postcodes in their usual spelling
	Prefix     string     // printed before the postcode, but not part of it
	Regions    [][]string // code, Latin name, other spellings
	Towns      [][2]string
	// CitiesMislead is set if cities with the name of a region are often in another region.
	CitiesMislead                         bool
	RegionLabel, CityLabel, PostcodeLabel string

	form, local, latin []row
	pattern            func() *regexp.Regexp // nil without one
	gazetteer          func() gazetteer
}

// Google's default format (ZZ). A form has no region and no postcode, but formatted addresses show them if they are
// set.
const (
	defaultForm  = "%N%n%O%n%A%n%C"
	defaultPrint = "%N%n%O%n%A%n%C%n%S%n%Z"
)

type countries struct {
	byCode map[string]*country
	byName map[string]string // code by plain English name
	sorted []*country
}

// data parses the embedded file once. If it is invalid, there are no countries, and tests fail.
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
			return nil // cannot happen: a test compiles all patterns
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
