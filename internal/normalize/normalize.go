// Package normalize wraps Unicode normalization, IDNA and phone number parsing for text from requests. Their cost grows
// with the length of the text, by up to a few microseconds per byte, and a request body may have a megabyte, so every
// function first checks the length in bytes. Package fold has its own limit. test/architecture keeps other packages
// from importing the underlying libraries.
package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// bytesPerCharacter is the maximum number of input bytes for one character of NFC output: three code points of up to
// four bytes, as in U+16D6A (Unicode Character Database, Canonical_Decomposition). A Hangul syllable has nine.
const bytesPerCharacter = 12

// Fits reports, by the length in bytes, whether a text can have at most the given number of characters in NFC. It
// returns false only for texts with more characters, or with so much white space that there are more than twelve bytes
// per allowed character.
func Fits(s string, characters int) bool { return len(s) <= bytesPerCharacter*characters }

// NFC returns s in Unicode NFC, and true. If s does not fit into the given number of characters (see Fits), it returns
// the first characters of s, one more than allowed and not normalized, and false.
func NFC(s string, characters int) (string, bool) {
	if !Fits(s, characters) {
		return beginning(s, characters+1), false
	}
	return norm.NFC.String(s), true
}

// NFKC is like NFC for Unicode NFKC. One input character can become eighteen (U+FDFA), so the result can be longer than
// the limit.
func NFKC(s string, characters int) (string, bool) {
	if !Fits(s, characters) {
		return beginning(s, characters+1), false
	}
	return norm.NFKC.String(s), true
}

// Caseless returns s in the form in which unique values are compared: case-folded NFKC. If s does not fit into the
// given number of characters, the results are those of NFKC.
func Caseless(s string, characters int) (string, bool) {
	s, ok := NFKC(s, characters)
	if !ok {
		return s, false
	}
	return norm.NFKC.String(cases.Fold().String(s)), true
}

// Password returns a password in the form in which it is counted and hashed: NFC, with U+0020 for every Unicode space
// (general category Zs; RFC 8265, section 4.2.2), because keyboards differ in the spaces they produce. If it does not
// fit into the given number of characters, it returns the first characters, as NFC does, and false.
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

// FoldCase returns s in case-folded NFC, the form in which local parts of email addresses are compared. It folds only
// the first 254 bytes, the maximum length of an email address (RFC 5321, section 4.5.3.1.3).
func FoldCase(s string) string {
	if len(s) > 254 {
		s = s[:254]
	}
	return norm.NFC.String(cases.Fold().String(s))
}

// maxHost is the maximum length of a host name before conversion, in bytes: four for each octet of a domain name (RFC
// 1035, section 2.3.4).
const maxHost = 4 * 255

var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.VerifyDNSLength(true), idna.StrictDomainName(true))

// Host returns a domain name in ASCII (IDNA 2008 with the mappings of UTS #46), and whether it is valid.
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
