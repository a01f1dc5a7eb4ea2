package repo

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Build builds the program and returns the path of the binary. It copies what go run would run, because Go caches that,
// so only the first of several test binaries links it.
func Build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "clientele")
	if out, err := exec.Command("go", "run", "-exec", "cp", "clientele", binary).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}
