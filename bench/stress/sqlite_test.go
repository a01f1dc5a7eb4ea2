package main

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/bench/internal/lab"
	"clientele/db"
)

// TestSQLiteWritersAndReaders runs eight writers and 32 readers during a backup, while other processes write to the
// same file. No request may fail because the database is locked or wait for long, and acknowledged writes must be
// stored. A round is one write per writer.
func TestSQLiteWritersAndReaders(t *testing.T) {
	t.Parallel()
	const writers, readers = 8, 32
	each := rounds(t, 40) // writes per writer
	p := start(t, db.Options{})
	people := p.customers(4)
	key := []string{"Authorization", "Bearer " + p.key("CUSTOMERS_WRITE", "CUSTOMERS_READ")}
	var mu sync.Mutex
	acknowledged := map[string]map[string]bool{"addresses": {}, "customers": {}}
	var longestWrite, longestRead, reads atomic.Int64
	send := func(c *client, request []byte, longest *atomic.Int64) answer {
		began := time.Now()
		got, failure := c.send(request)
		took := int64(time.Since(began))
		for old := longest.Load(); took > old && !longest.CompareAndSwap(old, took); old = longest.Load() {
		}
		if failure != nil {
			t.Error(failure)
			return answer{}
		}
		a, err := decode(got.status, got.body)
		if err != nil || a.status != 200 || len(a.Errors) > 0 {
			t.Errorf("status %d: %s", got.status, got.body)
		}
		return a
	}
	var writing, reading sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			for n := range each {
				table, id := "addresses", ""
				if n%2 == 0 {
					variables := map[string]any{"line": fmt.Sprint(i, "-", n)}
					request := lab.Operation(addAddress, variables, people[i%len(people)]...)
					id = send(c, request, &longestWrite).id("createAddress", "address")
				} else {
					table = "customers"
					variables := map[string]any{"e": fmt.Sprintf("new-%d-%d@example.com", i, n)}
					request := lab.Operation(newCustomer, variables, key...)
					id = send(c, request, &longestWrite).id("createCustomer", "customer")
				}
				if id == "" {
					t.Error("a write returned no ID")
				}
				mu.Lock()
				acknowledged[table][id] = true
				mu.Unlock()
			}
		})
	}
	done := make(chan struct{})
	for i := range readers {
		reading.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			request := lab.Operation(readMe, nil, people[i%len(people)]...)
			if i%4 == 0 {
				const list = `{ customers(first: 20) { nodes { id email addresses(first: 3) { nodes { id } } } } }`
				request = lab.Operation(list, nil, key...)
			}
			for {
				select {
				case <-done:
					return
				default:
					send(c, request, &longestRead)
					reads.Add(1)
				}
			}
		})
	}
	writing.Go(func() { p.command("backup", filepath.Join(t.TempDir(), "backup")) })
	writing.Go(func() {
		for range 3 {
			p.key("CUSTOMERS_READ")
		}
	})
	writing.Wait()
	close(done)
	reading.Wait()
	write, read := time.Duration(longestWrite.Load()), time.Duration(longestRead.Load())
	t.Logf("%d writes, at most %v; %d reads, at most %v", writers*each, write, reads.Load(), read)
	for name, longest := range map[string]time.Duration{"write": write, "read": read} {
		if longest > 8*time.Second {
			t.Errorf("a %s took %v", name, longest)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	for table, ids := range acknowledged {
		there := p.stored("SELECT id FROM " + table)
		for id := range ids {
			if !there[id] {
				t.Errorf("%s was acknowledged and is not in %s", id, table)
			}
		}
		if len(ids) != writers*each/2 {
			t.Errorf("%d acknowledged IDs in %s", len(ids), table)
		}
	}
}
