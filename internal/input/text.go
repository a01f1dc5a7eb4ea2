// Package input validates and normalizes user input: single-line texts, names, notes, email addresses, phone numbers
// and passwords. Customers, address books and orders share these rules. A check returns the normalized value and adds
// errors to an apperr.Fields. The package does not access the database.
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

// The maximum lengths of texts, in characters.
const (
	MaxName         = 255
	MaxLine         = 255
	MaxLabel        = 100
	MaxInstructions = 500
	MaxNote         = 5000
)

// Line checks a single-line text and returns it in Unicode NFC, without surrounding white space and invisible
// characters. It must have at most most characters, and contain neither control characters nor explicit directional
// formatting characters (UAX #9).
func Line(f *apperr.Fields, at apperr.Path, s string, most int) string {
	s, fits := normalize.NFC(s, most)
	s = normalize.Trim(s)
	switch {
	case !fits || utf8.RuneCountInString(s) > most:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("Must be at most %d characters", most))
	case strings.ContainsFunc(s, notInLine):
		f.Add(at, apperr.CodeInvalid, "Must not contain line breaks or other control characters")
	}
	return s
}

// Optional is like Line for an optional value.
func Optional(f *apperr.Fields, at apperr.Path, s *string, most int) *string {
	if s == nil {
		return nil
	}
	line := Line(f, at, *s, most)
	return &line
}

// Required is like Line for a value that must not be empty.
func Required(f *apperr.Fields, at apperr.Path, s string, most int) string {
	s = Line(f, at, s, most)
	if s == "" && !f.Has(at) {
		f.Add(at, apperr.CodeRequired, "Required")
	}
	return s
}

// lineBreaks converts line breaks to \n.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Text checks an optional multi-line text of at most most characters and returns it in Unicode NFC, with \n as line
// break and without surrounding white space and invisible characters.
func Text(f *apperr.Fields, at apperr.Path, s *string, most int) *string {
	if s == nil {
		return nil
	}
	text, fits := normalize.NFC(*s, most)
	text = normalize.Trim(lineBreaks.Replace(text))
	switch {
	case !fits || utf8.RuneCountInString(text) > most:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("Must be at most %d characters", most))
	case strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && control(r) }):
		f.Add(at, apperr.CodeInvalid, "Must not contain control characters")
	}
	return &text
}

// RequiredText is like Text for a value that must not be empty.
func RequiredText(f *apperr.Fields, at apperr.Path, s string, most int) string {
	text := Text(f, at, &s, most)
	if *text == "" && !f.Has(at) {
		f.Add(at, apperr.CodeRequired, "Required")
	}
	return *text
}

// webAddress matches texts that mail programs turn into links.
var webAddress = regexp.MustCompile(`(?i)://|\bwww\.|\b(https?|ftp|javascript|data|mailto|tel):|` +
	`[\pL\pN-]{2,}\.(com|net|org|info|biz|io|xyz|top|site|online|shop|store|link|click|app|dev|ru|cn|tk)($|[/?#:\s])`)

// Name is like Optional for the name of a person. Names are included in emails, so they must not contain web addresses.
func Name(f *apperr.Fields, at apperr.Path, s *string) *string {
	name := Optional(f, at, s, MaxName)
	if name != nil && webAddress.MatchString(*name) {
		f.Add(at, apperr.CodeInvalid, "The name must not contain a web address")
	}
	return name
}

func control(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

func notInLine(r rune) bool {
	return control(r) || r >= '\u2028' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// Trimmed returns a text without surrounding white space and invisible characters.
func Trimmed(s string) string { return normalize.Trim(s) }
