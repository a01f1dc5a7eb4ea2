package passwordhash

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"regexp"
	"strings"
)

var (
	// digestText matches a digest, alone or with the salt that precedes the password: hex:salt.
	digestText = regexp.MustCompile(`^([0-9a-fA-F]+)(?::([^:]*))?$`)
	// namedDigestText matches a digest with its name and salt: sha256$salt$hex. The name can be followed by the order.
	namedDigestText = regexp.MustCompile(
		`^(md5|sha1|sha256|sha512)(-salt-password|-password-salt)?\$([^$]*)\$([0-9a-fA-F]+)$`)
)

// digests returns the hash functions by name.
func digests(name string) func() hash.Hash {
	return map[string]func() hash.Hash{
		"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New,
	}[name]
}

// parseDigest reads a digest without a name, which its length tells, as Moltin, Magento 1, osCommerce, Zen Cart and
// xt:Commerce store it.
func parseDigest(text string) (*Hash, error) {
	m := digestText.FindStringSubmatch(text)
	name, ok := map[int]string{32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}[len(m[1])]
	if !ok {
		return nil, errUnknown
	}
	return newDigest(name, m[1], zeros(m[1])+strings.TrimPrefix(text, m[1]), m[2], "")
}

// parseNamedDigest reads a digest with its name. Without an order, the salt precedes the password, as in Django.
func parseNamedDigest(text string) (*Hash, error) {
	m := namedDigestText.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("MD5 or SHA")
	}
	before, after := m[3], ""
	if m[2] == "-password-salt" {
		before, after = "", m[3]
	}
	return newDigest(m[1], m[4], blanked(text, m[4]), before, after)
}

// newDigest returns the hash of a digest, in hexadecimal, of the password between two texts.
func newDigest(name, digest, blank, before, after string) (*Hash, error) {
	of := digests(name)
	want, err := hex.DecodeString(digest)
	if err != nil || len(want) != of().Size() || len(before)+len(after) > maxSalt {
		return nil, malformed("MD5 or SHA")
	}
	return &Hash{want: want, blank: blank, derive: func(password []byte) []byte {
		sum := of()
		sum.Write([]byte(before))
		sum.Write(password)
		sum.Write([]byte(after))
		return sum.Sum(nil)
	}}, nil
}
