package postal

import (
	"fmt"
	"strings"
)

// Check returns a in normalized form, and all problems. It trims white space, converts country and postcode to upper
// case, formats the postcode, and replaces a known region by its code (or its Latin name, if the address is in Latin
// script and the code is not). It fills in a missing region that the country requires if the city determines it, as in
// Dubai. Check is idempotent.
func Check(a Address) (Address, []Problem) {
	a = tidy(a)
	var found []Problem
	report := func(field string, missing bool, format string, args ...any) {
		found = append(found, Problem{Field: field, Missing: missing, Message: fmt.Sprintf(format, args...)})
	}
	if a.FirstName == "" && a.LastName == "" && a.Company == "" {
		report("firstName", true, "A first name, last name or company is required")
	}
	c, known := find(a.Country)
	if !known {
		if a.Line1 == "" { // required in every country
			report("line1", true, "The street address is required")
		}
		report("country", a.Country == "", "%s", countryAdvice(a.Country))
		return a, found
	}
	if a.Line1 == "" && c.requires('A') {
		report("line1", true, "The street address is required")
	}
	if a.City == "" && c.requires('C') {
		report("city", true, "The %s is required in this country (%s)", inSentence(c.CityLabel), c.Name)
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
		if filled, ok := c.regionOfCity(a.City, isLatin(a)); ok {
			return filled, found
		}
		return "", append(found, Problem{Field: "region", Missing: true, Message: fmt.Sprintf(
			"The %s is required in this country (%s)", inSentence(c.RegionLabel), c.Name)})
	}
	if s, ok := c.gazetteer().region(a.Region); ok {
		return c.regionText(s, isLatin(a)), found
	}
	if required && len(c.Regions) > 0 {
		example := c.Regions[0][1]
		if code := c.Regions[0][0]; code != example {
			example = code + " or " + example
		}
		found = append(found, Problem{Field: "region", Message: fmt.Sprintf(
			"The %s is not valid in this country (%s), for example %s", inSentence(c.RegionLabel), c.Name, example)})
	}
	return a.Region, found
}

func (c *country) checkPostcode(a Address, found []Problem) (string, []Problem) {
	if a.Postcode == "" {
		if c.requires('Z') {
			found = append(found, Problem{Field: "postcode", Missing: true, Message: fmt.Sprintf(
				"The %s is required in this country (%s), for example %s", inSentence(c.PostcodeLabel), c.Name,
				c.Examples[0])})
		}
		return "", found
	}
	code, ok := c.postcode(a.Postcode)
	if !ok {
		return a.Postcode, append(found, Problem{Field: "postcode", Message: fmt.Sprintf(
			"The %s is not valid in this country (%s), for example %s", inSentence(c.PostcodeLabel), c.Name,
			c.Examples[0])})
	}
	return code, found
}

// inSentence returns a label in the case used within a sentence: "postal code", but "ZIP code".
func inSentence(label string) string {
	if label[1] >= 'A' && label[1] <= 'Z' || label == "Eircode" {
		return label
	}
	return strings.ToLower(label)
}

// tidy trims every field, replaces runs of white space, including line breaks, by single spaces, and converts country
// and postcode to upper case.
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
