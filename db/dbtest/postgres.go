package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/db"
	"clientele/db/dbtest/cluster"
)

// Main runs a test binary's tests, stops the PostgreSQL server that they may have started, and does what else is to be done at the
// end. Call it from TestMain.
func Main(m *testing.M, last ...func()) {
	code := m.Run()
	for _, f := range last {
		f()
	}
	if startedServer.Load() { // asking for the server would start it
		if s, err := server(); err == nil {
			s.Stop()
		}
	}
	if why := skipped.Load(); why != nil {
		shout(fmt.Sprintf("NOT TESTED ON POSTGRESQL (%s): %s", filepath.Base(os.Args[0]), *why))
	}
	os.Exit(code)
}

// shout says something that must not be overlooked. `go test ./...` shows nothing of what a passing package says, so it goes to
// the terminal as well, where there is one.
func shout(text string) {
	fmt.Fprintln(os.Stderr, text)
	terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return
	}
	_, _ = fmt.Fprintln(terminal, text)
	_ = terminal.Close()
}

var (
	startedServer atomic.Bool
	skipped       atomic.Pointer[string] // why tests on PostgreSQL were
	databases     atomic.Int64
	creating      sync.Mutex // a template can be copied by one at a time
)

// server is this test binary's own, with nothing kept safe on disk.
var server = sync.OnceValues(func() (*cluster.Cluster, error) {
	startedServer.Store(true)
	bin, err := cluster.FindPrograms()
	if err != nil {
		return nil, err
	}
	s, err := cluster.Start(bin, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB", "jit=off")
	if err != nil {
		return nil, err
	}
	if _, err := s.Admin.Exec("CREATE DATABASE migrated"); err != nil {
		return nil, err
	}
	return s, migrate(db.Options{URL: s.URL("migrated")})
})

// Postgres returns the folder of PostgreSQL's programs. Where they are not found it skips the test, or fails it where
// CLIENTELE_TEST_POSTGRES=required.
func Postgres(t testing.TB) string {
	t.Helper()
	bin, err := cluster.FindPrograms()
	if err != nil {
		if os.Getenv("CLIENTELE_TEST_POSTGRES") == "required" {
			t.Fatalf("PostgreSQL is required: %v", err)
		}
		why := err.Error()
		skipped.Store(&why)
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	return bin
}

func postgresDatabase(t testing.TB) string {
	t.Helper()
	Postgres(t)
	s, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	creating.Lock()
	defer creating.Unlock()
	name := fmt.Sprintf("test%d", databases.Add(1))
	if _, err := s.Admin.Exec("CREATE DATABASE " + name + " TEMPLATE migrated"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.URL(name)
}

// Programs returns the folder of PostgreSQL's programs, for tests that use more of them than the server.
func Programs(t testing.TB) string {
	t.Helper()
	bin, err := cluster.FindPrograms()
	if err != nil {
		t.Fatal(err)
	}
	return bin
}
