package httpd_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"clientele/internal/httpd"
	"clientele/internal/network"
)

var proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}

// clientOf sends a request through Wrap and returns the client address and source that the handler sees.
func clientOf(
	t *testing.T, o httpd.Options, remote string, headers ...[2]string,
) (address string, source network.Source) {
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

// The headers and connections of the cases below.
const (
	xff, fwd      = httpd.ForwardedFor, httpd.Forwarded
	proxy, direct = "10.0.0.1:1234", "192.0.2.1:1234"
)

var (
	proxied  = httpd.Options{Proxies: proxies}
	standard = httpd.Options{Proxies: proxies, Forwarded: fwd}
)

// of returns a list of headers from names and values.
func of(h ...string) (headers [][2]string) {
	for i := 0; i < len(h); i += 2 {
		headers = append(headers, [2]string{h[i], h[i+1]})
	}
	return headers
}

// addressCase is a request, and the address that it is expected to come from.
type addressCase struct {
	name    string
	o       httpd.Options
	remote  string
	headers [][2]string
	want    string
	shared  bool
}

var forwardedForCases = []addressCase{
	{"no proxy", proxied, direct, nil, "192.0.2.1", false},
	{"header from an untrusted client", proxied, direct, of(xff, "198.51.100.1"), "192.0.2.1", false},
	{"no trusted proxies", httpd.Options{}, proxy, of(xff, "198.51.100.1"), "10.0.0.1", false},
	{"one proxy", proxied, proxy, of(xff, "198.51.100.1"), "198.51.100.1", false},
	{"two proxies", proxied, proxy, of(xff, "198.51.100.1, 10.0.0.2"), "198.51.100.1", false},
	{"two header lines", proxied, proxy, of(xff, "198.51.100.1", xff, "10.0.0.2"), "198.51.100.1", false},
	{"address sent by the client", proxied, proxy, of(xff, "203.0.113.9, 198.51.100.1"), "198.51.100.1", false},
	{
		"header line sent by the client", proxied, proxy, of(xff, "203.0.113.9", xff, "198.51.100.1"),
		"198.51.100.1", false,
	},
	{"client in the proxies' network", proxied, proxy, of(xff, "10.0.0.9"), "10.0.0.9", false},
	{"IPv6", proxied, "[fd00::1]:1234", of(xff, "2001:db8::1"), "2001:db8::1", false},
	{"IPv4-mapped proxy", proxied, "[::ffff:10.0.0.1]:1234", of(xff, "198.51.100.1"), "198.51.100.1", false},

	{"port", proxied, proxy, of(xff, "198.51.100.1:5000"), "198.51.100.1", false},
	{"two with ports", proxied, proxy, of(xff, "198.51.100.1:5000, 10.0.0.2:443"), "198.51.100.1", false},
	{"IPv6 in brackets", proxied, proxy, of(xff, "[2001:db8::1]"), "2001:db8::1", false},
	{"IPv6 with port", proxied, proxy, of(xff, "[2001:db8::1]:5000"), "2001:db8::1", false},
	{"IPv6 with zone", proxied, proxy, of(xff, "2001:db8::1%eth0"), "2001:db8::1", false},
	{"IPv4-mapped IPv6", proxied, proxy, of(xff, "::ffff:198.51.100.1"), "198.51.100.1", false},
	{"quoted", proxied, proxy, of(xff, `"[2001:db8::1]:5000"`), "2001:db8::1", false},
	{"with for=", proxied, proxy, of(xff, "for=198.51.100.1"), "198.51.100.1", false},

	{"no header", proxied, proxy, nil, "10.0.0.1", true},
	{"empty header", proxied, proxy, of(xff, ""), "10.0.0.1", true},
	{"empty last element", proxied, proxy, of(xff, "203.0.113.9, "), "10.0.0.1", true},
	{"garbage", proxied, proxy, of(xff, "garbage"), "10.0.0.1", true},
	{"garbage after an address", proxied, proxy, of(xff, "198.51.100.1, garbage"), "10.0.0.1", true},
	{"garbage before a proxy", proxied, proxy, of(xff, "garbage, 10.0.0.2"), "10.0.0.2", true},
	{"garbage before an address", proxied, proxy, of(xff, `"garbage, 198.51.100.1`), "198.51.100.1", false},
	{"unknown", proxied, proxy, of(xff, "unknown"), "10.0.0.1", true},
	{"hidden", proxied, proxy, of(xff, "_hidden"), "10.0.0.1", true},
	{"garbage from an untrusted client", proxied, direct, of(xff, "garbage"), "192.0.2.1", false},
	{
		"both headers", proxied, proxy, of(xff, "198.51.100.1", fwd, "for=203.0.113.9"),
		"198.51.100.1", false,
	},
	{"only the other header", proxied, proxy, of(fwd, "for=203.0.113.9"), "10.0.0.1", true},
}

var forwardedCases = []addressCase{
	{"Forwarded", standard, proxy, of(fwd, "for=198.51.100.1"), "198.51.100.1", false},
	{
		"Forwarded with other parameters", standard, proxy,
		of(fwd, `proto=https; For="198.51.100.1:5000";by=10.0.0.1;host="a;b,c"`), "198.51.100.1", false,
	},
	{"Forwarded, IPv6", standard, proxy, of(fwd, `for="[2001:db8::1]:_port"`), "2001:db8::1", false},
	{
		"Forwarded, two proxies", standard, proxy,
		of(fwd, `for=203.0.113.9, for=198.51.100.1;proto=https, for=10.0.0.2`), "198.51.100.1", false,
	},
	{"Forwarded, two lines", standard, proxy, of(fwd, `for=198.51.100.1`, fwd, `for=10.0.0.2`), "198.51.100.1", false},
	{
		"unclosed quote sent by the client", standard, proxy,
		of(fwd, `for=203.0.113.9;x=", for="[2001:db8::1]"`), "2001:db8::1", false,
	},
	{"unclosed quote", standard, proxy, of(fwd, `for=", for=198.51.100.1`), "198.51.100.1", false},
	{
		"address in a quoted host", standard, proxy,
		of(fwd, `for=198.51.100.1;host="x,for=203.0.113.9"`), "198.51.100.1", false,
	},
	{
		"escaped quote", standard, proxy,
		of(fwd, `for=198.51.100.1;host="x\",for=203.0.113.9"`), "198.51.100.1", false,
	},
	{"two for=", standard, proxy, of(fwd, `for=198.51.100.1;for=203.0.113.9`), "10.0.0.1", true},
	{"no for=", standard, proxy, of(fwd, `for=203.0.113.9, proto=https`), "10.0.0.1", true},
	{"Forwarded unknown", standard, proxy, of(fwd, `for=unknown`), "10.0.0.1", true},
	{"Forwarded hidden", standard, proxy, of(fwd, `for="_gazonk"`), "10.0.0.1", true},
	{"Forwarded garbage", standard, proxy, of(fwd, `garbage`), "10.0.0.1", true},
	{
		"Forwarded and X-Forwarded-For", standard, proxy, of(fwd, "for=198.51.100.1", xff, "203.0.113.9"),
		"198.51.100.1", false,
	},
	{"only X-Forwarded-For", standard, proxy, of(xff, "203.0.113.9"), "10.0.0.1", true},
}

func TestClientAddress(t *testing.T) {
	for _, c := range slices.Concat(forwardedForCases, forwardedCases) {
		t.Run(c.name, func(t *testing.T) {
			want := network.Of(c.want)
			want.Shared = c.shared
			address, source := clientOf(t, c.o, c.remote, c.headers...)
			if address != c.want || source != want {
				t.Errorf("%s, %+v, want %s, %+v", address, source, c.want, want)
			}
		})
	}
}

// TestForwardingWarnings checks that a misconfigured proxy is logged once, without the value of its header, and an
// address that is deliberately withheld is not.
func TestForwardingWarnings(t *testing.T) {
	for _, c := range []struct {
		name, header, value string
		want                int // lines
	}{
		{"valid", httpd.ForwardedFor, "198.51.100.1:80", 0},
		{"unknown", httpd.ForwardedFor, "unknown", 0},
		{"hidden", httpd.ForwardedFor, "_hidden", 0},
		{"garbage", httpd.ForwardedFor, "garbage", 1},
		{"other header", httpd.Forwarded, "for=198.51.100.1", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			before := slog.Default()
			slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
			defer slog.SetDefault(before)
			h := httpd.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), proxied)
			for range 3 {
				r := requestFrom("10.0.0.1", http.NoBody)
				r.Header.Set(c.header, c.value)
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
			got := strings.Count(log.String(), "level=WARN")
			if got != c.want || strings.Contains(log.String(), c.value) {
				t.Errorf("%d lines, want %d: %s", got, c.want, log.String())
			}
		})
	}
}
