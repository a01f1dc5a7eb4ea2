package input

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
)

// MaxURL is the maximum length of a URL in characters.
const MaxURL = 2000

// URL checks an optional absolute URL (RFC 3986) with one of the schemes, http or https, which is then safe to show as
// a link. An empty text stays empty.
func URL(f *apperr.Fields, at apperr.Path, s *string, schemes ...string) *string {
	if s == nil {
		return nil
	}
	fits := normalize.Fits(*s, MaxURL)
	text := normalize.Trim(*s)
	switch {
	case !fits || utf8.RuneCountInString(text) > MaxURL:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("Must be at most %d characters", MaxURL))
	case text != "" && !WebAddress(text, schemes...):
		f.Add(at, apperr.CodeInvalid, fmt.Sprintf("Must be a web address, such as %s://shop.example/about",
			schemes[len(schemes)-1]))
	}
	return &text
}

// WebAddress reports whether a text is an absolute URL with one of the schemes, a host and no user, and contains no
// characters that would need escaping, and none that are invisible or change how others are displayed.
func WebAddress(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && slices.Contains(schemes, u.Scheme) && u.Hostname() != "" && u.User == nil &&
		!strings.ContainsAny(text, "<>\"'`\\") && !strings.ContainsFunc(text, isHidden)
}

// isHidden reports whether a character is white space, a control character, or one with no form of its own, such as
// those that change the direction of text (UAX #9).
func isHidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Z, unicode.Cf)
}
