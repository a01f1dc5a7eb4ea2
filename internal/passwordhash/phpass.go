package passwordhash

import (
	"crypto/md5"
	"regexp"
	"strings"
)

// phpassAlphabet is the alphabet of crypt(3) and phpass. A digit's place is its value.
const phpassAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// The binary logarithm of phpass's rounds. WordPress uses 13.
const (
	minPhpass = 7
	maxPhpass = 18
)

var phpassText = regexp.MustCompile(`^\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$`)

// parsePhpass reads the portable hashes of phpass, as WordPress before 6.8 and phpBB 3 store them.
func parsePhpass(text string) (*Hash, error) {
	m := phpassText.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("phpass")
	}
	rounds := strings.Index(phpassAlphabet, m[1])
	switch {
	case rounds < minPhpass:
		return nil, malformed("phpass")
	case rounds > maxPhpass:
		return nil, tooMuch("The rounds of a phpass hash", "262,144 (2^18)")
	}
	return &Hash{
		want: []byte(m[3]), blank: blanked(text, m[3]), forms: wordPressForms,
		derive: func(password []byte) []byte { return phpass(password, m[2], 1<<rounds) },
	}, nil
}

// phpass returns the encoded digest of a password.
func phpass(password []byte, salt string, rounds int) []byte {
	sum := md5.Sum(append([]byte(salt), password...))
	input := append(make([]byte, md5.Size), password...)
	for range rounds {
		copy(input, sum[:])
		sum = md5.Sum(input)
	}
	return encodePhpass(sum[:])
}

// encodePhpass encodes groups of three bytes as four digits, the lowest bits first.
func encodePhpass(sum []byte) []byte {
	var text []byte
	for ; len(sum) > 0; sum = sum[min(3, len(sum)):] {
		var group uint
		for i, b := range sum[:min(3, len(sum))] {
			group |= uint(b) << (8 * i)
		}
		for range min(3, len(sum)) + 1 {
			text = append(text, phpassAlphabet[group&63])
			group >>= 6
		}
	}
	return text
}
