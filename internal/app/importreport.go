package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"clientele/internal/bulk"
	"clientele/internal/config"
	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/internal/transfer"
)

// shownFaults is the number of faults that an import prints. The file of --report has all of them.
const shownFaults = 20

// importReport prints the progress of an import, and writes its faults.
type importReport struct {
	out    io.Writer
	bar    *progressbar.ProgressBar
	args   config.ImportFile
	total  bulk.Counts
	faults []jobs.Fault // the first ones, to print
	file   *os.File     // of --report; nil before the first fault
	writer *records.FaultWriter
	header []string
}

func newImportReport(out io.Writer, size int64, args config.ImportFile) *importReport {
	if size == 0 {
		size = -1 // a bar without a length cannot be written to
	}
	bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(out), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription(args.File), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true))
	return &importReport{out: out, bar: bar, args: args}
}

// Opened prints the columns that are not imported.
func (r *importReport) Opened(_ context.Context, columns []records.Column, header []string) error {
	r.header = header
	var ignored []string
	for _, c := range columns {
		if c.Field == "" {
			ignored = append(ignored, c.Name)
		}
	}
	if len(ignored) > 0 {
		fmt.Fprintf(r.out, "Columns that are not imported: %s\n", strings.Join(ignored, ", "))
	}
	return nil
}

// Done adds a batch to the report.
func (r *importReport) Done(_ context.Context, b transfer.Batch, _ bool) error {
	r.total.Done += b.Counts.Done
	r.total.Created += b.Created
	r.total.Updated += b.Updated
	r.total.Unchanged += b.Unchanged
	r.total.Failed += b.Failed
	if more := shownFaults - len(r.faults); more > 0 {
		r.faults = append(r.faults, b.Faults[:min(more, len(b.Faults))]...)
	}
	if r.args.Report == "" || len(b.Faults) == 0 {
		return nil
	}
	if r.file == nil {
		file, err := os.OpenFile(r.args.Report, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("create the report: %w", err)
		}
		r.file, r.writer = file, records.NewFaultWriter(file, r.header)
	}
	return jobs.WriteFaults(r.writer, slices.Values(b.Faults))
}

// finish prints the result of an import that ended with an error or nil, and returns the error of the command.
func (r *importReport) finish(err error) error {
	_ = r.bar.Exit()
	if r.file != nil {
		err = errors.Join(err, r.writer.Flush(), r.file.Close())
	}
	verb := ""
	if r.args.DryRun {
		verb = "would be "
	}
	t := r.total
	fmt.Fprintf(r.out, "\n%d records: %s%d created, %d updated, %d unchanged, %d failed\n", t.Done, verb, t.Created,
		t.Updated, t.Unchanged, t.Failed)
	for _, f := range r.faults {
		where := fmt.Sprintf("row %d", f.Row)
		if f.Column != "" {
			where += ", column " + f.Column
		}
		fmt.Fprintf(r.out, "  %s: %s (%s)\n", where, f.Message, f.Code)
	}
	switch {
	case err != nil:
		return fmt.Errorf("import %s: %w", r.args.File, err)
	case t.Failed == 0:
		return nil
	case r.args.Report != "":
		return fmt.Errorf("%d of %d records failed; %s has them with their errors", t.Failed, t.Done, r.args.Report)
	}
	return fmt.Errorf("%d of %d records failed; to get them as a file, use --report", t.Failed, t.Done)
}
