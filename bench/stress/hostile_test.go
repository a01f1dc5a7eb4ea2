package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/bench/internal/lab"
	"clientele/db"
	"clientele/db/dbtest"
)

// dial opens a connection and sends text on it.
func (p *program) dial(text string) net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.Addr)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		p.t.Fatal(err)
	}
	return conn
}

// TestSlowAndIdleClients checks that clients which send incomplete headers or bodies, and a thousand idle connections,
// affect neither other clients nor the shutdown.
func TestSlowAndIdleClients(t *testing.T) {
	t.Parallel()
	p := start(t, db.Options{}, "CLIENTELE_CONNECTIONS_PER_ADDRESS=0") // all use one address
	ann := p.customers(1)[0]
	request := string(lab.Operation(readMe, nil, ann...))
	var partial []net.Conn
	for range 100 {
		partial = append(partial, p.dial(request[:40]))
		p.dial(request[:len(request)-5])
	}
	for range 1000 {
		conn := p.dial("GET /healthz HTTP/1.1\r\nHost: shop\r\n\r\n")
		if _, err := bufio.NewReader(conn).Peek(1); err != nil {
			t.Fatal(err)
		}
	}
	c := &client{addr: p.Addr}
	defer c.close()
	for range 50 {
		got, failure := c.send([]byte(request))
		if failure != nil || got.status != 200 {
			t.Fatalf("%v %s", failure, got.body)
		}
	}
	if memory := lab.ResidentMiB(p.PID); memory > 250 {
		t.Errorf("%.0f MiB of memory", memory)
	}
	if testing.Short() {
		return
	}
	for _, conn := range partial { // the program must close each before this deadline
		_ = conn.SetReadDeadline(time.Now().Add(15 * time.Second))
		if _, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("a connection with an incomplete header was not closed")
		}
	}
	if err := p.stop(); err != nil {
		t.Errorf("the program exited with %v", err)
	}
}

// TestDisconnectingClients checks that the program cancels the statements of clients that disconnect, and reuses their
// database connections.
func TestDisconnectingClients(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("reads do not wait for locks in SQLite")
		}
		const pool = 3
		p := start(t, o, fmt.Sprintf("CLIENTELE_DATABASE_POOL=%d", pool))
		ann := p.customers(1)[0]
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		waiting := func() (n int) {
			err := d.Read(t.Context()).Raw(`SELECT COUNT(*) FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n).Error
			if err != nil {
				t.Error(err)
			}
			return n
		}
		locked, release := make(chan error, 2), make(chan struct{})
		go func() {
			locked <- d.InTx(context.Background(), func(tx *gorm.DB) error {
				locked <- tx.Exec("LOCK TABLE addresses IN ACCESS EXCLUSIVE MODE").Error
				<-release
				return nil
			})
		}()
		if err := <-locked; err != nil {
			t.Fatal(err)
		}
		defer func() {
			close(release)
			if err := <-locked; err != nil {
				t.Error(err)
			}
		}()
		var conns []net.Conn
		for range 4 * pool {
			conns = append(conns, p.dial(string(lab.Operation(readMe, nil, ann...))))
		}
		eventually(t, 10*time.Second, func() string {
			if n := waiting(); n < pool {
				return fmt.Sprintf("only %d statements wait for the lock", n)
			}
			return ""
		})
		for _, conn := range conns {
			_ = conn.Close()
		}
		eventually(t, 10*time.Second, func() string {
			if n := waiting(); n > 0 {
				return fmt.Sprintf("%d statements still wait for the lock", n)
			}
			return ""
		})
		if a := p.send(`{ me { id } }`, nil, ann...); len(a.Errors) > 0 { // the table is still locked
			t.Error(a.text)
		}
	})
}
