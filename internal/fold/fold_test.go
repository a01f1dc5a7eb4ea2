package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"clientele/internal/fold"
)

func TestText(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"case", "ANN Smith", "ann smith"},
		{"accents", "Élodie Müller", "elodie muller"},
		{"sharp s", "Straße", "strasse"},
		{"stroke letters", "Łódź Ørsted", "lodz orsted"},
		{"dotted capital i", "İstanbul", "istanbul"},
		{"full width", "Ａｎｎ　１２", "ann 12"},
		{"greek final sigma", "ΟΔΥΣΣΕΥΣ", "οδυσσευσ"},
		{"japanese voicing stays", "がぎ", "がぎ"},
		{"korean is whole", "서울", "서울"},
		{"white space", "  a \t b  ", "a b"},
		{"decomposed input", "e\u0301", "e"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := fold.Text(tc.in)
			if got != tc.want {
				t.Fatalf("Text(%q) = %q, want %q", tc.in, got, tc.want)
			}
			if again := fold.Text(got); again != got {
				t.Fatalf("not stable: %q becomes %q", got, again)
			}
		})
	}
}

// TestTextFitsAnIndex: a letter that folds to eighteen does not make an index entry too long.
func TestTextFitsAnIndex(t *testing.T) {
	for _, s := range []string{strings.Repeat("ﷺ", 255), strings.Repeat("𠀋", 500), strings.Repeat("x", 1001)} {
		if got := fold.Text(s); len(got) > 1000 || len(got) < 990 || !utf8.ValidString(got) || fold.Text(got) != got {
			t.Errorf("%d bytes", len(got))
		}
	}
}
