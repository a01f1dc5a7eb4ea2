// Package postal holds what each country asks of a postal address and how it prints one: the parts in their order, what
// is required, the regions, the shape of a postcode. It covers every ISO 3166-1 country, and Ascension (AC), Tristan da Cunha
// (TA) and Kosovo (XK), with Google's address data, embedded as countries.json (made by generate/generate.mjs, licences in NOTICE).
//
// All of it is pure: no storage, no look-up of streets, no telling whether an address exists. It must stay forgiving:
// a rule that refuses an address which the country's own post delivers to costs the shop an order.
package postal

// Address is the part of a postal address that country rules look at. Country is one of Countries.
type Address struct {
	FirstName, LastName, Company, Line1, Line2, City, Region, Postcode, Country string
}

// Part is a piece of a printed address.
type Part string

// The parts that formats print. PartName is first and last name together, PartLines are line1 and line2.
const (
	PartName     Part = "NAME"
	PartCompany  Part = "COMPANY"
	PartLines    Part = "LINES"
	PartCity     Part = "CITY"
	PartRegion   Part = "REGION"
	PartPostcode Part = "POSTCODE"
)

// Region is a first-level division of a country: a state, province, prefecture, county, emirate.
type Region struct {
	Code string // as it stands on an envelope, and as Check stores it: "CA", "Co. Kerry", "東京都"
	Name string // in latin letters: "California", "Co. Kerry", "Tokyo"; Check takes it as well as the code
}

// Format tells a form which parts a country's address has.
type Format struct {
	Country string   // one of Countries
	Name    string   // in English
	Parts   []Part   // in printing order (the country's own script), without those that the country does not print
	Rows    [][]Part // the same parts, line by line
	// Required names what Check refuses to do without. A recipient (a name or a company) is always required and not listed.
	Required []Part
	Regions  []Region // empty where any text is a region
	// PostcodePattern is a regular expression (RE2) that the whole postcode matches; empty where any text is one.
	PostcodePattern string
	PostcodeExample string
	RegionLabel     string // what the country calls it, in English: "State", "Prefecture"
	CityLabel       string // "City", "Post town"
	PostcodeLabel   string // "Postal code", "ZIP code"
}

// Problem is one fault of an address.
type Problem struct {
	Field   string // the API's member: firstName, line1, city, region, postcode or country
	Missing bool   // true where a required part is empty, false where it is wrong
	Message string // for the person who typed the address
}

// FormatOf returns the rules of a country by its two-letter code, in either case; false if there is no such
// country. The caller may change what it gets.
func FormatOf(code string) (Format, bool) {
	c, ok := find(code)
	if !ok {
		return Format{}, false
	}
	f := Format{
		Country:         c.Code,
		Name:            c.Name,
		PostcodePattern: c.Postcode,
		RegionLabel:     c.RegionLabel,
		CityLabel:       c.CityLabel,
		PostcodeLabel:   c.PostcodeLabel,
	}
	for _, r := range c.form {
		row := make([]Part, 0, len(r.pieces))
		for _, p := range r.pieces {
			row = append(row, p.part)
		}
		if len(row) > 0 {
			f.Rows = append(f.Rows, row)
			f.Parts = append(f.Parts, row...)
		}
	}
	for _, letter := range "ACSZ" {
		if c.requires(letter) {
			f.Required = append(f.Required, parts[letter])
		}
	}
	for _, names := range c.Regions {
		f.Regions = append(f.Regions, Region{Code: names[0], Name: names[1]})
	}
	if len(c.Examples) > 0 {
		f.PostcodeExample = c.Examples[0]
	}
	return f, true
}

// Countries returns the codes of all countries, sorted: the 249 of ISO 3166-1 alpha-2, AC, TA and XK.
func Countries() []string {
	all := data().sorted
	codes := make([]string, len(all))
	for i, c := range all {
		codes[i] = c.Code
	}
	return codes
}
