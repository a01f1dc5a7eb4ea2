package records

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// faultMember is the member that an object has in a file of faults. It is ignored when the file is imported again.
const faultMember = "_error"

// FaultWriter writes a file with the records that could not be imported and the reasons, which can be corrected and
// imported again. It has the format of the original file: a CSV file in UTF-8 with commas, with the columns
// error_column and error in addition, or a JSON object on each line with the member _error in addition.
type FaultWriter struct {
	w      *bufio.Writer
	header []string // nil for JSON
	begun  bool
}

// NewFaultWriter returns a writer for the faults of a file with a header, as Reader.Header returns it. Nothing is
// written before the first fault.
func NewFaultWriter(w io.Writer, header []string) *FaultWriter {
	return &FaultWriter{w: bufio.NewWriterSize(w, 64<<10), header: header}
}

// Write writes a record with its faults, which are those of the source or others.
func (f *FaultWriter) Write(s Source, faults []Fault) error {
	if f.header == nil {
		return f.object(s, faults)
	}
	if !f.begun {
		f.begun = true
		if _, err := f.w.WriteString(byteOrderMark); err != nil {
			return err
		}
		header := f.without(f.header)
		for c, name := range header {
			header[c] = harmless(name)
		}
		writeCells(f.w, append(header, faultColumns...))
	}
	for i, cells := range s.Raw {
		var columns, messages []string
		for _, fault := range faults {
			if i == min(max(fault.Row-s.Row, 0), len(s.Raw)-1) {
				columns, messages = append(columns, fault.Column), append(messages, fault.Message)
			}
		}
		if cells == nil { // an empty row
			cells = make([]string, len(f.header))
		}
		row := f.without(cells)
		for c, cell := range row {
			row[c] = harmless(strings.ToValidUTF8(cell, "\uFFFD"))
		}
		for _, texts := range [][]string{columns, messages} {
			row = append(row, guard(strings.Join(texts, "; "), false))
		}
		writeCells(f.w, row)
	}
	return nil
}

// without returns a row without the columns of an earlier file of faults.
func (f *FaultWriter) without(cells []string) []string {
	row := make([]string, 0, len(cells)+len(faultColumns))
	for i, cell := range cells {
		if len(cells) != len(f.header) || !slices.Contains(faultColumns, f.header[i]) {
			row = append(row, cell)
		}
	}
	return row
}

// object writes a JSON object. A line that is not an object is written as a string.
func (f *FaultWriter) object(s Source, faults []Fault) error {
	var messages []string
	for _, fault := range faults {
		message := fault.Message
		if fault.Column != "" {
			message = fault.Column + ": " + message
		}
		messages = append(messages, message)
	}
	text := []byte(s.Raw[0][0])
	list, err := members(text)
	if err != nil || !utf8.Valid(text) {
		list = []member{{name: "_line", text: compact(string(text))}}
	}
	list = slices.DeleteFunc(list, func(m member) bool { return m.name == faultMember })
	list = append(list, member{name: faultMember, text: compact(strings.Join(messages, "; "))})
	var line bytes.Buffer
	for i, m := range list {
		line.WriteByte("{,"[min(i, 1)])
		line.Write(compact(m.name))
		line.WriteByte(':')
		if err := json.Compact(&line, m.text); err != nil {
			return err
		}
	}
	line.WriteString("}\n")
	_, err = f.w.Write(line.Bytes())
	return err
}

// Flush writes what is buffered. It must be called at the end.
func (f *FaultWriter) Flush() error { return f.w.Flush() }
