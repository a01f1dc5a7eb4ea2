package lab

import (
	"context"
	"io"
	"os"
	"testing"
)

// TestOpenCleansUp checks that Open leaves no files behind if it is canceled.
func TestOpenCleansUp(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, Options{Customers: 1}, io.Discard); err == nil {
		t.Fatal("Open succeeded with a canceled context")
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("files left behind: %v (%v)", left, err)
	}
}
