package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"clientele/internal/privacy"
	"clientele/internal/staff"
)

// listErasures writes the list of all erasures to a file, or to standard output. It replaces the file only when the
// list is complete, because an earlier list may be the only proof of erasures after a restore.
func (a *App) listErasures(ctx context.Context, output string, out io.Writer) error {
	if output == "" {
		return a.Privacy.ListErasures(ctx, out)
	}
	if err := a.keepErasures(ctx, output); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(output), filepath.Base(output)+".*") // with mode 0600
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	err = a.Privacy.ListErasures(ctx, buffered)
	if err = errors.Join(err, buffered.Flush(), file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), output)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// keepErasures fails if a file is a list with erasures that the database does not have, because it was restored.
func (a *App) keepErasures(ctx context.Context, name string) error {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := privacy.ReadErasures(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s is not a list of erasures, and is not overwritten: %w", name, err)
	}
	n, err := a.Privacy.CountMissing(ctx, list)
	if err == nil && n > 0 {
		err = fmt.Errorf(`%s has %s that the database does not have: run "erasures apply" with it, or write another file`,
			name, number(n, "erasure", "erasures"))
	}
	return err
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
