package passwordhash

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/go-crypt/crypt/algorithm/bcrypt"
)

// maxBcryptCost is the maximum cost of bcrypt, the binary logarithm of its rounds. PHP's default is 12 (10 before 8.4).
const maxBcryptCost = 14

var bcryptText = regexp.MustCompile(`^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$`)

// parseBcrypt reads bcrypt hashes as crypt(3) writes them. Only the first 72 bytes of a password count, as in every
// implementation. Django adds a prefix, which says whether it hashes the SHA-256 of the password instead.
func parseBcrypt(text string) (*Hash, error) {
	var forms func([]byte) [][]byte
	if rest, ok := strings.CutPrefix(text, "bcrypt_sha256$"); ok {
		text = rest
		forms = func(password []byte) [][]byte {
			sum := sha256.Sum256(password)
			return [][]byte{hex.AppendEncode(nil, sum[:])}
		}
	}
	text = strings.TrimPrefix(text, "bcrypt$")
	if strings.HasPrefix(text, "$2x$") {
		return nil, Error("Bcrypt hashes with the prefix $2x$ are not supported, only $2a$, $2b$ and $2y$")
	}
	m := bcryptText.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("bcrypt")
	}
	if _, err := limited(m[1], maxBcryptCost, "bcrypt", "The cost of a bcrypt hash", "14"); err != nil {
		return nil, err
	}
	digest, err := bcrypt.Decode(text)
	if err != nil {
		return nil, malformed("bcrypt")
	}
	return &Hash{match: digest.MatchBytes, forms: forms}, nil
}

// parseWordPress reads hashes of WordPress 6.8 and newer: bcrypt over the base64 of an HMAC-SHA384 of the password.
func parseWordPress(text string) (*Hash, error) {
	h, err := parseBcrypt(strings.TrimPrefix(text, "$wp"))
	if err != nil {
		return nil, err
	}
	h.forms = func(password []byte) [][]byte {
		list := wordPressForms(password)
		for i, form := range list {
			mac := hmac.New(sha512.New384, []byte("wp-sha384"))
			mac.Write(form)
			list[i] = base64.StdEncoding.AppendEncode(nil, mac.Sum(nil))
		}
		return list
	}
	return h, nil
}

// wordPressForms returns the forms in which WordPress may have hashed a password. It trims passwords like PHP's trim.
// Its forms pass passwords on as wp_magic_quotes changed them, with a backslash before quotes and backslashes, but its
// API does not; which of both created a hash cannot be told.
func wordPressForms(password []byte) [][]byte {
	trimmed := strings.Trim(string(password), " \t\n\r\x00\v")
	slashed := strings.NewReplacer(`'`, `\'`, `"`, `\"`, `\`, `\\`).Replace(trimmed)
	if slashed == trimmed {
		return [][]byte{[]byte(trimmed)}
	}
	return [][]byte{[]byte(trimmed), []byte(slashed)}
}
