package auth

import (
	"strings"
	"unicode"

	"github.com/mileusna/useragent"
)

const (
	maxUserAgent = 512 // of a header that is looked at
	maxDevice    = 60  // characters of a device in words
)

// deviceOf words a User-Agent header (RFC 9110, section 10.1.5) for people: "Firefox on Linux", "Safari on iPhone". It is
// empty where the header says nothing, or something that is no name: it is shown to the customer, and anybody can write it.
func deviceOf(header string) string {
	ua := useragent.Parse(header[:min(len(header), maxUserAgent)])
	name, on := ua.Name, ua.OS
	if ua.Device == "iPhone" || ua.Device == "iPad" {
		on = ua.Device
	}
	if !isName(name) {
		return ""
	}
	if on != "" && on != name && isName(on) {
		name += " on " + on
	}
	return name[:min(len(name), maxDevice)]
}

// isName tells whether a text is letters, digits and what joins them; web addresses are none.
func isName(s string) bool {
	return s != "" && len(s) <= maxDevice && unicode.IsLetter(rune(s[0])) && !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -_", r)
	})
}
