package fold

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// reference folds a text at once and without limits. It is the definition of the stored form.
func reference(s string) string {
	if ascii(s) {
		return truncate(strings.Join(strings.Fields(strings.ToLower(s)), " "))
	}
	folded := cases.Fold().String(strings.Map(cherokee, norm.NFKC.String(s)))
	stripped, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(accents), norm.NFC), folded)
	if err != nil {
		panic(err)
	}
	return truncate(strings.Join(strings.Fields(plain.Replace(stripped)), " "))
}

// checkText compares Text with reference.
func checkText(t *testing.T, s string) {
	t.Helper()
	if got, want := Text(s), reference(s); got != want {
		t.Errorf("%+.80q (%d bytes): got %+.80q, want %+.80q", s, len(s), got, want)
	}
}

// uniform reports whether r is in a range of ideographs or syllables of which a few are tested elsewhere, or
// unassigned.
func uniform(r rune) bool {
	return r >= 0x4E00 && r < 0xA000 || r >= 0xAC80 && r < 0xD780 || r >= 0x2_0000 && r < 0x2_F800 || r >= 0x3_0000
}

func TestTextOfEveryCharacter(t *testing.T) {
	for r := rune(1); r <= utf8.MaxRune && !t.Failed(); r++ {
		if !utf8.ValidRune(r) || uniform(r) {
			continue
		}
		checkText(t, string(r))
		if d := norm.NFKD.String(string(r)); d != string(r) {
			checkText(t, d)
			checkText(t, "é"+string(r)+"\u0345\u0301")
		}
	}
}

func TestTextOfRandomCharacters(t *testing.T) {
	letters := []rune("aAİıßſΐᾳΣς\u0345\u0301\u0344\u0327\u0338\u034F\u20D0 \u00A0\u00B4\uFDFA\uFDFB각ㄱ" +
		"\u1100\u1161\u11A8がか\u3099\uFF9Eｶক\u09BE\u09C7\u09D7\u0DD9\u0DCF\u0DCAᏸꭰ\u1D160𝐀𑂥\U000110BA" +
		"\U0001D160\U0001D16D𐐀\u200D\u0E33\u0EB3\u0F73\u0FB2\u0F80\u1E9E\u0149\u1FB4\u2126=\u0338;")
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		n := 1 + random.IntN(9)
		if random.IntN(50) == 0 {
			n = random.IntN(1500)
		}
		few := random.IntN(len(letters))
		text := make([]rune, n)
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
			if n > 9 && random.IntN(2) == 0 {
				text[i] = letters[few]
			}
		}
		checkText(t, string(text))
		if t.Failed() {
			return
		}
	}
}

func TestTextOfLongOrInvalidTexts(t *testing.T) {
	for _, s := range []string{
		strings.Repeat("\uFDFA", 255), "a" + strings.Repeat("\u0301", 8000) + "bc",
		strings.Repeat("\u0344", 9000) + "é",
		strings.Repeat(" ", 9000) + "é", strings.Repeat("é", 10_000), strings.Repeat("\u0345", 999),
		strings.Repeat("か\u3099\u0301", 3000), strings.Repeat("𝐀", 10_000), "é\xffa", "\xff\xfe é\xc3",
	} {
		checkText(t, s)
	}
}

// BenchmarkText folds short texts and the texts that take longest.
func BenchmarkText(b *testing.B) {
	for name, s := range map[string]string{
		"short":             "Zoë",
		"eighteen":          strings.Repeat("\uFDFA", 31),
		"marked":            strings.Repeat("\uFDFA\u09BE", 31),
		"accents":           "é" + strings.Repeat("\u0301", 20_000),
		"iota":              "é" + strings.Repeat("\u0345", 20_000),
		"planes":            strings.Repeat("𝐀", 60),
		"cherokee":          strings.Repeat("Ꭰꭰ", 40),
		"planes with marks": strings.Repeat("𝐀\u09BE", 60),
		"jamo":              strings.Repeat("\u1100\u1161\u11A8", 40),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Text(s)
			}
		})
	}
}
