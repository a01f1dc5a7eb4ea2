package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"clientele/internal/privacy"
	"clientele/internal/staff"
)

// listErasures writes the list of all erasures to a file, or to standard output.
func (a *App) listErasures(ctx context.Context, output string, out io.Writer) (err error) {
	if output == "" {
		return a.Privacy.ListErasures(ctx, out)
	}
	file, err := os.OpenFile(output, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	buffered := bufio.NewWriter(file)
	if err := a.Privacy.ListErasures(ctx, buffered); err != nil {
		return err
	}
	return buffered.Flush()
}

// repeatErasures erases the people of a list, or of the database if there is none, who are in the database again.
func (a *App) repeatErasures(ctx context.Context, name string, in io.Reader, out io.Writer) error {
	var list *privacy.ErasureList
	if name != "" {
		file, _, err := openImport(name, in)
		if err != nil {
			return err
		}
		list, err = privacy.ReadErasures(file)
		if err = errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
	}
	p := &erasureProgress{out: out}
	done, err := a.Privacy.RepeatErasures(ctx, staff.Operator, list, p)
	if err == nil {
		err = a.DB.Vacuum(ctx)
	}
	p.finish(done)
	switch {
	case err != nil:
		return fmt.Errorf("%w; run the command again to continue", err)
	case done.Delayed > 0:
		return fmt.Errorf("%s not erased, because of open orders or a job that uses files: complete or cancel the "+
			"orders, wait for the job, and run the command again", number(done.Delayed, "person was", "people were"))
	}
	return nil
}

// erasureProgress prints how far the erasures are.
type erasureProgress struct {
	out io.Writer
	bar *progressbar.ProgressBar
}

// Total starts the progress bar.
func (p *erasureProgress) Total(n int) {
	p.bar = progressbar.NewOptions(n, progressbar.OptionSetWriter(p.out),
		progressbar.OptionSetDescription("customers and guests"), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond))
}

// Done moves the progress bar.
func (p *erasureProgress) Done(n int) { _ = p.bar.Add(n) }

func (p *erasureProgress) finish(done privacy.Repeated) {
	if p.bar != nil {
		_ = p.bar.Exit()
	}
	fmt.Fprintf(p.out, "\n%s and %s erased again\n", number(done.Customers, "customer", "customers"),
		number(done.Guests, "guest", "guests"))
}

// number returns a number with the singular or plural of what is counted.
func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}
