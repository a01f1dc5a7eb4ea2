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
		{"good", "correct horse", owner, ""},
		{"missing", "", owner, "REQUIRED"},
		{"short", "1234567", owner, "TOO_SHORT"},
		{"longest", strings.Repeat("é", 127) + "a", owner, ""},
		{"too long", strings.Repeat("é", 129), owner, "TOO_LONG"},
		{"much too long", strings.Repeat("a", 1<<20), owner, "TOO_LONG"},
		{"ideographic spaces count one each", "a\u3000b\u3000c\u3000d", owner, "TOO_SHORT"},
		{"common", "password1", owner, "TOO_COMMON"},
		{"common in capitals", "PassWord1", owner, "TOO_COMMON"},
		{"one character repeated", "zzzzzzzzzz", owner, "TOO_COMMON"},
		{"nothing but no-break spaces", strings.Repeat("\u00a0", 8), owner, "TOO_COMMON"},
		{"a common one in a sentence", "password1 of mine", owner, ""},
		{"the email address", "bella.example@mail.example", owner, "TOO_COMMON"},
		{"its local part", "Bella.Example", owner, "TOO_COMMON"},
		{"its local part otherwise", "bella_EXAMPLE!", owner, "TOO_COMMON"},
		{"the name", "Zoë Annabellisa O'Neil", owner, "TOO_COMMON"},
		{"the name run together", "zoeannabellisaoneil", owner, "TOO_COMMON"},
		{"a word of the name", "annabellisa", owner, "TOO_COMMON"},
		{"with digits after it", "Annabellisa1985!", owner, "TOO_COMMON"},
		{"with digits before it", "1985-zoe", owner, "TOO_COMMON"},
		{"inside a sentence", "annabellisa rides home", owner, ""},
		{"beside another word", "annabellisahorse", owner, ""},
		{"of somebody else", "annabellisa", input.PasswordOwner{Email: "bob@mail.example", Name: "Bob"}, ""},
		{"an address of digits", "8839201744", input.PasswordOwner{Email: "8839201744@mail.example"}, "TOO_COMMON"},
		{"other digits than those of the address", "8839201745", input.PasswordOwner{Email: "8839201744@mail.example"}, ""},
		{"nobody's", "annabellisa", input.PasswordOwner{}, ""},
		{"punctuation for nobody", "!?!?!?!?-", input.PasswordOwner{Name: "-"}, ""},
		{"another script", "Владимир77", input.PasswordOwner{Email: "v@mail.example", Name: "ВЛАДИМИР Ильин"}, "TOO_COMMON"},
		{"a huge name", "correct horse", input.PasswordOwner{Name: strings.Repeat("a b ", 1<<18)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f apperr.Fields
			input.Password(&f, apperr.Path{"password"}, c.password, c.owner)
			if got := codes(f.Err()); got != c.code {
				t.Errorf("%q, want %q", got, c.code)
			}
		})
	}
}
