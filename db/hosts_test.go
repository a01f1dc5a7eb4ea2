package db

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestHostsAreArranged checks that a connection is first attempted to the host that was connected last, and that a
// primary with several hosts must accept writes.
func TestHostsAreArranged(t *testing.T) {
	const several = "postgres://a:1,b:2,c:3/shop?sslmode=prefer"
	for _, c := range []struct {
		name, url string
		last      hostPort
		want      []string
		validates bool
	}{
		{"first time", several, hostPort{}, []string{"a", "a", "b", "b", "c", "c"}, true},
		{"later", several, hostPort{"b", 2}, []string{"b", "b", "a", "a", "c", "c"}, true},
		{"one host", "postgres://a/shop?sslmode=prefer", hostPort{}, []string{"a", "a"}, false},
	} {
		config, err := pgx.ParseConfig(c.url)
		if err != nil {
			t.Fatal(err)
		}
		conns := newConnections(c.url, true)
		conns.hosts.last = c.last
		if err := conns.configure(t.Context(), config); err != nil {
			t.Fatal(err)
		}
		got := []string{config.Host}
		for _, f := range config.Fallbacks {
			got = append(got, f.Host)
		}
		timeout := connectTimeout
		if !c.validates {
			timeout = onlyConnectTimeout
		}
		if !slices.Equal(got, c.want) || config.ConnectTimeout != timeout {
			t.Errorf("%s: %v, %v", c.name, got, config.ConnectTimeout)
		}
		if (config.ValidateConnect != nil) != c.validates {
			t.Errorf("%s: validates %v", c.name, config.ValidateConnect != nil)
		}
	}
	const url = "postgres://a,b/shop?connect_timeout=2"
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	if err := newConnections(url, true).configure(t.Context(), config); err != nil || config.ConnectTimeout.Seconds() != 2 {
		t.Errorf("connect_timeout=2: %v, %v", config.ConnectTimeout, err)
	}
}
