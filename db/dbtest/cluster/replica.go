package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Replica starts a streaming replica of the server, with its own settings.
func (c *Cluster) Replica(settings ...string) (*Cluster, error) {
	c.replicas++
	slot := fmt.Sprintf("replica%d_%d", os.Getpid(), c.replicas)
	return begin("", c.bin, settings, func(r *Cluster) error {
		return r.do("pg_basebackup", "-D", r.data(), "-d", c.URL("postgres"), "-R", "-X", "stream",
			"-C", "-S", slot, "--checkpoint=fast", "--no-sync")
	})
}

// Freeze suspends every process of the server, as if its machine hung: requests get no answer. Thaw resumes them.
func (c *Cluster) Freeze() error { return c.signal(syscall.SIGSTOP) }

// Thaw resumes the processes after Freeze.
func (c *Cluster) Thaw() error { return c.signal(syscall.SIGCONT) }

// signal signals the first process, so that it starts no others, and then its children. It works on Linux only.
func (c *Cluster) signal(s syscall.Signal) error {
	if err := c.process.Process.Signal(s); err != nil {
		return err
	}
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(text), ") ") // after the name: the state and the parent
		if fields := strings.Fields(rest); len(fields) < 2 || fields[1] != strconv.Itoa(c.PID()) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		_ = syscall.Kill(pid, s) // unless it has ended
	}
	return nil
}
