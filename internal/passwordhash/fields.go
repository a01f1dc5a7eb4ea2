package passwordhash

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// The sizes of salts and derived keys in bytes.
const (
	maxSalt = 256
	minKey  = 16
	maxKey  = 64
)

// Error is the reason why a hash cannot be used, as a message to users. It never quotes the hash.
type Error string

func (e Error) Error() string { return string(e) }

// The errors of texts that are in no format.
const (
	errUnknown = Error("This password hash has an unknown format. See the guide for the supported formats.")
	errLong    = Error("This password hash is too long. The maximum is 1,024 characters.")
	errText    = Error("This password hash contains control characters or is not valid UTF-8")
)

// malformed returns the error for a hash that does not have the format that its beginning announces.
func malformed(name string) error { return Error("This is not a valid " + name + " hash") }

// tooMuch returns the error for a hash that would take too much time or memory.
func tooMuch(what, limit string) error { return Error(what + " must be at most " + limit) }

// number reads a decimal number of up to nine digits, without a sign.
func number(s string) (int, error) {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.Atoi(s)
}

// large reports whether s is a decimal number that is too long for number.
func large(s string) bool { return len(s) > 9 && strings.Trim(s, "0123456789") == "" }

// limited reads a number from 1 to limit. Its errors name the hash or what the number is.
func limited(s string, limit int, name, what, limitText string) (int, error) {
	n, err := number(s)
	switch {
	case large(s) || err == nil && n > limit:
		return 0, tooMuch(what, limitText)
	case err != nil || n < 1:
		return 0, malformed(name)
	}
	return n, nil
}

// passlibBase64 is base64 as passlib writes it for PBKDF2: with "." instead of "+", and without padding.
func passlibBase64() *base64.Encoding {
	return base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./").
		WithPadding(base64.NoPadding)
}

// zeros returns s with a zero in place of each character except padding. Zero is a digit of hexadecimal numbers and of
// all alphabets of base64.
func zeros(s string) string {
	n := len(strings.TrimRight(s, "="))
	return strings.Repeat("0", n) + s[n:]
}

// blanked returns text with zeros instead of the digest at its end.
func blanked(text, digest string) string { return strings.TrimSuffix(text, digest) + zeros(digest) }

func validKey(key []byte) bool   { return len(key) >= minKey && len(key) <= maxKey }
func validSalt(salt []byte) bool { return len(salt) <= maxSalt }

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
