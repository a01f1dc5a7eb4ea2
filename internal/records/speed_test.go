package records_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"

	"clientele/internal/records"
)

// shopifyFile is a file of Shopify's customers of any length, which is written while it is read.
type shopifyFile struct {
	rows, next int
	rest       []byte
}

// Read implements io.Reader.
func (f *shopifyFile) Read(p []byte) (int, error) {
	for len(f.rest) < len(p) && f.next < f.rows {
		if f.next == 0 {
			f.rest = append(f.rest, shopifyCustomerHeader...)
		}
		f.rest = fmt.Appendf(f.rest, "'7%012d,Jürgen %d,Müller,customer%d@example.com,yes,\"Müller & Söhne, GmbH\",Hauptstraße %d,,Berlin,,DE,'10115,'+4915112345678,'+4915112345678,no,10.00,2,,no,\"VIP, newsletter\"\n",
			f.next, f.next, f.next, f.next)
		f.next++
	}
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest)
	f.rest = f.rest[:copy(f.rest, f.rest[n:])]
	return n, nil
}

func readAll(t testing.TB, rows int) (n int) {
	t.Helper()
	r, err := records.ReadCustomers(&shopifyFile{rows: rows}, records.Options{Format: records.Shopify})
	for err == nil {
		var c *records.Customer
		if c, err = r.Next(); err == nil {
			if n++; len(c.Faults) > 0 || len(c.Input.Addresses) != 1 {
				t.Fatalf("%q", faults(c.Faults))
			}
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return n
}

// TestMemory reads a file of 100,000 rows, about 20 MB, and checks that the memory in use stays the same.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r, err := records.ReadCustomers(&shopifyFile{rows: 100_000}, records.Options{Format: records.Shopify})
	n, most := 0, uint64(0)
	for err == nil {
		if _, err = r.Next(); err == nil {
			if n++; n%20_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapAlloc)
			}
		}
	}
	if !errors.Is(err, io.EOF) || n != 100_000 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if most > before.HeapAlloc+4<<20 {
		t.Errorf("the reader keeps %d KB", (most-before.HeapAlloc)>>10)
	}
}

// BenchmarkShopifyCustomers reads 100,000 rows of Shopify's export of customers.
func BenchmarkShopifyCustomers(b *testing.B) {
	const rows = 100_000
	b.ReportAllocs()
	for b.Loop() {
		if n := readAll(b, rows); n != rows {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
