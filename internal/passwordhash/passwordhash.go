// Package passwordhash reads and checks password hashes that were created by other systems, so that their customers can
// keep their passwords. Each format has a file of its own; docs/guides/moving/passwords.md lists them for users.
//
// Every hash takes bounded time and memory to check: Parse refuses those that would not. Hashes that are fast to
// compute, and so are fast to guess, are marked as such: package auth stores them only inside an Argon2id hash.
package passwordhash

import (
	"crypto/subtle"
	"strings"
	"unicode/utf8"
)

// Hash is a password hash of another system.
type Hash struct {
	text   string
	memory int    // KiB
	outer  *Hash  // of a wrapped hash: the Argon2id hash of the digest
	blank  string // of a fast hash: its text with zeros instead of the digest, which has the same format
	want   []byte
	derive func(password []byte) []byte
	forms  func(password []byte) [][]byte
	match  func(password []byte) bool // instead of want and derive
}

// maxText is the maximum length of a hash in bytes. The longest usual one, Firebase's, has about 250.
const maxText = 1024

// maxWrapped is the maximum length of the text that Wrap adds to a hash.
const maxWrapped = 256

// format is a group of hashes that look similar.
type format struct {
	is    func(text string) bool
	parse func(text string) (*Hash, error)
}

func prefix(list ...string) func(string) bool {
	return func(text string) bool {
		for _, each := range list {
			if strings.HasPrefix(text, each) {
				return true
			}
		}
		return false
	}
}

// formats returns all formats. Those with a prefix come first, because the others are told by their alphabet only.
func formats() []format {
	return []format{
		{prefix("$argon2", "argon2$"), parseArgon2},
		{prefix("$2", "bcrypt$", "bcrypt_sha256$"), parseBcrypt},
		{prefix("$wp$"), parseWordPress},
		{prefix("$P$", "$H$"), parsePhpass},
		{prefix("$1$"), parseMD5Crypt},
		{prefix("$5$", "$6$"), parseSHACrypt},
		{prefix("pbkdf2_", "pbkdf2:"), parsePBKDF2},
		{prefix("$pbkdf2"), parsePasslibPBKDF2},
		{prefix("$scrypt$", "scrypt$", "scrypt:"), parseScrypt},
		{prefix("firebase-scrypt$"), parseFirebase},
		{prefix("md5$", "md5-", "sha1$", "sha1-", "sha256$", "sha256-", "sha512$", "sha512-"), parseNamedDigest},
		{magentoText.MatchString, parseMagento},
		{digestText.MatchString, parseDigest},
		{isIdentity, parseIdentity},
	}
}

// Parse reads a hash. Its error is an Error: an unknown format, a malformed
// hash, or one that would take too much time or memory to check.
func Parse(text string) (*Hash, error) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7F }) {
		return nil, errText
	}
	if strings.HasPrefix(text, wrapped) {
		return parseWrapped(text)
	}
	return parse(text)
}

func parse(text string) (*Hash, error) {
	if len(text) > maxText {
		return nil, errLong
	}
	for _, f := range formats() {
		if f.is(text) {
			h, err := f.parse(text)
			if err != nil {
				return nil, err
			}
			h.text = text
			return h, nil
		}
	}
	return nil, errUnknown
}

// String returns the text of the hash.
func (h *Hash) String() string { return h.text }

// Fast reports whether the hash is so fast to compute that it must not be stored as it is (see Wrap).
//
// These hashes count as fast: single digests and chains of them, phpass and md5-crypt, which repeat MD5 only a few
// thousand times; PBKDF2 with fewer than 10,000 iterations, the minimum of NIST SP 800-63B (2017), section 5.1.1.2;
// sha-crypt with fewer than its default of 5,000 rounds; and scrypt and Argon2 whose memory, multiplied by the passes,
// is less than 1 MiB. Bcrypt takes longer than these minimums at any cost that it allows.
func (h *Hash) Fast() bool { return h.blank != "" }

// Memory returns the memory that Verify needs, in KiB, without the outer hash of a wrapped one.
func (h *Hash) Memory() int { return h.memory }

// Verify reports whether password is the password of the hash, in one of the forms in which the other system hashed it.
func (h *Hash) Verify(password []byte) bool {
	if h.outer != nil {
		for _, digest := range h.Digests(password) {
			if h.outer.Verify(digest) {
				return true
			}
		}
		return false
	}
	for _, form := range h.variants(password) {
		if h.match != nil && h.match(form) ||
			h.match == nil && subtle.ConstantTimeCompare(h.derive(form), h.want) == 1 {
			return true
		}
	}
	return false
}

// variants returns the forms of a password that the other system may have hashed.
func (h *Hash) variants(password []byte) [][]byte {
	if h.forms == nil {
		return [][]byte{password}
	}
	return h.forms(password)
}
