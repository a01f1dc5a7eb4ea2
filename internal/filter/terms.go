package filter

import (
	"slices"
	"strings"
	"unicode"

	"clientele/internal/normalize"
)

// Term is one thing that is looked for: alternatives, of which a text must hold one. An alternative is words, all of which
// the text must hold.
type Term = [][]string

// terms returns what words look for, in the spelling of fold.Words. Words that follow each other and together may be a
// phone number are one term: numbers are stored in E.164 form, and people write them in others.
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

// telScheme begins a phone number in a link (RFC 3966).
const telScheme = "tel:"

// phonePart reports whether a word may be a part of a phone number: digits and what is written between them.
func phonePart(w string) bool {
	w = strings.TrimPrefix(normalize.Visible(w), telScheme)
	return w != "" && strings.IndexFunc(w, func(r rune) bool {
		return !unicode.IsDigit(r) && !unicode.Is(unicode.Dash, r) && !strings.ContainsRune("+()./", r)
	}) < 0
}

// How many digits are looked for as a phone number: from a number without its area code to 15 of E.164 with an
// international prefix. Several words with as many as a number with its area code are one.
const (
	fewestDigits = 5
	wholeDigits  = 9
	mostDigits   = 20
)

// phoneTerm returns the term for words that may be a phone number, and nil where each stands for itself: several words with
// few digits, and no sign that they are the beginning of a number, are found in a number one by one.
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
	if len(words) == 1 && !slices.ContainsFunc(term, func(of []string) bool { return strings.Contains(literal, of[0]) }) {
		term = append(term, words) // it may be something else, such as a part of an email address
	}
	return term
}

// spellings returns the texts of which one is part of the stored form of a number, however the number is written.
func spellings(number, digits string) []string {
	if strings.HasPrefix(number, "+") {
		return []string{international(normalize.Digits(strings.Replace(number, "(0)", "", 1)))}
	}
	var all []string
	for _, prefix := range []string{"00", "011", "0011", "010", "810"} { // what is dialed before a country code
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

// international returns a number with its country code in E.164 form, or what there is of it.
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

// significant returns a national number without the 0 that most countries dial before it, which the stored form leaves out.
func significant(digits string) string {
	if rest := strings.TrimLeft(digits, "0"); len(rest) >= fewestDigits {
		return rest
	}
	return digits
}

// irregular are the countries whose national form of a number is not part of the stored form behind a 0, by the first digit
// of the national form: an 8 is dialed before it, or, in Argentina, a 15 stands inside it.
var irregular = map[byte][]string{'8': {"RU", "BY", "TM"}, '0': {"AR"}}
