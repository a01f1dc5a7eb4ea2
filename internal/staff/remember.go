package staff

import (
	"context"
	"sync"
	"time"

	"clientele/models"
)

// remembered are the keys that were found lately, by the hashes of their secrets, so that not every request of a busy server asks for its
// key. A key is remembered for keyMemory from before it was read, and whoever revokes one waits a little longer before saying that it has
// ended: then no server remembers it any more, whatever this one's own settings are. Only keys that there are come in, so they stay few.
type remembered struct {
	mu   sync.Mutex
	keys map[string]seenKey
}

type seenKey struct {
	key models.APIKey
	at  time.Time // by the machine's clock, which does not jump
}

// The times of what is remembered; see remembered.
const (
	keyMemory  = 900 * time.Millisecond
	keyOutlive = 950 * time.Millisecond
)

func (r *remembered) get(hash string) *models.APIKey {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen, ok := r.keys[hash]
	if !ok || time.Since(seen.at) >= keyMemory {
		return nil
	}
	return &seen.key
}

func (r *remembered) put(hash string, key *models.APIKey, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys == nil {
		r.keys = map[string]seenKey{}
	}
	r.keys[hash] = seenKey{*key, at}
}

func (r *remembered) forget(hash string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, hash)
}

// outlive waits until no server remembers a key that was revoked before.
func outlive(ctx context.Context) error {
	select {
	case <-time.After(keyOutlive):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
