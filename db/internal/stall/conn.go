package stall

import (
	"crypto/tls"
	"net"
	"sync/atomic"
	"time"
)

// conn is a connection that knows since when it has been waiting for the server.
type conn struct {
	net.Conn
	guard    *Guard
	waiting  atomic.Int64 // since when, in Unix nanoseconds; 0 if it does not wait
	lastRead atomic.Int64 // in Unix nanoseconds
	open     atomic.Bool  // before, the time to connect is limited
	stalled  atomic.Bool  // the Guard has closed it
}

// add makes a connection known.
func (g *Guard) add(opened net.Conn) *conn {
	c := &conn{Conn: opened, guard: g}
	c.lastRead.Store(time.Now().UnixNano())
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conns[c] = struct{}{}
	if !g.watching {
		g.watching = true
		go g.watch()
	}
	return c
}

// connOf returns the connection below an optional TLS connection, or nil if it is not known.
func connOf(c net.Conn) *conn {
	if encrypted, ok := c.(*tls.Conn); ok {
		c = encrypted.NetConn()
	}
	known, _ := c.(*conn)
	return known
}

// Write begins to wait for an answer.
func (c *conn) Write(b []byte) (int, error) {
	c.waiting.Store(time.Now().UnixNano())
	return c.Conn.Write(b)
}

// Read ends the wait when something arrives, which shows that the server answers.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		now := time.Now().UnixNano()
		c.waiting.Store(0)
		c.lastRead.Store(now)
		c.guard.lastRead.Store(now)
		if c.guard.down.Load() {
			c.guard.down.Store(false)
		}
	}
	return n, err
}

// Close closes the connection.
func (c *conn) Close() error {
	c.guard.mu.Lock()
	delete(c.guard.conns, c)
	c.guard.mu.Unlock()
	return c.Conn.Close()
}

// waits returns how long the connection has been waiting, once it is open.
func (c *conn) waits(now time.Time) time.Duration {
	since := c.waiting.Load()
	if since == 0 || !c.open.Load() {
		return 0
	}
	return now.Sub(time.Unix(0, since))
}

// read returns when something last arrived.
func (c *conn) read() time.Time { return time.Unix(0, c.lastRead.Load()) }
