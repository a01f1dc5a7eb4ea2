package db

import (
	"context"
	"net"
	"slices"
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// hosts remembers which host of a URL with several was connected last. It is tried first, so that hosts that are down
// do not delay each new connection.
type hosts struct {
	mu        sync.Mutex
	last      hostPort
	addresses map[string]hostPort // what the addresses belong to
}

type hostPort struct {
	host string
	port uint16
}

// arrange puts the last host first in the order in which a connection is attempted. It tells whether there are several.
func (h *hosts) arrange(config *pgx.ConnConfig) (several bool) {
	first := hostPort{config.Host, config.Port}
	all := append([]*pgconn.FallbackConfig{{Host: config.Host, Port: config.Port, TLSConfig: config.TLSConfig}},
		config.Fallbacks...) // several for one host: with TLS and without
	several = slices.ContainsFunc(all, func(f *pgconn.FallbackConfig) bool { return hostPort{f.Host, f.Port} != first })
	if !several {
		return false
	}
	h.mu.Lock()
	last := h.last
	h.mu.Unlock()
	slices.SortStableFunc(all, func(a, b *pgconn.FallbackConfig) int {
		isLast := func(f *pgconn.FallbackConfig) int {
			if (hostPort{f.Host, f.Port}) == last {
				return 0
			}
			return 1
		}
		return isLast(a) - isLast(b)
	})
	config.Host, config.Port, config.TLSConfig, config.Fallbacks = all[0].Host, all[0].Port, all[0].TLSConfig, all[1:]
	lookup := config.LookupFunc
	config.LookupFunc = func(ctx context.Context, host string) ([]string, error) {
		found, err := lookup(ctx, host)
		h.found(all, host, found)
		return found, err
	}
	return true
}

// found records the addresses of a host.
func (h *hosts) found(all []*pgconn.FallbackConfig, host string, addresses []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.addresses == nil {
		h.addresses = map[string]hostPort{}
	}
	for _, f := range all {
		if f.Host != host {
			continue
		}
		for _, address := range addresses {
			h.addresses[net.JoinHostPort(address, strconv.Itoa(int(f.Port)))] = hostPort{f.Host, f.Port}
		}
	}
}

// connected records the host of a connection that was opened.
func (h *hosts) connected(conn *pgconn.PgConn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if known, ok := h.addresses[conn.Conn().RemoteAddr().String()]; ok {
		h.last = known
	}
}
