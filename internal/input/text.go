// Package input checks and normalises what people type: one-line texts, names, notes, email addresses, phone numbers. Each
// rule stands here once and serves customers, address books and orders alike. A check returns the stored spelling and notes
// its fault in an apperr.Fields; it knows no storage.
package input

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
)

// The longest texts, in characters.
const (
	MaxName         = 255
	MaxLine         = 255
	MaxLabel        = 100
	MaxInstructions = 500
	MaxNote         = 5000
)

// Line returns a text of one line: without white space and invisible characters around it, in Unicode NFC, without control characters and without the marks that turn the
// direction of what follows (UAX #9), of at most most characters.
func Line(f *apperr.Fields, at apperr.Path, s string, most int) string {
	s, fits := normalize.NFC(s, most)
	s = normalize.Trim(s)
	switch {
	case !fits || utf8.RuneCountInString(s) > most:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("this is longer than %d characters", most))
	case strings.ContainsFunc(s, notInLine):
		f.Add(at, apperr.CodeInvalid, "this holds a line break or another control character")
	}
	return s
}

// Optional is Line for a value that may be absent.
func Optional(f *apperr.Fields, at apperr.Path, s *string, most int) *string {
	if s == nil {
		return nil
	}
	line := Line(f, at, *s, most)
	return &line
}

// Required is Line for a value that may not be empty.
func Required(f *apperr.Fields, at apperr.Path, s string, most int) string {
	s = Line(f, at, s, most)
	if s == "" && !f.Has(at) {
		f.Add(at, apperr.CodeRequired, "this is missing")
	}
	return s
}

// lines gives lines the ends that are stored.
var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Text returns a text of several lines: without white space and invisible characters around it, in Unicode NFC, with \n between lines, of at most most characters.
func Text(f *apperr.Fields, at apperr.Path, s *string, most int) *string {
	if s == nil {
		return nil
	}
	text, fits := normalize.NFC(*s, most)
	text = normalize.Trim(lines.Replace(text))
	switch {
	case !fits || utf8.RuneCountInString(text) > most:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("this is longer than %d characters", most))
	case strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && control(r) }):
		f.Add(at, apperr.CodeInvalid, "this holds a control character")
	}
	return &text
}

// webAddress finds what mail programs turn into a link.
var webAddress = regexp.MustCompile(`(?i)://|\bwww\.|\b(https?|ftp|javascript|data|mailto|tel):|` +
	`[\pL\pN-]{2,}\.(com|net|org|info|biz|io|xyz|top|site|online|shop|store|link|click|app|dev|ru|cn|tk)($|[/?#:\s])`)

// Name is Optional for the name of a person: it goes into emails, so it may hold no web address.
func Name(f *apperr.Fields, at apperr.Path, s *string) *string {
	name := Optional(f, at, s, MaxName)
	if name != nil && webAddress.MatchString(*name) {
		f.Add(at, apperr.CodeInvalid, "a name holds no web address")
	}
	return name
}

func control(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

func notInLine(r rune) bool {
	return control(r) || r == '\u2028' || r == '\u2029' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}
