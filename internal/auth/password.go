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

// Cost is what hashing a password takes (RFC 9106).
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is what the OWASP Password Storage Cheat Sheet asks for of Argon2id.
var DefaultCost = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// Hasher hashes passwords with Argon2id, a few at a time, so that a flood of log-ins takes neither the memory nor all of the
// processor.
type Hasher struct {
	cost   Cost
	queue  queue
	hashed atomic.Int64
	dummy  string
}

// NewHasher returns a hasher that runs at most slots hashes at once; 0 means one for each processor but one.
func NewHasher(cost Cost, slots int) *Hasher {
	if slots == 0 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	h := &Hasher{cost: cost}
	h.queue.init(slots)
	h.dummy = h.hash(rand.Text())
	return h
}

// Hash returns the password as a PHC string, for the caller's own request. It is RateLimited when too many wait already.
func (h *Hasher) Hash(ctx context.Context, caller Caller, password string) (string, error) {
	t, err := h.Reserve(caller)
	if err != nil {
		return "", err
	}
	defer t.Leave()
	return t.Hash(ctx, password)
}

// Hash returns the password as a PHC string. It is RateLimited when the slots are taken for too long.
func (t *HashSlot) Hash(ctx context.Context, password string) (string, error) {
	if err := t.enter(ctx); err != nil {
		return "", err
	}
	defer t.h.leave(t)
	return t.h.hash(password), nil
}

// Check tells whether the password is the one of a PHC string; fresh is a new PHC string where the stored one was made at
// another cost, or of a text with spaces as they were typed. Without a stored one (nil) it does the same work and says no. It is
// RateLimited when the slots are taken for too long, and ends with the context while it waits for one. With an error it has not looked
// at the password.
func (t *HashSlot) Check(ctx context.Context, stored *string, password string) (ok bool, fresh string, err error) {
	h := t.h
	if err := t.enter(ctx); err != nil {
		return false, "", err
	}
	defer h.leave(t)
	against := h.dummy
	if stored != nil {
		against = *stored
	}
	cost, salt, want, err := parsePHC(against)
	if err != nil {
		return false, "", err
	}
	texts := [][]byte{prepare(password)}
	if typed := asTyped(password); !bytes.Equal(typed, texts[0]) {
		texts = append(texts, typed)
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

// Load is how busy a Hasher is.
type Load struct {
	Slots, Running, Waiting int
	Refused, Hashed         int64 // since the start
}

// Load returns how busy the hasher is now.
func (h *Hasher) Load() Load {
	l := h.queue.load()
	l.Hashed = h.hashed.Load()
	return l
}

// leave frees a slot. Each hash leaves its memory behind, several times what the program else has in use. The collector would wait for a
// hundred megabytes, and has next to nothing to look at, so it is called after one hash for each slot, and before the next one takes as much
// again.
func (h *Hasher) leave(t *HashSlot) {
	if h.hashed.Add(1)%int64(h.queue.slots) == 0 {
		runtime.GC()
	}
	h.queue.release(t)
}

func (h *Hasher) hash(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	sum := argon2.IDKey(prepare(password), salt, h.cost.Passes, h.cost.Memory, h.cost.Threads, hashBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.Memory, h.cost.Passes, h.cost.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// prepare returns the password as it is hashed, so that the same keys on another machine are the same password. Of a longer password
// than any account has, only the beginning is hashed: it does the same work as any other wrong password, and matches none, since the
// beginning alone is too long.
func prepare(password string) []byte {
	normalized, _ := normalize.Password(password, maxPassword)
	return []byte(normalized)
}

// asTyped returns the password with the spaces that were typed, as earlier versions hashed it. It differs from what prepare
// returns only where the password has other spaces than U+0020; checking it costs a second hash then, whoever asks.
func asTyped(password string) []byte {
	normalized, _ := normalize.NFC(password, maxPassword)
	return []byte(normalized)
}

// maxPassword is the longest password in characters; package input refuses longer ones where a password is chosen.
const maxPassword = 128

func parsePHC(s string) (cost Cost, salt, hash []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, fmt.Errorf("a stored password hash is not of argon2id")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); err != nil {
		return cost, nil, nil, fmt.Errorf("a stored password hash has no cost: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil || len(hash) < 16 || cost.Passes < 1 || cost.Threads < 1 {
		return cost, nil, nil, fmt.Errorf("a stored password hash is damaged")
	}
	return cost, salt, hash, nil
}
