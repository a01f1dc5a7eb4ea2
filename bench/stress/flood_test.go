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

// TestLoginFlood sends far more logins at a time than can be hashed, each for another account and from another address.
// Each must be hashed or rejected with a time to retry, readers must be served, and the memory must not grow with the
// flood. A round is one login per connection.
func TestLoginFlood(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		const connections = 200 // four times the queue; at 19 MiB each, they would use 3.8 GiB
		each := rounds(t, 1)
		p := start(t, o, "CLIENTELE_HASH_SLOTS=1", "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")
		ann := p.customers(1)[0]
		before, peak := lab.ResidentMiB(p.PID), 0.0
		var hashed, rejected atomic.Int64
		var flood, readers sync.WaitGroup
		for i := range connections {
			flood.Go(func() {
				c := &client{addr: p.Addr}
				defer c.close()
				for n := range each {
					login := map[string]any{"e": fmt.Sprintf("unknown-%d-%d@example.org", i, n), "p": "wrong horse"}
					from := fmt.Sprintf("10.1.%d.%d", n, i)
					got, failure := c.send(lab.Operation(lab.Login, login, "X-Forwarded-For", from))
					if failure != nil {
						t.Error(failure)
						return
					}
					a, err := decode(got.status, got.body)
					switch {
					case err == nil && a.code() == "RATE_LIMITED" && a.Errors[0].Extensions.RetryAfter > 0:
						rejected.Add(1)
					case err == nil && a.code() == "" && strings.Contains(a.text, "INVALID_CREDENTIALS"):
						hashed.Add(1)
					default:
						t.Errorf("status %d: %s", got.status, got.body)
					}
				}
			})
		}
		done := make(chan struct{})
		var reads int
		readers.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			for {
				select {
				case <-done:
					return
				default:
				}
				got, failure := c.send(lab.Operation(readMe, nil, ann...))
				if failure != nil || got.status != 200 || strings.Contains(string(got.body), `"errors"`) {
					t.Errorf("%v %s", failure, got.body)
					return
				}
				reads, peak = reads+1, max(peak, lab.ResidentMiB(p.PID))
			}
		})
		flood.Wait()
		close(done)
		readers.Wait()
		t.Logf("%d hashed, %d rejected, %d reads; %.0f MiB before, %.0f MiB at most",
			hashed.Load(), rejected.Load(), reads, before, peak)
		if hashed.Load() == 0 || rejected.Load() == 0 || reads == 0 {
			t.Error("no login was rejected, or none was accepted, or nothing was read")
		}
		if peak-before > 300 {
			t.Errorf("the memory grew by %.0f MiB", peak-before)
		}
	})
}
