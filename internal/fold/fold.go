// Package fold writes text in the one spelling that search and filters compare: compatibility-normalised, without
// case and without accents. Stored columns and what callers look for both pass through it, so that SQLite and
// PostgreSQL find the same rows. It must not be used for identity (email addresses have their own rule) or for display.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// accents are the combining marks that people leave out when they type: those of Latin, Greek and Cyrillic. Marks
// that make another letter in their script (Japanese dakuten, Indic vowel signs) stay.
var accents = runes.Predicate(func(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F, r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF:
		return true
	}
	return false
})

// plain spells letters that carry their stroke inside, which no decomposition takes apart.
var plain = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "æ", "ae", "œ", "oe", "ı", "i")

// cherokee writes Cherokee in capitals: case folding, as the library does it, only swaps the case there.
func cherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}

// most is the length of a compared text in bytes. An index entry of PostgreSQL holds 2,704, and a character can fold to
// eighteen; a name of 255 letters stays whole in nearly every script.
const most = 1000

// Text returns s as search and filters compare it (Unicode NFKC, full case folding, accents removed), trimmed and with
// each run of white space as one space. What is longer than 1,000 bytes is cut.
func Text(s string) string {
	return cut(spell(s))
}

func cut(s string) string {
	if len(s) <= most {
		return s
	}
	end := most
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.TrimSpace(s[:end])
}

func spell(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	stripped, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(accents), norm.NFC), cases.Fold().String(strings.Map(cherokee, norm.NFKC.String(s))))
	if err != nil {
		stripped = strings.ToLower(s)
	}
	return strings.Join(strings.Fields(plain.Replace(stripped)), " ")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// Join returns the stored search text of a record: its texts as Text spells them, one after the other. A nil counts as
// nothing.
func Join(texts ...*string) string {
	var folded []string
	for _, t := range texts {
		if t != nil && *t != "" {
			folded = append(folded, Text(*t))
		}
	}
	return strings.Join(folded, " ")
}

// Words returns what somebody looks for, word by word, in the spelling of a search text.
func Words(search string) []string { return strings.Fields(Text(search)) }
