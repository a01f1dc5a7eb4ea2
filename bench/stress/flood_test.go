package main

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/bench/internal/lab"
	"clientele/db"
	"clientele/db/dbtest"
)

// TestLogInFlood sends far more log-ins at once than can be hashed, each of another account and from another address. Each is hashed
// or told to come later, readers are answered beside them, and the memory does not grow with the flood.
func TestLogInFlood(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		const connections = 200 // four times what the queue takes; with 19 MiB for each it would be 3.8 GiB
		each := rounds(t, 1)
		p := start(t, o, "CLIENTELE_HASH_SLOTS=1", "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")
		ann := p.customers(1)[0]
		before, most := lab.Resident(p.PID), 0.0
		var hashed, later atomic.Int64
		var flood, readers sync.WaitGroup
		for i := range connections {
			flood.Go(func() {
				c := &client{addr: p.Addr}
				defer c.close()
				for n := range each {
					got, fault := c.send(lab.Operation(lab.LogIn, map[string]any{"e": fmt.Sprintf("nobody-%d-%d@example.org", i, n), "p": "wrong horse"}, "X-Forwarded-For", fmt.Sprintf("10.1.%d.%d", n, i)))
					if fault != nil {
						t.Error(fault)
						return
					}
					a, err := read(got.status, got.body)
					switch {
					case err == nil && a.code() == "RATE_LIMITED" && a.Errors[0].Extensions.RetryAfter > 0:
						later.Add(1)
					case err == nil && a.code() == "" && strings.Contains(a.text, "INVALID_CREDENTIALS"):
						hashed.Add(1)
					default:
						t.Errorf("status %d: %s", got.status, got.body)
					}
				}
			})
		}
		over := make(chan struct{})
		var reads int
		readers.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			for {
				select {
				case <-over:
					return
				default:
				}
				got, fault := c.send(lab.Operation(readMe, nil, ann...))
				if fault != nil || got.status != 200 || strings.Contains(string(got.body), `"errors"`) {
					t.Errorf("%v %s", fault, got.body)
					return
				}
				reads, most = reads+1, max(most, lab.Resident(p.PID))
			}
		})
		flood.Wait()
		close(over)
		readers.Wait()
		t.Logf("%d hashed, %d told to come later, %d reads; %.0f MiB before, %.0f MiB at most", hashed.Load(), later.Load(), reads, before, most)
		if hashed.Load() == 0 || later.Load() == 0 || reads == 0 {
			t.Error("that was no flood, or nobody was let in")
		}
		if most-before > 300 {
			t.Errorf("the memory grew by %.0f MiB", most-before)
		}
	})
}
