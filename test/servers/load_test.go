package servers

import (
	"testing"
	"time"

	"clientele/test/apptest"
)

const (
	// maxIdle is the number of statements per second of a server without requests.
	maxIdle = 14.0
	// poolSize is the default of CLIENTELE_DATABASE_POOL.
	poolSize = 16
)

// testIdle counts the statements that a server sends while no requests arrive.
func testIdle(t *testing.T, f *fleet) {
	measured := 3 * time.Second * time.Duration(*rounds)
	before, began := f.proxy.statements.Load(), time.Now()
	<-time.After(measured)
	rate := float64(f.proxy.statements.Load()-before) / time.Since(began).Seconds()
	if rate > maxIdle || rate == 0 {
		t.Errorf("an idle server sends %.1f statements per second", rate)
	}
	figures.add(t, "statements of a server without requests", "%.1f per second", rate)
}

// testConnections sends more requests at the same time than there are connections, and counts the connections.
func testConnections(t *testing.T, f *fleet) {
	const connections = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
	most, done := 0, make(chan struct{})
	go func() {
		defer close(done)
		parallel(*count*2*poolSize, func(n int) {
			f.send(f.server(n), f.key, `{ customers(first: 50) { totalCount nodes { id orders(first: 5) { nodes { id } } addresses { nodes { id } } } } }`, nil).OK()
		})
	}()
	apptest.WaitUntil(t, "the responses", func() bool {
		most = max(most, f.number(t, connections))
		select {
		case <-done:
			return true
		default:
			return false
		}
	})
	if limit := *count * poolSize; most > limit {
		t.Errorf("%d connections, the limit is %d", most, limit)
	}
	figures.add(t, "connections under load", "%d of at most %d", most, *count*poolSize)
}
