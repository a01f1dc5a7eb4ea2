package httpd

import (
	"io"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/network"
)

// Limits of the memory that request bodies take until their requests end. A client that sends its body slowly, or never to the end,
// keeps what it has sent in memory meanwhile. There is no minimum rate: a body has 20 seconds in all.
const (
	bodyShare = 8 << 20     // bytes of all bodies from one address; 32 MiB from an IPv6 site, 64 MiB in all
	smallBody = 16 << 10    // bytes of a body that count for nothing: ordinary requests are never refused
	busyFor   = time.Second // when to try again
)

// newBodies returns the budget of bodies of at most largest bytes each. One of that size always fits into the share of an address.
func newBodies(largest int64) *budget { return newBudget(max(bodyShare, int(largest))) }

// countedBody is a request body whose bytes are counted as they are read. Reading is RateLimited where there is no room for more.
type countedBody struct {
	io.ReadCloser
	in      *budget
	from    network.Source
	read    int
	counted int
}

// Read reads from the body.
func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.read += n
	if more := c.read - smallBody - c.counted; more > 0 {
		if !c.in.take(c.from, more) {
			return n, apperr.TryLater(busyFor)
		}
		c.counted += more
	}
	return n, err
}

// end gives back what was counted, once the request has ended.
func (c *countedBody) end() {
	if c.counted > 0 {
		c.in.giveBack(c.from, c.counted)
		c.counted = 0
	}
}
