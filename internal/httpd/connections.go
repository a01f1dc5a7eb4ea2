package httpd

import (
	"log/slog"
	"math"
	"net"
	"net/netip"
	"sync"
	"time"

	"clientele/internal/network"
)

// warnEvery is how often the log says at most that connections are refused.
const warnEvery = time.Minute

// connections counts the open connections from each source.
type connections struct {
	most    int            // from one address; 0 for any number
	proxies []netip.Prefix // whose connections are not limited

	mu     sync.Mutex
	open   tally
	warned time.Time
}

// enter counts a connection. False means that there are too many from its source: it is to be closed and was not
// counted.
func (c *connections) enter(conn net.Conn) bool {
	source, limited := c.of(conn)
	if !limited {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open.fits(source, 1, c.most, math.MaxInt) {
		if now := time.Now(); now.Sub(c.warned) >= warnEvery {
			c.warned = now
			slog.Warn("an address has too many open connections: if it is a proxy, name it in CLIENTELE_TRUSTED_PROXIES",
				"limit", c.most, "setting", "CLIENTELE_CONNECTIONS_PER_ADDRESS")
		}
		return false
	}
	if c.open == nil {
		c.open = tally{}
	}
	c.open.add(source, 1)
	return true
}

// leave forgets a connection that was counted.
func (c *connections) leave(conn net.Conn) {
	source, limited := c.of(conn)
	if !limited {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open.add(source, -1)
}

// of returns the source of a connection, and whether its connections are limited.
func (c *connections) of(conn net.Conn) (network.Source, bool) {
	addr, ok := network.Parse(conn.RemoteAddr().String())
	if !ok || c.most == 0 || within(addr, c.proxies) {
		return network.Source{}, false
	}
	return network.From(addr), true
}
