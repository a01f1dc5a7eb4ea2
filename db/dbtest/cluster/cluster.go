// Package cluster runs a PostgreSQL server of one's own in a temporary folder, for tests and measurements, from the programs
// that are installed. It knows nothing of what is kept there.
package cluster

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Find returns the folder of initdb and postgres: CLIENTELE_TEST_POSTGRES_BIN, on the path, or where Debian puts them.
func FindPrograms() (string, error) {
	var places []string
	if dir := os.Getenv("CLIENTELE_TEST_POSTGRES_BIN"); dir != "" {
		places = append(places, dir)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil { // where the others are that nobody has put on the path
			places = append(places, filepath.Dir(path))
		}
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

// Cluster is a running PostgreSQL server, reached on loopback without a password.
type Cluster struct {
	Admin *sql.DB // the database "postgres", to create others with

	bin      string
	settings []string
	dir      string
	as       *syscall.SysProcAttr
	port     int
	process  *exec.Cmd
	log      *bytes.Buffer // what the process says
	ended    chan struct{} // closed when the process has
}

// Start runs a server by the programs in bin, with settings such as "fsync=off".
func Start(bin string, settings ...string) (*Cluster, error) {
	return begin(bin, settings, func(c *Cluster) error {
		return c.do("initdb", "-D", c.data(), "-U", "clientele", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	})
}

// begin makes the data of a server by fill, and runs it.
func begin(bin string, settings []string, fill func(*Cluster) error) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "clientele-postgres-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, settings: settings, dir: dir}
	if c.as, err = unprivileged(dir); err != nil {
		return nil, err
	}
	if err := fill(c); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if c.port, err = FreePort(); err != nil {
		return nil, err
	}
	if c.Admin, err = sql.Open("pgx", c.URL("postgres")); err != nil {
		return nil, err
	}
	return c, c.Run()
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// do runs one of PostgreSQL's programs to its end.
func (c *Cluster) do(program string, args ...string) error {
	p := exec.Command(filepath.Join(c.bin, program), args...)
	p.SysProcAttr, p.Dir = c.as, c.dir
	if out, err := p.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return nil
}

func (c *Cluster) launch() error {
	args := []string{"-D", c.data(), "-p", strconv.Itoa(c.port), "-k", c.dir, "-c", "listen_addresses=127.0.0.1"}
	for _, s := range c.settings {
		args = append(args, "-c", s)
	}
	c.log = new(bytes.Buffer)
	c.process = exec.Command(filepath.Join(c.bin, "postgres"), args...)
	c.process.SysProcAttr, c.process.Dir = c.as, c.dir
	c.process.Stdout, c.process.Stderr = c.log, c.log
	if err := c.process.Start(); err != nil {
		return err
	}
	ended, process := make(chan struct{}), c.process
	c.ended = ended
	go func() { _ = process.Wait(); close(ended) }()
	return nil
}

// Run runs the server, again on what it kept after Kill, and returns when it answers. It refuses to start while processes of before
// are there, so there may be several tries.
func (c *Cluster) Run() error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(30 * time.Second); ; {
		if err := c.launch(); err != nil {
			return err
		}
		for up := true; up; {
			select {
			case <-c.ended:
				up = false
			case <-tick.C:
				if c.Admin.Ping() == nil {
					return nil
				}
			}
			if time.Now().After(deadline) {
				c.Stop()
				return fmt.Errorf("the server does not answer\n%s", c.log)
			}
		}
	}
}

// URL returns where a database of the server is.
func (c *Cluster) URL(database string) string {
	return fmt.Sprintf("postgres://clientele@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

// PID returns the id of the server's first process; it is the parent of the others.
func (c *Cluster) PID() int { return c.process.Process.Pid }

// Stop ends the server at once and drops what it kept.
func (c *Cluster) Stop() {
	_ = c.Admin.Close()
	_ = c.process.Process.Signal(syscall.SIGQUIT) // immediate shutdown: nothing here is worth keeping
	<-c.ended
	_ = os.RemoveAll(c.dir)
}

// Kill kills the server's first process, as a machine does that has no memory left. The others notice, and end by themselves. Run
// starts it again.
func (c *Cluster) Kill() {
	_ = c.process.Process.Kill()
	<-c.ended
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

// FreePort returns a port of loopback that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
