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

// longest is how much of a text Text reads, in bytes: the longest text that is stored has 10,000 characters of at most four.
const longest = 40_000

// Text returns s as search and filters compare it (Unicode NFKC, full case folding, accents removed), trimmed and with
// each run of white space as one space. What is longer than 1,000 bytes is cut. It reads no more of s than it needs.
func Text(s string) string {
	for n := most / 4; n < len(s); n *= 4 {
		if n > longest {
			return cut(spell(upTo(s, longest)))
		}
		// The end of s can change characters that interact with it: at most thirty marks, by Unicode's stream-safe format.
		if folded := spell(upTo(s, n)); len(folded) >= 2*most {
			return cut(folded)
		}
	}
	return cut(spell(s))
}

func cut(s string) string { return strings.TrimSpace(upTo(s, most)) }

// upTo returns the whole characters in the first n bytes of s.
func upTo(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func spell(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	folded, ok := segments(s)
	if !ok {
		folded = strip(s)
	}
	return strings.Join(strings.Fields(plain.Replace(folded)), " ")
}

// strip returns s normalized, without case and without accents.
func strip(s string) string {
	folded := cases.Fold().String(strings.Map(cherokee, norm.NFKC.String(s)))
	return norm.NFC.String(runes.Remove(accents).String(norm.NFKD.String(folded)))
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
