package normalize_test

import (
	"strings"
	"testing"

	"clientele/internal/normalize"
)

func TestTrim(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"only invisible characters", "\u200b\ufeff \u202a\u202c\ufe0f", ""},
		{"white space", " \t\u00a0\u3000Ann\n", "Ann"},
		{"embedding", "\u202aAnn\u202c", "Ann"},
		{"override", "\u202eAnn\u202c", "Ann"},
		{"isolates", "\u2066\u2067\u2068Ann\u2069", "Ann"},
		{"marks of direction", "\u200eAnn\u200f\u061c", "Ann"},
		{"a byte order mark", "\ufeffAnn", "Ann"},
		{"white space between invisible characters", "\u200b \u200bAnn\u200b \u200b", "Ann"},
		{"a variation selector at the beginning", "\ufe0fAnn", "Ann"},
		{"a variation selector behind a letter", "Ann\ufe0f", "Ann"},
		{"a variation selector behind a digit", "007\ufe0f", "007"},
		{"a joiner behind a letter", "Ann\u200d", "Ann"},
		{"tags", "Ann\U000e0041\U000e007f", "Ann"},
		{"Hangul filler", "Ann\u3164", "Ann"},
		{"inside it stays", "A\u200dn\u00adn", "A\u200dn\u00adn"},
		{"Persian with a non-joiner", "می\u200cرزا", "می\u200cرزا"},
		{"Persian that ends in a joiner", "ه\u200d", "ه\u200d"},
		{"Malayalam that ends in a joiner", "മോഹന്\u200d", "മോഹന്\u200d"},
		{"a heart in color", "home ❤\ufe0f", "home ❤\ufe0f"},
		{"a heart in color, padded", "❤\ufe0f\u200b", "❤\ufe0f"},
		{"a copyright sign in color", "©\ufe0f", "©\ufe0f"},
		{"a keycap", "7\ufe0f\u20e3", "7\ufe0f\u20e3"},
		{"a family", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"},
		{"a family, cut", "👩\u200d👩\u200d", "👩\u200d👩"},
		{"the flag of Scotland", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"},
		{"the flag of Scotland, cut", "🏴\U000e0067\U000e0062", "🏴"},
		{"a Chinese character with a variant", "葛\U000e0100", "葛\U000e0100"},
		{"a Mongolian letter with a variant", "ᠠ\u180b", "ᠠ\u180b"},
		{"an Arabic sign over a number", "\u0600١٢", "\u0600١٢"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := normalize.Trim(c.in)
			if got != c.want {
				t.Errorf("%+q is %+q, want %+q", c.in, got, c.want)
			}
			if again := normalize.Trim(got); again != got {
				t.Errorf("not stable: %+q becomes %+q", got, again)
			}
			if visible := normalize.Visible(c.in); strings.ContainsAny(visible, "\u200b\u202a\u202c\ufeff\u200d\ufe0f") {
				t.Errorf("visible: %+q", visible)
			}
		})
	}
}
