package postal

import (
	"regexp"
	"slices"
	"strings"

	"clientele/internal/normalize"
)

// tidyPostcode returns a postcode in upper case and half-width characters, with ASCII digits and hyphens and without
// Japan's 〒. A postcode that is too long for an address stays unchanged.
func tidyPostcode(s string) string {
	s, fits := normalize.NFKC(strings.Map(plainDigit, s), longest)
	if !fits {
		return s
	}
	s, _ = normalize.NFKC(strings.ToUpper(s), 2*widest*longest)
	s = hyphens.Replace(strings.TrimPrefix(strings.TrimSpace(s), "〒"))
	return strings.Join(strings.Fields(s), " ")
}

// longest is the maximum length of a part of an address in characters; widest is the number of characters that one can
// become in NFKC.
const (
	longest = 255
	widest  = 18
)

// plainDigit converts Arabic, Persian, Devanagari and Bengali digits to ASCII.
func plainDigit(r rune) rune {
	for _, zero := range []rune{'٠', '۰', '०', '০'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}

var hyphens = strings.NewReplacer("‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "ー", "-")

// prefix matches a country or state code before a postcode: D-10115, AZ1000, NSW 2000.
var prefix = regexp.MustCompile(`^[A-Z]{1,3}[ -]?`)

// postcode returns s in the country's postcode format, and false if it is not a postcode. In a country without
// postcodes any text is accepted.
func (c *country) postcode(s string) (string, bool) {
	s = tidyPostcode(s)
	if c.pattern() == nil {
		return s, true
	}
	if code, ok := c.spell(s); ok {
		return code, true
	}
	for _, code := range []string{strings.TrimSpace(c.Prefix), prefix.FindString(s)} {
		if rest, cut := strings.CutPrefix(s, code); code != "" && cut {
			if postcode, ok := c.spell(strings.TrimLeft(rest, " -")); ok {
				return postcode, true
			}
		}
	}
	return c.spell(c.letters() + s) // LV-1010 without its LV
}

// spell returns s in the country's postcode format. It tries the separators of the country's examples in every
// position, no separator, and s unchanged.
func (c *country) spell(s string) (string, bool) {
	compact := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, s)
	if len(compact) > 20 {
		return "", false // longer than any postcode
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

// separators returns the separators in the country's example postcodes: spaces or hyphens.
func (c *country) separators() []string {
	var found []string
	for _, example := range c.Examples {
		if i := strings.IndexAny(example, " -"); i >= 0 && !slices.Contains(found, example[i:i+1]) {
			found = append(found, example[i:i+1])
		}
	}
	return found
}

// letters returns the letters that all example postcodes of the country start with.
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
