package apptest

import (
	"bytes"
	"net/http"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// StartProcess starts the program in a separate process, which Stop ends with SIGTERM and Kill with SIGKILL. It listens
// on a free port unless the settings name one. The log is complete after Stop.
func StartProcess(t *testing.T, binary string, env ...string) (*Program, *bytes.Buffer) {
	t.Helper()
	env = append([]string{"CLIENTELE_ADDR=127.0.0.1:0"}, env...) // the last one applies
	log := new(bytes.Buffer)
	c := exec.Command(binary)
	c.Env, c.Stderr = env, log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Program{T: t, Env: env, URL: urlIn(t, out)}
	p.Stop = sync.OnceValue(func() error {
		http.DefaultClient.CloseIdleConnections()
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		late := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
		defer late.Stop()
		return c.Wait()
	})
	p.Kill = func() {
		_ = c.Process.Kill() // unless it has ended
		_ = c.Wait()         // reports the signal
	}
	t.Cleanup(func() { _ = p.Stop() })
	return p, log
}
