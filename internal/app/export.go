package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/internal/staff"
	"clientele/internal/transfer"
)

// exportFile exports customers or orders to a file, or to standard output. Progress is shown only with a file.
func (a *App) exportFile(
	ctx context.Context, c config.ExportFile, orders, hashes bool, out io.Writer,
) (err error) {
	what := transfer.Export{
		Export:         jobs.Export{Format: records.Format(strings.ToUpper(c.Format)), Columns: c.Columns},
		PasswordHashes: hashes,
	}
	if c.Search != "" {
		what.Search = &c.Search
	}
	if err := a.parseFilter(ctx, c.Filter, orders, &what.Export); err != nil {
		return err
	}
	to, shown := out, io.Discard
	if c.Output != "" {
		file, err := os.OpenFile(c.Output, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		to, shown = file, out
	}
	export, kind := a.transfer.ExportCustomers, "customers"
	if orders {
		export, kind = a.transfer.ExportOrders, "orders"
	}
	p := &exportReport{out: shown, kind: kind}
	if err := export(ctx, staff.Operator, to, what, p); err != nil {
		return fmt.Errorf("export %s: %w", kind, err)
	}
	return p.finish(c.Output)
}

// parseFilter reads a filter of the command line, as the API has it.
func (a *App) parseFilter(ctx context.Context, text string, orders bool, to *jobs.Export) error {
	if text == "" {
		return nil
	}
	h, err := a.graph(ctx)
	if err != nil {
		return err
	}
	ctx = auth.With(ctx, staff.Operator)
	if orders {
		to.Orders, err = h.OrderFilter(ctx, text)
	} else {
		to.Customers, err = h.CustomerFilter(ctx, text)
	}
	if err != nil {
		return fmt.Errorf("--filter: %w", plain(err))
	}
	return nil
}

// exportReport prints the progress of an export.
type exportReport struct {
	out  io.Writer
	kind string
	bar  *progressbar.ProgressBar
	done int
}

// Total starts the progress bar.
func (r *exportReport) Total(_ context.Context, n int) error {
	r.bar = progressbar.NewOptions(n, progressbar.OptionSetWriter(r.out), progressbar.OptionSetDescription(r.kind),
		progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond))
	return nil
}

// Done moves the progress bar.
func (r *exportReport) Done(_ context.Context, n int) error {
	r.done += n
	_ = r.bar.Add(n)
	return nil
}

func (r *exportReport) finish(file string) error {
	_ = r.bar.Exit()
	_, err := fmt.Fprintf(r.out, "\n%d %s exported to %s\n", r.done, r.kind, file)
	return err
}
