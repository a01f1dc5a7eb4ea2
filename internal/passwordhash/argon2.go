package passwordhash

import (
	"encoding/base64"
	"regexp"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The limits of Argon2: 256 MiB of memory, 1 GiB of memory multiplied by the passes, and the lanes, each of which is a
// goroutine.
const (
	maxArgon2Memory = 256 * 1024  // KiB
	maxArgon2Work   = 1024 * 1024 // KiB
	maxArgon2Lanes  = 64
)

// fastMemory is the memory multiplied by the passes, in KiB, below which scrypt and Argon2 count as fast.
const fastMemory = 1024

// argon2Text matches PHC strings. The parameters have the order of the reference implementation.
var argon2Text = regexp.MustCompile(`^\$argon2(id|i)\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$`)

// argon2Cost contains the cost parameters of Argon2.
type argon2Cost struct {
	memory, passes uint32
	lanes          uint8
}

// parseArgon2 reads PHC strings of Argon2id and Argon2i version 1.3, as PHP's password_hash writes them. Django adds
// a prefix.
func parseArgon2(text string) (*Hash, error) {
	text = strings.TrimPrefix(text, "argon2")
	if strings.HasPrefix(text, "$argon2d$") {
		return nil, Error("Argon2d hashes are not supported, only Argon2id and Argon2i")
	}
	m := argon2Text.FindStringSubmatch(text)
	if m == nil {
		return nil, malformed("Argon2")
	}
	if m[2] != "19" {
		return nil, Error("Only version 19 (1.3) of Argon2 is supported")
	}
	cost, err := newArgon2Cost(m[3], m[4], m[5])
	if err != nil {
		return nil, err
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(m[6])
	key, err2 := base64.RawStdEncoding.DecodeString(m[7])
	if err1 != nil || err2 != nil || !validSalt(salt) || !validKey(key) {
		return nil, malformed("Argon2")
	}
	hash := argon2.IDKey
	if m[1] == "i" {
		hash = argon2.Key
	}
	h := &Hash{want: key, memory: int(cost.memory), derive: func(password []byte) []byte {
		return hash(password, salt, cost.passes, cost.memory, cost.lanes, uint32(len(key)))
	}}
	if cost.fast() {
		h.blank = blanked(text, m[7])
	}
	return h, nil
}

// newArgon2Cost reads cost parameters and checks their limits. The memory is in KiB.
func newArgon2Cost(memory, passes, lanes string) (argon2Cost, error) {
	m, err := limited(memory, maxArgon2Memory, "Argon2", "The memory of an Argon2 hash", "256 MiB (m=262144)")
	if err != nil {
		return argon2Cost{}, err
	}
	const work = "The memory of an Argon2 hash multiplied by the passes"
	t, err := limited(passes, maxArgon2Work/m, "Argon2", work, "1 GiB")
	if err != nil {
		return argon2Cost{}, err
	}
	p, err := limited(lanes, maxArgon2Lanes, "Argon2", "The parallelism of an Argon2 hash", "64")
	if err != nil {
		return argon2Cost{}, err
	}
	if m < 8*p { // RFC 9106, section 3.1
		return argon2Cost{}, malformed("Argon2")
	}
	return argon2Cost{uint32(m), uint32(t), uint8(p)}, nil
}

func (c argon2Cost) fast() bool { return c.memory*c.passes < fastMemory }
