package auth

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"clientele/internal/normalize"
)

// Cost contains the cost parameters of Argon2id (RFC 9106).
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is the cost that the OWASP Password Storage Cheat Sheet recommends for Argon2id.
var DefaultCost = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// Hasher hashes passwords with Argon2id. It limits the number of concurrent hashes, so that a flood of log-ins exhausts
// neither the memory nor the CPU.
type Hasher struct {
	cost   Cost
	queue  queue
	hashed atomic.Int64
	round  int64 // number of hashes after which to collect garbage
	dummy  string
}

// NewHasher returns a hasher that runs at most slots hashes at the same time; 0 means one less than GOMAXPROCS.
func NewHasher(cost Cost, slots int) *Hasher {
	if slots == 0 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	h := &Hasher{cost: cost, round: max(1, int64(slots)*int64(DefaultCost.Memory)/int64(cost.Memory))}
	h.queue.init(slots)
	h.dummy = h.hash(rand.Text())
	return h
}

// Hash reserves a slot for the caller and returns the hash of a password as a PHC string. It returns RateLimited if the
// queue is full.
func (h *Hasher) Hash(ctx context.Context, caller Caller, password string) (string, error) {
	t, err := h.Reserve(caller)
	if err != nil {
		return "", err
	}
	defer t.Release()
	return t.Hash(ctx, password)
}

// Hash returns the hash of a password as a PHC string. It returns RateLimited if no slot becomes free in time.
func (t *HashSlot) Hash(ctx context.Context, password string) (string, error) {
	if err := t.enter(ctx); err != nil {
		return "", err
	}
	defer t.h.finish(t)
	return t.h.hash(password), nil
}

// Check reports whether a password matches a stored PHC string. fresh is a new PHC string to store if the stored one
// has another cost or was created before spaces were normalized; otherwise it is empty. If stored is nil, Check returns
// false after the same work. It returns RateLimited if no slot becomes free in time, and the context's error if that
// ends first. With an error, the password has not been checked.
func (t *HashSlot) Check(ctx context.Context, stored *string, password string) (ok bool, fresh string, err error) {
	h := t.h
	if err := t.enter(ctx); err != nil {
		return false, "", err
	}
	defer h.finish(t)
	against := h.dummy
	if stored != nil {
		against = *stored
	}
	cost, salt, want, err := parsePHC(against)
	if err != nil {
		return false, "", err
	}
	texts := [][]byte{prepare(password)}
	if legacy := prepareLegacy(password); !bytes.Equal(legacy, texts[0]) {
		texts = append(texts, legacy)
	}
	for i, text := range texts {
		got := argon2.IDKey(text, salt, cost.Passes, cost.Memory, cost.Threads, uint32(len(want)))
		if subtle.ConstantTimeCompare(got, want) != 1 || stored == nil {
			continue
		}
		if cost != h.cost || i > 0 {
			fresh = h.hash(password)
		}
		return true, fresh, nil
	}
	return false, "", nil
}

// Load describes the load of a Hasher.
type Load struct {
	Slots, Running, Waiting int
	Refused, Hashed         int64 // since the program started
}

// Load returns the current load of the hasher.
func (h *Hasher) Load() Load {
	l := h.queue.load()
	l.Hashed = h.hashed.Load()
	return l
}

// finish frees a slot after a hash. The memory of a hash is several times that of the rest of the program, and the
// garbage collector would run only after a hundred megabytes. A collection is cheap, because few objects are live, so
// one is started when the hashes have used as much memory as one in each slot at the default cost.
func (h *Hasher) finish(t *HashSlot) {
	if h.hashed.Add(1)%h.round == 0 {
		runtime.GC()
	}
	h.queue.release(t)
}

func (h *Hasher) hash(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // crypto/rand never fails
	sum := argon2.IDKey(prepare(password), salt, h.cost.Passes, h.cost.Memory, h.cost.Threads, hashBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.cost.Memory, h.cost.Passes, h.cost.Threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// prepare returns the normalized password to hash, so that a password does not depend on the keyboard. Of a password
// that is too long only the beginning is hashed: that takes the same time as for other wrong passwords, and matches
// none, because the beginning is too long as well.
func prepare(password string) []byte {
	normalized, _ := normalize.Password(password, maxPassword)
	return []byte(normalized)
}

// prepareLegacy returns the password with unchanged spaces, as earlier versions hashed it. It differs from the result
// of prepare only if the password contains other spaces than U+0020; checking it then takes a second hash.
func prepareLegacy(password string) []byte {
	normalized, _ := normalize.NFC(password, maxPassword)
	return []byte(normalized)
}

// maxPassword is the maximum length of a password in characters. Package input rejects new passwords that are longer.
const maxPassword = 128

func parsePHC(s string) (cost Cost, salt, hash []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, fmt.Errorf("stored password hash is not an Argon2id hash")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); err != nil {
		return cost, nil, nil, fmt.Errorf("stored password hash has no cost parameters: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil || len(hash) < 16 || cost.Passes < 1 || cost.Threads < 1 {
		return cost, nil, nil, fmt.Errorf("stored password hash is malformed")
	}
	return cost, salt, hash, nil
}
