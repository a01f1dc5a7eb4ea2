package auth

import (
	"context"
	"sync"
	"time"
)

const (
	// pacePeriod is how long a duration counts at least. It counts at most twice as long.
	pacePeriod = 10 * time.Minute
	// maxPace is the maximum time to wait.
	maxPace = 2 * time.Second
)

// pace makes failed checks take the same time, so that the time does not tell which accounts have an imported hash,
// which may take longer than this shop's. It remembers the longest check of an imported hash that failed recently, and
// all others that fail wait until they have taken that long. A wait needs no slot. Without imported hashes there is
// none.
type pace struct {
	mu      sync.Mutex
	longest [2]time.Duration // of the current period and the one before
	since   time.Time        // when the current period began
}

// record remembers the duration of a failed check of an imported hash.
func (p *pace) record(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.advance()
	p.longest[0] = max(p.longest[0], min(d, maxPace))
}

// wait waits until a check that began at the given time has taken as long as the longest one, or until ctx ends.
func (p *pace) wait(ctx context.Context, began time.Time) {
	p.mu.Lock()
	p.advance()
	left := max(p.longest[0], p.longest[1]) - time.Since(began)
	p.mu.Unlock()
	if left <= 0 {
		return
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// advance begins a new period if the current one is over.
func (p *pace) advance() {
	switch age := time.Since(p.since); {
	case age > 2*pacePeriod:
		p.longest = [2]time.Duration{}
	case age > pacePeriod:
		p.longest = [2]time.Duration{0, p.longest[0]}
	default:
		return
	}
	p.since = time.Now()
}
