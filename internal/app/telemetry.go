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

// telemetry holds what operators observe: metrics, traces, and whether the program is shutting down.
type telemetry struct {
	metrics *metrics.Metrics // nil without CLIENTELE_METRICS_ADDR
	tracing *tracing.Tracing // nil without a collector
	ending  atomic.Bool      // the program is shutting down
}

// measure creates the metrics, if the settings have an address for them.
func (a *App) measure(cmd *config.Command) error {
	if cmd.MetricsAddr == "" {
		return nil
	}
	pools, err := a.DB.Pools()
	if err != nil {
		return err
	}
	a.metrics, err = metrics.New(metrics.Options{
		Pools: pools, Emails: a.Mail.Counts, Replicas: a.replicas,
		Webhooks: a.webhooks.Outcomes, Pending: a.webhooks.Pending,
		Hashing: func() metrics.Hashing { return metrics.Hashing(a.Hasher.Load()) },
	})
	return err
}

// serveSeparately serves a handler on an address of its own, so that a reverse proxy does not expose it by mistake. It
// does nothing if addr is empty. The returned function stops the server and waits for it.
func serveSeparately(ctx context.Context, what, setting, addr string, h func() http.Handler) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	l, err := httpd.Listen(ctx, addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", setting, err)
	}
	slog.Info(what+" are served", "address", l.Addr().String())
	var serving sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	serving.Go(func() {
		if err := httpd.Serve(ctx, l, h(), httpd.Options{}); err != nil {
			slog.Warn(what+" are no longer served", "error", err)
		}
	})
	return func() { cancel(); serving.Wait() }, nil
}

// trace starts tracing, if the environment names a collector.
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

// span returns the function that starts the span of an operation; nil without tracing.
func (a *App) span() func(ctx context.Context, kind, field, name string) (context.Context, func([]string)) {
	if a.tracing == nil {
		return nil
	}
	return a.tracing.Operation
}

// traced returns h with a span for each request, or h itself without tracing.
func (a *App) traced(h http.Handler, proxies []netip.Prefix) http.Handler {
	if a.tracing == nil {
		return h
	}
	return a.tracing.Handler(h, func(r *http.Request) bool { return httpd.FromProxy(r, proxies) })
}
