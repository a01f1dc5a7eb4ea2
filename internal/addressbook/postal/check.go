package postal

import (
	"fmt"
	"strings"
)

// Check returns a in its stored spelling and every fault at once. White space is trimmed, country and postcode are in
// capitals, the postcode has its country's separator, and a region that the country's list knows is stored as its code
// (in latin letters, if it was given so and the code is not). A region left out is filled in where the country needs it
// and the city names it, as in Dubai. Check of what it returned returns the same.
func Check(a Address) (Address, []Problem) {
	a = tidy(a)
	var found []Problem
	report := func(field string, missing bool, format string, args ...any) {
		found = append(found, Problem{Field: field, Missing: missing, Message: fmt.Sprintf(format, args...)})
	}
	if a.FirstName == "" && a.LastName == "" && a.Company == "" {
		report("firstName", true, "The address needs a recipient: a first name, a last name or a company.")
	}
	c, known := find(a.Country)
	if !known {
		if a.Line1 == "" { // every country needs it
			report("line1", true, "The street address is missing.")
		}
		report("country", a.Country == "", "%s", countryAdvice(a.Country))
		return a, found
	}
	if a.Line1 == "" && c.requires('A') {
		report("line1", true, "The street address is missing.")
	}
	if a.City == "" && c.requires('C') {
		report("city", true, "The %s is missing: this country (%s) needs it.", inSentence(c.CityLabel), c.Name)
	}
	a.Region, found = c.checkRegion(a, found)
	a.Postcode, found = c.checkPostcode(a, found)
	return a, found
}

func (c *country) checkRegion(a Address, found []Problem) (string, []Problem) {
	required := c.requires('S')
	if a.Region == "" {
		if !required || c.isCountry(a.City) {
			return "", found
		}
		if filled, ok := c.ofCity(a.City, isLatin(a)); ok {
			return filled, found
		}
		return "", append(found, Problem{Field: "region", Missing: true, Message: fmt.Sprintf(
			"The %s is missing: this country (%s) needs it.", inSentence(c.RegionLabel), c.Name)})
	}
	if s, ok := c.gazetteer().region(a.Region); ok {
		return c.stored(s, isLatin(a)), found
	}
	if required && len(c.Regions) > 0 {
		example := c.Regions[0][1]
		if code := c.Regions[0][0]; code != example {
			example = code + " or " + example
		}
		found = append(found, Problem{Field: "region", Message: fmt.Sprintf(
			"The %s is not one of this country's (%s), which are written like %s.", inSentence(c.RegionLabel), c.Name, example)})
	}
	return a.Region, found
}

func (c *country) checkPostcode(a Address, found []Problem) (string, []Problem) {
	if a.Postcode == "" {
		if c.requires('Z') {
			found = append(found, Problem{Field: "postcode", Missing: true, Message: fmt.Sprintf(
				"The %s is missing: this country (%s) needs it, like %s.", inSentence(c.PostcodeLabel), c.Name, c.Examples[0])})
		}
		return "", found
	}
	code, ok := c.postcode(a.Postcode)
	if !ok {
		return a.Postcode, append(found, Problem{Field: "postcode", Message: fmt.Sprintf(
			"The %s is not one of this country's (%s), which are written like %s.", inSentence(c.PostcodeLabel), c.Name, c.Examples[0])})
	}
	return code, found
}

// inSentence returns a label as it stands inside a sentence: "postal code", but "ZIP code".
func inSentence(label string) string {
	if label[1] >= 'A' && label[1] <= 'Z' || label == "Eircode" {
		return label
	}
	return strings.ToLower(label)
}

// tidy trims every field, makes each run of white space one space, so that no field brings its own line breaks, and puts
// country and postcode in capitals.
func tidy(a Address) Address {
	for _, field := range []*string{
		&a.FirstName, &a.LastName, &a.Company, &a.Line1, &a.Line2, &a.City, &a.Region, &a.Postcode, &a.Country,
	} {
		*field = strings.Join(strings.Fields(*field), " ")
	}
	a.Country = strings.ToUpper(a.Country)
	a.Postcode = tidyPostcode(a.Postcode)
	return a
}
