package lab

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Program is a server process under measurement.
type Program struct {
	Name string
	Addr string // host and port of its API
	PID  int
	cmd  *exec.Cmd
}

// Build compiles a command of this module into dir, and returns the path of the binary. It copies what go run would
// run, which Go caches.
func Build(ctx context.Context, dir, name, pkg string) (string, error) {
	bin := filepath.Join(dir, name)
	out, err := exec.CommandContext(ctx, "go", "run", "-exec", "cp", pkg, bin).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return bin, nil
}

// Launch starts a program and waits until it prints the line "API http://host:port/…". Its standard error goes to log.
func Launch(name, bin string, args, environ []string, log io.Writer) (*Program, error) {
	c := exec.Command(bin, args...)
	c.Env = append(os.Environ(), environ...)
	c.Stderr = log
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 2 || fields[0] != "API" {
			continue
		}
		at, err := url.Parse(fields[1])
		if err != nil {
			return nil, err
		}
		go func() { _, _ = io.Copy(io.Discard, out) }()
		addr := strings.Replace(at.Host, "localhost", "127.0.0.1", 1)
		return &Program{Name: name, Addr: addr, PID: c.Process.Pid, cmd: c}, nil
	}
	_ = c.Wait()
	return nil, fmt.Errorf("%s did not start", name)
}

// Stop stops the program with SIGTERM, or SIGKILL after 30 seconds. The error is its exit status.
func (p *Program) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	timeout := time.AfterFunc(30*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer timeout.Stop()
	return p.cmd.Wait()
}
