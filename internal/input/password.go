package input

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/normalize"
	"clientele/internal/passwords"
)

// The bounds of a password in characters (NIST SP 800-63B, section 5.1.1.2, asks for 8 and more, and at least 64 allowed).
const (
	MinPassword = 8
	MaxPassword = 128
)

// PasswordOwner is what others know of the person whose password it is. A password that is made from it is easy to guess.
type PasswordOwner struct {
	Email string
	Name  string
}

// Password notes what is wrong with a new password: one that is missing, too short or too long, that many people use, or that
// is made from its owner's email address or name (NIST SP 800-63B, section 5.1.1.2). Passwords that exist are never checked.
func Password(f *apperr.Fields, at apperr.Path, password string, owner PasswordOwner) {
	password, fits := normalize.Password(password, MaxPassword)
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		f.Add(at, apperr.CodeRequired, "choose a password")
	case n < MinPassword:
		f.Add(at, apperr.CodeTooShort, fmt.Sprintf("a password has at least %d characters", MinPassword))
	case !fits || n > MaxPassword:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("a password has at most %d characters", MaxPassword))
	case passwords.Common(password):
		f.Add(at, apperr.CodeTooCommon, "many people use this password: choose another one")
	case owner.guesses(password):
		f.Add(at, apperr.CodeTooCommon, "this password is made from the email address or name: choose another one")
	}
}

// guesses reports whether a password is the owner's email address, its local part, the name or a word of the name, without
// regard to case, accents and punctuation, and with any digits before or after it.
func (o PasswordOwner) guesses(password string) bool {
	if !normalize.Fits(o.Email, maxEmail) || !normalize.Fits(o.Name, MaxName) { // refused where they were given
		return false
	}
	local, _, _ := strings.Cut(o.Email, "@")
	password = lettersAndDigits(password)
	for _, known := range append(strings.Fields(o.Name), o.Name, o.Email, local) {
		known = lettersAndDigits(known)
		if known == "" {
			continue
		}
		if word := withoutDigits(known); password == known || word != "" && withoutDigits(password) == word {
			return true
		}
	}
	return false
}

func lettersAndDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return r
		}
		return -1
	}, fold.Text(s))
}

// withoutDigits removes the digits at both ends.
func withoutDigits(s string) string { return strings.TrimFunc(s, unicode.IsDigit) }

// PasswordRules is what a password must be, for those who show it beside the field.
type PasswordRules struct{ MinLength, MaxLength int }

// Rules returns the rules of passwords.
func Rules() PasswordRules { return PasswordRules{MinPassword, MaxPassword} }
