package auth

import (
	"strings"
	"unicode"

	"github.com/mileusna/useragent"
)

const (
	maxUserAgent = 512 // the maximum number of characters of the header that are parsed
	maxDevice    = 60  // the maximum length of a description in characters
)

// deviceOf returns a description of a User-Agent header (RFC 9110, section 10.1.5), such as "Firefox on Linux" or
// "Safari on iPhone". Descriptions are shown to customers and the header is untrusted, so it returns "" for anything
// but a plain product name.
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

// isName reports whether a text consists of letters, digits, spaces, hyphens and underscores. Web addresses do not.
func isName(s string) bool {
	if s == "" || len(s) > maxDevice || !unicode.IsLetter(rune(s[0])) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -_", r)
	})
}
