package records

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"clientele/internal/apperr"
)

// Limits of a CSV file.
const (
	maxCell    = 1 << 20 // bytes
	maxRow     = 4 << 20 // bytes
	maxColumns = 1000
	maxName    = 1000 // characters of the name of a column
)

// row is a row of a CSV file.
type row struct {
	n      int      // counted from 1 with the header, as in a spreadsheet, where a cell with line breaks is one row
	cells  []string // as in the file
	faults []Fault  // why the row cannot be read
}

// table reads the rows of a CSV file (RFC 4180). It accepts commas, semicolons and tabs as delimiters, a byte order
// mark, a first line such as "sep=;", lines that end with CR LF or LF, and cells with line breaks.
type table struct {
	in     *window
	csv    *csv.Reader
	header []string
	n      int   // the row that was read last
	end    int   // the line of the file that it ends on
	offset int64 // where it ends
}

// openTable reads the header of a CSV file. Errors are shown to users.
func openTable(r io.Reader, encoding string) (*table, error) {
	text, err := decoded(r, encoding)
	if err != nil {
		return nil, err
	}
	t := &table{in: &window{r: text}}
	t.in.next(0)
	buffered := bufio.NewReaderSize(t.in, 64<<10)
	start, err := buffered.Peek(buffered.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, t.failed(err)
	}
	t.csv = csv.NewReader(buffered)
	t.csv.FieldsPerRecord = -1
	t.csv.Comma = delimiter(start)
	if name, ok := separatorLine(start); ok {
		t.csv.Comma = rune(name)
		if _, err := t.csv.Read(); err != nil {
			return nil, t.failed(err)
		}
		t.end, t.offset = 1, t.csv.InputOffset()
	}
	t.header, err = t.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fileErrorf("The file is empty")
	case err != nil:
		return nil, t.failed(err)
	case len(t.header) > maxColumns:
		return nil, fileErrorf("The file has %d columns, more than %d", len(t.header), maxColumns)
	}
	for i, name := range t.header {
		if strings.Contains(name, "\r") {
			return nil, fileErrorf("The rows of the file end with CR only. Save it as CSV in UTF-8.")
		}
		if message := unreadable(name); message != "" {
			return nil, fileErrorf("The name of column %d cannot be read: %s", i+1, message)
		}
		if utf8.RuneCountInString(name) > maxName {
			return nil, fileErrorf("The name of column %d has more than %d characters", i+1, maxName)
		}
	}
	t.n = 1
	t.moved(t.header)
	return t, nil
}

// decoded returns the text of a file as UTF-8. A byte order mark of UTF-8 takes precedence over the given encoding,
// since no file in another encoding begins with it.
func decoded(r io.Reader, encoding string) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	start, err := buffered.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read file: %w", err)
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xFF\xFE")), bytes.HasPrefix(start, []byte("\xFE\xFF")):
		return nil, fileErrorf("The file is in UTF-16. Save it as CSV in UTF-8.")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return nil, fileErrorf("The file is a workbook or an archive. Save it as CSV in UTF-8.")
	case bytes.HasPrefix(start, []byte(byteOrderMark)):
		_, err := buffered.Discard(len(byteOrderMark))
		return buffered, err
	}
	switch strings.ToLower(encoding) {
	case "", "utf-8", "utf8":
		return buffered, nil
	case "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(buffered), nil
	}
	return nil, fileErrorf("The encoding must be utf-8 or windows-1252, not %q", encoding)
}

const byteOrderMark = "\uFEFF"

// separatorLine reports whether a file begins with the line that tells Excel the delimiter, such as "sep=;".
func separatorLine(start []byte) (byte, bool) {
	line, _, found := bytes.Cut(start, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if !found || len(line) != 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return 0, false
	}
	return line[4], strings.IndexByte(",;\t|", line[4]) >= 0
}

// delimiter returns the delimiter of which the header has the most outside of quotes, and a comma if it has none.
func delimiter(start []byte) rune {
	var commas, semicolons, tabs int
	quoted := false
	for _, c := range start {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		case c == '\t':
			tabs++
		}
		if c == '\n' && !quoted {
			break
		}
	}
	switch {
	case tabs > commas && tabs > semicolons:
		return '\t'
	case semicolons > commas:
		return ';'
	}
	return ','
}

// next returns the next row with text, or io.EOF. Other errors are those of the file.
func (t *table) next() (row, error) {
	for {
		t.in.next(t.offset)
		cells, err := t.csv.Read()
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			return t.broken(broken), nil
		case errors.Is(err, io.EOF):
			return row{}, err
		case err != nil:
			return row{}, t.failed(err)
		}
		line, _ := t.csv.FieldPos(0)
		t.n += line - t.end // more than 1 after empty lines
		if len(cells) > maxColumns {
			return row{}, fileErrorf("Row %d has %d cells, more than %d", t.n, len(cells), maxColumns)
		}
		t.moved(cells)
		if !blankRow(cells) {
			r := row{n: t.n, cells: cells}
			t.check(&r)
			return r, nil
		}
	}
}

// moved remembers where a row ends.
func (t *table) moved(cells []string) {
	line, _ := t.csv.FieldPos(len(cells) - 1)
	t.end = line + strings.Count(cells[len(cells)-1], "\n")
	t.offset = t.csv.InputOffset()
}

// broken returns the row of a syntax error, with cells that are as far as possible those that were meant.
func (t *table) broken(err *csv.ParseError) row {
	text := t.in.since(t.offset, t.csv.InputOffset())
	lenient := csv.NewReader(bytes.NewReader(text))
	lenient.Comma, lenient.LazyQuotes, lenient.FieldsPerRecord = t.csv.Comma, true, -1
	cells, _ := lenient.Read()
	cells = joinedFrom(cells, maxColumns, string(t.csv.Comma))
	t.n += err.StartLine - t.end
	t.end, t.offset = err.Line, t.csv.InputOffset()
	message := "A cell with quotes must begin and end with a quote, and each quote in it must be doubled"
	if n := bytes.Count(bytes.TrimRight(text, "\r\n"), []byte("\n")); n > 0 {
		message += fmt.Sprintf(". The row has %d lines, since a quote is not closed.", n+1)
	}
	return row{n: t.n, cells: cells, faults: []Fault{{t.n, "", apperr.CodeInvalid, message}}}
}

// joinedFrom returns cells of which those from the last of n on are one.
func joinedFrom(cells []string, n int, comma string) []string {
	if len(cells) <= n {
		return cells
	}
	return append(slices.Clone(cells[:n-1]), strings.Join(cells[n-1:], comma))
}

// check adds the faults of a row that concern any cell, whatever it is read into.
func (t *table) check(r *row) {
	if len(r.cells) != len(t.header) {
		r.faults = append(r.faults, Fault{
			r.n, "", apperr.CodeInvalid,
			fmt.Sprintf("The row has %d cells, but the header has %d", len(r.cells), len(t.header)),
		})
	}
	for i, cell := range r.cells {
		if message := unreadable(cell); message != "" {
			name := ""
			if i < len(t.header) {
				name = t.header[i]
			}
			code := apperr.CodeInvalid
			if len(cell) > maxCell {
				code = apperr.CodeTooLong
			}
			r.faults = append(r.faults, Fault{r.n, name, code, message})
		}
	}
}

// unreadable returns why a cell cannot be read, or "".
func unreadable(cell string) string {
	switch {
	case len(cell) > maxCell:
		return "A cell can have at most 1 MB"
	case strings.IndexByte(cell, 0) >= 0:
		return "The text contains a NUL character"
	case !utf8.ValidString(cell):
		return "The text is not valid UTF-8. Give the encoding of the file, such as windows-1252, or save it as UTF-8."
	case strings.Contains(cell, "\uFFFD"):
		return "The text contains characters that are not valid in the encoding of the file"
	}
	return ""
}

func blankRow(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// failed returns the error of a file that cannot be read to the end.
func (t *table) failed(err error) error {
	var broken *csv.ParseError
	switch {
	case errors.Is(err, errRowTooLong):
		return fileErrorf("Row %d has more than 4 MB. Check the row for a quote that is not closed.", t.n+1)
	case errors.As(err, &broken):
		return fileErrorf("The header cannot be read: a quote is not closed, or not doubled")
	}
	return fmt.Errorf("read row %d: %w", t.n+1, err)
}
