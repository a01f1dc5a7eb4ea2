package httpd

import (
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"clientele/internal/network"
)

// warnEvery is how often the log says at most that connections are refused.
const warnEvery = time.Minute

// connections counts the open connections from each address.
type connections struct {
	most    int            // from one address; 0 for any number
	proxies []netip.Prefix // whose connections are not limited

	mu     sync.Mutex
	open   map[string]int // by network.Key
	warned time.Time
}

// enter counts a connection. False means that there are too many from its address: it is to be closed and was not counted.
func (c *connections) enter(conn net.Conn) bool {
	address, limited := c.of(conn)
	if !limited {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[address] >= c.most {
		if now := time.Now(); now.Sub(c.warned) >= warnEvery {
			c.warned = now
			slog.Warn("an address has too many open connections: if it is a proxy, name it in CLIENTELE_TRUSTED_PROXIES",
				"limit", c.most, "setting", "CLIENTELE_CONNECTIONS_PER_ADDRESS")
		}
		return false
	}
	if c.open == nil {
		c.open = map[string]int{}
	}
	c.open[address]++
	return true
}

// leave forgets a connection that was counted.
func (c *connections) leave(conn net.Conn) {
	address, limited := c.of(conn)
	if !limited {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[address]--; c.open[address] <= 0 {
		delete(c.open, address)
	}
}

// of returns the address of a connection, and whether its connections are limited.
func (c *connections) of(conn net.Conn) (string, bool) {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil || c.most == 0 || within(host, c.proxies) {
		return "", false
	}
	return network.Key(host), true
}
