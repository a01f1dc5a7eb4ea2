package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/bench/internal/lab"
	"clientele/db"
	"clientele/db/dbtest"
)

// TestEndUnderLoad tells the program to end while clients send one request after the other on connections that stay open, and dial
// again where it closes one. Each request that could be sent is answered as a whole, and what is stored is what was acknowledged.
func TestEndUnderLoad(t *testing.T) {
	for i := range rounds(t, 1) {
		delay := []string{"0s", "500ms"}[i%2]
		t.Run(fmt.Sprint(i, " ", delay), func(t *testing.T) {
			dbtest.EachOptions(t, func(t *testing.T, o db.Options) { endUnderLoad(t, o, delay) })
		})
	}
}

func endUnderLoad(t *testing.T, o db.Options, delay string) {
	const connections, before = 50, 400
	p := start(t, o, "CLIENTELE_SHUTDOWN_DELAY="+delay)
	people := p.customers(3)
	had := p.stored("SELECT id FROM addresses")
	var sent atomic.Int64
	var mu sync.Mutex
	made := map[string]bool{}
	under := make(chan struct{})
	var group sync.WaitGroup
	for i := range connections {
		group.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			who := people[i%len(people)]
			for n := 0; ; n++ {
				request, writes := lab.Operation(readMe, nil, who...), i%2 == 1
				if writes {
					request = lab.Operation(addAddress, map[string]any{"line": fmt.Sprintf("%s %d-%d", delay, i, n)}, who...)
				}
				got, fault := c.send(request)
				if fault != nil {
					if !fault.refused() {
						t.Errorf("connection %d: %v", i, fault)
					}
					return
				}
				a, err := read(got.status, got.body)
				if err != nil || a.status != 200 || len(a.Errors) > 0 {
					t.Errorf("connection %d: status %d: %s", i, got.status, got.body)
					return
				}
				if writes {
					id := a.id("createAddress", "address")
					if id == "" {
						t.Errorf("connection %d: %s", i, a.text)
						return
					}
					mu.Lock()
					made[id] = true
					mu.Unlock()
				}
				if sent.Add(1) == before {
					close(under)
				}
			}
		})
	}
	select {
	case <-under:
	case <-time.After(30 * time.Second):
		t.Errorf("only %d requests were answered", sent.Load())
	}
	began := time.Now()
	if err := p.stop(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	took := time.Since(began)
	group.Wait()
	if took > 15*time.Second {
		t.Errorf("it took %v", took)
	}
	t.Logf("%d requests were answered, %d addresses made; the program ended in %v", sent.Load(), len(made), took)
	stored := p.stored("SELECT id FROM addresses")
	for id := range made {
		if !stored[id] {
			t.Errorf("%s was acknowledged and is not stored", id)
		}
	}
	if len(stored) != len(made)+len(had) {
		t.Errorf("%d addresses are stored, %d were acknowledged", len(stored)-len(had), len(made))
	}
}
