package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"clientele/internal/normalize"
)

// Cost contains the cost parameters of Argon2id (RFC 9106).
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// work returns the memory multiplied by the passes, which is proportional to the time.
func (c Cost) work() uint64 { return uint64(c.Memory) * uint64(c.Passes) }

// DefaultCost is the cost that the OWASP Password Storage Cheat Sheet recommends for Argon2id.
var DefaultCost = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// Hasher hashes passwords with Argon2id, and checks them against stored hashes, also those of other systems. It limits
// the number of concurrent hashes, so that a flood of log-ins exhausts neither the memory nor the CPU.
type Hasher struct {
	cost   Cost
	queue  queue
	hashed atomic.Int64
	round  int64 // number of hashes after which to collect garbage
	dummy  string
	large  sync.Mutex // held while a hash uses more memory than largeMemory
	pace   pace
}

// NewHasher returns a hasher that runs at most slots hashes at the same time; 0 means one less than GOMAXPROCS.
func NewHasher(cost Cost, slots int) *Hasher {
	if slots == 0 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	h := &Hasher{cost: cost, round: max(1, int64(slots)*int64(DefaultCost.Memory)/int64(cost.Memory))}
	h.queue.init(slots)
	h.dummy = h.hash(rand.Text())
	h.hashed.Store(0)
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
	defer t.h.queue.release(t)
	return t.h.hash(password), nil
}

// Check reports whether a password matches a stored hash: a PHC string of Hash, or the result of Protect. fresh is a
// new PHC string to store if the stored hash is of another system, has another cost or was created before spaces were
// normalized; otherwise it is empty. If stored is nil, Check returns false. All checks that fail take the same time, as
// pace describes. Check returns RateLimited if no slot becomes free in time, and the context's error if that ends
// first. With an error, the password has not been checked.
func (t *HashSlot) Check(ctx context.Context, stored *string, password string) (ok bool, fresh string, err error) {
	c, err := t.check(ctx, stored, password)
	if err == nil && !c.ok {
		t.Release() // so that those who wait do not fill the queue
		t.h.pace.wait(ctx, c.began)
	}
	return c.ok, c.fresh, err
}

// checked is the result of a check.
type checked struct {
	ok    bool
	fresh string
	began time.Time // when it got its slot
}

// check is Check without the wait.
func (t *HashSlot) check(ctx context.Context, stored *string, password string) (c checked, err error) {
	h := t.h
	if err := t.enter(ctx); err != nil {
		return c, err
	}
	defer h.queue.release(t)
	c.began = time.Now()
	ok, stale, err := h.compare(stored, variants(password))
	c.ok = ok
	switch {
	case err != nil:
	case ok && stale:
		c.fresh = h.hash(password)
	case stale:
		h.pace.record(time.Since(c.began))
	}
	return c, err
}

// compare compares texts with a stored hash. stale means that the hash is not one that this hasher would create.
func (h *Hasher) compare(stored *string, texts [][]byte) (ok, stale bool, err error) {
	switch {
	case stored == nil:
		_, _, err = h.match(h.dummy, texts)
		return false, false, err
	case isPHC(*stored):
		which, cost, err := h.match(*stored, texts)
		return which >= 0, which > 0 || cost != h.cost, err
	}
	ok, err = h.matchImported(*stored, texts)
	return ok, true, err
}

// match compares texts with a PHC string, and returns the index of the first that matches, or -1, and the string's
// cost. If none matches and that cost is lower than the hasher's, it hashes the texts once more, so that the time does
// not tell.
func (h *Hasher) match(phc string, texts [][]byte) (which int, cost Cost, err error) {
	cost, salt, want, err := parsePHC(phc)
	if err != nil {
		return -1, cost, err
	}
	for i, text := range texts {
		if subtle.ConstantTimeCompare(h.sum(text, salt, cost, uint32(len(want))), want) == 1 {
			return i, cost, nil
		}
	}
	if cost.work() < h.cost.work() {
		_, _, err = h.match(h.dummy, texts)
	}
	return -1, cost, err
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

// sum computes an Argon2id hash. The memory of a hash is several times that of the rest of the program, and the garbage
// collector would run only after a hundred megabytes. A collection is cheap, because few objects are live, so one is
// started when the hashes have used as much memory as one in each slot at the default cost, and after a large one.
func (h *Hasher) sum(text, salt []byte, cost Cost, length uint32) []byte {
	if cost.Memory > largeMemory {
		h.large.Lock()
		defer h.large.Unlock()
	}
	sum := argon2.IDKey(text, salt, cost.Passes, cost.Memory, cost.Threads, length)
	if h.hashed.Add(1)%h.round == 0 || cost.Memory > largeMemory {
		runtime.GC()
	}
	return sum
}

func (h *Hasher) hash(password string) string { return h.phc(prepare(password)) }

// phc returns the PHC string of a text with a new salt.
func (h *Hasher) phc(text []byte) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // crypto/rand never fails
	sum := h.sum(text, salt, h.cost, hashBytes)
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
// of prepare only if the password contains other spaces than U+0020.
func prepareLegacy(password string) []byte {
	normalized, _ := normalize.NFC(password, maxPassword)
	return []byte(normalized)
}

// maxPassword is the maximum length of a password in characters. Package input rejects new passwords that are longer.
const maxPassword = 128

// isPHC reports whether a stored hash is the PHC string of an Argon2id hash, of this shop or imported.
func isPHC(s string) bool { return strings.HasPrefix(s, "$argon2id$") }

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
