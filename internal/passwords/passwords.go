// Package passwords contains a list of common passwords, which NIST SP 800-63B, section 5.1.1.2, requires new passwords
// to be compared with. The list is embedded; the script in the directory generate creates it. Package input rejects
// these passwords.
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

// Common reports whether a password is on the list, ignoring case, or is a single repeated character. The password must
// be in NFC and not empty.
func Common(password string) bool {
	_, size := utf8.DecodeRuneInString(password)
	if strings.ReplaceAll(password, password[:size], "") == "" {
		return true
	}
	_, found := slices.BinarySearch(common(), strings.ToLower(password))
	return found
}
