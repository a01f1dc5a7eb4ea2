package postal

import (
	"strings"
	"unicode"

	"clientele/internal/fold"
)

// Lines prints a in its country's own order, for an envelope or a page. The format for latin letters is taken where the
// country has one and street, city and region are written in them. Empty parts go with their separators, and so does a
// part that says the same as the one before it (city "Dubai", region "Dubai"). Spelling and case stay as stored; only
// the last line, the country's English name, is in capitals, as the Universal Postal Union asks for. An unknown country
// prints as it is given, after Google's default format.
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
		if c.cityIsSaid(a, layout) {
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

// cityIsSaid tells whether the rest of the address says the city already: a word of the format (Singapore), or the
// region where that goes before the city (서울특별시 서울).
func (c *country) cityIsSaid(a Address, layout []row) bool {
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

// printer collects lines. said is what was printed last, folded.
type printer struct {
	lines []string
	said  string
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
			if text == "" || same == p.said {
				continue
			}
			p.said = same
			switch {
			case !first:
				p.lines = append(p.lines, line)
				line = text
			case line != "" || i == 0:
				line += piece.before + text
			default:
				line = orphan(piece.before) + text
			}
			first = false
		}
	}
	if line != "" {
		p.lines = append(p.lines, line)
	}
}

// add prints a line of its own, unless the last one says the same.
func (p *printer) add(line string) {
	if same := fold.Text(line); same != "" && same != p.said {
		p.lines, p.said = append(p.lines, line), same
	}
}

// country prints the last line, in place of a line that says the same.
func (p *printer) country(name string) {
	if n := len(p.lines); n > 0 && fold.Text(p.lines[n-1]) == fold.Text(name) {
		p.lines = p.lines[:n-1]
	}
	if name != "" {
		p.lines = append(p.lines, name)
	}
}

// orphan returns what is left of a separator when nothing stands before it: its words (Puerto Rico's "PR").
func orphan(before string) string {
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

// fullName joins the names. Names in Chinese, Japanese or Korean writing start with the family's, and only Japan parts
// the two.
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

// isLatin tells whether the place is written in latin letters; where it has no letters, the recipient tells.
func isLatin(a Address) bool {
	place := a.Line1 + a.Line2 + a.City + a.Region
	if !strings.ContainsFunc(place, unicode.IsLetter) {
		place = a.FirstName + a.LastName + a.Company
	}
	return latinText(place)
}

// latinText tells whether s has no letter of another script.
func latinText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
}
