// Package cluster runs a PostgreSQL server in a temporary folder, for tests and benchmarks, with the installed
// programs. It knows nothing about the data.
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

// FindPrograms returns the folder of initdb and postgres: CLIENTELE_TEST_POSTGRES_BIN, from the PATH, or where Debian
// installs them.
func FindPrograms() (string, error) {
	var places []string
	if dir := os.Getenv("CLIENTELE_TEST_POSTGRES_BIN"); dir != "" {
		places = append(places, dir)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil { // the other programs may not be in the PATH
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
	return "", fmt.Errorf("no initdb in the PATH, in /usr/lib/postgresql/*/bin or in CLIENTELE_TEST_POSTGRES_BIN")
}

// Cluster is a running PostgreSQL server that listens on the loopback interface and needs no password.
type Cluster struct {
	Admin *sql.DB // connected to the database "postgres", to create others

	bin      string
	settings []string
	dir      string
	as       *syscall.SysProcAttr
	port     int
	process  *exec.Cmd
	log      *bytes.Buffer // the output of the process
	ended    chan struct{} // closed when the process has ended
	replicas int           // how many were created
}

// Start starts a server with the programs in bin and with settings such as "fsync=off".
func Start(bin string, settings ...string) (*Cluster, error) {
	return begin("", bin, settings, (*Cluster).initialize)
}

// StartInMemory is Start with data in memory, if there is enough of it. Disks take a multiple of the time to create and
// delete the files of a database, which are hundreds.
func StartInMemory(bin string, settings ...string) (*Cluster, error) {
	return begin(memory(), bin, settings, (*Cluster).initialize)
}

// StartCopyInMemory is StartInMemory with a copy of the data that MoveTo stored in a folder.
func StartCopyInMemory(bin, folder string, settings ...string) (*Cluster, error) {
	return begin(memory(), bin, settings, func(c *Cluster) error { return copyData(folder, c.data()) })
}

// MoveTo stops the server and moves its data to a new folder.
func (c *Cluster) MoveTo(folder string) error {
	_ = c.Admin.Close()
	if err := c.process.Process.Signal(syscall.SIGINT); err != nil { // so that a copy needs no recovery
		return err
	}
	<-c.ended
	return errors.Join(copyData(c.data(), folder), os.RemoveAll(c.dir))
}

// copyData copies a folder with the owners and the modes of its files, which PostgreSQL checks.
func copyData(from, to string) error {
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("copy the data: %w\n%s", err, out)
	}
	return nil
}

func (c *Cluster) initialize() error {
	return c.do("initdb", "-D", c.data(), "-U", "clientele", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
		"--no-sync")
}

// memory returns a folder whose files Linux keeps in memory, or "" if it does not have a gigabyte of space.
func memory() string {
	const folder = "/dev/shm"
	var space syscall.Statfs_t
	if err := syscall.Statfs(folder, &space); err != nil || uint64(space.Bavail)*uint64(space.Bsize) < 1<<30 {
		return ""
	}
	return folder
}

// begin starts a server on data that fill creates in a new folder in parent, or in the system's folder for temporary
// files.
func begin(parent, bin string, settings []string, fill func(*Cluster) error) (*Cluster, error) {
	dir, err := os.MkdirTemp(parent, "clientele-postgres-")
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

// do runs one of PostgreSQL's programs and waits for it.
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

// Run starts the server, after Kill on the same data, and returns when it answers. A server refuses to start while
// processes of the previous one are running, so it may take several attempts.
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

// URL returns the URL of a database.
func (c *Cluster) URL(database string) string {
	return fmt.Sprintf("postgres://clientele@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

// Port returns the port of the server.
func (c *Cluster) Port() int { return c.port }

// Do runs statements in a database.
func (c *Cluster) Do(database string, statements ...string) error {
	d, err := sql.Open("pgx", c.URL(database))
	if err != nil {
		return err
	}
	for _, s := range statements {
		if _, err := d.Exec(s); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s, err), d.Close())
		}
	}
	return d.Close()
}

// Distribute creates a database on a coordinator and its workers, which have the extension Citus.
func Distribute(database string, coordinator *Cluster, workers ...*Cluster) error {
	join := []string{fmt.Sprintf("SELECT citus_set_coordinator_host('127.0.0.1', %d)", coordinator.port)}
	for _, node := range append([]*Cluster{coordinator}, workers...) {
		if err := node.Do("postgres", "CREATE DATABASE "+database); err != nil {
			return err
		}
		if err := node.Do(database, "CREATE EXTENSION citus"); err != nil {
			return err
		}
		if node != coordinator {
			join = append(join, fmt.Sprintf("SELECT citus_add_node('127.0.0.1', %d)", node.port))
		}
	}
	return coordinator.Do(database, join...)
}

// PID returns the ID of the server's first process, which is the parent of the others.
func (c *Cluster) PID() int { return c.process.Process.Pid }

// Stop stops the server at once and deletes its data.
func (c *Cluster) Stop() {
	_ = c.Admin.Close()
	_ = c.process.Process.Signal(syscall.SIGQUIT) // immediate shutdown: nothing here is worth keeping
	<-c.ended
	_ = os.RemoveAll(c.dir)
}

// Kill kills the server's first process, as Linux does when it is out of memory. The others notice and end. Run starts
// the server again.
func (c *Cluster) Kill() {
	_ = c.process.Process.Kill()
	<-c.ended
}

// unprivileged returns attributes to start PostgreSQL, which refuses to run as root, as another user, and makes the
// user the owner of dir.
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

// FreePort returns a port of the loopback interface that is not in use.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
