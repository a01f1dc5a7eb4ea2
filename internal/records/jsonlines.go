package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"clientele/internal/apperr"
)

// maxLine is the largest size of a JSON object in bytes.
const maxLine = 4 << 20

// lineReader reads a record from each line of a file. Empty lines are skipped.
type lineReader[T any] struct {
	r    *bufio.Reader
	line int
	read func(j *jsonRecord, text []byte) *T
}

func newLineReader[T any](r io.Reader, read func(j *jsonRecord, text []byte) *T) (*lineReader[T], error) {
	text, err := decoded(r, "")
	if err != nil {
		return nil, err
	}
	return &lineReader[T]{r: bufio.NewReaderSize(text, 64<<10), read: read}, nil
}

// Columns implements Reader.
func (l *lineReader[T]) Columns() []Column { return nil }

// Header implements Reader.
func (l *lineReader[T]) Header() []string { return nil }

// Next implements Reader.
func (l *lineReader[T]) Next() (*T, error) {
	for {
		text, err := l.next()
		if err != nil {
			return nil, err
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			return l.read(newJSONRecord(l.line, text), text), nil
		}
	}
}

// newJSONRecord returns a record that begins on a line of a file.
func newJSONRecord(line int, text []byte) *jsonRecord {
	j := &jsonRecord{src: Source{Row: line, Raw: [][]string{{string(text)}}}}
	j.src.Column = func(path apperr.Path) (int, string) { return line, strings.Join(path, ".") }
	if !utf8.Valid(text) {
		j.fault("", apperr.CodeInvalid, "The text is not valid UTF-8")
	}
	return j
}

// next returns the next line. It may be overwritten by the next call.
func (l *lineReader[T]) next() ([]byte, error) {
	l.line++
	text, err := l.r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return text, l.ended(text, err)
	}
	long := bytes.Clone(text)
	for errors.Is(err, bufio.ErrBufferFull) {
		text, err = l.r.ReadSlice('\n')
		if long = append(long, text...); len(long) > maxLine {
			return nil, fileErrorf("Line %d has more than 4 MB", l.line)
		}
	}
	return long, l.ended(long, err)
}

func (l *lineReader[T]) ended(text []byte, err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF) && len(text) > 0:
		return nil
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return fmt.Errorf("read line %d: %w", l.line, err)
}
