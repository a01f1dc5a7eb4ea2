package input_test

import (
	"strings"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/input"
)

func TestPassword(t *testing.T) {
	owner := input.PasswordOwner{Email: "Bella.Example@mail.example", Name: "Zoë Annabellisa O'Neil"}
	for _, c := range []struct {
		name, password string
		owner          input.PasswordOwner
		code           string
	}{
		{"valid", "correct horse", owner, ""},
		{"empty", "", owner, "REQUIRED"},
		{"too short", "1234567", owner, "TOO_SHORT"},
		{"maximum length", strings.Repeat("é", 127) + "a", owner, ""},
		{"too long", strings.Repeat("é", 129), owner, "TOO_LONG"},
		{"much too long", strings.Repeat("a", 1<<20), owner, "TOO_LONG"},
		{"ideographic space counts as one character", "a\u3000b\u3000c\u3000d", owner, "TOO_SHORT"},
		{"common", "password1", owner, "TOO_COMMON"},
		{"common in capitals", "PassWord1", owner, "TOO_COMMON"},
		{"one character repeated", "zzzzzzzzzz", owner, "TOO_COMMON"},
		{"only no-break spaces", strings.Repeat("\u00a0", 8), owner, "TOO_COMMON"},
		{"sentence with a common password", "password1 of mine", owner, ""},
		{"email address", "bella.example@mail.example", owner, "TOO_COMMON"},
		{"local part", "Bella.Example", owner, "TOO_COMMON"},
		{"local part with other punctuation", "bella_EXAMPLE!", owner, "TOO_COMMON"},
		{"name", "Zoë Annabellisa O'Neil", owner, "TOO_COMMON"},
		{"name without spaces", "zoeannabellisaoneil", owner, "TOO_COMMON"},
		{"word of the name", "annabellisa", owner, "TOO_COMMON"},
		{"word of the name and digits", "Annabellisa1985!", owner, "TOO_COMMON"},
		{"digits and word of the name", "1985-zoe", owner, "TOO_COMMON"},
		{"sentence with a word of the name", "annabellisa rides home", owner, ""},
		{"word of the name and another word", "annabellisahorse", owner, ""},
		{"name of another user", "annabellisa", input.PasswordOwner{Email: "bob@mail.example", Name: "Bob"}, ""},
		{"local part of digits", "8839201744", input.PasswordOwner{Email: "8839201744@mail.example"}, "TOO_COMMON"},
		{"other digits", "8839201745", input.PasswordOwner{Email: "8839201744@mail.example"}, ""},
		{"no owner", "annabellisa", input.PasswordOwner{}, ""},
		{"punctuation, name of punctuation", "!?!?!?!?-", input.PasswordOwner{Name: "-"}, ""},
		{
			"another script", "Владимир77",
			input.PasswordOwner{Email: "v@mail.example", Name: "ВЛАДИМИР Ильин"},
			"TOO_COMMON",
		},
		{"very long name", "correct horse", input.PasswordOwner{Name: strings.Repeat("a b ", 1<<18)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f apperr.Fields
			input.Password(&f, apperr.Path{"password"}, c.password, c.owner)
			if got := codes(f.Err()); got != c.code {
				t.Errorf("code %q, want %q", got, c.code)
			}
		})
	}
}
