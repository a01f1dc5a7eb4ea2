package httpd

import (
	"io"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/network"
)

// Limits of the memory used by request bodies until their requests end. The received part of a slow or incomplete body
// stays in memory. There is no minimum rate: a body must arrive within readTimeout.
const (
	bodyShare  = 8 << 20     // bytes per address; 32 MiB per IPv6 site, 64 MiB in total
	smallBody  = 16 << 10    // bytes of each body that do not count, so that ordinary requests are never rejected
	retryAfter = time.Second // sent to rejected clients
)

// newBodyBudget returns the budget for request bodies of at most largest bytes. The share of an address has room for
// one body of that size.
func newBodyBudget(largest int64) *budget { return newBudget(max(bodyShare, int(largest))) }

// countedBody is a request body that counts against a budget as it is read.
type countedBody struct {
	io.ReadCloser
	budget  *budget
	from    network.Source
	read    int
	counted int
}

// Read reads from the body. The error is apperr.RateLimited if the budget is used up.
func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.read += n
	if more := c.read - smallBody - c.counted; more > 0 {
		if !c.budget.take(c.from, more) {
			return n, apperr.TryLater(retryAfter)
		}
		c.counted += more
	}
	return n, err
}

// release returns the counted bytes to the budget, once the request has ended.
func (c *countedBody) release() {
	if c.counted > 0 {
		c.budget.release(c.from, c.counted)
		c.counted = 0
	}
}
