package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Invisible characters come along when text is copied from a contact list, an email or a page: marks of direction, byte order
// marks, soft hyphens, spaces without width. Around a text they mean nothing. Inside a text some of them are spelling:
// joiners in Persian, Indic and emoji, variation selectors in emoji and in names written with Chinese characters.

// Trim returns s without white space and invisible characters around it. Every text that somebody types or pastes goes
// through it. It keeps the invisible characters at the end that belong to the character before them.
func Trim(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		if !unicode.IsSpace(r) && (!invisible(r) || belongs(s[:len(s)-size], r)) {
			break
		}
		s = s[:len(s)-size]
	}
	return s
}

// Visible returns s without invisible characters, for texts in which none means anything: numbers and codes.
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

// ASCII tells whether a text has only characters of ASCII.
func ASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// invisible reports whether a character shows nothing by itself and takes no space: Unicode's format characters (Cf), except
// the signs that stand over a number, its variation selectors, and what else is ignored where it is not supported.
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

// cursive are the scripts in which a joiner behind a letter shows.
var cursive = []*unicode.RangeTable{unicode.M, unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian}

// belongs reports whether the invisible character r is part of how the text before it ends.
func belongs(before string, r rune) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case before == "" || invisible(last) && r != cancelTag:
		return false
	case unicode.Is(unicode.Variation_Selector, r):
		return last >= 0x2000 || unicode.In(last, unicode.S, unicode.Mongolian, unicode.Myanmar) && last > unicode.MaxASCII
	case r == joiner || r == nonJoiner:
		return unicode.In(last, cursive...)
	case r == cancelTag: // the flag of a region: a black flag, the letters of its code as tags, and this
		base := strings.TrimRightFunc(before, func(r rune) bool { return r >= firstTag && r < cancelTag })
		last, _ = utf8.DecodeLastRuneInString(base)
		return last == blackFlag && base != before
	}
	return false
}
