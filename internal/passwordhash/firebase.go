package passwordhash

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"regexp"
)

// firebaseText matches hashes of Firebase Authentication with the parameters of their project, which Firebase exports
// separately: firebase-scrypt$ROUNDS$MEM_COST$SALT_SEPARATOR$SIGNER_KEY$SALT$HASH. The last four are base64, as
// exported.
var firebaseText = regexp.MustCompile(
	`^firebase-scrypt\$(\d+)\$(\d+)\$([\w+/-]*=*)\$([\w+/-]+=*)\$([\w+/-]+=*)\$([\w+/-]+=*)$`)

// parseFirebase reads hashes of Firebase's variant of scrypt: the derived key encrypts the signer key of the project
// with AES-256 in counter mode, and the result is the hash.
func parseFirebase(text string) (*Hash, error) {
	const name = "Firebase scrypt"
	m := firebaseText.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed(name)
	}
	c, err := newScryptCost(m[2], m[1], "1")
	if err != nil {
		return nil, err
	}
	var parts [4][]byte
	for i := range parts {
		if parts[i], err = anyBase64(m[3+i]); err != nil {
			return nil, malformed(name)
		}
	}
	separator, signer, salt, hash := parts[0], parts[1], parts[2], parts[3]
	salt = append(salt, separator...)
	if len(hash) != len(signer) || !validKey(hash) || !validSalt(salt) {
		return nil, malformed(name)
	}
	h := &Hash{want: hash, memory: c.memory(), derive: func(password []byte) []byte {
		block, err := aes.NewCipher(c.key(password, salt, 32))
		if err != nil {
			return nil
		}
		sum := make([]byte, len(signer))
		cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(sum, signer)
		return sum
	}}
	if c.fast() {
		h.blank = blanked(text, m[6])
	}
	return h, nil
}

// anyBase64 decodes base64 in the alphabet of the files (firebase auth:export writes that of URLs) or of the console.
func anyBase64(s string) ([]byte, error) {
	if b, err := base64.StdEncoding.DecodeString(s); err == nil {
		return b, nil
	}
	return base64.URLEncoding.DecodeString(s)
}
