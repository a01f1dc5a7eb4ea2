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

// contention is the state of TestSQLiteWritersAndReaders.
type contention struct {
	*program
	people     [][]string // headers of customers
	keyHeaders []string   // with an API key

	mu           sync.Mutex
	acknowledged map[string]map[string]bool // IDs of created records by table

	longestWrite, longestRead, reads atomic.Int64
}

// TestSQLiteWritersAndReaders runs eight writers and 32 readers during a backup, while other processes write to the
// same file. No request may fail because the database is locked or wait for long, and acknowledged writes must be
// stored. A round is one write per writer.
func TestSQLiteWritersAndReaders(t *testing.T) {
	t.Parallel()
	const writers, readers = 8, 32
	each := rounds(t, 40)
	p := start(t, db.Options{})
	s := &contention{
		program: p, people: p.customers(4),
		keyHeaders:   []string{"Authorization", "Bearer " + p.key("CUSTOMERS_WRITE", "CUSTOMERS_READ")},
		acknowledged: map[string]map[string]bool{"addresses": {}, "customers": {}},
	}
	var writing, reading sync.WaitGroup
	for i := range writers {
		writing.Go(func() { s.write(i, each) })
	}
	done := make(chan struct{})
	for i := range readers {
		reading.Go(func() { s.read(i, done) })
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
	write, read := time.Duration(s.longestWrite.Load()), time.Duration(s.longestRead.Load())
	t.Logf("%d writes, at most %v; %d reads, at most %v", writers*each, write, s.reads.Load(), read)
	for name, longest := range map[string]time.Duration{"write": write, "read": read} {
		if longest > 8*time.Second {
			t.Errorf("a %s took %v", name, longest)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	for table, ids := range s.acknowledged {
		stored := p.stored("SELECT id FROM " + table)
		for id := range ids {
			if !stored[id] {
				t.Errorf("%s was acknowledged and is not in %s", id, table)
			}
		}
		if len(ids) != writers*each/2 {
			t.Errorf("%d acknowledged IDs in %s", len(ids), table)
		}
	}
}

// request sends a request that must succeed, and updates the longest duration.
func (s *contention) request(c *client, request []byte, longest *atomic.Int64) answer {
	began := time.Now()
	got, failure := c.send(request)
	duration := int64(time.Since(began))
	for old := longest.Load(); duration > old && !longest.CompareAndSwap(old, duration); old = longest.Load() {
	}
	if failure != nil {
		s.t.Error(failure)
		return answer{}
	}
	a, err := decode(got.status, got.body)
	if err != nil || a.status != 200 || len(a.Errors) > 0 {
		s.t.Errorf("status %d: %s", got.status, got.body)
	}
	return a
}

// write creates addresses and customers in turn.
func (s *contention) write(writer, writes int) {
	c := &client{addr: s.Addr}
	defer c.close()
	for n := range writes {
		table, id := "addresses", ""
		if n%2 == 0 {
			variables := map[string]any{"line": fmt.Sprint(writer, "-", n)}
			request := lab.Operation(addAddress, variables, s.people[writer%len(s.people)]...)
			id = s.request(c, request, &s.longestWrite).id("createAddress", "address")
		} else {
			table = "customers"
			variables := map[string]any{"e": fmt.Sprintf("new-%d-%d@example.com", writer, n)}
			request := lab.Operation(newCustomer, variables, s.keyHeaders...)
			id = s.request(c, request, &s.longestWrite).id("createCustomer", "customer")
		}
		if id == "" {
			s.t.Error("a write returned no ID")
		}
		s.mu.Lock()
		s.acknowledged[table][id] = true
		s.mu.Unlock()
	}
}

// read sends queries until done is closed.
func (s *contention) read(reader int, done <-chan struct{}) {
	c := &client{addr: s.Addr}
	defer c.close()
	request := lab.Operation(readMe, nil, s.people[reader%len(s.people)]...)
	if reader%4 == 0 {
		const list = `{ customers(first: 20) { nodes { id email addresses(first: 3) { nodes { id } } } } }`
		request = lab.Operation(list, nil, s.keyHeaders...)
	}
	for {
		select {
		case <-done:
			return
		default:
			s.request(c, request, &s.longestRead)
			s.reads.Add(1)
		}
	}
}
