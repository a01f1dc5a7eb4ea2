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

// warnEvery is the minimum interval between two warnings about closed connections.
const warnEvery = time.Minute

// connections counts the open connections from each source.
type connections struct {
	limit   int            // per address; 0 for no limit
	proxies []netip.Prefix // exempt from the limit

	mu     sync.Mutex
	open   usage
	warned time.Time
}

// add counts a connection. It returns false, without counting it, if its source has too many open connections.
func (c *connections) add(conn net.Conn) bool {
	source, limited := c.source(conn)
	if !limited {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open.fits(source, 1, c.limit, math.MaxInt) {
		if now := time.Now(); now.Sub(c.warned) >= warnEvery {
			c.warned = now
			slog.Warn("Too many connections from one address; if it is a proxy, add it to CLIENTELE_TRUSTED_PROXIES",
				"limit", c.limit, "setting", "CLIENTELE_CONNECTIONS_PER_ADDRESS")
		}
		return false
	}
	if c.open == nil {
		c.open = usage{}
	}
	c.open.add(source, 1)
	return true
}

// remove stops counting a connection that add has counted.
func (c *connections) remove(conn net.Conn) {
	source, limited := c.source(conn)
	if !limited {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open.add(source, -1)
}

// source returns the source of a connection, and whether the limit applies to it.
func (c *connections) source(conn net.Conn) (network.Source, bool) {
	addr, ok := network.Parse(conn.RemoteAddr().String())
	if !ok || c.limit == 0 || containedIn(addr, c.proxies) {
		return network.Source{}, false
	}
	return network.From(addr), true
}
