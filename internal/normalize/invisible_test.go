package normalize_test

import (
	"strings"
	"testing"

	"clientele/internal/normalize"
)

func TestTrim(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"only invisible characters", "\u200b\ufeff \u202a\u202c\ufe0f", ""},
		{"white space", " \t\u00a0\u3000Ann\n", "Ann"},
		{"directional embedding", "\u202aAnn\u202c", "Ann"},
		{"directional override", "\u202eAnn\u202c", "Ann"},
		{"directional isolates", "\u2066\u2067\u2068Ann\u2069", "Ann"},
		{"directional marks", "\u200eAnn\u200f\u061c", "Ann"},
		{"byte order mark", "\ufeffAnn", "Ann"},
		{"white space between invisible characters", "\u200b \u200bAnn\u200b \u200b", "Ann"},
		{"leading variation selector", "\ufe0fAnn", "Ann"},
		{"variation selector after a letter", "Ann\ufe0f", "Ann"},
		{"variation selector after a digit", "007\ufe0f", "007"},
		{"joiner after a letter", "Ann\u200d", "Ann"},
		{"tags", "Ann\U000e0041\U000e007f", "Ann"},
		{"Hangul filler", "Ann\u3164", "Ann"},
		{"inside a word", "A\u200dn\u00adn", "A\u200dn\u00adn"},
		{"Persian with a non-joiner", "می\u200cرزا", "می\u200cرزا"},
		{"Persian with a trailing joiner", "ه\u200d", "ه\u200d"},
		{"Malayalam with a trailing joiner", "മോഹന്\u200d", "മോഹന്\u200d"},
		{"heart emoji", "home ❤\ufe0f", "home ❤\ufe0f"},
		{"heart emoji and a zero-width space", "❤\ufe0f\u200b", "❤\ufe0f"},
		{"copyright sign emoji", "©\ufe0f", "©\ufe0f"},
		{"keycap emoji", "7\ufe0f\u20e3", "7\ufe0f\u20e3"},
		{"family emoji", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"},
		{"incomplete family emoji", "👩\u200d👩\u200d", "👩\u200d👩"},
		{
			"flag of Scotland",
			"🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
			"🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
		},
		{"incomplete flag of Scotland", "🏴\U000e0067\U000e0062", "🏴"},
		{"Chinese character with a variation selector", "葛\U000e0100", "葛\U000e0100"},
		{"Mongolian letter with a variation selector", "ᠠ\u180b", "ᠠ\u180b"},
		{"Arabic number sign", "\u0600١٢", "\u0600١٢"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := normalize.Trim(c.in)
			if got != c.want {
				t.Errorf("Trim(%+q) = %+q, want %+q", c.in, got, c.want)
			}
			if again := normalize.Trim(got); again != got {
				t.Errorf("not idempotent: Trim(%+q) = %+q", got, again)
			}
			visible := normalize.Visible(c.in)
			if strings.ContainsAny(visible, "\u200b\u202a\u202c\ufeff\u200d\ufe0f") {
				t.Errorf("Visible(%+q) = %+q", c.in, visible)
			}
		})
	}
}
