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

// client is an HTTP client that keeps its connection alive as long as the program does, and never retries a request.
type client struct {
	addr string
	conn net.Conn
	r    *bufio.Reader
	sent int // requests on this connection
}

// response is a complete response.
type response struct {
	status int
	body   []byte
	closes bool // the program closes the connection
}

// requestError is the error of a request without a complete response.
type requestError struct {
	stage string
	err   error
}

func (e *requestError) Error() string { return e.stage + ": " + e.err.Error() }

// refused reports whether the connection was refused.
func (e *requestError) refused() bool {
	return e.stage == "connect" && errors.Is(e.err, syscall.ECONNREFUSED)
}

// send sends a serialized request on the open connection or a new one.
func (c *client) send(request []byte) (response, *requestError) {
	if c.conn == nil {
		conn, err := net.DialTimeout("tcp", c.addr, 20*time.Second)
		if err != nil {
			return response{}, &requestError{"connect", err}
		}
		c.conn, c.r, c.sent = conn, bufio.NewReader(conn), 0
	}
	_ = c.conn.SetDeadline(time.Now().Add(40 * time.Second))
	c.sent++
	got, err := c.exchange(request)
	if err != nil || got.closes {
		c.close()
	}
	return got, err
}

func (c *client) exchange(request []byte) (response, *requestError) {
	if _, err := c.conn.Write(request); err != nil {
		return response{}, &requestError{fmt.Sprintf("write request %d of a connection", c.sent), err}
	}
	if _, err := c.r.Peek(1); err != nil {
		return response{}, &requestError{fmt.Sprintf("no response to request %d of a connection", c.sent), err}
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return response{}, &requestError{"incomplete response", err}
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return response{}, &requestError{"incomplete response", err}
	}
	return response{resp.StatusCode, body, resp.Close}, nil
}

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}
