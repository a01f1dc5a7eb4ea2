package abuse

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"clientele/test/apptest"
)

// TestSlowBodies sends 600 requests whose bodies never end: the memory they use is limited, and other requests are
// answered.
func TestSlowBodies(t *testing.T) {
	p := apptest.Start(t, apptest.Data(t))
	p.SignUp("ann@example.com")
	at := strings.TrimPrefix(p.URL, "http://")
	part := []byte(`{"query":"` + strings.Repeat("x", 900<<10))
	before := inUse()
	var refused, open sync.Map
	var sending sync.WaitGroup
	for i := range 600 {
		sending.Go(func() {
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i%60+1))}}
			c, err := d.Dial("tcp", at)
			if err != nil {
				t.Error(err)
				return
			}
			open.Store(i, c)
			_, _ = fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(part)+100)
			sent := make(chan error, 1)
			go func() { // clients read while they write
				_, err := c.Write(part)
				sent <- err
			}()
			defer func() { <-sent }()
			if response, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil {
				refused.Store(i, response.StatusCode)
			}
		})
	}
	n := 0
	apptest.Eventually(t, func() string { // the other bodies stay incomplete
		if n = size(&refused); n < 450 || size(&open) < 600 {
			return fmt.Sprintf("only %d of %d bodies are refused", n, size(&open))
		}
		return ""
	})
	if a := p.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customer { id } userErrors { code } } }`, nil).OK(); a.At("login.customer.id") == nil {
		t.Error(a.Body)
	}
	refused.Range(func(_, status any) bool {
		if status != http.StatusServiceUnavailable {
			t.Errorf("status %v", status)
		}
		return true
	})
	grown := inUse() - before
	t.Logf("at least %d of 600 bodies are refused, the others take %d MiB", n, grown>>20)
	if grown > 300<<20 {
		t.Errorf("%d MiB of memory are in use", grown>>20)
	}
	open.Range(func(_, c any) bool { _ = c.(net.Conn).Close(); return true })
	sending.Wait()
	large := []byte(`{"query":"{ shop { name } }","variables":{"unused":"` + strings.Repeat("x", 900<<10) + `"}}`)
	apptest.Eventually(t, func() string { // the program notices closed connections one after the other
		if a := p.Post(nil, large); a.At("shop.name") != "My shop" {
			return a.Body
		}
		return ""
	})
}

// size returns the number of entries of a map.
func size(m *sync.Map) int {
	n := 0
	m.Range(func(_, _ any) bool { n++; return true })
	return n
}

// inUse returns the number of bytes in use after a garbage collection.
func inUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse)
}
