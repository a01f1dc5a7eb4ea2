package fold

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Most characters do not interact with their neighbors, and what strip makes of one of them is remembered. That is about
// ten times as fast as strip on a text, most of all where one character becomes eighteen.

// single is what a character becomes by itself.
type single struct {
	folded string
	starts bool // it does not interact with what is before it, neither as it is nor as it becomes
}

// pages are the characters of the Basic Multilingual Plane, 256 at a time, computed when one of them is first used.
var pages [256]atomic.Pointer[[256]single]

func singleOf(r rune) single {
	if r > 0xFFFF {
		return newSingle(r)
	}
	page := pages[r>>8].Load()
	if page == nil {
		page = new([256]single)
		for i := range page {
			page[i] = newSingle(r&^0xFF | rune(i))
		}
		pages[r>>8].Store(page)
	}
	return page[r&0xFF]
}

func newSingle(r rune) single {
	s := string(r)
	if !norm.NFKC.PropertiesString(s).BoundaryBefore() {
		return single{}
	}
	folded := strip(s)
	return single{folded: folded, starts: startsSegment(folded)}
}

// startsSegment reports whether a text, in NFC, stays as it is behind any other.
func startsSegment(s string) bool { return s == "" || norm.NFC.PropertiesString(s).BoundaryBefore() }

// iotaSubscript is the one accent that case folding makes a letter of (U+0345 becomes iota).
const iotaSubscript = 0x345

// segments is strip, segment by segment: a character that starts one with the marks behind it. It returns false where the
// segments of the result interact.
func segments(s string) (string, bool) {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return "", false // not UTF-8
		}
		first, end, marked := singleOf(r), i+size, false
		for end < len(s) {
			next, size := utf8.DecodeRuneInString(s[end:])
			if next == utf8.RuneError && size <= 1 {
				return "", false
			}
			accent := accents.Contains(next)
			if !accent && singleOf(next).starts {
				break
			}
			marked = marked || !accent || next == iotaSubscript
			end += size
		}
		switch {
		case !marked && first.starts:
			out.WriteString(first.folded)
		default:
			folded := strip(s[i:end])
			if !startsSegment(folded) {
				return "", false
			}
			out.WriteString(folded)
		}
		i = end
	}
	return out.String(), true
}
