package postal

import (
	"regexp"
	"slices"
	"strings"

	"clientele/internal/normalize"
)

// tidyPostcode returns a postcode in capitals and half-width characters, with plain digits and hyphens and without
// Japan's 〒. One that is longer than any part of an address stays as it is.
func tidyPostcode(s string) string {
	s, fits := normalize.NFKC(strings.Map(plainDigit, s), longest)
	if !fits {
		return s
	}
	s, _ = normalize.NFKC(strings.ToUpper(s), 2*widest*longest)
	s = hyphens.Replace(strings.TrimPrefix(strings.TrimSpace(s), "〒"))
	return strings.Join(strings.Fields(s), " ")
}

// longest is the longest part of an address in characters; widest is how many one becomes at most in NFKC.
const (
	longest = 255
	widest  = 18
)

// plainDigit turns the digits of Arabic, Persian, Devanagari and Bengali writing into 0 to 9.
func plainDigit(r rune) rune {
	for _, zero := range []rune{'٠', '۰', '०', '০'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}

var hyphens = strings.NewReplacer("‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "ー", "-")

// mark is what people put before a postcode that is no part of it: a country's (D-10115, AZ1000) or a state's (NSW 2000).
var mark = regexp.MustCompile(`^[A-Z]{1,3}[ -]?`)

// postcode returns s as the country writes its postcodes, or false if it is none. In a country without postcodes
// anything is one.
func (c *country) postcode(s string) (string, bool) {
	s = tidyPostcode(s)
	if c.pattern() == nil {
		return s, true
	}
	if code, ok := c.spell(s); ok {
		return code, true
	}
	for _, prefix := range []string{strings.TrimSpace(c.Prefix), mark.FindString(s)} {
		if rest, cut := strings.CutPrefix(s, prefix); prefix != "" && cut {
			if code, ok := c.spell(strings.TrimLeft(rest, " -")); ok {
				return code, true
			}
		}
	}
	return c.spell(c.letters() + s) // LV-1010 without its LV
}

// spell matches s with the separator as the country's examples have it, without one, and at last as it is: people leave
// the space out, or put one in.
func (c *country) spell(s string) (string, bool) {
	compact := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, s)
	if len(compact) > 20 {
		return "", false // longer than any postcode; not worth trying
	}
	for _, separator := range c.separators() {
		for i := range compact {
			if code := compact[:i] + separator + compact[i:]; i > 0 && c.pattern().MatchString(code) {
				return code, true
			}
		}
	}
	for _, code := range []string{compact, s} {
		if c.pattern().MatchString(code) {
			return code, true
		}
	}
	return "", false
}

// separators are those of the country's examples, a space or a hyphen.
func (c *country) separators() []string {
	var found []string
	for _, example := range c.Examples {
		if i := strings.IndexAny(example, " -"); i >= 0 && !slices.Contains(found, example[i:i+1]) {
			found = append(found, example[i:i+1])
		}
	}
	return found
}

// letters are those that all postcodes of the country start with, as its examples show.
func (c *country) letters() string {
	common := ""
	for i, example := range c.Examples {
		letters := example[:len(example)-len(strings.TrimLeft(example, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
		if i == 0 {
			common = letters
		}
		if letters != common {
			return ""
		}
	}
	return common
}
