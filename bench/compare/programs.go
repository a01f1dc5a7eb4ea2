package main

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

// program is a server under measurement, built and started as users do.
type program struct {
	name string
	addr string // host and port of its API
	pid  int
	cmd  *exec.Cmd
}

// build compiles one of this module's commands.
func build(ctx context.Context, dir, name, pkg string) (string, error) {
	bin := filepath.Join(dir, name)
	out, err := exec.CommandContext(ctx, "go", "build", "-o", bin, pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return bin, nil
}

// launch starts a program, and waits until it prints the line "API http://host:port/…".
func launch(name, bin string, args, environ []string) (*program, error) {
	c := exec.Command(bin, args...)
	c.Env = append(os.Environ(), environ...)
	c.Stderr = os.Stderr
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
		return &program{name: name, addr: strings.Replace(at.Host, "localhost", "127.0.0.1", 1), pid: c.Process.Pid, cmd: c}, nil
	}
	_ = c.Wait()
	return nil, fmt.Errorf("%s did not start", name)
}

// stop ends the program and waits for it.
func (p *program) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(30*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	_ = p.cmd.Wait()
}
