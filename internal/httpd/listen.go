package httpd

import (
	"context"
	"errors"
	"net"
	"os"
	"time"
)

// How long connections are still accepted that callers made before the listener closes. They wait in the operating system's queue,
// and closing a listener resets what is there.
const (
	quietTime = 25 * time.Millisecond // without another one, it closes
	closeTime = time.Second           // at most
)

// Listen listens on HOST:PORT, by plain TCP: of Linux's multipath TCP, which Go would choose, Serve could not close the door without
// turning somebody away who stands in it.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var c net.ListenConfig
	c.SetMultipathTCP(false)
	return c.Listen(ctx, "tcp", addr)
}

// listener is one that closes once the connections in its queue are accepted.
type listener struct {
	net.Listener
	open   *connections
	latest time.Time // when it closes in any case; zero while it stays open
	came   bool      // a connection, in this stretch of quietTime
}

// Accept closes the listener when finish was called and nobody waits any more. Only one goroutine may call it.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err == nil && !l.open.enter(c) {
			_ = c.Close()
			continue
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			l.came = true
			return c, err
		}
		now := time.Now()
		switch {
		case l.latest.IsZero():
			l.latest = now.Add(closeTime)
		case !l.came || now.After(l.latest): // net/http would take the deadline for a fault that passes
			return nil, errors.Join(net.ErrClosed, l.Close())
		}
		l.came = false
		if err := l.until(now.Add(quietTime)); err != nil {
			return nil, err
		}
	}
}

// finish makes Accept close the listener. New connections are no longer let into the queue, where the system can do that.
func (l *listener) finish() error {
	_ = deafen(l.Listener) // without it, a connection in the moment of closing is reset
	return l.until(time.Now())
}

func (l *listener) until(t time.Time) error {
	d, ok := l.Listener.(interface{ SetDeadline(time.Time) error })
	if !ok {
		return l.Close()
	}
	return d.SetDeadline(t)
}
