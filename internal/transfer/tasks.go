package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gorm.io/gorm"

	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/models"
)

// Tasks returns the tasks of imports and exports.
func (s *Service) Tasks() map[models.JobKind]jobs.Task {
	return map[models.JobKind]jobs.Task{
		models.ImportCustomers: s.importCustomers,
		models.ImportOrders:    s.importOrders,
	}
}

func (s *Service) importCustomers(ctx context.Context, r jobs.Run) error {
	return importFile(ctx, r, records.ReadCustomers, func(c *records.Customer) *records.Source { return &c.Source },
		func(ctx context.Context, file io.Reader, in Import) error {
			return s.ImportCustomers(ctx, r.Caller(), file, in, jobProgress{r})
		})
}

func (s *Service) importOrders(ctx context.Context, r jobs.Run) error {
	return importFile(ctx, r, records.ReadOrders, func(o *records.Order) *records.Source { return &o.Source },
		func(ctx context.Context, file io.Reader, in Import) error {
			return s.ImportOrders(ctx, r.Caller(), file, in, jobProgress{r})
		})
}

// importFile counts the records of the file of a job, and then imports them.
func importFile[T any](
	ctx context.Context, r jobs.Run, open func(io.Reader, records.Options) (records.Reader[T], error),
	source func(*T) *records.Source, do func(context.Context, io.Reader, Import) error,
) error {
	in := Import{Options: r.Import().Options, Match: r.Import().Match, DryRun: r.Job().DryRun, Skip: r.Job().Done}
	if r.Job().Total == nil {
		if err := survey(ctx, r, in.Options, open, source); err != nil {
			return asFailed(err)
		}
	}
	file, err := r.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return asFailed(do(ctx, file, in))
}

// maxSamples is the number of rows whose values show what a column contains.
const maxSamples = 5

// survey reads the file once, and stores its columns with sample values, and the number of its records.
func survey[T any](
	ctx context.Context, r jobs.Run, o records.Options,
	open func(io.Reader, records.Options) (records.Reader[T], error), source func(*T) *records.Source,
) error {
	file, err := r.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	reader, err := open(file, o)
	if err != nil {
		return err
	}
	var rows [][]string
	total := 0
	for ; ; total++ {
		record, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(rows) < maxSamples {
			rows = append(rows, source(record).Raw...)
		}
		if total%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := r.SetColumns(ctx, describe(reader.Columns(), rows), reader.Header()); err != nil {
		return err
	}
	return r.SetTotal(ctx, total)
}

// describe returns the columns of a file with the values of the first rows.
func describe(columns []records.Column, rows [][]string) []models.JobColumn {
	list := make([]models.JobColumn, len(columns))
	for i, c := range columns {
		list[i] = models.JobColumn{Name: c.Name, Samples: []string{}}
		if c.Field != "" {
			list[i].Field = &c.Field
		}
		for _, row := range rows[:min(len(rows), maxSamples)] {
			if i < len(row) {
				list[i].Samples = append(list[i].Samples, sample(row[i]))
			}
		}
	}
	return list
}

// maxSample is the maximum length of a sample value in characters.
const maxSample = 100

func sample(cell string) string {
	if runes := []rune(cell); len(runes) > maxSample {
		return string(runes[:maxSample]) + "…"
	}
	return cell
}

// asFailed fails the job for an error of its file.
func asFailed(err error) error {
	var file records.FileError
	if errors.As(err, &file) {
		return &jobs.Failed{Message: file.Error()}
	}
	return err
}

// jobProgress stores the progress of an import with its job.
type jobProgress struct{ run jobs.Run }

// Opened does nothing: the columns are stored before.
func (jobProgress) Opened(context.Context, []records.Column, []string) error { return nil }

// Stored stores the progress with the records.
func (p jobProgress) Stored(tx *gorm.DB, b Batch) error { return p.run.Save(tx, b.Counts, b.Faults) }

// Done stores the progress of a batch in which nothing was stored.
func (p jobProgress) Done(ctx context.Context, b Batch, stored bool) error {
	if stored {
		return nil
	}
	if err := p.run.SaveAlone(ctx, b.Counts, b.Faults); err != nil {
		return fmt.Errorf("store the progress: %w", err)
	}
	return nil
}
