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

// The minimum and maximum length of a password in characters. NIST SP 800-63B, section 5.1.1.2, requires at least 8,
// and that 64 are permitted.
const (
	MinPassword = 8
	MaxPassword = 128
)

// PasswordOwner is the user a password is for. A password derived from the email address or name is easy to guess.
type PasswordOwner struct {
	Email string
	Name  string
}

// Password checks a new password. It must have a valid length, and be neither common nor derived from its owner's email
// address or name (NIST SP 800-63B, section 5.1.1.2). Existing passwords are never checked.
func Password(f *apperr.Fields, at apperr.Path, password string, owner PasswordOwner) {
	password, fits := normalize.Password(password, MaxPassword)
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		f.Add(at, apperr.CodeRequired, PasswordRequired)
	case n < MinPassword:
		f.Add(at, apperr.CodeTooShort, fmt.Sprintf("The password must be at least %d characters", MinPassword))
	case !fits || n > MaxPassword:
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("The password must be at most %d characters", MaxPassword))
	case passwords.Common(password):
		f.Add(at, apperr.CodeTooCommon, "This password is too common. Choose another one.")
	case owner.matches(password):
		f.Add(at, apperr.CodeTooCommon,
			"This password is too similar to the email address or name. Choose another one.")
	}
}

// PasswordRequired is the message of an error for a missing password.
const PasswordRequired = "The password is required"

// matches reports whether a password is the owner's email address, its local part, the name or a word of the name,
// ignoring case, accents, punctuation, and leading and trailing digits.
func (o PasswordOwner) matches(password string) bool {
	if !normalize.Fits(o.Email, maxEmail) || !normalize.Fits(o.Name, MaxName) { // rejected by Email and Name
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

// withoutDigits removes leading and trailing digits.
func withoutDigits(s string) string { return strings.TrimFunc(s, unicode.IsDigit) }

// PasswordRules are the rules of passwords, for clients that display them.
type PasswordRules struct{ MinLength, MaxLength int }

// Rules returns the rules of passwords.
func Rules() PasswordRules { return PasswordRules{MinPassword, MaxPassword} }
