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

// profileOf records a CPU profile and an allocation profile of the program under load, and returns the shares of the
// layers in the CPU profile.
func (l *bench) profileOf(ctx context.Context, s scenario) (shares []string, err error) {
	if err := os.MkdirAll(l.options.profile, 0o755); err != nil {
		return nil, err
	}
	seconds := max(1, int(l.options.Duration.Seconds()))
	loadCtx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	load := lab.Load{
		Addr: l.Program.Addr, Requests: s.requests(product), Want: s.want, Connections: l.options.connections,
	}
	go func() {
		_, err := load.Run(loadCtx, time.Hour)
		done <- err
	}()
	for _, kind := range []string{"profile", "allocs"} {
		name := map[string]string{"profile": "cpu", "allocs": "allocs"}[kind]
		file := filepath.Join(l.options.profile, s.name+"."+name+".pprof")
		url := fmt.Sprintf("http://%s/debug/pprof/%s?seconds=%d", l.debug, kind, seconds)
		if err := fetch(ctx, url, file); err != nil {
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
	if err := <-done; err != nil {
		return nil, err
	}
	return sharesOf(ctx, filepath.Join(l.options.profile, s.name+".cpu.pprof"))
}

// fetch downloads a URL to a file.
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
