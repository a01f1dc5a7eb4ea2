package mail

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/normalize"
)

// maxGreeting is the longest name that an email greets with, in characters.
const maxGreeting = 70

// suspicious finds in a name what mail programs make a link of, or what could be read as a message of its own: addresses of all
// sorts, and more than three digits.
var suspicious = regexp.MustCompile(`[/\\@:<>\[\]{}|=]|\.\pL{2,}|(\pN.*){4}|(?i:\bwww\b)`)

// personName is a person's name as emails may hold it. Anybody can type a name into a form together with somebody else's address,
// so one that looks like more than a name is left out, and the email greets without it.
func personName(name string) string {
	name, fits := normalize.NFKC(name, 255) // full-width characters are read as links too
	name = strings.TrimSpace(name)
	if !fits || utf8.RuneCountInString(name) > maxGreeting || suspicious.MatchString(strings.ReplaceAll(name, "。", ".")) || strings.ContainsFunc(name, unfit) {
		return ""
	}
	return name
}

// oneLine is a text for a header: its line breaks and other control characters become single spaces, and the marks that turn
// the direction of what follows (UAX #9) go.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case unfit(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// unfit tells whether a character has no place in a line: control characters, line separators, and those that are not seen but
// change how others are read.
func unfit(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}
