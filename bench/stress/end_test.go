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

// TestShutdownUnderLoad stops the program while clients send requests on persistent connections and reconnect when it
// closes one. Every request that could be sent must get a complete response, and exactly the acknowledged writes must
// be stored. Each round uses another shutdown delay.
func TestShutdownUnderLoad(t *testing.T) {
	for i := range rounds(t, 1) {
		delay := []string{"0s", "500ms"}[i%2]
		t.Run(fmt.Sprint(i, " ", delay), func(t *testing.T) {
			dbtest.EachOptions(t, func(t *testing.T, o db.Options) { shutdownUnderLoad(t, o, delay) })
		})
	}
}

func shutdownUnderLoad(t *testing.T, o db.Options, delay string) {
	const connections, minRequests = 50, 400
	p := start(t, o, "CLIENTELE_SHUTDOWN_DELAY="+delay)
	people := p.customers(3)
	existing := p.stored("SELECT id FROM addresses")
	var sent atomic.Int64
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	loaded := make(chan struct{})
	var group sync.WaitGroup
	for i := range connections {
		group.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			headers := people[i%len(people)]
			for n := 0; ; n++ {
				request, writes := lab.Operation(readMe, nil, headers...), i%2 == 1
				if writes {
					variables := map[string]any{"line": fmt.Sprintf("%s %d-%d", delay, i, n)}
					request = lab.Operation(addAddress, variables, headers...)
				}
				got, failure := c.send(request)
				if failure != nil {
					if !failure.refused() {
						t.Errorf("connection %d: %v", i, failure)
					}
					return
				}
				a, err := decode(got.status, got.body)
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
					acknowledged[id] = true
					mu.Unlock()
				}
				if sent.Add(1) == minRequests {
					close(loaded)
				}
			}
		})
	}
	select {
	case <-loaded:
	case <-time.After(30 * time.Second):
		t.Errorf("only %d requests were answered", sent.Load())
	}
	began := time.Now()
	if err := p.stop(); err != nil {
		t.Errorf("the program exited with %v", err)
	}
	took := time.Since(began)
	group.Wait()
	if took > 15*time.Second {
		t.Errorf("the shutdown took %v", took)
	}
	t.Logf("%d requests answered, %d addresses created; shutdown in %v", sent.Load(), len(acknowledged), took)
	stored := p.stored("SELECT id FROM addresses")
	for id := range acknowledged {
		if !stored[id] {
			t.Errorf("%s was acknowledged and is not stored", id)
		}
	}
	if len(stored) != len(acknowledged)+len(existing) {
		t.Errorf("%d addresses are stored, %d were acknowledged", len(stored)-len(existing), len(acknowledged))
	}
}
