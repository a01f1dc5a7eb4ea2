package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDocument is the largest size of a JSON object in bytes that is a page of records, as other systems' APIs return
// it. It is read into memory as a whole.
const maxDocument = 32 << 20

// maxPage is the largest number of objects on a page. Those of other systems have at most 1,000.
const maxPage = 100_000

// stream reads the JSON objects of a file: one after the other, such as one on each line, or the items of arrays.
type stream struct {
	r    *bufio.Reader
	line int // that is being read
	list bool
	any  bool // the array has an item, so that a comma must follow
}

func newStream(r io.Reader) (*stream, error) {
	text, err := decoded(r, "")
	if err != nil {
		return nil, err
	}
	return &stream{r: bufio.NewReaderSize(text, 64<<10), line: 1}, nil
}

// next returns the next object and the line that it begins on, or io.EOF.
func (s *stream) next() (line int, text []byte, err error) {
	for {
		c, err := s.skip()
		switch {
		case errors.Is(err, io.EOF) && !s.list:
			return 0, nil, io.EOF
		case errors.Is(err, io.EOF):
			return 0, nil, fileErrorf("Line %d: the array has no end", s.line)
		case err != nil:
			return 0, nil, fmt.Errorf("read line %d: %w", s.line, err)
		}
		switch {
		case c == '[' && !s.list:
			s.list, s.any = true, false
		case c == ']' && s.list:
			s.list = false
		case c == ',' && s.list && s.any:
			s.any = false
		case c == '{' && !(s.list && s.any):
			s.any = true
			line := s.line
			text, err := s.object()
			return line, text, err
		default:
			return 0, nil, fileErrorf("Line %d: expected a JSON object instead of %q", s.line, rune(c))
		}
	}
}

// skip returns the next character that is not white space.
func (s *stream) skip() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			s.line++
		case ' ', '\t', '\r':
		default:
			return c, nil
		}
	}
}

// object returns an object whose opening brace was read. Only its end is looked for; its syntax is not checked.
func (s *stream) object() ([]byte, error) {
	text := []byte{'{'}
	start, depth, quoted, escaped := s.line, 1, false, false
	for depth > 0 {
		c, err := s.r.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil, fileErrorf("Line %d: the object has no end", start)
		case err != nil:
			return nil, fmt.Errorf("read line %d: %w", s.line, err)
		case len(text) == maxDocument:
			return nil, fileErrorf("Line %d: the object has more than 32 MB", start)
		}
		text = append(text, c)
		switch {
		case c == '\n':
			s.line++
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	if !utf8.Valid(text) {
		return nil, fileErrorf("Line %d: the text is not valid UTF-8", start)
	}
	return text, nil
}

// element is an object of a page of records.
type element struct {
	line int
	text []byte
}

// pageReader reads records from a stream of objects, or of pages with objects.
type pageReader[T any] struct {
	s     *stream
	page  func(line int, text []byte) []element // the objects of a page; nil if an object is not a page
	read  func(j *jsonRecord, text []byte) *T
	ahead []element
}

// Columns implements Reader.
func (p *pageReader[T]) Columns() []Column { return nil }

// Header implements Reader.
func (p *pageReader[T]) Header() []string { return nil }

// Next implements Reader.
func (p *pageReader[T]) Next() (*T, error) {
	for len(p.ahead) == 0 {
		line, text, err := p.s.next()
		if err != nil {
			return nil, err
		}
		if p.ahead = p.page(line, text); len(p.ahead) > maxPage {
			return nil, fileErrorf("Line %d: the page has more than 100,000 objects", line)
		}
		if p.ahead == nil {
			p.ahead = []element{{line: line, text: text}}
		}
	}
	e := p.ahead[0]
	p.ahead = p.ahead[1:]
	if len(e.text) > maxLine {
		return nil, fileErrorf("Line %d: the object has more than 4 MB", e.line)
	}
	return p.read(newJSONRecord(e.line, e.text), e.text), nil
}

// list returns the objects of an array in a page, and the lines that they begin on. The array is a part of the page.
func list(line int, page, array []byte) []element {
	s := &stream{r: bufio.NewReader(bytes.NewReader(array)), line: line}
	if at := bytes.Index(page, array); at > 0 {
		s.line += bytes.Count(page[:at], []byte("\n"))
	}
	elements := []element{}
	for {
		line, text, err := s.next()
		if err != nil || len(elements) > maxPage { // pageReader refuses more
			return elements
		}
		elements = append(elements, element{line: line, text: text})
	}
}
