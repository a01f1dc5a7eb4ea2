package passwordhash

import (
	"regexp"

	"github.com/go-crypt/crypt/algorithm"
	"github.com/go-crypt/crypt/algorithm/md5crypt"
	"github.com/go-crypt/crypt/algorithm/shacrypt"
)

// The rounds of sha-crypt: the minimum of its specification, its default, which is the least that does not count as
// fast, and the maximum here.
const (
	minSHACrypt     = 1000
	defaultSHACrypt = 5000
	maxSHACrypt     = 1_000_000
)

var (
	shaCryptText = regexp.MustCompile(
		`^\$([56])\$(?:rounds=(\d+)\$)?([^$:]{1,16})\$([./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})$`)
	md5CryptText = regexp.MustCompile(`^\$1\$([^$:]{1,8})\$([./0-9A-Za-z]{22})$`)
)

// parseSHACrypt reads hashes of sha-crypt, $5$ for SHA-256 and $6$ for SHA-512.
func parseSHACrypt(text string) (*Hash, error) {
	m := shaCryptText.FindStringSubmatch(text)
	if m == nil || (m[1] == "5") != (len(m[4]) == 43) {
		return nil, malformed("sha-crypt")
	}
	rounds := defaultSHACrypt
	if m[2] != "" {
		var err error
		rounds, err = limited(m[2], maxSHACrypt, "sha-crypt", "The rounds of a sha-crypt hash", "1,000,000")
		if err != nil {
			return nil, err
		}
	}
	variant := shacrypt.VariantSHA512
	if m[1] == "5" {
		variant = shacrypt.VariantSHA256
	}
	hasher, err := shacrypt.New(shacrypt.WithVariant(variant), shacrypt.WithIterations(rounds))
	if err != nil || rounds < minSHACrypt || len(m[3]) > 16 {
		return nil, malformed("sha-crypt")
	}
	h := &Hash{want: []byte(m[4]), derive: key(hasher, m[3])}
	if rounds < defaultSHACrypt {
		h.blank = blanked(text, m[4])
	}
	return h, nil
}

// parseMD5Crypt reads hashes of md5-crypt.
func parseMD5Crypt(text string) (*Hash, error) {
	m := md5CryptText.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("md5-crypt")
	}
	hasher, err := md5crypt.New()
	if err != nil || len(m[1]) > 8 {
		return nil, malformed("md5-crypt")
	}
	return &Hash{want: []byte(m[2]), blank: blanked(text, m[2]), derive: key(hasher, m[1])}, nil
}

// key returns a function that computes the digest of a password. It returns nil if there is none, which matches none.
func key(hasher algorithm.Hash, salt string) func([]byte) []byte {
	return func(password []byte) []byte {
		digest, err := hasher.HashWithSalt(string(password), []byte(salt))
		if err != nil {
			return nil
		}
		return digest.Key()
	}
}
