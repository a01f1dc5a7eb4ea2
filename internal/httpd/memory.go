package httpd

import (
	"context"
	"sync"

	"clientele/internal/network"
)

// shares is the number of addresses that can use up a budget.
const shares = 8

// budget limits a kind of memory use, in total and per source.
type budget struct {
	share int // bytes per address; the total is this times shares

	mu    sync.Mutex
	total int
	from  usage
}

func newBudget(share int) *budget { return &budget{share: share, from: usage{}} }

// take reserves bytes for a source. It returns false if they exceed the share of the source or the total.
func (b *budget) take(s network.Source, bytes int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	free := shares*b.share - b.total
	if bytes > free || !b.from.fits(s, bytes, b.share, free) {
		return false
	}
	b.total += bytes
	b.from.add(s, bytes)
	return true
}

// release returns bytes that were reserved for a source.
func (b *budget) release(s network.Source, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total -= bytes
	b.from.add(s, -bytes)
}

const (
	// responseShare limits the bytes of large responses that wait for one address to read them; 64 MiB per IPv6 site,
	// 128 MiB in total.
	responseShare = 16 << 20
	// smallResponse is the size in bytes up to which responses do not count. Nearly all are smaller.
	smallResponse = 256 << 10
)

// ReserveResponse reserves memory for a response, which stays in memory until the client has read it. ctx is the
// context of the request, with which the reservation ends. It returns false if the client's share is used up.
func ReserveResponse(ctx context.Context, bytes int) bool {
	r, known := ctx.Value(requestKey{}).(*request)
	if !known || bytes <= smallResponse {
		return true
	}
	if !r.responses.take(r.source, bytes) {
		return false
	}
	r.reserved += bytes
	return true
}

func (r *request) releaseResponse() {
	if r.reserved > 0 {
		r.responses.release(r.source, r.reserved)
	}
}
