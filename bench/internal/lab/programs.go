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

// Program is a server under measurement, built and started as users do.
type Program struct {
	Name string
	Addr string // host and port of its API
	PID  int
	cmd  *exec.Cmd
}

// Build compiles one of this module's commands.
func Build(ctx context.Context, dir, name, pkg string) (string, error) {
	bin := filepath.Join(dir, name)
	out, err := exec.CommandContext(ctx, "go", "build", "-o", bin, pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return bin, nil
}

// Launch starts a program, whose log goes to log, and waits until it prints the line "API http://host:port/…".
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
		return &Program{Name: name, Addr: strings.Replace(at.Host, "localhost", "127.0.0.1", 1), PID: c.Process.Pid, cmd: c}, nil
	}
	_ = c.Wait()
	return nil, fmt.Errorf("%s did not start", name)
}

// Stop ends the program by SIGTERM, or by force after half a minute, and waits for it. The error is its exit code.
func (p *Program) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(30*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	return p.cmd.Wait()
}
