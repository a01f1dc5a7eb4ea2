package httpd

import (
	"context"
	"errors"
	"net"
	"os"
	"time"
)

// How long connections in the operating system's queue are accepted before the listener closes, which would reset them.
const (
	quietPeriod   = 25 * time.Millisecond // without a new connection
	maxCloseDelay = time.Second           // in total
)

// Listen listens on HOST:PORT. It disables multipath TCP, Go's default on Linux, whose listeners Serve could not close
// without resetting queued connections.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var c net.ListenConfig
	c.SetMultipathTCP(false)
	return c.Listen(ctx, "tcp", addr)
}

// listener is a net.Listener that accepts the connections in its queue before it closes.
type listener struct {
	net.Listener
	open     *connections
	deadline time.Time // when it closes in any case; zero until finish is called
	accepted bool      // whether a connection was accepted in the current quietPeriod
}

// Accept closes the listener once finish was called and its queue is empty. Only one goroutine may call it.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err == nil && !l.open.add(c) {
			_ = c.Close()
			continue
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			l.accepted = true
			return c, err
		}
		now := time.Now()
		switch {
		case l.deadline.IsZero():
			l.deadline = now.Add(maxCloseDelay)
		case !l.accepted || now.After(l.deadline): // net/http would retry after a deadline error
			return nil, errors.Join(net.ErrClosed, l.Close())
		}
		l.accepted = false
		if err := l.setDeadline(now.Add(quietPeriod)); err != nil {
			return nil, err
		}
	}
}

// finish makes Accept close the listener. New connections no longer enter the queue if the system supports that.
func (l *listener) finish() error {
	_ = stopAccepting(l.Listener) // if unsupported, connections may be reset
	return l.setDeadline(time.Now())
}

func (l *listener) setDeadline(t time.Time) error {
	d, ok := l.Listener.(interface{ SetDeadline(time.Time) error })
	if !ok {
		return l.Close()
	}
	return d.SetDeadline(t)
}
