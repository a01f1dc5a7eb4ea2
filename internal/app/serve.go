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

func (a *App) serve(ctx context.Context, cmd *config.Command, out io.Writer) error {
	if err := a.measure(cmd); err != nil {
		return err
	}
	h, err := a.Handler(ctx, cmd)
	if err != nil {
		return err
	}
	o, err := shell(cmd)
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
	unmeasured, err := serveBeside(ctx, "metrics", "CLIENTELE_METRICS_ADDR", cmd.MetricsAddr, a.metrics.Handler)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer unmeasured()
	unprofiled, err := serveBeside(ctx, "profiles", "CLIENTELE_DEBUG_ADDR", cmd.DebugAddr, httpd.Debug)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer unprofiled()
	a.DB.Watch(context.WithoutCancel(ctx)) // until it is closed: requests are answered after ctx has ended
	go a.sweep(ctx)
	var posting sync.WaitGroup
	defer posting.Wait() // for emails that are on their way
	post, stop := context.WithCancel(ctx)
	defer stop()
	posting.Go(func() { a.Mail.Run(post) })
	welcome(out, l.Addr().(*net.TCPAddr), a.DB.Dialect, first)
	defer context.AfterFunc(ctx, func() { a.ending.Store(true) })()
	return httpd.Serve(ctx, l, h, o)
}

// sweep drops now and then what has run out.
func (a *App) sweep(ctx context.Context) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		if err := errors.Join(a.accounts.Sweep(ctx), a.Staff.Sweep(ctx), a.throttle.Sweep(ctx), a.OneTime.Sweep(ctx), a.Mail.Sweep(ctx)); err != nil && ctx.Err() == nil {
			slog.Warn("sweeping failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
