package fold_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"clientele/internal/fold"
)

func TestJoin(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []*string
		want string
	}{
		{"no texts", nil, ""},
		{"nil and empty", []*string{nil, new("")}, ""},
		{
			"several texts",
			[]*string{new("Zoë  Müller"), nil, new("ZOE@Example.com"), new("+353")},
			"zoe muller zoe@example.com +353",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fold.Join(c.in...); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"empty", "", nil},
		{"white space", " \t\n\u00a0\u3000 ", nil},
		{"one word", " Zoë ", []string{"zoe"}},
		{"several words", "MÜLLER  zoë\u00a0김", []string{"muller", "zoe", "김"}},
		{"punctuation is kept", `o'neil 50% a_b "x" *`, []string{"o'neil", "50%", "a_b", `"x"`, "*"}},
		{"full-width letters", "Ａ　Ｂ", []string{"a", "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fold.Words(c.in); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestEqualWords checks that different spellings of a word fold to the same text, and that different words do not.
func TestEqualWords(t *testing.T) {
	for _, c := range []struct{ name, a, b string }{
		{"French", "Élodie Œuvrard", "elodie oeuvrard"},
		{"German", "STRAẞE", "straße"},
		{"Polish", "Łukasz Żółć", "lukasz zolc"},
		{"Vietnamese", "Nguyễn Đức", "nguyen duc"},
		{"Turkish", "İstanbul Işık", "istanbul isik"},
		{"Greek", "ὈΔΥΣΣΕΎΣ", "οδυσσευς"},
		{"Russian", "ЁЛКА", "елка"},
		{"Korean, composed and decomposed", "김민준", "\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u116e\u11ab"},
		{"half-width Japanese", "ｶﾞ", "ガ"},
		{"Cherokee", "ꮰ", "Ꮰ"},
		{"ligature", "ﬁn", "FIN"},
		{"circled digit", "①", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a, b := fold.Text(c.a), fold.Text(c.b); a != b {
				t.Errorf("%q and %q fold to %q and %q, want the same text", c.a, c.b, a, b)
			}
		})
	}
	for _, c := range []struct{ name, a, b string }{
		{"Japanese voicing marks", "が", "か"},
		{"Hindi vowel signs", "कि", "की"},
		{"Hebrew letters", "א", "ב"},
		{"different words", "ann", "anna"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if fold.Text(c.a) == fold.Text(c.b) {
				t.Errorf("%q and %q fold to the same text", c.a, c.b)
			}
		})
	}
}

// FuzzText checks that Text is idempotent.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"Zoë", "İ", "ŉ", "ﷺ", "ΐ", "e\u0301\u0327", "Σς", "\u0345α", "´x", "ｶﾞ", " a\u2003b ", "ǽ", "ﬃ", "ꮰ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip()
		}
		got := fold.Text(s)
		if again := fold.Text(got); again != got {
			t.Errorf("not idempotent: %q folds to %q and then %q", s, got, again)
		}
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Errorf("%q folds to %q, want valid UTF-8, trimmed and with single spaces", s, got)
		}
	})
}
