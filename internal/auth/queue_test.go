package auth_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/auth"
)

// slow is a hash of some milliseconds.
var slow = auth.Cost{Memory: 8 * 1024, Passes: 2, Threads: 1}

func from(address string) auth.Caller { return auth.Caller{Address: address} }

// fill takes places for callers until none is left, and returns them.
func fill(t *testing.T, h *auth.Hasher, caller func(i int) auth.Caller) []*auth.HashSlot {
	t.Helper()
	var turns []*auth.HashSlot
	for i := 0; ; i++ {
		turn, err := h.Reserve(caller(i))
		if err != nil {
			if !apperr.Is(err, apperr.RateLimited) {
				t.Fatal(err)
			}
			return turns
		}
		if turns = append(turns, turn); len(turns) > 1000 {
			t.Fatal("the queue has no end")
		}
	}
}

// TestPlacesAreShared: when all places are taken, a newcomer gets one of the address that has the most, until they have as many.
func TestPlacesAreShared(t *testing.T) {
	for _, c := range []struct {
		name        string
		full, comes func(i int) auth.Caller
		want        int // places that the newcomers get
	}{
		{"one address", func(int) auth.Caller { return from("eve") }, func(int) auth.Caller { return from("ann") }, 20},
		{"one address, many newcomers", func(int) auth.Caller { return from("eve") }, func(i int) auth.Caller { return from(fmt.Sprint("ann", i)) }, 40},
		{"two addresses", func(i int) auth.Caller { return from(fmt.Sprint("eve", i%2)) }, func(int) auth.Caller { return from("ann") }, 13},
		{"each an address", func(i int) auth.Caller { return from(fmt.Sprint("bot", i)) }, func(int) auth.Caller { return from("ann") }, 0},
		{
			"an IPv6 site", func(i int) auth.Caller { return auth.Caller{Address: fmt.Sprint("line ", i), Site: "site"} },
			func(int) auth.Caller { return from("ann") }, 20,
		},
		{
			"an API key that speaks for many", func(int) auth.Caller { return auth.Caller{Address: "key_x", SharedAddress: true} },
			func(int) auth.Caller { return from("ann") }, 4, // it has eight shares
		},
		{
			"two API keys by turns",
			func(i int) auth.Caller { return auth.Caller{Address: fmt.Sprint("key_", i%2), SharedAddress: true} },
			func(int) auth.Caller { return from("ann") }, 2, // each spreads over all of its shares
		},
		{
			"one address, and an API key comes", func(int) auth.Caller { return from("eve") },
			func(int) auth.Caller { return auth.Caller{Address: "key_x", SharedAddress: true} }, 36,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := auth.NewHasher(cheap, 1)
			turns := fill(t, h, c.full)
			if len(turns) != 41 {
				t.Fatalf("%d places", len(turns))
			}
			got := fill(t, h, c.comes)
			if len(got) != c.want {
				t.Errorf("newcomers got %d places, want %d", len(got), c.want)
			}
			evicted := 0
			for _, turn := range turns {
				switch _, err := turn.Hash(context.Background(), "password"); {
				case apperr.Is(err, apperr.RateLimited):
					evicted++
				case err != nil:
					t.Error(err)
				}
			}
			if evicted != len(got) {
				t.Errorf("%d made room for %d", evicted, len(got))
			}
			for _, turn := range got {
				if _, err := turn.Hash(context.Background(), "password"); err != nil {
					t.Error(err)
				}
			}
			for _, turn := range append(turns, got...) {
				turn.Leave()
				turn.Leave()
			}
			if l := h.Load(); l.Running != 0 || l.Waiting != 0 || l.Refused != int64(evicted)+2 {
				t.Errorf("%+v", l)
			}
		})
	}
}

// TestSlotsGoRound: an honest caller waits for one hash of whoever fills the queue, not for all of them.
func TestSlotsGoRound(t *testing.T) {
	h := auth.NewHasher(slow, 1)
	turns := fill(t, h, func(int) auth.Caller { return from("eve") })
	var order []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	hash := func(name string, turn *auth.HashSlot) {
		wg.Go(func() {
			defer turn.Leave()
			_, err := turn.Hash(context.Background(), "password")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				order = append(order, name)
			}
		})
	}
	for _, turn := range turns {
		hash("eve", turn)
	}
	before := -1
	for _, name := range []string{"ann", "bob", "cat"} {
		turn, err := h.Reserve(from(name))
		if err != nil {
			t.Fatal(err)
		}
		if before < 0 {
			mu.Lock()
			before = len(order)
			mu.Unlock()
		}
		hash(name, turn)
	}
	wg.Wait()
	if len(order) < 38 {
		t.Fatalf("%d were hashed", len(order))
	}
	for i, name := range order {
		// Each waits for the hash that runs, and then for one of every other address at most. Goroutines start when they like,
		// so that a few hashes of eve's can come before they queue at all.
		if name != "eve" && i-before > 12 {
			t.Errorf("%s waited for %d hashes: %v", name, i-before, order)
		}
	}
}

// TestWaitingEnds with the context, and gives nothing away.
func TestWaitingEnds(t *testing.T) {
	h := auth.NewHasher(slow, 1)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			ctx := context.Background()
			if i%2 == 0 {
				ctx = gone
			}
			if _, err := h.Hash(ctx, from(fmt.Sprint(i%5)), "password"); err != nil && (i%2 != 0 || ctx.Err() == nil) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if l := h.Load(); l.Running != 0 || l.Waiting != 0 {
		t.Errorf("%+v", l)
	}
	if _, err := h.Hash(context.Background(), from("ann"), "password"); err != nil {
		t.Error(err)
	}
}
