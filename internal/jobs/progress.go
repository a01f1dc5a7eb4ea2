package jobs

import (
	"context"

	"clientele/internal/bulk"
)

// ExportProgress stores the progress of an export with its job.
type ExportProgress struct {
	run  Run
	done int
}

// NewExportProgress returns the progress of a run, which writes the file from the start.
func NewExportProgress(r Run) *ExportProgress { return &ExportProgress{run: r} }

// Total stores the number of records.
func (p *ExportProgress) Total(ctx context.Context, n int) error { return p.run.SetTotal(ctx, n) }

// Done stores that n more records are written, unless an earlier run has come further.
func (p *ExportProgress) Done(ctx context.Context, n int) error {
	p.done += n
	if more := min(n, p.done-p.run.Job().Done); more > 0 {
		return p.run.SaveAlone(ctx, bulk.Counts{Done: more}, nil)
	}
	return nil
}
