package db

import (
	"net"
	"time"
)

// Times after which a connection to a machine that no longer answers is closed. Otherwise it would take minutes, and
// each request on such a connection would use up its 30 seconds.
const (
	keepAliveIdle     = 10 * time.Second
	keepAliveInterval = 5 * time.Second
	keepAliveCount    = 2
	// unacknowledged is how long sent data may remain unacknowledged; on Linux.
	unacknowledged = 15 * time.Second
)

// dialer returns what opens TCP connections, within a time unless it is 0.
func dialer(timeout time.Duration) *net.Dialer {
	return &net.Dialer{
		Timeout: timeout,
		KeepAliveConfig: net.KeepAliveConfig{
			Enable: true, Idle: keepAliveIdle, Interval: keepAliveInterval, Count: keepAliveCount,
		},
		ControlContext: limitUnacknowledged,
	}
}
