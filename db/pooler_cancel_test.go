package db_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
)

// cancelRequest is the code of a request to cancel a statement (PostgreSQL's manual, message formats: CancelRequest).
const cancelRequest = 80877102

// countCancels returns a URL that leads to that of a database, and counts the requests to cancel a statement.
func countCancels(t *testing.T, database string) (there string, cancels *atomic.Int64) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	target := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	u.Host, cancels = l.Addr().String(), new(atomic.Int64)
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go forward(client, target, cancels)
		}
	}()
	return u.String(), cancels
}

// forward connects a client with a server until one of them ends the connection.
func forward(client net.Conn, target string, cancels *atomic.Int64) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	first := make([]byte, 8, 1024) // the first message: its length, its code and more
	if _, err := io.ReadFull(client, first); err != nil {
		return
	}
	if binary.BigEndian.Uint32(first[4:]) == cancelRequest {
		cancels.Add(1)
	}
	first = first[:min(int(binary.BigEndian.Uint32(first)), cap(first))]
	if _, err := io.ReadFull(client, first[8:]); err != nil {
		return
	}
	if _, err := server.Write(first); err != nil { // PgBouncer wants it in one piece
		return
	}
	go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
	_, _ = io.Copy(server, client)
}

// TestCanceledBehindPooler checks that statements which callers no longer wait for are canceled on PostgreSQL, but not
// through an old PgBouncer, which such a request could end, and that the pool works afterwards.
func TestCanceledBehindPooler(t *testing.T) {
	t.Parallel()
	direct := directURL(t)
	for _, c := range []struct {
		name, url string
		canceled  bool
	}{
		{"direct", direct, true},
		{"PgBouncer", dbtest.BehindPgBouncer(t, direct, "pool_mode=transaction", "default_pool_size=16"), false},
	} {
		there, cancels := countCancels(t, c.url)
		d, err := db.Open(t.Context(), db.Options{URL: there, MaxConns: 8})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
				defer cancel()
				if err := d.Read(ctx).Exec("SELECT pg_sleep(2)").Error; !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s: got error %v", c.name, err)
				}
			})
		}
		group.Wait()
		shareConnections(t, d, c.name)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if n := cancels.Load(); n > 0 != c.canceled {
			t.Errorf("%s: %d requests to cancel a statement", c.name, n)
		}
	}
}

// TestCanceledExamination checks that no cancel request is sent to a pooler that is not known yet.
func TestCanceledExamination(t *testing.T) {
	t.Parallel()
	pooled := dbtest.BehindPgBouncer(t, directURL(t), "pool_mode=transaction", "default_pool_size=1")
	holder, err := db.Open(t.Context(), db.Options{URL: pooled})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Close() }()
	there, cancels := countCancels(t, pooled)
	err = holder.InTx(t.Context(), func(tx *gorm.DB) error {
		if err := tx.Exec("SELECT 1").Error; err != nil { // occupies the only connection to PostgreSQL
			return err
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if d, err := db.Open(ctx, db.Options{URL: there}); err == nil {
			t.Error("the database was opened without a connection")
			return d.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(200 * time.Millisecond) // a request would have been sent by now
	if n := cancels.Load(); n != 0 {
		t.Errorf("%d cancel requests were sent", n)
	}
}
