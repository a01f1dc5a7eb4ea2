package httpd

import (
	"io"
	"net/netip"
	"sync"
	"time"

	"clientele/internal/apperr"
)

// Limits of the memory that request bodies take until their requests end. A client that sends its body slowly, or never to the end,
// keeps what it has sent in memory meanwhile.
const (
	bodyBudget = 64 << 20 // bytes of all bodies together, unless a single body may be larger than a share of it
	bodyShares = 8        // how many addresses it takes to fill the budget
	smallBody  = 16 << 10       // bytes of a body that count for nothing: ordinary requests are never refused
	busyFor    = time.Second    // when to try again
)

// bodies counts the bytes of request bodies that are held in memory.
type bodies struct {
	share int // of one address; all together have bodyShares of it

	mu    sync.Mutex
	total int
	from  map[string]int // by address, as line returns it
}

// newBodies counts bodies of at most largest bytes each. One of that size always fits into the share of an address.
func newBodies(largest int64) *bodies {
	return &bodies{share: max(bodyBudget/bodyShares, int(largest)), from: map[string]int{}}
}

// take counts further bytes of a body from an address. False means that there is no room for them.
func (b *bodies) take(address string, bytes int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.total+bytes > bodyShares*b.share || b.from[address]+bytes > b.share {
		return false
	}
	b.total += bytes
	b.from[address] += bytes
	return true
}

func (b *bodies) giveBack(address string, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total -= bytes
	if b.from[address] -= bytes; b.from[address] == 0 {
		delete(b.from, address)
	}
}

// countedBody is a request body whose bytes are counted as they are read. Reading is RateLimited where there is no room for more.
type countedBody struct {
	io.ReadCloser
	in      *bodies
	address string
	read    int
	counted int
}

// Read reads from the body.
func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.read += n
	if more := c.read - smallBody - c.counted; more > 0 {
		if !c.in.take(c.address, more) {
			return n, apperr.TryLater(busyFor)
		}
		c.counted += more
	}
	return n, err
}

// end gives back what was counted, once the request has ended.
func (c *countedBody) end() {
	if c.counted > 0 {
		c.in.giveBack(c.address, c.counted)
		c.counted = 0
	}
}

// line returns the network of a client whose address is host: an IPv4 address, or the /64 of an IPv6 address, which one
// line of a provider has (RFC 6177).
func line(host string) string {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	prefix, _ := addr.Prefix(64) // it has no error for 64
	return prefix.String()
}
