// Package normalize is the only place that calls Unicode normalization, IDNA and phone number parsing for text from
// requests. Their cost grows with the length of the text, by up to a few microseconds a byte, and a request body may hold
// a megabyte. So every function here compares the length in bytes with a limit before it does anything else. Case folding
// for search has its own limit in package fold. A test over the imports keeps other packages from calling the libraries.
package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// bytesPerCharacter is how many bytes of input one character of NFC output can come from: at most three code points of up to
// four bytes, as in U+16D6A (Unicode Character Database, Canonical_Decomposition). Hangul syllables take nine.
const bytesPerCharacter = 12

// Fits reports whether a text may have at most characters characters in NFC, by its length in bytes alone. It returns
// false only for texts that are longer, or padded with white space to more than twelve bytes for each allowed character.
func Fits(s string, characters int) bool { return len(s) <= bytesPerCharacter*characters }

// NFC returns s in Unicode NFC. If s does not fit into a number of characters, it returns the beginning of s, with one
// character more than allowed and not normalized, and false.
func NFC(s string, characters int) (string, bool) {
	if !Fits(s, characters) {
		return beginning(s, characters+1), false
	}
	return norm.NFC.String(s), true
}

// NFKC is NFC for Unicode NFKC. A character of the result may be one of eighteen that a single input character became
// (U+FDFA), so the result can be longer than the limit.
func NFKC(s string, characters int) (string, bool) {
	if !Fits(s, characters) {
		return beginning(s, characters+1), false
	}
	return norm.NFKC.String(s), true
}

// Caseless returns s as unique values are compared: in NFKC without case. If s does not fit into a number of characters,
// the result is NFKC's.
func Caseless(s string, characters int) (string, bool) {
	s, ok := NFKC(s, characters)
	if !ok {
		return s, false
	}
	return norm.NFKC.String(cases.Fold().String(s)), true
}

// Password returns a password as it is counted and hashed: in NFC, with every Unicode space (general category Zs) as U+0020
// (RFC 8265, section 4.2.2), since keyboards and phones differ in which space they type. If it does not fit into a number
// of characters, it returns the beginning, as NFC does, and false.
func Password(s string, characters int) (string, bool) {
	if !Fits(s, characters) {
		return beginning(s, characters+1), false
	}
	return norm.NFC.String(strings.Map(plainSpace, s)), true
}

func plainSpace(r rune) rune {
	if unicode.Is(unicode.Zs, r) {
		return ' '
	}
	return r
}

// FoldCase returns s in NFC without case, as the local parts of email addresses are compared. It folds no more than the
// first 254 bytes, the longest email address (RFC 5321, section 4.5.3.1.3).
func FoldCase(s string) string {
	if len(s) > 254 {
		s = s[:254]
	}
	return norm.NFC.String(cases.Fold().String(s))
}

// maxHost is the longest host name that Host reads, in bytes: four for each octet of a domain name (RFC 1035, section 2.3.4).
const maxHost = 4 * 255

var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.VerifyDNSLength(true), idna.StrictDomainName(true))

// Host returns a domain name in ASCII (IDNA 2008 with the mappings of UTS #46), and false if it is not valid.
func Host(s string) (string, bool) {
	if len(s) > maxHost {
		return "", false
	}
	ascii, err := domains.ToASCII(s)
	return ascii, err == nil
}

// beginning returns the first characters of s.
func beginning(s string, characters int) string {
	end := 0
	for range characters {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end]
}
