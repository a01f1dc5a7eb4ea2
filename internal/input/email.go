package input

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// Address is an email address in its three spellings.
type Address struct {
	Shown string // local part as typed (NFC), domain in lower-case ASCII
	Key   string // identity: without case in the local part too
	Fold  string // what patterns and search look in
}

const (
	maxEmail = 254 // octets: RFC 5321, section 4.5.3.1.3, with its erratum 1690
	maxLocal = 64  // octets: RFC 5321, section 4.5.3.1.1
)

// ParseEmail reads an email address (RFC 5321, with RFC 6531's letters beyond ASCII; no quoted local parts, no address
// literals, a domain with a dot). It is the one spelling on every path: create, log-in, look-up, filter, checkout.
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

// Email checks an email address that must be there.
func Email(f *apperr.Fields, at apperr.Path, s string) Address {
	address, ok := ParseEmail(s)
	switch {
	case ok:
	case normalize.Trim(s) == "":
		f.Add(at, apperr.CodeRequired, "the email address is missing")
	case len(s) > maxEmail:
		f.Add(at, apperr.CodeTooLong, "an email address has at most 254 characters")
	default:
		f.Add(at, apperr.CodeInvalid, "this is no email address")
	}
	return address
}

// EmailKey returns the spelling by which email addresses are compared, and for what is none a text that no address has.
func EmailKey(s string) string {
	if address, ok := ParseEmail(s); ok {
		return address.Key
	}
	return "@" + fold.Text(s)
}

func dotAtom(local string) bool {
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		if r < utf8.RuneSelf {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r)) {
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
