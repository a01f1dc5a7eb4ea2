package dbtest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx", to create databases with

	"clientele/db"
)

// Main runs a test binary's tests and stops the PostgreSQL server that they may have started. Call it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if startedServer.Load() { // asking for the server would start it
		if s, err := server(); err == nil {
			s.stop()
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

// cluster is a PostgreSQL server of this test binary's own, with nothing kept safe on disk.
type cluster struct {
	dir, bin string
	port     int
	process  *exec.Cmd
	admin    *sql.DB
}

var (
	startedServer atomic.Bool
	skipped       atomic.Pointer[string] // why tests on PostgreSQL were
	databases     atomic.Int64
	creating      sync.Mutex // a template can be copied by one at a time
)

var server = sync.OnceValues(func() (*cluster, error) {
	startedServer.Store(true)
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	return start(bin)
})

func postgresDatabase(t testing.TB) string {
	t.Helper()
	if _, err := binaries(); err != nil {
		if os.Getenv("CLIENTELE_TEST_POSTGRES") == "required" {
			t.Fatalf("PostgreSQL is required: %v", err)
		}
		why := err.Error()
		skipped.Store(&why)
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	s, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	creating.Lock()
	defer creating.Unlock()
	name := fmt.Sprintf("test%d", databases.Add(1))
	if _, err := s.admin.Exec("CREATE DATABASE " + name + " TEMPLATE migrated"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.url(name)
}

// binaries finds initdb and postgres: in CLIENTELE_TEST_POSTGRES_BIN, on the path, or where Debian puts them.
func binaries() (string, error) {
	var places []string
	if dir := os.Getenv("CLIENTELE_TEST_POSTGRES_BIN"); dir != "" {
		places = append(places, dir)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		places = append(places, filepath.Dir(path))
	}
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(debian) // the newest first
	places = append(places, debian...)
	for _, dir := range places {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no initdb on the path, in /usr/lib/postgresql/*/bin or in CLIENTELE_TEST_POSTGRES_BIN")
}

func start(bin string) (*cluster, error) {
	dir, err := os.MkdirTemp("", "clientele-postgres-")
	if err != nil {
		return nil, err
	}
	s := &cluster{dir: dir, bin: bin}
	as, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "clientele", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = as, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	var log bytes.Buffer
	s.process = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(s.port), "-k", dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "jit=off")
	s.process.SysProcAttr, s.process.Dir = as, dir
	s.process.Stdout, s.process.Stderr = &log, &log
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	if s.admin, err = sql.Open("pgx", s.url("postgres")); err != nil {
		return nil, err
	}
	if err := s.wait(); err != nil {
		s.stop()
		return nil, fmt.Errorf("%w\n%s", err, log.String())
	}
	if _, err := s.admin.Exec("CREATE DATABASE migrated"); err != nil {
		return nil, err
	}
	return s, migrate(db.Options{URL: s.url("migrated")})
}

func (s *cluster) url(database string) string {
	return fmt.Sprintf("postgres://clientele@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

func (s *cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := s.admin.PingContext(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		<-tick.C
	}
}

func (s *cluster) stop() {
	_ = s.admin.Close()
	_ = s.process.Process.Signal(syscall.SIGQUIT) // immediate shutdown: nothing here is worth keeping
	_ = s.process.Wait()
	_ = os.RemoveAll(s.dir)
}

// unprivileged returns how to start PostgreSQL, which refuses to run as root: as another user, who then owns dir.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// Programs returns the folder of PostgreSQL's programs, for tests that use more of them than the server.
func Programs(t testing.TB) string {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	return bin
}
