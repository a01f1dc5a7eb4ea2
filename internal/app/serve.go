package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"clientele/internal/config"
	"clientele/internal/httpd"
)

// serve serves HTTP and runs the background work until ctx ends.
func (a *App) serve(ctx context.Context, cmd *config.Command, out io.Writer) error {
	if err := a.measure(cmd); err != nil {
		return err
	}
	h, err := a.Handler(ctx, cmd)
	if err != nil {
		return err
	}
	o, err := httpOptions(cmd)
	if err != nil {
		return err
	}
	l, err := httpd.Listen(ctx, cmd.Addr)
	if err != nil {
		return fmt.Errorf("listen on CLIENTELE_ADDR: %w", err)
	}
	founded, err := a.Staff.Founded(ctx)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	first := a.firstToken
	if founded {
		first = ""
	}
	stopMetrics, err := serveSeparately(ctx, "metrics", "CLIENTELE_METRICS_ADDR", cmd.MetricsAddr, a.metrics.Handler)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer stopMetrics()
	stopProfiles, err := serveSeparately(ctx, "profiles", "CLIENTELE_DEBUG_ADDR", cmd.DebugAddr, httpd.Debug)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer stopProfiles()
	// Until the database is closed: requests are still answered after ctx has ended.
	a.DB.MonitorReplicas(context.WithoutCancel(ctx))
	go a.sweep(ctx)
	var working sync.WaitGroup
	defer working.Wait() // for email and events that are being sent
	workCtx, stop := context.WithCancel(ctx)
	defer stop()
	working.Go(func() { a.Mail.Run(workCtx) })
	working.Go(func() { a.Events.AssignPositions(workCtx) })
	working.Go(func() { a.webhooks.Run(workCtx) })
	working.Go(func() { a.jobs.Run(workCtx) })
	working.Go(func() { a.Privacy.Run(workCtx) })
	welcome(out, l.Addr().(*net.TCPAddr), a.DB.Dialect, first)
	defer context.AfterFunc(ctx, func() { a.ending.Store(true) })()
	return httpd.Serve(ctx, l, h, o)
}

// sweep deletes expired rows every ten minutes.
func (a *App) sweep(ctx context.Context) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		err := errors.Join(
			a.accounts.Sweep(ctx), a.Staff.Sweep(ctx), a.throttle.Sweep(ctx), a.OneTime.Sweep(ctx), a.Mail.Sweep(ctx),
			a.Events.Sweep(ctx), a.webhooks.Sweep(ctx), a.jobs.Sweep(ctx),
		)
		if err != nil && ctx.Err() == nil {
			slog.Warn("delete expired rows", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
