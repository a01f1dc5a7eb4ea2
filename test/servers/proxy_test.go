package servers

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// proxy forwards TCP connections to PostgreSQL, can stop doing so, and counts the statements.
type proxy struct {
	url        string // of the database, through the proxy
	target     string
	statements atomic.Int64

	mu    sync.Mutex
	state state
	open  map[net.Conn]*pair
}

// state is what a proxy does.
type state int

const (
	forwards state = iota
	refuses        // closes all connections, also new ones
	swallows       // keeps connections, also new ones, and discards what is sent over them, in both directions, forever
)

// pair is a forwarded connection.
type pair struct {
	client, server net.Conn
	dead           atomic.Bool // discards everything
}

// newProxy starts a proxy for the database with a URL.
func newProxy(t *testing.T, at string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{url: withHost(t, at, l.Addr().String()), target: hostOf(t, at), open: map[net.Conn]*pair{}}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.set(refuses)
		running.Wait()
	})
	return p
}

// set changes what the proxy does with all connections.
func (p *proxy) set(s state) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
	for _, c := range p.open {
		switch s {
		case refuses:
			c.close()
		case swallows:
			c.dead.Store(true)
		}
	}
}

func (p *proxy) is(s state) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state == s
}

func (c *pair) close() {
	_ = c.client.Close()
	_ = c.server.Close()
}

// serve forwards a connection until one of the sides closes it.
func (p *proxy) serve(client net.Conn) {
	if p.is(refuses) {
		_ = client.Close()
		return
	}
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		_ = client.Close()
		return
	}
	c := &pair{client: client, server: server}
	defer c.close()
	p.mu.Lock()
	if p.state == refuses {
		p.mu.Unlock()
		return
	}
	c.dead.Store(p.state == swallows)
	p.open[client] = c
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.open, client)
	}()
	var answers sync.WaitGroup
	answers.Go(func() {
		defer c.close()
		_, _ = io.Copy(&gate{server: c, to: client}, server)
	})
	_ = p.forward(&gate{server: c, to: server}, bufio.NewReader(client))
	c.close()
	answers.Wait()
}

// gate is a side of a connection that discards what is written to it once the connection is dead.
type gate struct {
	server *pair
	to     net.Conn
}

func (g *gate) Write(b []byte) (int, error) {
	if g.server.dead.Load() {
		return len(b), nil
	}
	return g.to.Write(b)
}

// forward forwards what a client sends, message by message, and counts those that execute a statement (PostgreSQL's
// manual, "Message Formats").
func (p *proxy) forward(to io.Writer, client *bufio.Reader) error {
	header := make([]byte, 5)
	for start := true; ; start = false {
		head := header
		if start { // the first message has no type
			head = header[1:]
		}
		if _, err := io.ReadFull(client, head); err != nil {
			return err
		}
		body := make([]byte, len(head), 512)
		copy(body, head)
		length := int(binary.BigEndian.Uint32(header[1:])) - 4
		body = append(body, make([]byte, length)...)
		if _, err := io.ReadFull(client, body[len(head):]); err != nil {
			return err
		}
		if !start && (header[0] == 'Q' || header[0] == 'E') { // Query, Execute
			p.statements.Add(1)
		}
		if _, err := to.Write(body); err != nil {
			return err
		}
	}
}
