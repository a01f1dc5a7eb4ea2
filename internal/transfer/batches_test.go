package transfer_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/db/dbtest"
	"clientele/internal/customfields"
	"clientele/internal/records"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/internal/transfer"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// recorder remembers the batches of an import.
type recorder struct {
	sizes  []int
	faults []records.Fault
}

func (*recorder) Opened(context.Context, []records.Column, []string) error { return nil }

func (r *recorder) Done(_ context.Context, b transfer.Batch, _ bool) error {
	r.sizes = append(r.sizes, b.Done)
	for _, f := range b.Faults {
		r.faults = append(r.faults, f.Fault)
	}
	return nil
}

// run imports customers none of which can be read.
func run(t *testing.T, file string) *recorder {
	t.Helper()
	d := dbtest.SQLite(t)
	s := &transfer.Service{Fields: customfields.New(d, time.Now, throttle.New(d, time.Now))}
	r := &recorder{}
	in := transfer.Import{Options: records.Options{Format: records.JSONL}}
	if err := s.ImportCustomers(t.Context(), staff.Operator, strings.NewReader(file), in, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestBatches checks that batches are limited by the number of records and by their size.
func TestBatches(t *testing.T) {
	large := `{"unknown":"` + strings.Repeat("x", 300_000) + "\"}\n"
	file := strings.Repeat("{\"unknown\":1}\n", 501) + strings.Repeat(large, 5)
	if got, want := run(t, file).sizes, []int{500, 3, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("%v and not %v", got, want)
	}
}

// TestTextsOfFaults checks that faults do not repeat long names of a file, or control characters, which a terminal may
// execute and PostgreSQL does not store.
func TestTextsOfFaults(t *testing.T) {
	r := run(t, `{"a\u0000\u001b[2Jb":1,"`+strings.Repeat("ü", 5000)+"\":1}\n")
	want := []string{"a\uFFFD\uFFFD[2Jb", strings.Repeat("ü", 1000) + "…"}
	for i, f := range r.faults {
		if f.Column != want[i] {
			t.Errorf("%q", f.Column)
		}
	}
	if len(r.faults) != 2 {
		t.Errorf("%v", r.faults)
	}
}
