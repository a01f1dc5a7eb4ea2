package input

import (
	"fmt"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
)

// The bounds of a password in characters (NIST SP 800-63B, section 5.1.1.2, asks for 8 and more, and at least 64 allowed).
const (
	MinPassword = 8
	MaxPassword = 128
)

// Password notes what is wrong with a new password.
func Password(f *apperr.Fields, at apperr.Path, password string) {
	password, fits := normalize.Password(password, MaxPassword)
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		f.Add(at, apperr.CodeRequired, "choose a password")
	case n < MinPassword:
		f.Add(at, apperr.CodeTooShort, fmt.Sprintf("a password has at least %d characters", MinPassword))
	case !fits || n > MaxPassword:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("a password has at most %d characters", MaxPassword))
	}
}

// PasswordRules is what a password must be, for those who show it beside the field.
type PasswordRules struct{ MinLength, MaxLength int }

// Rules returns the rules of passwords.
func Rules() PasswordRules { return PasswordRules{MinPassword, MaxPassword} }
