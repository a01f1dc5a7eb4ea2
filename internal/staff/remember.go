package staff

import (
	"context"
	"sync"
	"time"

	"clientele/models"
)

// remembered is a cache of API keys by the hashes of their secrets, so that not every request reads its key. A key is
// cached for keyMemory from before it was read. RevokeKey waits a little longer before it returns, so that no server
// has cached the key any more. Only existing keys are cached, so the number of entries is small.
type remembered struct {
	mu   sync.Mutex
	keys map[string]seenKey
}

type seenKey struct {
	key models.APIKey
	at  time.Time // monotonic
}

// The times of the cache; see remembered.
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

// outlive waits until no server has cached a key that has been revoked.
func outlive(ctx context.Context) error {
	select {
	case <-time.After(keyOutlive):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
