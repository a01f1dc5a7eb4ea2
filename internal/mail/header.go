package mail

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/normalize"
)

// maxName is the maximum length of a name in an email, in characters.
const maxName = 70

// suspicious matches names that mail programs could turn into a link or that could carry a message: URLs, email
// addresses, and more than three digits.
var suspicious = regexp.MustCompile(`[/\\@:<>\[\]{}|=]|\.\pL{2,}|(\pN.*){4}|(?i:\bwww\b)`)

// personName returns a name that is safe to use in an email, or "" if it looks like more than a name. Anyone can enter
// a name together with another person's email address.
func personName(name string) string {
	name, fits := normalize.NFKC(name, 255) // mail programs link full-width URLs too
	name = strings.TrimSpace(name)
	if !fits || utf8.RuneCountInString(name) > maxName || suspicious.MatchString(strings.ReplaceAll(name, "。", ".")) ||
		strings.ContainsFunc(name, isUnsafe) {
		return ""
	}
	return name
}

// linkInLine matches what mail programs turn into a link: URLs, email addresses and host names. Addresses are full of
// digits and slashes, so suspicious is too strict for them.
var linkInLine = regexp.MustCompile(`(?i)://|\bwww\.|@|[\pL\pN]\.\pL{2,}`)

// addressLines returns the lines of a postal address, or nil if one looks like a link. Guests enter an address together
// with any email address, so it could carry a message to another person.
func addressLines(lines []string) []string {
	clean := make([]string, len(lines))
	for i, line := range lines {
		text, fits := normalize.NFKC(line, 1000) // mail programs link full-width URLs too
		if !fits || linkInLine.MatchString(strings.ReplaceAll(text, "。", ".")) {
			return nil
		}
		clean[i] = singleLine(line)
	}
	return clean
}

// singleLine returns a text for use in a header: runs of white space and control characters become single spaces, and
// bidirectional control characters (UAX #9) are removed.
func singleLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case isUnsafe(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// isUnsafe reports whether a character must not appear in a line: control characters, line separators, and invisible
// characters that change how others are displayed.
func isUnsafe(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' ||
		unicode.Is(unicode.Bidi_Control, r)
}
