package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"

	"clientele/db"
	"clientele/internal/config"
	"clientele/internal/httpd"
	"clientele/internal/metrics"
	"clientele/internal/tracing"
)

// running is what those who run the program look at.
type telemetry struct {
	metrics *metrics.Metrics // nil without CLIENTELE_METRICS_ADDR
	tracing *tracing.Tracing // nil without a collector
	ending  atomic.Bool      // the program was told to end
}

// measure makes the metrics, if the settings say where they are served.
func (a *App) measure(cmd *config.Command) error {
	if cmd.MetricsAddr == "" {
		return nil
	}
	pools, err := a.DB.Pools()
	if err != nil {
		return err
	}
	a.metrics, err = metrics.New(metrics.Options{
		Pools: pools, Emails: a.Mail.Counts, Hashing: func() metrics.Hashing { return metrics.Hashing(a.Hasher.Load()) },
		Replicas: a.replicas,
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
func (a *App) trace(ctx context.Context, environ []string) (stop func(), err error) {
	name := map[db.Dialect]string{db.SQLite: "sqlite", db.Postgres: "postgresql"}[a.DB.Dialect]
	if a.tracing, err = tracing.Start(ctx, environ, name); err != nil || a.tracing == nil {
		return func() {}, err
	}
	stop = func() {
		if err := a.tracing.Stop(); err != nil {
			slog.Warn("the last traces were not sent", "error", err)
		}
	}
	if err := a.DB.Trace(a.tracing.Statement); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

func (a *App) span() func(ctx context.Context, kind, field, name string) (context.Context, func([]string)) {
	if a.tracing == nil {
		return nil
	}
	return a.tracing.Operation
}

func (a *App) traced(h http.Handler, proxies []netip.Prefix) http.Handler {
	if a.tracing == nil {
		return h
	}
	return a.tracing.Handler(h, func(r *http.Request) bool { return httpd.FromProxy(r, proxies) })
}
