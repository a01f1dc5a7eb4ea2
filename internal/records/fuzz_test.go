package records_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"clientele/internal/records"
	"clientele/test/repo"
)

// FuzzFiles checks that no file makes a reader fail in another way than with a FileError, that rows are in order, and
// that the file of all records is read again without losing any.
func FuzzFiles(f *testing.F) {
	for _, list := range [][]sampleFile{customerSamples, orderSamples} {
		for _, s := range list {
			text, err := os.ReadFile(repo.Path(samples, s.name))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text[:min(len(text), 3000)], string(s.format))
		}
	}
	f.Add([]byte("sep=;\r\nemail;name\r\n\"a\";\"b\r\n"), "CSV")
	f.Add([]byte("email,name\n\"a\"x,\"b\"\n\"\n"), "CSV")
	f.Add([]byte(`[{"a":"\"}"},{}] {"data":[{"type":"address"}]}`), "MOLTIN")
	f.Fuzz(func(t *testing.T, text []byte, format string) {
		o := records.Options{Format: records.Format(format)}
		c, err := records.ReadCustomers(bytes.NewReader(text), o)
		first := check(t, c, err, func(c *records.Customer) records.Source { return c.Source })
		r, err := records.ReadOrders(bytes.NewReader(text), o)
		check(t, r, err, func(o *records.Order) records.Source { return o.Source })
		if first == nil {
			return
		}
		var again bytes.Buffer
		w := records.NewFaultWriter(&again, c.Header())
		for _, s := range first {
			if err := w.Write(s, s.Faults); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if o.Format == records.Magento && c.Header() == nil {
			return
		}
		if len(first) == 0 {
			return
		}
		c, err = records.ReadCustomers(&again, o)
		second := check(t, c, err, func(c *records.Customer) records.Source { return c.Source })
		if err == nil && len(second) < len(first)/2 { // consecutive records can become one
			t.Errorf("%d of %d records are left", len(second), len(first))
		}
	})
}

// check reads a file to its end, and returns the records, or nil after an error of the file.
func check[T any](t *testing.T, r records.Reader[T], err error, source func(*T) records.Source) []records.Source {
	t.Helper()
	list := []records.Source{}
	row := 0
	for {
		var record *T
		if err == nil {
			record, err = r.Next()
		}
		var file records.FileError
		switch {
		case errors.Is(err, io.EOF):
			return list
		case errors.As(err, &file):
			return nil
		case err != nil:
			t.Fatalf("%T: %v", err, err)
		}
		s := source(record)
		if s.Row < row || s.Row < 1 || len(s.Raw) == 0 {
			t.Fatalf("row %d follows row %d", s.Row, row)
		}
		for _, path := range [][]string{nil, {"email"}, {"addresses", "0", "city"}, {"addresses", "x"}, {"items", "0"}, {"customFields"}, {"contact"}, {"shippingAddress", "customFields"}} {
			s.Column(path)
		}
		for _, f := range s.Faults {
			if f.Row < s.Row || f.Message == "" || f.Code == "" {
				t.Fatalf("a fault of row %d is %+v", s.Row, f)
			}
		}
		row, list = s.Row, append(list, s)
	}
}
