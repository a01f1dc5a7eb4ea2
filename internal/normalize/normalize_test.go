package normalize_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"clientele/internal/normalize"
)

// TestFitsAllCharacters checks that no NFC character has a longer decomposition than Fits allows, so that a text within
// its limit is never rejected for its length in bytes.
func TestFitsAllCharacters(t *testing.T) {
	for r := range rune(utf8.MaxRune + 1) {
		if d := norm.NFD.String(string(r)); utf8.RuneCountInString(norm.NFC.String(d)) == 1 && !normalize.Fits(d, 1) {
			t.Errorf("%U is %d bytes when decomposed", r, len(d))
		}
	}
	if s, ok := normalize.NFC(strings.Repeat("\u1100\u1161\u11A8", 255), 255); !ok || s != strings.Repeat("각", 255) {
		t.Errorf("decomposed Hangul at the limit: got %q, %v", s, ok)
	}
}

func TestTooLong(t *testing.T) {
	long := strings.Repeat("\uFDFA", 1000)
	for name, f := range map[string]func(string, int) (string, bool){
		"NFC": normalize.NFC, "NFKC": normalize.NFKC, "Caseless": normalize.Caseless,
	} {
		if s, ok := f(long, 10); ok || s != strings.Repeat("\uFDFA", 11) {
			t.Errorf("%s: got %q, %v, want the first 11 characters and false", name, s, ok)
		}
	}
	if _, ok := normalize.Host(strings.Repeat("a.", 600) + "example"); ok {
		t.Error("a host name that is too long is valid")
	}
	if _, err := normalize.Phone("+353 87 123 4567"+strings.Repeat(" ", 100), "ZZ"); err == nil {
		t.Error("a phone number that is too long is valid")
	}
}
