package cluster

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// FindPgBouncer returns the path of PgBouncer: CLIENTELE_TEST_PGBOUNCER, from the PATH, or where Debian installs it.
func FindPgBouncer() (string, error) {
	for _, name := range []string{os.Getenv("CLIENTELE_TEST_PGBOUNCER"), "pgbouncer", "/usr/sbin/pgbouncer"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no pgbouncer in the PATH, in /usr/sbin or in CLIENTELE_TEST_PGBOUNCER")
}

// PgBouncer is a running PgBouncer in front of a server, for the roles clientele and shop. It needs no password.
type PgBouncer struct {
	dir     string
	port    int
	process *exec.Cmd
	log     *bytes.Buffer // the output of the process
	ended   chan struct{} // closed when the process has ended
}

// StartPgBouncer starts PgBouncer in front of all databases of the server on a port of this machine, with settings such
// as "pool_mode=transaction".
func StartPgBouncer(program string, port int, settings ...string) (_ *PgBouncer, err error) {
	b := &PgBouncer{log: new(bytes.Buffer), ended: make(chan struct{})}
	if b.dir, err = os.MkdirTemp("", "clientele-pgbouncer-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(b.dir)
		}
	}()
	if b.port, err = FreePort(); err != nil {
		return nil, err
	}
	as, err := unprivileged(b.dir) // it refuses to run as root, too
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"users.txt": `"clientele" ""` + "\n" + `"shop" ""` + "\n",
		"pgbouncer.ini": fmt.Sprintf("[databases]\n* = host=127.0.0.1 port=%d\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"+
			"listen_port = %d\nunix_socket_dir =\nauth_type = trust\nauth_file = users.txt\nmax_client_conn = 1000\n%s\n",
			port, b.port, strings.Join(settings, "\n")),
	}
	for name, text := range files {
		if err = os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	b.process = exec.Command(program, "pgbouncer.ini")
	b.process.SysProcAttr, b.process.Dir = as, b.dir
	b.process.Stdout, b.process.Stderr = b.log, b.log
	if err = b.process.Start(); err != nil {
		return nil, err
	}
	go func() { _ = b.process.Wait(); close(b.ended) }()
	return b, b.await()
}

// await returns when PgBouncer accepts connections.
func (b *PgBouncer) await() error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(30 * time.Second); ; {
		select {
		case <-b.ended:
			return fmt.Errorf("PgBouncer does not start\n%s", b.log)
		case <-tick.C:
		}
		if conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", b.port)); err == nil {
			return conn.Close()
		}
		if time.Now().After(deadline) {
			b.Stop()
			return fmt.Errorf("PgBouncer does not answer\n%s", b.log)
		}
	}
}

// URL returns the URL of a database behind PgBouncer.
func (b *PgBouncer) URL(database string) string {
	return fmt.Sprintf("postgres://clientele@127.0.0.1:%d/%s?sslmode=disable", b.port, database)
}

// PID returns the ID of the process.
func (b *PgBouncer) PID() int { return b.process.Process.Pid }

// Stop stops PgBouncer at once. If it has ended before, its log says why.
func (b *PgBouncer) Stop() {
	select {
	case <-b.ended:
		fmt.Fprintf(os.Stderr, "PgBouncer has ended: %v\n%s", b.process.ProcessState, b.log)
	default:
	}
	_ = b.process.Process.Kill() // unless it has ended
	<-b.ended
	_ = os.RemoveAll(b.dir)
}
