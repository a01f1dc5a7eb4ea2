package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"clientele/bench/internal/lab"
)

// profileOf takes two profiles of this program while a scenario runs: where its processor time goes, of which it returns the
// layers' shares, and what it allocates.
func (l *bench) profileOf(ctx context.Context, s scenario) (shares []string, err error) {
	if err := os.MkdirAll(l.options.profile, 0o755); err != nil {
		return nil, err
	}
	seconds := max(2, int(l.options.duration.Seconds()))
	driving, stop := context.WithCancel(ctx)
	defer stop()
	driven := make(chan error, 1)
	drive := lab.Load{Addr: l.Program.Addr, Requests: s.requests(product), Want: s.want, Connections: l.options.connections}
	go func() {
		_, err := drive.Run(driving, time.Hour)
		driven <- err
	}()
	for _, kind := range []string{"profile", "allocs"} {
		file := filepath.Join(l.options.profile, s.name+"."+map[string]string{"profile": "cpu", "allocs": "allocs"}[kind]+".pprof")
		if err := fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/%s?seconds=%d", l.debug, kind, seconds), file); err != nil {
			return nil, err
		}
		args := []string{"tool", "pprof", "-top", "-nodecount=40", file}
		if kind == "allocs" {
			args = []string{"tool", "pprof", "-top", "-nodecount=40", "-sample_index=alloc_space", file}
		}
		text, err := exec.CommandContext(ctx, "go", args...).Output()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		if err := os.WriteFile(file+".txt", text, 0o644); err != nil {
			return nil, err
		}
		fmt.Fprintf(l.out, "%s: %s.txt\n", s.name, file)
	}
	stop()
	if err := <-driven; err != nil {
		return nil, err
	}
	return sharesOf(ctx, filepath.Join(l.options.profile, s.name+".cpu.pprof"))
}

func fetch(ctx context.Context, url, file string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, response.Body); err != nil {
		return err
	}
	return out.Close()
}
