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
	// maxWaiting bounds the queue before each of the hashing slots: at about 25 ms a hash, a second of waiting.
	maxWaiting = 40
	// maxWait is how long somebody waits for a slot at most, where the machine is slower than that.
	maxWait = 5 * time.Second
	// keyShares is how many shares of the slots an API key or a proxy has that does not say for whom it asks: many
	// shoppers are behind it.
	keyShares = 8
)

// queue shares the hashing slots among those who ask. Each network address is a claimant. A free slot goes to the
// claimants that wait in turn, so that one that fills the queue delays anybody else by one hash. When all places are
// taken, a newcomer gets one of the claimant with the most, if that leaves it with no fewer than the newcomer: its
// newest waiter is sent away instead (max-min fairness). So an office can use the whole queue while nobody else wants
// it.
type queue struct {
	mu        sync.Mutex
	slots     int
	running   int
	places    int // that are taken, running or not
	claimants map[string]*claimant
	waiting   []*claimant // those with turns that wait, in the order in which they are served
	refused   int64
}

// claimant is a network address with its places.
type claimant struct {
	name  string
	turns []*HashSlot // the newest last
	wait  []*HashSlot // those of them that wait for a slot, in order
}

// HashSlot is a place in the queue for the hashing slots. Whoever will hash takes one before any other work, so that a
// flood is turned away before it has cost the database anything. It is for one goroutine at a time.
type HashSlot struct {
	h       *Hasher
	of      *claimant
	granted chan error // receives nil with a slot, or why there will be none
	running bool
	gone    bool // its place was given back or taken away
}

func (q *queue) init(slots int) {
	q.slots, q.claimants = slots, map[string]*claimant{}
}

// Reserve takes a place for a caller. It is RateLimited when all are taken and none has to make room. Leave gives it back.
func (h *Hasher) Reserve(caller Caller) (*HashSlot, error) {
	q := &h.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	name := caller.Address
	switch {
	case caller.Site != "":
		name = caller.Site
	case caller.SharedAddress:
		name = q.emptiest(name)
	}
	if q.places >= (maxWaiting+1)*q.slots && !q.makeRoom(name) {
		q.refused++
		return nil, tooBusy()
	}
	own := q.claimants[name]
	if own == nil {
		own = &claimant{name: name}
		q.claimants[name] = own
	}
	t := &HashSlot{h: h, of: own, granted: make(chan error, 1)}
	own.turns = append(own.turns, t)
	q.places++
	return t, nil
}

// emptiest returns the one of the shares of a key or proxy that has the fewest turns.
func (q *queue) emptiest(key string) (name string) {
	fewest := math.MaxInt
	for i := range keyShares {
		share, turns := key+" "+strconv.Itoa(i), 0
		if own := q.claimants[share]; own != nil {
			turns = len(own.turns)
		}
		if turns < fewest {
			name, fewest = share, turns
		}
	}
	return name
}

// makeRoom takes a place away from the claimant with the most, for one that is to have one more.
func (q *queue) makeRoom(name string) bool {
	var most *claimant
	for _, each := range q.claimants {
		if most == nil || len(each.turns) > len(most.turns) {
			most = each
		}
	}
	has := 0
	if own := q.claimants[name]; own != nil {
		has = len(own.turns)
	}
	if has+1 >= len(most.turns) {
		return false
	}
	for _, t := range slices.Backward(most.turns) {
		if !t.running {
			q.drop(t)
			q.refused++
			t.granted <- tooBusy()
			return true
		}
	}
	return false
}

// drop ends a turn that does not run.
func (q *queue) drop(t *HashSlot) {
	if t.gone {
		return
	}
	t.gone = true
	q.places--
	own := t.of
	own.turns = without(own.turns, t)
	q.unwait(t)
	if len(own.turns) == 0 {
		delete(q.claimants, own.name)
	}
}

// unwait takes a turn out of those that wait for a slot.
func (q *queue) unwait(t *HashSlot) {
	own := t.of
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

// Leave gives the place back; further calls do nothing.
func (t *HashSlot) Leave() {
	q := &t.h.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	q.drop(t)
}

// enter waits for a slot. Without an error the turn runs until release.
func (t *HashSlot) enter(ctx context.Context) error {
	q := &t.h.queue
	q.mu.Lock()
	if t.gone { // it made room for another one
		q.mu.Unlock()
		return tooBusy()
	}
	if q.running < q.slots { // then nobody waits
		q.running++
		t.running = true
		q.mu.Unlock()
		return nil
	}
	if t.of.wait = append(t.of.wait, t); len(t.of.wait) == 1 {
		q.waiting = append(q.waiting, t.of)
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
	if t.running { // at the same moment
		<-t.granted
		return nil
	}
	q.unwait(t)
	if !t.gone && apperr.Is(err, apperr.RateLimited) {
		q.refused++
	}
	return err
}

// release frees the slot of a turn, for the next claimant that waits.
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
	next.running = true
	q.running++
	next.granted <- nil
}

func (q *queue) load() Load {
	q.mu.Lock()
	defer q.mu.Unlock()
	return Load{Slots: q.slots, Running: q.running, Waiting: q.places - q.running, Refused: q.refused}
}

func tooBusy() error { return apperr.TryLater(time.Second) }
