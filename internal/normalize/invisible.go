package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text copied from contact lists, emails or web pages often contains invisible characters: directional marks, byte
// order marks, soft hyphens, zero-width spaces. At the ends of a text they are meaningless. Inside a text some are
// significant: joiners in Persian, Indic scripts and emoji, variation selectors in emoji and in names with Chinese
// characters.

// Trim returns s without leading and trailing white space and invisible characters. It keeps trailing invisible
// characters that modify the character before them.
func Trim(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		if !unicode.IsSpace(r) && (!invisible(r) || significant(s[:len(s)-size], r)) {
			break
		}
		s = s[:len(s)-size]
	}
	return s
}

// Visible returns s without invisible characters, for texts in which they are never significant: numbers and codes.
func Visible(s string) string {
	if ASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
}

// ASCII reports whether s contains only ASCII characters.
func ASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// invisible reports whether a character has no glyph and no width: format characters (Cf) except prepended
// concatenation marks, variation selectors, and other default ignorable code points.
func invisible(r rune) bool {
	return r > unicode.MaxASCII && (unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r))
}

const (
	nonJoiner = '\u200C'
	joiner    = '\u200D'
	cancelTag = '\U000E007F'
	firstTag  = '\U000E0020'
	blackFlag = '\U0001F3F4'
)

// cursive are the scripts in which a joiner changes how the letter before it is displayed.
var cursive = []*unicode.RangeTable{unicode.M, unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian}

// significant reports whether the invisible character r changes how the end of the text before it is displayed.
func significant(before string, r rune) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case before == "" || invisible(last) && r != cancelTag:
		return false
	case unicode.Is(unicode.Variation_Selector, r):
		return last >= 0x2000 ||
			last > unicode.MaxASCII && unicode.In(last, unicode.S, unicode.Mongolian, unicode.Myanmar)
	case r == joiner || r == nonJoiner:
		return unicode.In(last, cursive...)
	case r == cancelTag: // the end of a regional flag: a black flag, the letters of the region's code as tags, and this
		base := strings.TrimRightFunc(before, func(r rune) bool { return r >= firstTag && r < cancelTag })
		last, _ = utf8.DecodeLastRuneInString(base)
		return last == blackFlag && base != before
	}
	return false
}
