package fold

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Most characters do not interact with their neighbors, so the result of strip for a single character can be cached.
// That is about ten times as fast as strip for a whole text.

// single is the result of strip for one character.
type single struct {
	folded string
	starts bool // whether neither the character nor its result interacts with the characters before it
}

// pages caches the results for the Basic Multilingual Plane, 256 characters per page, computed on first use.
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

// startsSegment reports whether a text in NFC stays unchanged when it is appended to any other.
func startsSegment(s string) bool { return s == "" || norm.NFC.PropertiesString(s).BoundaryBefore() }

// iotaSubscript is the only accent that case folding converts to a letter (U+0345 becomes iota).
const iotaSubscript = 0x345

// segments is like strip, but converts s segment by segment: a character that starts one and the marks after it. It
// returns false if the segments of the result interact.
func segments(s string) (string, bool) {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return "", false // invalid UTF-8
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
