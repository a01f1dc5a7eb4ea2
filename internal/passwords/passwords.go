// Package passwords knows the passwords that are too common to protect an account, as NIST SP 800-63B, section 5.1.1.2, asks
// for. The list is embedded; `generate` makes it. Who may not have such a password is decided in package input.
package passwords

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed common.txt
var commonTxt string

var common = sync.OnceValue(func() []string { return strings.Fields(commonTxt) })

// Common reports whether a password is on the list, in whatever case, or one character repeated. The password is in NFC.
func Common(password string) bool {
	_, size := utf8.DecodeRuneInString(password)
	if strings.ReplaceAll(password, password[:size], "") == "" {
		return true
	}
	_, found := slices.BinarySearch(common(), strings.ToLower(password))
	return found
}
