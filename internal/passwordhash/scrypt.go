package passwordhash

import (
	"encoding/base64"
	"encoding/hex"
	"math/bits"
	"regexp"

	"golang.org/x/crypto/scrypt"
)

// The limits of scrypt, whose memory is 128 bytes multiplied by N and r, and whose time grows with N, r and p. The
// block size r and the parallelism p also multiply the length of the keys that it derives before and after.
const (
	maxScryptFactor = 64 // of r and p
	maxScryptLogN   = 17
	maxScryptMemory = 128 * 1024 // KiB: N = 2^17 with r = 8
	maxScryptWork   = 256 * 1024 // KiB: the memory multiplied by p
)

var (
	// scryptText matches the format of passlib, with the binary logarithm of N.
	scryptText = regexp.MustCompile(`^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]+)$`)
	// scryptNText matches the formats of Django, with "$", and of Werkzeug, with ":". Both use the text of the salt.
	scryptNText = regexp.MustCompile(`^(?:scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([A-Za-z0-9+/]+=*)|` +
		`scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([0-9a-f]+))$`)
)

// scryptCost contains the cost parameters of scrypt.
type scryptCost struct{ logN, r, p int }

// newScryptCost reads cost parameters and checks their limits.
func newScryptCost(logN, r, p string) (c scryptCost, err error) {
	const name = "scrypt"
	if c.logN, err = limited(logN, maxScryptLogN, name, "N of a scrypt hash", "131,072 (2^17)"); err != nil {
		return c, err
	}
	if c.r, err = limited(r, maxScryptFactor, name, "The block size of a scrypt hash", "64"); err != nil {
		return c, err
	}
	if c.p, err = limited(p, maxScryptFactor, name, "The parallelism of a scrypt hash", "64"); err != nil {
		return c, err
	}
	switch {
	case c.memory() > maxScryptMemory:
		return c, tooMuch("The memory of a scrypt hash", "128 MiB")
	case c.memory()*c.p > maxScryptWork:
		return c, tooMuch("The memory of a scrypt hash multiplied by its parallelism", "256 MiB")
	}
	return c, nil
}

// memory returns the memory that scrypt needs, in KiB.
func (c scryptCost) memory() int { return c.r << c.logN / 8 }

func (c scryptCost) fast() bool { return c.memory()*c.p < fastMemory }

// key returns the derived key of a password, or nil if there is none, which matches none.
func (c scryptCost) key(password, salt []byte, length int) []byte {
	key, err := scrypt.Key(password, salt, 1<<c.logN, c.r, c.p, length)
	if err != nil {
		return nil
	}
	return key
}

// newScrypt returns a hash. Text ends with the digest, in some encoding.
func newScrypt(c scryptCost, text, digest string, salt, key []byte) (*Hash, error) {
	if !validKey(key) || !validSalt(salt) {
		return nil, malformed("scrypt")
	}
	h := &Hash{want: key, memory: c.memory(), derive: func(password []byte) []byte {
		return c.key(password, salt, len(key))
	}}
	if c.fast() {
		h.blank = blanked(text, digest)
	}
	return h, nil
}

// parseScrypt reads hashes of passlib ($scrypt$ln=16,r=8,p=1$salt$key, in base64), Django (scrypt$N$salt$r$p$base64)
// and Werkzeug (scrypt:N:r:p$salt$hex).
func parseScrypt(text string) (*Hash, error) {
	if m := scryptText.FindStringSubmatch(text); m != nil {
		c, err := newScryptCost(m[1], m[2], m[3])
		if err != nil {
			return nil, err
		}
		salt, err1 := base64.RawStdEncoding.DecodeString(m[4])
		key, err2 := base64.RawStdEncoding.DecodeString(m[5])
		if err1 != nil || err2 != nil {
			return nil, malformed("scrypt")
		}
		return newScrypt(c, text, m[5], salt, key)
	}
	m := scryptNText.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("scrypt")
	}
	decode, n, r, p, salt, digest := base64.StdEncoding.DecodeString, m[1], m[3], m[4], m[2], m[5]
	if n == "" {
		decode, n, r, p, salt, digest = hex.DecodeString, m[6], m[7], m[8], m[9], m[10]
	}
	logN, err := logarithm(n)
	if err != nil {
		return nil, err
	}
	c, err := newScryptCost(logN, r, p)
	if err != nil {
		return nil, err
	}
	key, err := decode(digest)
	if err != nil {
		return nil, malformed("scrypt")
	}
	return newScrypt(c, text, digest, []byte(salt), key)
}

// logarithm returns the binary logarithm of N, which must be a power of two.
func logarithm(s string) (string, error) {
	n, err := limited(s, 1<<maxScryptLogN, "scrypt", "N of a scrypt hash", "131,072 (2^17)")
	if err != nil {
		return "", err
	}
	if bits.OnesCount(uint(n)) != 1 {
		return "", malformed("scrypt")
	}
	return decimal(uint32(bits.Len(uint(n)) - 1)), nil
}
