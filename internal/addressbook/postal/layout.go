package postal

import "strings"

// row is a line of a format: pieces, or a fixed text (Åland's "ÅLAND").
type row struct {
	pieces []piece
	text   string
}

// piece is a part and the text before it: a separator, or at the start of a row a prefix ("FI-").
type piece struct {
	before string
	part   Part
}

// parts maps the letters of Google's notation to parts. D (dependent locality) and X (sorting code, such as CEDEX)
// have no field; they are part of line2 and city.
var parts = map[rune]Part{
	'N': PartName, 'O': PartCompany, 'A': PartLines, 'C': PartCity, 'S': PartRegion, 'Z': PartPostcode,
}

// parseLayout parses a format in Google's notation: "%C, %S %Z%n…".
func parseLayout(format string) []row {
	var rows []row
	for line := range strings.SplitSeq(format, "%n") {
		if r := parseRow(line); len(r.pieces) > 0 || r.text != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

func parseRow(line string) row {
	var r row
	var before string
	skipped := false // whether the last part was skipped because it has no field
	escaped := false
	for _, c := range line {
		part, known := parts[c]
		switch {
		case escaped && known:
			r.pieces = append(r.pieces, piece{before: before, part: part})
			before, skipped, escaped = "", false, false
		case escaped:
			// Skip the part together with its separator.
			if len(r.pieces) > 0 {
				before = ""
			}
			skipped, escaped = len(r.pieces) == 0, false
		case c == '%':
			escaped = true
		case !skipped:
			before += string(c)
		}
	}
	if len(r.pieces) == 0 && !skipped {
		r.text = before
	}
	return r
}
