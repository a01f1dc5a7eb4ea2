package httpd_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"clientele/internal/httpd"
	"clientele/internal/network"
)

var proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}

// whose sends a request through the shell and returns whose it takes it for.
func whose(t *testing.T, o httpd.Options, remote string, headers ...[2]string) (address string, source network.Source) {
	t.Helper()
	get(t, o, func(_ http.ResponseWriter, r *http.Request) {
		address, source = r.RemoteAddr, httpd.Source(r.Context())
	}, func(r *http.Request) {
		r.RemoteAddr = remote
		for _, h := range headers {
			r.Header.Add(h[0], h[1])
		}
	})
	return address, source
}

func TestWhoseAddressItIs(t *testing.T) {
	const xff, fwd, proxy, direct = httpd.ForwardedFor, httpd.Forwarded, "10.0.0.1:1234", "192.0.2.1:1234"
	proxied := httpd.Options{Proxies: proxies}
	standard := httpd.Options{Proxies: proxies, Forwarded: fwd}
	of := func(h ...string) (headers [][2]string) {
		for i := 0; i < len(h); i += 2 {
			headers = append(headers, [2]string{h[i], h[i+1]})
		}
		return headers
	}
	for _, c := range []struct {
		name    string
		o       httpd.Options
		remote  string
		headers [][2]string
		want    string
		shared  bool
	}{
		{"nobody between", proxied, direct, nil, "192.0.2.1", false},
		{"a stranger who claims another address", proxied, direct, of(xff, "198.51.100.1"), "192.0.2.1", false},
		{"a proxy, and none is trusted", httpd.Options{}, proxy, of(xff, "198.51.100.1"), "10.0.0.1", false},
		{"a proxy", proxied, proxy, of(xff, "198.51.100.1"), "198.51.100.1", false},
		{"two proxies", proxied, proxy, of(xff, "198.51.100.1, 10.0.0.2"), "198.51.100.1", false},
		{"two lines", proxied, proxy, of(xff, "198.51.100.1", xff, "10.0.0.2"), "198.51.100.1", false},
		{"a claim before the proxy", proxied, proxy, of(xff, "203.0.113.9, 198.51.100.1"), "198.51.100.1", false},
		{"a claim in a line before", proxied, proxy, of(xff, "203.0.113.9", xff, "198.51.100.1"), "198.51.100.1", false},
		{"inside the proxies' network", proxied, proxy, of(xff, "10.0.0.9"), "10.0.0.9", false},
		{"IPv6", proxied, "[fd00::1]:1234", of(xff, "2001:db8::1"), "2001:db8::1", false},
		{"a proxy as IPv4 within IPv6", proxied, "[::ffff:10.0.0.1]:1234", of(xff, "198.51.100.1"), "198.51.100.1", false},

		{"with a port", proxied, proxy, of(xff, "198.51.100.1:5000"), "198.51.100.1", false},
		{"two with ports", proxied, proxy, of(xff, "198.51.100.1:5000, 10.0.0.2:443"), "198.51.100.1", false},
		{"IPv6 in brackets", proxied, proxy, of(xff, "[2001:db8::1]"), "2001:db8::1", false},
		{"IPv6 with a port", proxied, proxy, of(xff, "[2001:db8::1]:5000"), "2001:db8::1", false},
		{"IPv6 with a zone", proxied, proxy, of(xff, "2001:db8::1%eth0"), "2001:db8::1", false},
		{"IPv4 within IPv6", proxied, proxy, of(xff, "::ffff:198.51.100.1"), "198.51.100.1", false},
		{"in quotes", proxied, proxy, of(xff, `"[2001:db8::1]:5000"`), "2001:db8::1", false},
		{"with for=", proxied, proxy, of(xff, "for=198.51.100.1"), "198.51.100.1", false},

		{"a proxy that says nothing", proxied, proxy, nil, "10.0.0.1", true},
		{"an empty header", proxied, proxy, of(xff, ""), "10.0.0.1", true},
		{"nothing behind a claim", proxied, proxy, of(xff, "203.0.113.9, "), "10.0.0.1", true},
		{"garbage", proxied, proxy, of(xff, "garbage"), "10.0.0.1", true},
		{"garbage behind an address", proxied, proxy, of(xff, "198.51.100.1, garbage"), "10.0.0.1", true},
		{"garbage before a proxy", proxied, proxy, of(xff, "garbage, 10.0.0.2"), "10.0.0.2", true},
		{"garbage before an address", proxied, proxy, of(xff, `"garbage, 198.51.100.1`), "198.51.100.1", false},
		{"unknown", proxied, proxy, of(xff, "unknown"), "10.0.0.1", true},
		{"hidden", proxied, proxy, of(xff, "_hidden"), "10.0.0.1", true},
		{"a stranger's garbage", proxied, direct, of(xff, "garbage"), "192.0.2.1", false},
		{"the other header, which strangers can send", proxied, proxy, of(xff, "198.51.100.1", fwd, "for=203.0.113.9"), "198.51.100.1", false},
		{"the other header alone", proxied, proxy, of(fwd, "for=203.0.113.9"), "10.0.0.1", true},

		{"Forwarded", standard, proxy, of(fwd, "for=198.51.100.1"), "198.51.100.1", false},
		{"Forwarded with more", standard, proxy, of(fwd, `proto=https; For="198.51.100.1:5000";by=10.0.0.1;host="a;b,c"`), "198.51.100.1", false},
		{"Forwarded, IPv6", standard, proxy, of(fwd, `for="[2001:db8::1]:_port"`), "2001:db8::1", false},
		{"Forwarded by two", standard, proxy, of(fwd, `for=203.0.113.9, for=198.51.100.1;proto=https, for=10.0.0.2`), "198.51.100.1", false},
		{"Forwarded in two lines", standard, proxy, of(fwd, `for=198.51.100.1`, fwd, `for=10.0.0.2`), "198.51.100.1", false},
		{"quotes that a stranger left open", standard, proxy, of(fwd, `for=203.0.113.9;x=", for="[2001:db8::1]"`), "2001:db8::1", false},
		{"an open quote", standard, proxy, of(fwd, `for=", for=198.51.100.1`), "198.51.100.1", false},
		{"an address in a quoted host", standard, proxy, of(fwd, `for=198.51.100.1;host="x,for=203.0.113.9"`), "198.51.100.1", false},
		{"an escaped quote", standard, proxy, of(fwd, `for=198.51.100.1;host="x\",for=203.0.113.9"`), "198.51.100.1", false},
		{"two for=", standard, proxy, of(fwd, `for=198.51.100.1;for=203.0.113.9`), "10.0.0.1", true},
		{"no for=", standard, proxy, of(fwd, `for=203.0.113.9, proto=https`), "10.0.0.1", true},
		{"Forwarded unknown", standard, proxy, of(fwd, `for=unknown`), "10.0.0.1", true},
		{"Forwarded hidden", standard, proxy, of(fwd, `for="_gazonk"`), "10.0.0.1", true},
		{"Forwarded garbage", standard, proxy, of(fwd, `garbage`), "10.0.0.1", true},
		{"Forwarded, and what strangers can send", standard, proxy, of(fwd, "for=198.51.100.1", xff, "203.0.113.9"), "198.51.100.1", false},
		{"what strangers can send alone", standard, proxy, of(xff, "203.0.113.9"), "10.0.0.1", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := network.Of(c.want)
			want.Shared = c.shared
			if address, source := whose(t, c.o, c.remote, c.headers...); address != c.want || source != want {
				t.Errorf("%s, %+v, want %s, %+v", address, source, c.want, want)
			}
		})
	}
}

// TestUnreadableAddressesAreLoggedOnce, without what they say, and those that are withheld on purpose are not.
func TestUnreadableAddressesAreLoggedOnce(t *testing.T) {
	for _, c := range []struct {
		name, header, value string
		want                int // lines
	}{
		{"an address", httpd.ForwardedFor, "198.51.100.1:80", 0},
		{"unknown", httpd.ForwardedFor, "unknown", 0},
		{"hidden", httpd.ForwardedFor, "_hidden", 0},
		{"garbage", httpd.ForwardedFor, "garbage", 1},
		{"the other header", httpd.Forwarded, "for=198.51.100.1", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			before := slog.Default()
			slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
			defer slog.SetDefault(before)
			h := httpd.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), httpd.Options{Proxies: proxies})
			for range 3 {
				r := requestFrom("10.0.0.1", http.NoBody)
				r.Header.Set(c.header, c.value)
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
			if got := strings.Count(log.String(), "level=WARN"); got != c.want || strings.Contains(log.String(), c.value) {
				t.Errorf("%d lines, want %d: %s", got, c.want, log.String())
			}
		})
	}
}
