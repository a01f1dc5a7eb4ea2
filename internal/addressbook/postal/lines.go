package postal

import (
	"strings"
	"unicode"

	"clientele/internal/fold"
)

// Lines returns the lines of an address in the format of its country, for display or an envelope. It uses the
// country's Latin format, if there is one, for a street, city and region in Latin script. Empty parts are omitted with
// their separators, as is a part that repeats the previous one (city "Dubai", region "Dubai"). The last line is the
// country's English name in upper case, as recommended by the Universal Postal Union. An address in an unknown country
// uses Google's default format.
func Lines(a Address) []string {
	a = tidy(a)
	layout, last := parseLayout(defaultPrint), a.Country
	if c, ok := find(a.Country); ok {
		layout, last = c.local, c.Name
		if isLatin(a) {
			layout = c.latin
		}
		if c.Postal != "" {
			last = c.Postal
		}
		if c.repeatsCity(a, layout) {
			a.City = ""
		}
	}
	var p printer
	for _, r := range layout {
		p.row(r, a)
	}
	p.country(strings.ToUpper(last))
	return p.lines
}

// repeatsCity reports whether the rest of the address contains the city already: in the format (Singapore), or in a
// region before the city (서울특별시 서울).
func (c *country) repeatsCity(a Address, layout []row) bool {
	city, regionSeen := plain(a.City), false
	for _, r := range layout {
		if city != "" && plain(r.text) == city {
			return true
		}
		for _, p := range r.pieces {
			switch {
			case p.before != "" && city != "" && plain(p.before) == city:
				return true
			case p.part == PartRegion:
				regionSeen = true
			case p.part == PartCity && regionSeen:
				named, ok := c.gazetteer().region(a.City)
				given, known := c.gazetteer().region(a.Region)
				return ok && known && named.region == given.region
			}
		}
	}
	return false
}

// printer collects lines. last is the last part, folded.
type printer struct {
	lines []string
	last  string
}

func (p *printer) row(r row, a Address) {
	if r.text != "" {
		p.add(r.text)
		return
	}
	line := ""
	for i, piece := range r.pieces {
		first := true
		for _, text := range a.texts(piece.part) {
			same := fold.Text(text)
			if text == "" || same == p.last {
				continue
			}
			p.last = same
			switch {
			case !first:
				p.lines = append(p.lines, line)
				line = text
			case line != "" || i == 0:
				line += piece.before + text
			default:
				line = leadingWords(piece.before) + text
			}
			first = false
		}
	}
	if line != "" {
		p.lines = append(p.lines, line)
	}
}

// add adds a line, unless it repeats the last part.
func (p *printer) add(line string) {
	if same := fold.Text(line); same != "" && same != p.last {
		p.lines, p.last = append(p.lines, line), same
	}
}

// country adds the country as the last line, replacing an equal line.
func (p *printer) country(name string) {
	if n := len(p.lines); n > 0 && fold.Text(p.lines[n-1]) == fold.Text(name) {
		p.lines = p.lines[:n-1]
	}
	if name != "" {
		p.lines = append(p.lines, name)
	}
}

// leadingWords returns the words of a separator at the start of a line, such as Puerto Rico's "PR".
func leadingWords(before string) string {
	if strings.ContainsFunc(before, unicode.IsLetter) {
		return strings.TrimLeft(before, " ")
	}
	return ""
}

func (a Address) texts(part Part) []string {
	switch part {
	case PartName:
		return []string{fullName(a)}
	case PartCompany:
		return []string{a.Company}
	case PartLines:
		return []string{a.Line1, a.Line2}
	case PartCity:
		return []string{a.City}
	case PartRegion:
		return []string{a.Region}
	case PartPostcode:
		return []string{a.Postcode}
	}
	return nil
}

// fullName joins the names. In Chinese, Japanese and Korean script the family name comes first, with a space only in
// Japan.
func fullName(a Address) string {
	if a.FirstName == "" || a.LastName == "" {
		return a.FirstName + a.LastName
	}
	if !strings.ContainsFunc(a.FirstName, isEastAsian) || !strings.ContainsFunc(a.LastName, isEastAsian) {
		return a.FirstName + " " + a.LastName
	}
	if a.Country == "JP" {
		return a.LastName + " " + a.FirstName
	}
	return a.LastName + a.FirstName
}

func isEastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
}

// isLatin reports whether the place is in Latin script, or the recipient if the place has no letters.
func isLatin(a Address) bool {
	place := a.Line1 + a.Line2 + a.City + a.Region
	if !strings.ContainsFunc(place, unicode.IsLetter) {
		place = a.FirstName + a.LastName + a.Company
	}
	return latinText(place)
}

// latinText reports whether all letters of s are Latin.
func latinText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}
