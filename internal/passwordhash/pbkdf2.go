package passwordhash

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"regexp"
)

// The iterations of PBKDF2: the most that are accepted, and the fewest that do not count as fast.
const (
	maxPBKDF2  = 2_000_000
	slowPBKDF2 = 10_000
)

var (
	// pbkdf2Text matches the hashes of Django, with "$", and of Werkzeug, with ":".
	pbkdf2Text = regexp.MustCompile(
		`^(?:pbkdf2_(\w+)\$(\d+)\$([^$]+)\$([A-Za-z0-9+/]+=*)|pbkdf2:(\w+):(\d+)\$([^$]+)\$([0-9a-f]+))$`)
	passlibPBKDF2Text = regexp.MustCompile(`^\$pbkdf2(?:-(\w+))?\$(\d+)\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)$`)
)

// newPBKDF2 returns a hash, with the blank text if it is fast. Only the first block of a derived key is compared: the
// others would multiply the time, and are no harder to guess.
func newPBKDF2(digest, iterations string, salt, key []byte, blank string) (*Hash, error) {
	var of func() hash.Hash
	switch digest {
	case "", "sha1":
		of = sha1.New
	case "sha256":
		of = sha256.New
	case "sha512":
		of = sha512.New
	default:
		return nil, malformed("PBKDF2")
	}
	n, err := limited(iterations, maxPBKDF2, "PBKDF2", "The iterations of a PBKDF2 hash", "2,000,000")
	if err != nil {
		return nil, err
	}
	if !validKey(key) || !validSalt(salt) {
		return nil, malformed("PBKDF2")
	}
	first := key[:min(len(key), of().Size())]
	h := &Hash{want: first, derive: func(password []byte) []byte {
		sum, err := pbkdf2.Key(of, string(password), salt, n, len(first))
		if err != nil { // in the FIPS mode of Go
			return nil
		}
		return sum
	}}
	if n < slowPBKDF2 {
		h.blank = blank
	}
	return h, nil
}

// parsePBKDF2 reads hashes of Django (pbkdf2_sha256$iterations$salt$base64) and Werkzeug (pbkdf2:sha256:iterations$
// salt$hex). Both use the text of the salt.
func parsePBKDF2(text string) (*Hash, error) {
	m := pbkdf2Text.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("PBKDF2")
	}
	decode, m := base64.StdEncoding.DecodeString, m[1:]
	if m[0] == "" {
		decode, m = hex.DecodeString, m[4:]
	}
	key, err := decode(m[3])
	if err != nil {
		return nil, malformed("PBKDF2")
	}
	return newPBKDF2(m[0], m[1], []byte(m[2]), key, blanked(text, m[3]))
}

// parsePasslibPBKDF2 reads hashes of passlib, whose salt and key are base64: $pbkdf2-sha256$iterations$salt$key.
func parsePasslibPBKDF2(text string) (*Hash, error) {
	m := passlibPBKDF2Text.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("PBKDF2")
	}
	salt, err1 := passlibBase64().DecodeString(m[3])
	key, err2 := passlibBase64().DecodeString(m[4])
	if err1 != nil || err2 != nil {
		return nil, malformed("PBKDF2")
	}
	return newPBKDF2(m[1], m[2], salt, key, blanked(text, m[4]))
}

// The format of ASP.NET Identity, in base64. Version 2 is a zero, 16 bytes of salt and 32 of the key, with 1,000
// iterations. Version 3 is a one, three numbers of four bytes (the digest, the iterations, the length of the salt), the
// salt and the key.
const (
	identity2Salt   = 16
	identity2Length = 1 + identity2Salt + 32
	identity3Header = 1 + 3*4
)

var identityText = regexp.MustCompile(`^A[A-Q][A-Za-z0-9+/]{40,}={0,2}$`)

func isIdentity(text string) bool { return identityText.MatchString(text) }

// parseIdentity reads hashes of ASP.NET Identity.
func parseIdentity(text string) (*Hash, error) {
	name := "ASP.NET Identity"
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, malformed(name)
	}
	digest, iterations, start, salt := "sha1", uint32(1000), 1, identity2Salt
	switch {
	case b[0] == 0 && len(b) == identity2Length:
	case b[0] == 1 && len(b) > identity3Header:
		kind := binary.BigEndian.Uint32(b[1:])
		if kind > 2 {
			return nil, malformed(name)
		}
		digest = []string{"sha1", "sha256", "sha512"}[kind]
		iterations = binary.BigEndian.Uint32(b[5:])
		length := binary.BigEndian.Uint32(b[9:])
		if length > maxSalt || identity3Header+int(length) > len(b) {
			return nil, malformed(name)
		}
		start, salt = identity3Header, int(length)
	default:
		return nil, malformed(name)
	}
	key := b[start+salt:]
	blank := append(bytes.Clone(b[:start+salt]), make([]byte, len(key))...)
	return newPBKDF2(
		digest, decimal(iterations), b[start:start+salt], key, base64.StdEncoding.EncodeToString(blank))
}
