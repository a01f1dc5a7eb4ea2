package httpd

import (
	"context"
	"sync"
)

// shares is how many network addresses it takes to fill a budget of memory.
const shares = 8

// budget limits the memory that something takes for all clients together, and for each network address.
type budget struct {
	share int // bytes for one address; all together have shares of it

	mu    sync.Mutex
	total int
	from  map[string]int // by network.Key
}

func newBudget(share int) *budget { return &budget{share: share, from: map[string]int{}} }

// take counts further bytes for an address. False means that there is no room for them: what is left is for addresses that hold
// less.
func (b *budget) take(address string, bytes int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	free := shares*b.share - b.total
	if bytes > free || b.from[address]+bytes > min(b.share, free) {
		return false
	}
	b.total += bytes
	b.from[address] += bytes
	return true
}

func (b *budget) giveBack(address string, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total -= bytes
	if b.from[address] -= bytes; b.from[address] == 0 {
		delete(b.from, address)
	}
}

const (
	// answerShare is how many bytes of large answers may wait for one address to read them, 128 MiB for all together.
	answerShare = 16 << 20
	// smallAnswer is up to where answers count for nothing, in bytes. Nearly all are smaller.
	smallAnswer = 256 << 10
)

type answersKey struct{}

// answers is the budget of large answers, for the client of a request.
type answers struct {
	*budget
	address string
}

// HoldAnswer counts an answer that is written to the client of the request that ctx belongs to: a client that does not read keeps it
// in memory. release gives the bytes back. False means that there is no room for it.
func HoldAnswer(ctx context.Context, bytes int) (release func(), ok bool) {
	a, known := ctx.Value(answersKey{}).(answers)
	if !known || bytes <= smallAnswer {
		return func() {}, true
	}
	if !a.take(a.address, bytes) {
		return nil, false
	}
	return func() { a.giveBack(a.address, bytes) }, true
}
