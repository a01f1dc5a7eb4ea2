package staff

import (
	"context"
	"sync"
	"time"

	"clientele/models"
)

// remembered are the keys that were found lately, by the hashes of their secrets, so that not every request of a busy server asks for its
// key. A key is remembered for Options.RememberKeys from before it was read, and whoever revokes one waits as long before saying that it
// has ended: then no server remembers it any more. Only keys that there are come in, so they stay few.
type remembered struct {
	mu   sync.Mutex
	keys map[string]seenKey
}

type seenKey struct {
	key models.APIKey
	at  time.Time // by the machine's clock, which does not jump
}

func (r *remembered) get(hash string, life time.Duration) *models.APIKey {
	if life == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	seen, ok := r.keys[hash]
	if !ok || time.Since(seen.at) >= life {
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
func (s *Service) outlive(ctx context.Context) error {
	if s.o.RememberKeys == 0 {
		return nil
	}
	select {
	case <-time.After(s.o.RememberKeys):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
