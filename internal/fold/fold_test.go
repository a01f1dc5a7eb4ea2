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
		{"full-width letters", "Ａｎｎ　１２", "ann 12"},
		{"greek final sigma", "ΟΔΥΣΣΕΥΣ", "οδυσσευσ"},
		{"japanese voicing marks are kept", "がぎ", "がぎ"},
		{"korean stays composed", "서울", "서울"},
		{"white space", "  a \t b  ", "a b"},
		{"decomposed input", "e\u0301", "e"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := fold.Text(tc.in)
			if got != tc.want {
				t.Fatalf("Text(%q) = %q, want %q", tc.in, got, tc.want)
			}
			if again := fold.Text(got); again != got {
				t.Fatalf("not idempotent: Text(%q) = %q", got, again)
			}
		})
	}
}

// TestTextMaxLength checks that folded texts fit into an index entry, also if one letter folds to eighteen.
func TestTextMaxLength(t *testing.T) {
	for _, s := range []string{strings.Repeat("ﷺ", 255), strings.Repeat("𠀋", 500), strings.Repeat("x", 1001)} {
		if got := fold.Text(s); len(got) > 1000 || len(got) < 990 || !utf8.ValidString(got) || fold.Text(got) != got {
			t.Errorf("%.12q: got %d bytes, want 990 to 1000, valid UTF-8, and idempotent", s, len(got))
		}
	}
}
