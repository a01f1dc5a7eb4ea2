// Package cluster runs a PostgreSQL server of one's own in a temporary folder, for tests and measurements, from the programs
// that are installed. It knows nothing of what is kept there.
package cluster

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
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Find returns the folder of initdb and postgres: CLIENTELE_TEST_POSTGRES_BIN, on the path, or where Debian puts them.
func Find() (string, error) {
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

// Cluster is a running PostgreSQL server, reached on loopback without a password.
type Cluster struct {
	Admin *sql.DB // the database "postgres", to create others with

	dir     string
	port    int
	program string
	args    []string
	as      *syscall.SysProcAttr
	process *exec.Cmd
	log     *bytes.Buffer // what the process says
	ended   chan struct{} // closed when the process has
}

// Start runs a server by the programs in bin, with settings such as "fsync=off".
func Start(bin string, settings ...string) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "clientele-postgres-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir}
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
	if c.port, err = FreePort(); err != nil {
		return nil, err
	}
	c.program, c.as = filepath.Join(bin, "postgres"), as
	c.args = []string{"-D", data, "-p", strconv.Itoa(c.port), "-k", dir, "-c", "listen_addresses=127.0.0.1"}
	for _, s := range settings {
		c.args = append(c.args, "-c", s)
	}
	if c.Admin, err = sql.Open("pgx", c.URL("postgres")); err != nil {
		return nil, err
	}
	if err := c.launch(); err != nil {
		return nil, err
	}
	if err := c.wait(); err != nil {
		c.Stop()
		return nil, fmt.Errorf("%w\n%s", err, c.log)
	}
	return c, nil
}

func (c *Cluster) launch() error {
	c.log = new(bytes.Buffer)
	c.process = exec.Command(c.program, c.args...)
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

// Kill kills the server's first process, as a machine does that has no memory left. The others notice, and end by themselves.
func (c *Cluster) Kill() error {
	err := c.process.Process.Kill()
	<-c.ended
	return err
}

// Restart starts the server again on what it kept, after Kill, and returns when it answers. The server refuses to start while
// processes of before are there, so there may be several tries.
func (c *Cluster) Restart() error {
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
				_ = c.Kill()
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

func (c *Cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := c.Admin.PingContext(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		<-tick.C
	}
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
