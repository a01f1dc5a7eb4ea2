package records

import "strings"

// Spreadsheets calculate cells that begin with one of these characters, even those of a CSV file: =HYPERLINK(…). An
// apostrophe before it makes the cell a text (OWASP, CSV Injection). Other tools write the apostrophe before phone
// numbers and postcodes too, so that Excel does not change them.
const formulaStart = "=+-@\t\r\n"

// guard returns a cell with an apostrophe if a spreadsheet would calculate it, or if unguard would remove one. With
// code, the cell is one of a column with codes, such as postcodes.
func guard(s string, code bool) string {
	if s != "" && (strings.IndexByte(formulaStart, s[0]) >= 0 || guarded(s, code)) {
		return "'" + s
	}
	return s
}

// unguard returns a cell without the apostrophe that guard, Excel or another tool put before it. It is the inverse of
// guard.
func unguard(s string, code bool) string {
	if guarded(s, code) {
		return s[1:]
	}
	return s
}

// guarded reports whether a cell begins with an apostrophe that is not part of the text. One before a letter is, as in
// the name 't Hooft, but not in a code.
func guarded(s string, code bool) bool {
	if len(s) < 2 || s[0] != '\'' {
		return false
	}
	c := s[1]
	return c == '\'' || strings.IndexByte(formulaStart, c) >= 0 ||
		code && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '(')
}

// harmless returns a cell of a file, as it is in the file, so that a spreadsheet does not calculate it. It is read as
// the same text as before.
func harmless(s string) string {
	if s != "" && strings.IndexByte(formulaStart, s[0]) >= 0 {
		return "'" + s
	}
	return s
}
