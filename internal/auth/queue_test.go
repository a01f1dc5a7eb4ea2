package auth_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/auth"
)

// slow is a cost at which a hash takes some milliseconds.
var slow = auth.Cost{Memory: 4 * 1024, Passes: 2, Threads: 1}

func from(address string) auth.Caller { return auth.Caller{Address: address} }

// fill reserves slots for callers until the queue is full, and returns them.
func fill(t *testing.T, h *auth.Hasher, caller func(i int) auth.Caller) []*auth.HashSlot {
	t.Helper()
	var slots []*auth.HashSlot
	for i := 0; ; i++ {
		slot, err := h.Reserve(caller(i))
		if err != nil {
			if !apperr.Is(err, apperr.RateLimited) {
				t.Fatal(err)
			}
			return slots
		}
		if slots = append(slots, slot); len(slots) > 1000 {
			t.Fatal("the queue is unlimited")
		}
	}
}

// TestFairQueue checks that a full queue drops reservations of the address with the most in favor of new callers.
func TestFairQueue(t *testing.T) {
	for _, c := range []struct {
		name        string
		full, comes func(i int) auth.Caller
		want        int // the reservations of the new callers
	}{
		{"one address", func(int) auth.Caller { return from("eve") }, func(int) auth.Caller { return from("ann") }, 20},
		{
			"one address, many new callers", func(int) auth.Caller { return from("eve") },
			func(i int) auth.Caller { return from(fmt.Sprint("ann", i)) }, 40,
		},
		{
			"two addresses", func(i int) auth.Caller { return from(fmt.Sprint("eve", i%2)) },
			func(int) auth.Caller { return from("ann") }, 13,
		},
		{
			"many addresses", func(i int) auth.Caller { return from(fmt.Sprint("bot", i)) },
			func(int) auth.Caller { return from("ann") }, 0,
		},
		{
			"IPv6 site", func(i int) auth.Caller { return auth.Caller{Address: fmt.Sprint("line ", i), Site: "site"} },
			func(int) auth.Caller { return from("ann") }, 20,
		},
		{
			"API key without shoppers' addresses",
			func(int) auth.Caller { return auth.Caller{Address: "key_x", SharedAddress: true} },
			func(int) auth.Caller { return from("ann") }, 4, // it has eight shares
		},
		{
			"two alternating API keys",
			func(i int) auth.Caller { return auth.Caller{Address: fmt.Sprint("key_", i%2), SharedAddress: true} },
			func(int) auth.Caller { return from("ann") }, 2, // both use all of their shares
		},
		{
			"one address, API key as new caller", func(int) auth.Caller { return from("eve") },
			func(int) auth.Caller { return auth.Caller{Address: "key_x", SharedAddress: true} }, 36,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := auth.NewHasher(cheap, 1)
			slots := fill(t, h, c.full)
			if len(slots) != 41 {
				t.Fatalf("%d reservations, want 41", len(slots))
			}
			got := fill(t, h, c.comes)
			if len(got) != c.want {
				t.Errorf("the new callers have %d reservations, want %d", len(got), c.want)
			}
			evicted := 0
			for _, slot := range slots {
				switch _, err := slot.Hash(context.Background(), "password"); {
				case apperr.Is(err, apperr.RateLimited):
					evicted++
				case err != nil:
					t.Error(err)
				}
			}
			if evicted != len(got) {
				t.Errorf("%d reservations were dropped for %d new ones", evicted, len(got))
			}
			for _, slot := range got {
				if _, err := slot.Hash(context.Background(), "password"); err != nil {
					t.Error(err)
				}
			}
			for _, slot := range append(slots, got...) {
				slot.Release()
				slot.Release()
			}
			if l := h.Load(); l.Running != 0 || l.Waiting != 0 || l.Refused != int64(evicted)+2 {
				t.Errorf("load after the release of all: %+v", l)
			}
		})
	}
}

// TestRoundRobin checks that a caller waits for one hash of the address that has filled the queue, not for all of them.
func TestRoundRobin(t *testing.T) {
	h := auth.NewHasher(slow, 1)
	slots := fill(t, h, func(int) auth.Caller { return from("eve") })
	var order []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	hash := func(name string, slot *auth.HashSlot) {
		wg.Go(func() {
			defer slot.Release()
			_, err := slot.Hash(context.Background(), "password")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				order = append(order, name)
			}
		})
	}
	for _, slot := range slots {
		hash("eve", slot)
	}
	for _, name := range []string{"ann", "bob", "cat"} {
		slot, err := h.Reserve(from(name))
		if err != nil {
			t.Fatal(err)
		}
		hash(name, slot)
	}
	wg.Wait()
	if len(order) < 38 {
		t.Fatalf("only %d passwords were hashed", len(order))
	}
	for _, name := range []string{"ann", "bob", "cat"} {
		if !slices.Contains(order, name) {
			t.Errorf("the password of %s was not hashed", name)
		}
	}
	if n := h.Overtaken(); n > 3 { // one hash for each of the others
		t.Errorf("one of them waited for %d hashes: %v", n, order)
	}
}

// TestCanceledWait checks that waiting ends with the context and leaves no slot in use.
func TestCanceledWait(t *testing.T) {
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
		t.Errorf("load after all calls: %+v", l)
	}
	if _, err := h.Hash(context.Background(), from("ann"), "password"); err != nil {
		t.Error(err)
	}
}
