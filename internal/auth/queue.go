package auth

import (
	"context"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"clientele/internal/apperr"
)

const (
	// maxWaiting is the maximum length of the queue per hashing slot: at about 25 ms per hash, a second of waiting.
	maxWaiting = 40
	// maxWait is the maximum time to wait for a slot, for machines that are slower than that.
	maxWait = 5 * time.Second
	// keyShares is the number of shares of an API key or proxy that does not send its shoppers' addresses.
	keyShares = 8
)

// queue distributes the hashing slots among claimants, which are network addresses. The waiting claimants get free
// slots in turn, so that a claimant that fills the queue delays the others by one hash. If the queue is full, the
// newest waiting reservation of the claimant with the most is dropped in favor of a claimant with fewer (max-min
// fairness). So a single claimant can use the entire queue as long as there are no others.
type queue struct {
	mu           sync.Mutex
	slots        int
	running      int
	reservations int // of all claimants, running or not
	claimants    map[string]*claimant
	waiting      []*claimant // claimants with waiting reservations, in the order in which they are served
	refused      int64
	assigned     int64 // slots, since the program started
	overtaken    int64 // see Overtaken
}

// claimant is a network address with its reservations.
type claimant struct {
	name         string
	reservations []*HashSlot // the newest last
	wait         []*HashSlot // the reservations that wait for a slot, in order
}

// HashSlot is a reservation in the queue for the hashing slots. Callers reserve one before any other work, so that a
// flood is rejected before it causes load on the database. It must be used by one goroutine at a time.
type HashSlot struct {
	h        *Hasher
	claimant *claimant
	granted  chan error // receives nil when a slot is assigned, or an error when the reservation is dropped
	running  bool
	dropped  bool
	alone    bool  // whether its claimant had nothing else waiting when it began to wait
	before   int64 // slots that had been assigned then
}

func (q *queue) init(slots int) {
	q.slots, q.claimants = slots, map[string]*claimant{}
}

// Reserve adds a reservation for a caller to the queue. It returns RateLimited if the queue is full and no other
// reservation can be dropped. The caller must call Release.
func (h *Hasher) Reserve(caller Caller) (*HashSlot, error) {
	q := &h.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	name := caller.Address
	switch {
	case caller.Site != "":
		name = caller.Site
	case caller.SharedAddress:
		name = q.smallestShare(name)
	}
	if q.reservations >= (maxWaiting+1)*q.slots && !q.makeRoom(name) {
		q.refused++
		return nil, tooBusy()
	}
	own := q.claimants[name]
	if own == nil {
		own = &claimant{name: name}
		q.claimants[name] = own
	}
	t := &HashSlot{h: h, claimant: own, granted: make(chan error, 1)}
	own.reservations = append(own.reservations, t)
	q.reservations++
	return t, nil
}

// smallestShare returns the share of an API key or proxy with the fewest reservations.
func (q *queue) smallestShare(key string) (name string) {
	fewest := math.MaxInt
	for i := range keyShares {
		share, n := key+" "+strconv.Itoa(i), 0
		if own := q.claimants[share]; own != nil {
			n = len(own.reservations)
		}
		if n < fewest {
			name, fewest = share, n
		}
	}
	return name
}

// makeRoom drops a reservation of the claimant with the most in favor of the named claimant, and reports whether it
// did.
func (q *queue) makeRoom(name string) bool {
	var most *claimant
	for _, each := range q.claimants {
		if most == nil || len(each.reservations) > len(most.reservations) {
			most = each
		}
	}
	has := 0
	if own := q.claimants[name]; own != nil {
		has = len(own.reservations)
	}
	if has+1 >= len(most.reservations) {
		return false
	}
	for _, t := range slices.Backward(most.reservations) {
		if !t.running {
			q.drop(t)
			q.refused++
			t.granted <- tooBusy()
			return true
		}
	}
	return false
}

// drop removes a reservation that is not running.
func (q *queue) drop(t *HashSlot) {
	if t.dropped {
		return
	}
	t.dropped = true
	q.reservations--
	own := t.claimant
	own.reservations = without(own.reservations, t)
	q.stopWaiting(t)
	if len(own.reservations) == 0 {
		delete(q.claimants, own.name)
	}
}

// stopWaiting removes a reservation from those that wait for a slot.
func (q *queue) stopWaiting(t *HashSlot) {
	own := t.claimant
	if !slices.Contains(own.wait, t) {
		return
	}
	if own.wait = without(own.wait, t); len(own.wait) == 0 {
		q.waiting = without(q.waiting, own)
	}
}

func without[T comparable](list []T, one T) []T {
	if i := slices.Index(list, one); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// Release removes the reservation from the queue. Further calls do nothing.
func (t *HashSlot) Release() {
	q := &t.h.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	q.drop(t)
}

// enter waits for a slot. If it returns nil, the slot is in use until release.
func (t *HashSlot) enter(ctx context.Context) error {
	q := &t.h.queue
	q.mu.Lock()
	if t.dropped { // in favor of another one
		q.mu.Unlock()
		return tooBusy()
	}
	if q.running < q.slots { // none are waiting
		q.assign(t)
		q.mu.Unlock()
		return nil
	}
	t.before = q.assigned
	if t.claimant.wait = append(t.claimant.wait, t); len(t.claimant.wait) == 1 {
		t.alone = true
		q.waiting = append(q.waiting, t.claimant)
	}
	q.mu.Unlock()
	timer := time.NewTimer(maxWait)
	defer timer.Stop()
	var err error
	select {
	case err = <-t.granted:
		return err
	case <-timer.C:
		err = tooBusy()
	case <-ctx.Done():
		err = ctx.Err()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.running { // assigned at the same time
		<-t.granted
		return nil
	}
	q.stopWaiting(t)
	if !t.dropped && apperr.Is(err, apperr.RateLimited) {
		q.refused++
	}
	return err
}

// release frees a slot and assigns it to the next waiting claimant.
func (q *queue) release(t *HashSlot) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t.running = false
	q.running--
	if len(q.waiting) == 0 {
		return
	}
	own := q.waiting[0]
	next := own.wait[0]
	q.waiting, own.wait = q.waiting[1:], own.wait[1:]
	if len(own.wait) > 0 {
		q.waiting = append(q.waiting, own)
	}
	if next.alone {
		q.overtaken = max(q.overtaken, q.assigned-next.before)
	}
	q.assign(next)
	next.granted <- nil
}

func (q *queue) assign(t *HashSlot) {
	t.running = true
	q.running++
	q.assigned++
}

// Overtaken returns the largest number of slots that others got while a claimant without other waiting reservations
// waited. It is at most the number of other claimants.
func (h *Hasher) Overtaken() int64 {
	h.queue.mu.Lock()
	defer h.queue.mu.Unlock()
	return h.queue.overtaken
}

func (q *queue) load() Load {
	q.mu.Lock()
	defer q.mu.Unlock()
	return Load{Slots: q.slots, Running: q.running, Waiting: q.reservations - q.running, Refused: q.refused}
}

func tooBusy() error { return apperr.TryLater(time.Second) }
