package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/db"
	"clientele/db/dbtest/cluster"
)

// Main runs the tests of a binary, calls the functions in last, and stops the PostgreSQL server if one was started. It
// must be called from TestMain.
func Main(m *testing.M, last ...func()) {
	inMain.Store(true)
	code := m.Run()
	for _, f := range last {
		f()
	}
	if startedServer.Load() { // server would start it otherwise
		if s, err := server(); err == nil {
			s.Stop()
		}
	}
	if why := skipped.Load(); why != nil {
		shout(fmt.Sprintf("NOT TESTED ON POSTGRESQL (%s): %s", filepath.Base(os.Args[0]), *why))
	}
	os.Exit(code)
}

// shout prints a message that must not be overlooked. `go test ./...` hides the output of a package that passes, so it
// is also written to the terminal if there is one.
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
	inMain        atomic.Bool // Main runs the tests, and stops the server
	startedServer atomic.Bool
	skipped       atomic.Pointer[string] // why tests on PostgreSQL were skipped
	databases     atomic.Int64
	creating      sync.Mutex // a template can't be copied concurrently
)

// backend is where the databases of tests are created.
type backend interface {
	create(name string) error // as a copy of the database "migrated"
	drop(name string) error
	URL(name string) string
	Stop()
}

// server is the backend of the test binary. Its data is not safe on disk.
var server = sync.OnceValues(func() (backend, error) {
	startedServer.Store(true)
	bin, err := cluster.FindPrograms()
	if err != nil {
		return nil, err
	}
	switch via := Via(); via {
	case "":
		return startPlain(bin)
	case ViaPgBouncer:
		return startPooled(bin)
	case ViaCitus:
		return startCitus(bin)
	default:
		return nil, fmt.Errorf("CLIENTELE_TEST_POSTGRES_VIA: unknown value %q", via)
	}
})

// Via returns CLIENTELE_TEST_POSTGRES_VIA: what stands between the tests and PostgreSQL, or "".
func Via() string { return os.Getenv("CLIENTELE_TEST_POSTGRES_VIA") }

// plain is one PostgreSQL server.
type plain struct{ *cluster.Cluster }

func startPlain(bin string) (backend, error) {
	settings := []string{
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
		"max_wal_senders=0", "max_wal_size=128MB", "max_connections=300", "shared_buffers=64MB", "jit=off",
	}
	if recording {
		settings = append(settings, cluster.RecordStatements()...)
	}
	if templates == "" || recording { // recorded are also the statements of migrations
		s, err := startMigrated(bin, settings)
		return plain{s}, err
	}
	folder, err := sharedTemplate("postgres", func(folder string) error {
		s, err := startMigrated(bin, settings)
		if err != nil {
			return err
		}
		return s.MoveTo(folder)
	})
	if err != nil {
		return nil, err
	}
	s, err := cluster.StartCopyInMemory(bin, folder, settings...)
	return plain{s}, err
}

// startMigrated starts a server that has the database "migrated".
func startMigrated(bin string, settings []string) (*cluster.Cluster, error) {
	s, err := cluster.StartInMemory(bin, settings...)
	if err != nil {
		return nil, err
	}
	if _, err := s.Admin.Exec("CREATE DATABASE migrated"); err != nil {
		return nil, err
	}
	return s, migrate(db.Options{URL: s.URL("migrated")})
}

// create copies files, which takes a tenth of the time of writing every page to the log, as PostgreSQL 15 does by
// default.
func (p plain) create(name string) error {
	_, err := p.Admin.Exec("CREATE DATABASE " + name + " TEMPLATE migrated STRATEGY file_copy")
	return err
}

func (p plain) drop(name string) error {
	_, err := p.Admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
	return err
}

// Postgres returns the folder of PostgreSQL's programs. If they are not installed, it skips the test, or fails it if
// CLIENTELE_TEST_POSTGRES=required.
func Postgres(t testing.TB) string {
	t.Helper()
	bin, err := cluster.FindPrograms()
	require(t, "PostgreSQL", err)
	return bin
}

// require skips the test if a program that it needs is not installed, or fails it if CLIENTELE_TEST_POSTGRES=required.
func require(t testing.TB, name string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("CLIENTELE_TEST_POSTGRES") == "required" {
		t.Fatalf("%s is required: %v", name, err)
	}
	why := err.Error()
	skipped.Store(&why)
	t.Skipf("NOT TESTED ON %s: %v", strings.ToUpper(name), err)
}

func postgresDatabase(t testing.TB) string {
	t.Helper()
	if !inMain.Load() {
		t.Fatal("TestMain must call dbtest.Main, which stops PostgreSQL at the end")
	}
	Postgres(t)
	s, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	creating.Lock()
	defer creating.Unlock()
	name := fmt.Sprintf("test%d", databases.Add(1))
	if err := s.create(name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Error(err)
		}
	})
	if c, ok := s.(*citus); ok {
		t.Cleanup(func() { c.check(t, name) })
	}
	return s.URL(name)
}
