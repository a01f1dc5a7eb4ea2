package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// processes are the programs that were started. Their output is in the folder.
type processes struct {
	dir string
	as  *syscall.Credential // the user postgres if this program runs as root

	mu      sync.Mutex
	running []*process
}

// process is a program.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	data  string // the folder of a PostgreSQL server that the process has started, otherwise ""
}

// findUser finds the user postgres, because PostgreSQL refuses to run as root, and makes it the owner of the folder.
func (p *processes) findUser() error {
	if os.Geteuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return err
	}
	p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return errors.Join(os.Chown(p.dir, uid, gid), os.Chmod(p.dir, 0o700))
}

// start starts a program, as the user postgres if asUser.
func (p *processes) start(
	name string, asUser bool, environ []string, program string, args ...string,
) (*process, error) {
	out, err := os.OpenFile(folder(p.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	one := &process{cmd: exec.Command(program, args...), ended: make(chan struct{})}
	one.cmd.Stdout, one.cmd.Stderr, one.cmd.Dir = out, out, p.dir
	one.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=" + p.dir}, environ...)
	one.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // ctrl-C ends only this program, which ends the others
	if asUser {
		one.cmd.SysProcAttr.Credential = p.as
	}
	if err := one.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() { _ = one.cmd.Wait(); close(one.ended) }()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = append(p.running, one)
	return one, nil
}

// kill kills the process and the PostgreSQL server that it has started, as if the machine had failed.
func (one *process) kill() {
	_ = one.cmd.Process.Kill()
	if pid := one.postmaster(); pid != 0 {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	<-one.ended
}

// postmaster returns the ID of the first process of the PostgreSQL server; 0 if there is none.
func (one *process) postmaster() int {
	if one.data == "" {
		return 0
	}
	text, err := os.ReadFile(folder(one.data, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid <= 1 {
		return 0
	}
	exe, err := os.Readlink("/proc/" + first + "/exe")
	if err != nil || !strings.HasSuffix(exe, "/postgres") {
		return 0 // it has ended
	}
	return pid
}

// stopAll ends all processes, the last one first.
func (p *processes) stopAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.running) - 1; i >= 0; i-- {
		one := p.running[i]
		if one.data == "" {
			_ = one.cmd.Process.Signal(syscall.SIGTERM)
			select {
			case <-one.ended:
				continue
			case <-time.After(5 * time.Second):
			}
		}
		one.kill()
	}
	// PostgreSQL's other processes end once they notice that the first one has; they use the folder until then.
	time.Sleep(time.Second)
}
