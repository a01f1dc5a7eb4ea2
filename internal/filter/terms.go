package filter

import (
	"slices"
	"strings"
	"unicode"

	"clientele/internal/normalize"
)

// Term is a list of alternatives. A text must contain all words of at least one alternative.
type Term = [][]string

// terms returns the terms of a search for folded words. Consecutive words that may form a phone number become one
// term, since numbers are stored in E.164 format.
func terms(words []string) []Term {
	var all []Term
	var run []string
	flush := func() {
		if term := phoneTerm(run); term != nil {
			all = append(all, term)
		} else {
			for _, w := range run {
				all = append(all, Term{{w}})
			}
		}
		run = nil
	}
	for _, w := range words {
		switch {
		case !phonePart(w):
			flush()
			all = append(all, Term{{w}})
			continue
		case len(run) > 0 && strings.HasPrefix(normalize.Visible(w), "+"):
			flush()
		}
		run = append(run, w)
	}
	flush()
	return all
}

// telScheme is the scheme of phone number URIs (RFC 3966).
const telScheme = "tel:"

// phonePart reports whether a word may be part of a phone number: digits and separators.
func phonePart(w string) bool {
	w = strings.TrimPrefix(normalize.Visible(w), telScheme)
	return w != "" && strings.IndexFunc(w, func(r rune) bool {
		return !unicode.IsDigit(r) && !unicode.Is(unicode.Dash, r) && !strings.ContainsRune("+()./", r)
	}) < 0
}

// The number of digits of a phone number: from a number without an area code to 15 digits of E.164 after an
// international prefix. Several words with at least wholeDigits form one number.
const (
	fewestDigits = 5
	wholeDigits  = 9
	mostDigits   = 20
)

// phoneTerm returns the term for words that may be a phone number, or nil to search for each word separately: several
// words with few digits that do not look like the start of a number.
func phoneTerm(words []string) Term {
	literal := strings.Join(words, "")
	number := strings.TrimPrefix(normalize.Visible(literal), telScheme)
	digits := normalize.Digits(number)
	if len(digits) < fewestDigits || len(digits) > mostDigits ||
		len(words) > 1 && len(digits) < wholeDigits && !strings.ContainsRune("+(0", rune(number[0])) {
		return nil
	}
	var term Term
	for _, n := range spellings(number, digits) {
		term = append(term, []string{n})
	}
	if len(words) == 1 && !slices.ContainsFunc(term, func(of []string) bool {
		return strings.Contains(literal, of[0])
	}) {
		term = append(term, words) // it may also be part of something else, such as an email address
	}
	return term
}

// spellings returns texts of which one is contained in the stored form of a number.
func spellings(number, digits string) []string {
	if strings.HasPrefix(number, "+") {
		return []string{international(normalize.Digits(strings.Replace(number, "(0)", "", 1)))}
	}
	var all []string
	for _, prefix := range []string{"00", "011", "0011", "010", "810"} { // international prefixes
		rest, ok := strings.CutPrefix(normalize.Digits(strings.Replace(number, "(0)", "", 1)), prefix)
		if !ok {
			continue
		}
		if found := international(rest); prefix == "00" || possible(found) {
			all = append(all, found)
		}
	}
	national := significant(digits)
	all = append(all, national)
	for _, region := range irregular[digits[0]] {
		if found, err := normalize.Phone(number, region); err == nil && !strings.Contains(found, national) {
			all = append(all, found)
		}
	}
	return all
}

// international returns a number with its country code in E.164 format, which may be incomplete.
func international(digits string) string {
	if found, err := normalize.Phone("+"+digits, normalize.NoRegion); err == nil {
		return found
	}
	return "+" + digits
}

func possible(number string) bool {
	_, err := normalize.Phone(number, normalize.NoRegion)
	return err == nil
}

// significant returns a national number without leading zeros, which the stored form does not contain.
func significant(digits string) string {
	if rest := strings.TrimLeft(digits, "0"); len(rest) >= fewestDigits {
		return rest
	}
	return digits
}

// irregular lists the countries in which the national format is not part of the stored form even without a leading 0,
// by its first digit: it starts with an 8 or, in Argentina, contains a 15.
var irregular = map[byte][]string{'8': {"RU", "BY", "TM"}, '0': {"AR"}}
