package fold_test

import (
	"testing"

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
