package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"clientele/db"
	"clientele/internal/config"
	"clientele/internal/httpd"
	"clientele/internal/metrics"
	"clientele/internal/tracing"
)

// running is what those who run the program look at.
type running struct {
	metrics *metrics.Metrics // nil without CLIENTELE_METRICS_ADDR
	tracing *tracing.Tracing // nil without a collector
	ending  atomic.Bool      // the program was told to end
}

// readyz says whether requests are welcome: the database answers, its tables are this program's, and the program is not ending.
func (s *shop) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if s.ending.Load() {
		http.Error(w, "the program is ending", http.StatusServiceUnavailable)
		return
	}
	if err := s.db.Ready(r.Context()); err != nil {
		slog.WarnContext(r.Context(), "not ready", "error", err)
		http.Error(w, "the database does not answer, or is another program version's: the log knows more", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// measure makes the metrics, if the settings say where they are served.
func (s *shop) measure(cmd *config.Command) error {
	if cmd.MetricsAddr == "" {
		return nil
	}
	pools, err := s.db.Pools()
	if err != nil {
		return err
	}
	s.metrics, err = metrics.New(metrics.Options{
		Pools: pools, Emails: s.mail.Counts, Hashing: func() metrics.Hashing { return metrics.Hashing(s.hasher.Load()) },
		Replicas: s.replicas,
	})
	return err
}

// serveBeside serves what else there is to see of the program at an address of its own, which no reverse proxy shows by mistake,
// until ctx ends; nothing where addr is empty. The function that it returns waits for that.
func serveBeside(ctx context.Context, what, setting, addr string, h func() http.Handler) (wait func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	l, err := httpd.Listen(ctx, addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", setting, err)
	}
	slog.Info(what+" are served", "address", l.Addr().String())
	var serving sync.WaitGroup
	ctx, stop := context.WithCancel(ctx)
	serving.Go(func() {
		if err := httpd.Serve(ctx, l, h(), httpd.Options{}); err != nil {
			slog.Warn(what+" are no longer served", "error", err)
		}
	})
	return func() { stop(); serving.Wait() }, nil
}

// trace begins to trace, if the environment names a collector.
func (s *shop) trace(ctx context.Context, environ []string) (stop func(), err error) {
	name := map[db.Dialect]string{db.SQLite: "sqlite", db.Postgres: "postgresql"}[s.db.Dialect]
	if s.tracing, err = tracing.Start(ctx, environ, name); err != nil || s.tracing == nil {
		return func() {}, err
	}
	stop = func() {
		if err := s.tracing.Stop(); err != nil {
			slog.Warn("the last traces were not sent", "error", err)
		}
	}
	if err := s.db.Trace(s.tracing.Statement); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

func (s *shop) span() func(ctx context.Context, kind, field, name string) (context.Context, func([]string)) {
	if s.tracing == nil {
		return nil
	}
	return s.tracing.Operation
}

func (s *shop) traced(h http.Handler, proxies []netip.Prefix) http.Handler {
	if s.tracing == nil {
		return h
	}
	return s.tracing.Handler(h, func(r *http.Request) bool { return httpd.FromProxy(r, proxies) })
}

// healthcheck asks the program that serves on the settings' address whether it is ready: for containers without a shell.
func healthcheck(ctx context.Context, cmd *config.Command) error {
	host, port, err := net.SplitHostPort(cmd.Addr)
	if err != nil {
		return fmt.Errorf("CLIENTELE_ADDR: %w", err)
	}
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r) // through no proxy
	if err != nil {
		return fmt.Errorf("nobody answers: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
	if response.StatusCode != http.StatusOK {
		return errors.New(string(text))
	}
	return nil
}
