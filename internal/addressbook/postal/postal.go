// Package postal validates and formats postal addresses by the rules of each country: the parts and their order,
// required parts, regions and the postcode format. It covers every ISO 3166-1 country as well as Ascension (AC),
// Tristan da Cunha (TA) and Kosovo (XK). The rules are Google's address data, embedded as countries.json (created by
// generate/generate.mjs; licenses in NOTICE).
//
// It does not check whether an address exists. Rules must stay lenient: a rule that rejects an address to which the
// post delivers costs the shop an order.
package postal

// Address holds the parts of a postal address that country rules apply to. Country is one of Countries.
type Address struct {
	FirstName, LastName, Company, Line1, Line2, City, Region, Postcode, Country string
}

// Part is a part of a formatted address.
type Part string

// The parts of a format. PartName is the first and last name; PartLines is line1 and line2.
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
	Code string // as formatted and stored: "CA", "Co. Kerry", "東京都"
	Name string // in Latin script: "California", "Co. Kerry", "Tokyo"; Check accepts it instead of the code
}

// Format describes the addresses of a country, for use in a form.
type Format struct {
	Country string   // one of Countries
	Name    string   // in English
	Parts   []Part   // the parts that the country uses, in the order of its own script
	Rows    [][]Part // the same parts by line
	// Required lists the parts that Check requires. A recipient (a name or a company) is always required and not
	// listed.
	Required []Part
	Regions  []Region // empty if any text is accepted
	// PostcodePattern is a regular expression (RE2) that matches the whole postcode; empty if any text is accepted.
	PostcodePattern string
	PostcodeExample string
	RegionLabel     string // name of a region in this country, in English: "State", "Prefecture"
	CityLabel       string // "City", "Post town"
	PostcodeLabel   string // "Postal code", "ZIP code"
}

// Problem is an error in an address.
type Problem struct {
	Field   string // API field: firstName, line1, city, region, postcode or country
	Missing bool   // whether a required part is empty, rather than invalid
	Message string // for the user
}

// FormatOf returns the format of a country by its two-letter code in any case, and false if there is no such country.
// The caller may modify the result.
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

// Countries returns the sorted codes of all countries: the 249 of ISO 3166-1 alpha-2, AC, TA and XK.
func Countries() []string {
	all := data().sorted
	codes := make([]string, len(all))
	for i, c := range all {
		codes[i] = c.Code
	}
	return codes
}
