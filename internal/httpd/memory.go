package httpd

import (
	"context"
	"sync"

	"clientele/internal/network"
)

// shares is how many network addresses it takes to fill a budget of memory.
const shares = 8

// budget limits the memory that something takes for all clients together, and for each source.
type budget struct {
	share int // bytes for one address; all together have shares of it

	mu    sync.Mutex
	total int
	from  tally
}

func newBudget(share int) *budget { return &budget{share: share, from: tally{}} }

// take counts further bytes for a source. False means that there is no room for them: what is left is for sources
// that hold less.
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

func (b *budget) giveBack(s network.Source, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total -= bytes
	b.from.add(s, -bytes)
}

const (
	// answerShare is how many bytes of large answers may wait for one address to read them; 64 MiB for an IPv6 site,
	// 128 MiB in all.
	answerShare = 16 << 20
	// smallAnswer is up to where answers count for nothing, in bytes. Nearly all are smaller.
	smallAnswer = 256 << 10
)

// HoldAnswer counts an answer that is written to the client of the request that ctx belongs to: a client that does not read keeps it
// in memory. release gives the bytes back. False means that there is no room for it.
func HoldAnswer(ctx context.Context, bytes int) (release func(), ok bool) {
	r, known := ctx.Value(requestKey{}).(*request)
	if !known || bytes <= smallAnswer {
		return func() {}, true
	}
	if !r.answers.take(r.source, bytes) {
		return nil, false
	}
	return func() { r.answers.giveBack(r.source, bytes) }, true
}
