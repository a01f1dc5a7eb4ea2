// Package fold converts text to the form that search and filters compare: compatibility-normalized, case-folded and
// without accents. Stored columns and search terms are both folded, so that SQLite and PostgreSQL find the same rows.
// It must not be used for identity (package input has a rule for email addresses) or for display.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/unicode/norm"
)

// accents are the combining marks of Latin, Greek and Cyrillic, which users often omit. Marks that form a different
// letter in their script (Japanese dakuten, Indic vowel signs) are kept.
var accents = runes.Predicate(func(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F, r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF:
		return true
	}
	return false
})

// plain replaces letters that have no decomposition, such as those with a stroke.
var plain = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "æ", "ae", "œ", "oe", "ı", "i")

// cherokee converts Cherokee letters to upper case, because the library's case folding only swaps their case.
func cherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}

// maxFolded is the maximum length of a folded text in bytes. An index entry of PostgreSQL can have 2,704 bytes, and one
// character can fold to eighteen; a name of 255 letters is not truncated in nearly all scripts.
const maxFolded = 1000

// maxInput is how much of a text Text reads, in bytes: stored texts have at most 10,000 characters of up to four bytes.
const maxInput = 40_000

// Text returns s in the form that search and filters compare: Unicode NFKC, fully case-folded, without accents, trimmed
// and with single spaces. The result is truncated to 1,000 bytes. Text reads no more of s than it needs.
func Text(s string) string {
	for n := maxFolded / 4; n < len(s); n *= 4 {
		if n > maxInput {
			return truncate(convert(prefix(s, maxInput)))
		}
		// Cutting s can change the characters at the end: at most thirty marks, by Unicode's stream-safe text format.
		if folded := convert(prefix(s, n)); len(folded) >= 2*maxFolded {
			return truncate(folded)
		}
	}
	return truncate(convert(s))
}

func truncate(s string) string { return strings.TrimSpace(prefix(s, maxFolded)) }

// prefix returns the complete characters in the first n bytes of s.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// convert folds s without limiting its length.
func convert(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	folded, ok := segments(s)
	if !ok {
		folded = strip(s)
	}
	return strings.Join(strings.Fields(plain.Replace(folded)), " ")
}

// strip returns s normalized, case-folded and without accents.
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

// Join returns the search text of a record: the folded texts, separated by spaces. Nil and empty texts are omitted.
func Join(texts ...*string) string {
	var folded []string
	for _, t := range texts {
		if t != nil && *t != "" {
			folded = append(folded, Text(*t))
		}
	}
	return strings.Join(folded, " ")
}

// Words returns the folded words of a search term.
func Words(search string) []string { return strings.Fields(Text(search)) }
