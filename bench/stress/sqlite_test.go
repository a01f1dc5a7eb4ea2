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

// TestWritersAndReadersOfSQLite: eight clients write and thirty-two read while a backup is made and other processes write to the same
// file. Nobody is told that the database is locked, nobody waits long, and all that was acknowledged is there.
func TestWritersAndReadersOfSQLite(t *testing.T) {
	t.Parallel()
	const writers, readers = 8, 32
	each := rounds(t, 40) // writes of a writer
	p := start(t, db.Options{})
	people := p.customers(4)
	key := []string{"Authorization", "Bearer " + p.key("CUSTOMERS_WRITE", "CUSTOMERS_READ")}
	var mu sync.Mutex
	made := map[string]map[string]bool{"addresses": {}, "customers": {}}
	var longestWrite, longestRead, reads atomic.Int64
	ask := func(c *client, request []byte, longest *atomic.Int64) answer {
		began := time.Now()
		got, fault := c.send(request)
		took := int64(time.Since(began))
		for old := longest.Load(); took > old && !longest.CompareAndSwap(old, took); old = longest.Load() {
		}
		if fault != nil {
			t.Error(fault)
			return answer{}
		}
		a, err := read(got.status, got.body)
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
					id = ask(c, lab.Operation(addAddress, map[string]any{"line": fmt.Sprint(i, "-", n)}, people[i%len(people)]...), &longestWrite).id("createAddress", "address")
				} else {
					table = "customers"
					id = ask(c, lab.Operation(newCustomer, map[string]any{"e": fmt.Sprintf("new-%d-%d@example.com", i, n)}, key...), &longestWrite).id("createCustomer", "customer")
				}
				if id == "" {
					t.Error("a write made nothing")
				}
				mu.Lock()
				made[table][id] = true
				mu.Unlock()
			}
		})
	}
	written := make(chan struct{})
	for i := range readers {
		reading.Go(func() {
			c := &client{addr: p.Addr}
			defer c.close()
			request := lab.Operation(readMe, nil, people[i%len(people)]...)
			if i%4 == 0 {
				request = lab.Operation(`{ customers(first: 20) { nodes { id email addresses(first: 3) { nodes { id } } } } }`, nil, key...)
			}
			for {
				select {
				case <-written:
					return
				default:
					ask(c, request, &longestRead)
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
	close(written)
	reading.Wait()
	t.Logf("%d writes, the longest %v; %d reads, the longest %v", writers*each, time.Duration(longestWrite.Load()), reads.Load(), time.Duration(longestRead.Load()))
	for name, longest := range map[string]time.Duration{"write": time.Duration(longestWrite.Load()), "read": time.Duration(longestRead.Load())} {
		if longest > 8*time.Second {
			t.Errorf("a %s took %v", name, longest)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	for table, ids := range made {
		there := p.stored("SELECT id FROM " + table)
		for id := range ids {
			if !there[id] {
				t.Errorf("%s is not in %s", id, table)
			}
		}
		if len(ids) != writers*each/2 {
			t.Errorf("%d ids in %s", len(ids), table)
		}
	}
}
