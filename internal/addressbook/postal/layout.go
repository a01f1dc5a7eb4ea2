package postal

import "strings"

// row is one printed line of a format: pieces, or a text that always stands there (Åland's "ÅLAND").
type row struct {
	pieces []piece
	text   string
}

// piece is a part and what stands before it: a separator, or at the start of a row what belongs to the part ("FI-").
type piece struct {
	before string
	part   Part
}

// parts are the letters of Google's notation. D (dependent locality) and X (sorting code, such as CEDEX) have no field of
// ours; people write them into line2 and city.
var parts = map[rune]Part{
	'N': PartName, 'O': PartCompany, 'A': PartLines, 'C': PartCity, 'S': PartRegion, 'Z': PartPostcode,
}

// parseLayout takes a format in Google's notation apart: "%C, %S %Z%n…".
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
	skipped := false // a part that is not ours was left out, and no other has come since
	escaped := false
	for _, c := range line {
		part, ours := parts[c]
		switch {
		case escaped && ours:
			r.pieces = append(r.pieces, piece{before: before, part: part})
			before, skipped, escaped = "", false, false
		case escaped:
			// The row goes on as if the left-out part and its own separator had never been there.
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
