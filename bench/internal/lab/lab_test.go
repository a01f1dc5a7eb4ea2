package lab

import (
	"context"
	"io"
	"os"
	"testing"
)

// TestOpenLeavesNothing opens a laboratory that is given up before it is built.
func TestOpenLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, Options{Customers: 1}, io.Discard); err == nil {
		t.Fatal("a laboratory was opened for nobody")
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("%v stayed behind (%v)", left, err)
	}
}
