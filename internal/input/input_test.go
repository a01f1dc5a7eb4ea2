package input_test

import (
	"strings"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

func codes(err error) string {
	e, ok := apperr.As(err)
	if !ok {
		return ""
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, string(f.Code))
	}
	return strings.Join(all, " ")
}

func TestName(t *testing.T) {
	for _, c := range []struct{ name, in, want, code string }{
		{"plain", "Ann Example", "Ann Example", ""},
		{"apostrophe", "Sinéad O'Neil", "Sinéad O'Neil", ""},
		{"dots", "J.R.R. Tolkien jr.", "J.R.R. Tolkien jr.", ""},
		{"dots without spaces", "St.John", "St.John", ""},
		{"one letter", "X", "X", ""},
		{"Korean", "김민준", "김민준", ""},
		{"Arabic", "محمد بن سلمان", "محمد بن سلمان", ""},
		{"Persian with a joiner", "می\u200cرزا", "می\u200cرزا", ""},
		{"decomposed", "Zoe\u0308", "Zoë", ""},
		{"trimmed", "  Ann  ", "Ann", ""},
		{"empty", "", "", ""},
		{"angle brackets", "<b>Ann</b>", "<b>Ann</b>", ""},
		{"maximum length", strings.Repeat("é", 255), strings.Repeat("é", 255), ""},
		{"too long", strings.Repeat("é", 256), "", "TOO_LONG"},
		{"line break", "Ann\nBcc: x", "", "INVALID"},
		{"NUL", "Ann\x00", "", "INVALID"},
		{"directional override", "Ann \u202egnp.exe", "", "INVALID"},
		{"web address", "Win at https://evil.example/x", "", "INVALID"},
		{"www", "www.evil.example", "", "INVALID"},
		{"bare domain", "Visit evil.com now", "", "INVALID"},
		{"script", "javascript:alert(1)", "", "INVALID"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f apperr.Fields
			got := input.Name(&f, apperr.Path{"name"}, &c.in)
			if code := codes(f.Err()); code != c.code {
				t.Fatalf("code %q, want %q", code, c.code)
			}
			if c.code == "" && *got != c.want {
				t.Errorf("got %q, want %q", *got, c.want)
			}
		})
	}
}

func TestParseEmail(t *testing.T) {
	for _, c := range []struct{ in, shown, key string }{
		{"ann@example.com", "ann@example.com", "ann@example.com"},
		{"  Ann.O'Neil+Tag@EXAMPLE.Com ", "Ann.O'Neil+Tag@example.com", "ann.o'neil+tag@example.com"},
		{"jo@Bücher.example", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"},
		{"jo@xn--BCHER-kva.example", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"},
		{"Zoe\u0308@example.com", "Zoë@example.com", "zoë@example.com"},
		{"用户@例子.公司", "用户@xn--fsqu00a.xn--55qx5d", "用户@xn--fsqu00a.xn--55qx5d"},
	} {
		got, ok := input.ParseEmail(c.in)
		if !ok || got.Shown != c.shown || got.Key != c.key {
			t.Errorf("%q: got %+v, %v, want %q with the key %q", c.in, got, ok, c.shown, c.key)
		}
	}
	for _, invalid := range []string{
		"", "ann", "@example.com", "ann@", "ann@localhost", "a b@example.com",
		".ann@example.com", "ann.@example.com", "a..b@example.com", "ann@example..com", "ann@-example.com",
		"ann@example.com.", "ann@exa mple.com", "\"ann\"@example.com", "ann@[127.0.0.1]", "ann@example.com\nbcc: x",
		"ann\x00@example.com", strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("a.", 130) + "com",
		"a\u200b@example.com", "ann@exam_ple.com",
	} {
		if got, ok := input.ParseEmail(invalid); ok {
			t.Errorf("%q is accepted as %+v, want an error", invalid, got)
		}
	}
}

func TestPhone(t *testing.T) {
	for _, c := range []struct {
		in, want string
		country  models.CountryCode
	}{
		{"+353 87 123 4567", "+353871234567", ""},
		{"087 123 4567", "+353871234567", "IE"},
		{"090-1234-5678", "+819012345678", "JP"},
		{"00971 50 123 4567", "+971501234567", "DE"},
		{"", "", ""},
	} {
		var f apperr.Fields
		got := input.Phone(&f, nil, &c.in, c.country, nil)
		if !f.Empty() || *got != c.want {
			t.Errorf("%q in country %q: got %q, %v, want %q", c.in, c.country, *got, f.Err(), c.want)
		}
	}
	for _, invalid := range []string{
		"087 123 4567", "hello", "+1", "+999999999999999999", "+353 87 123 4567 ext. 5", strings.Repeat("1", 500),
	} {
		var f apperr.Fields
		if input.Phone(&f, nil, &invalid, "", nil); codes(f.Err()) != "INVALID" {
			t.Errorf("%q: got %v, want INVALID", invalid, f.Err())
		}
	}
}
