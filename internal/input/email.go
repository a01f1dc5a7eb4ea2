package input

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// Address is an email address in three forms.
type Address struct {
	Shown string // for display: local part as entered (NFC), domain in lower-case ASCII
	Key   string // for comparison: the local part is case-folded as well
	Fold  string // for search and filters
}

const (
	maxEmail = 254 // octets: RFC 5321, section 4.5.3.1.3, with its erratum 1690
	maxLocal = 64  // octets: RFC 5321, section 4.5.3.1.1
)

// ParseEmail parses an email address (RFC 5321 with the non-ASCII letters of RFC 6531; no quoted local parts, no
// address literals, a domain with a dot), and reports whether it is valid. Every operation uses it, so that all of them
// compare addresses in the same form.
func ParseEmail(s string) (Address, bool) {
	s, fits := normalize.NFC(s, maxEmail)
	s = normalize.Trim(s)
	at := strings.LastIndexByte(s, '@')
	if !fits || at < 1 || len(s) > 4*maxEmail {
		return Address{}, false
	}
	local := s[:at]
	if len(local) > maxLocal || !dotAtom(local) {
		return Address{}, false
	}
	domain, valid := normalize.Host(s[at+1:])
	if !valid || !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") {
		return Address{}, false
	}
	domain = strings.ToLower(domain)
	shown := local + "@" + domain
	if len(shown) > maxEmail {
		return Address{}, false
	}
	key := normalize.FoldCase(local) + "@" + domain
	return Address{Shown: shown, Key: key, Fold: fold.Text(shown)}, true
}

// Email checks a required email address.
func Email(f *apperr.Fields, at apperr.Path, s string) Address {
	address, ok := ParseEmail(s)
	switch {
	case ok:
	case normalize.Trim(s) == "":
		f.Add(at, apperr.CodeRequired, "The email address is required")
	case len(s) > maxEmail:
		f.Add(at, apperr.CodeTooLong, "The email address must be at most 254 characters")
	default:
		f.Add(at, apperr.CodeInvalid, "This is not a valid email address")
	}
	return address
}

// EmailKey returns the form in which email addresses are compared. For an invalid address it returns a text that
// differs from the key of every valid one.
func EmailKey(s string) string {
	if address, ok := ParseEmail(s); ok {
		return address.Key
	}
	return "@" + fold.Text(s)
}

// dotAtom reports whether a local part is a Dot-string (RFC 5321, section 4.1.2; RFC 6531, section 3.3).
func dotAtom(local string) bool {
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		if r < utf8.RuneSelf {
			alphanumeric := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			if !alphanumeric && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
				return false
			}
			continue
		}
		if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return false
		}
	}
	return true
}
