package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// client is a caller that keeps its connection alive as long as the program does, and never sends a request twice.
type client struct {
	addr string
	conn net.Conn
	r    *bufio.Reader
	sent int // requests on this connection
}

// whole is an answer that arrived as a whole.
type whole struct {
	status int
	body   []byte
	last   bool // the program closes the connection
}

// fault is a request without a whole answer.
type fault struct {
	stage string
	err   error
}

func (f *fault) Error() string { return f.stage + ": " + f.err.Error() }

// refused tells whether nobody listens.
func (f *fault) refused() bool { return f.stage == "connect" && errors.Is(f.err, syscall.ECONNREFUSED) }

// send sends a request that is bytes already, on the connection that there is or a new one.
func (c *client) send(request []byte) (whole, *fault) {
	if c.conn == nil {
		conn, err := net.DialTimeout("tcp", c.addr, 20*time.Second)
		if err != nil {
			return whole{}, &fault{"connect", err}
		}
		c.conn, c.r, c.sent = conn, bufio.NewReader(conn), 0
	}
	_ = c.conn.SetDeadline(time.Now().Add(40 * time.Second))
	c.sent++
	got, err := c.exchange(request)
	if err != nil || got.last {
		c.close()
	}
	return got, err
}

func (c *client) exchange(request []byte) (whole, *fault) {
	if _, err := c.conn.Write(request); err != nil {
		return whole{}, &fault{fmt.Sprintf("write request %d of a connection", c.sent), err}
	}
	if _, err := c.r.Peek(1); err != nil {
		return whole{}, &fault{fmt.Sprintf("no answer to request %d of a connection", c.sent), err}
	}
	response, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return whole{}, &fault{"half an answer", err}
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return whole{}, &fault{"half an answer", err}
	}
	return whole{response.StatusCode, body, response.Close}, nil
}

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}
