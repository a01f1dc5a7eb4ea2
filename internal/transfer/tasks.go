package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/jobs"
	"clientele/internal/passwordhash"
	"clientele/internal/records"
	"clientele/models"
)

// Tasks returns the tasks of imports and exports.
func (s *Service) Tasks() map[models.JobKind]jobs.Task {
	return map[models.JobKind]jobs.Task{
		models.ImportCustomers: s.importCustomers,
		models.ImportOrders:    s.importOrders,
		models.ExportCustomers: exportFile(s.ExportCustomers),
		models.ExportOrders:    exportFile(s.ExportOrders),
	}
}

func (s *Service) importCustomers(ctx context.Context, r jobs.Run) error {
	return importFile(ctx, r, records.ReadCustomers,
		func(ctx context.Context, file io.Reader, in Import) error {
			return s.ImportCustomers(ctx, r.Caller(), file, in, jobProgress{r})
		})
}

func (s *Service) importOrders(ctx context.Context, r jobs.Run) error {
	return importFile(ctx, r, records.ReadOrders,
		func(ctx context.Context, file io.Reader, in Import) error {
			return s.ImportOrders(ctx, r.Caller(), file, in, jobProgress{r})
		})
}

// importFile counts the records of the file of a job, and then imports them.
func importFile[T any](
	ctx context.Context, r jobs.Run, open func(io.Reader, records.Options) (records.Reader[T], error),
	do func(context.Context, io.Reader, Import) error,
) error {
	in := Import{
		Options: r.Import().Options, Match: r.Import().Match, DryRun: r.Job().DryRun, Skip: r.Job().Done,
		Commit: func(tx *gorm.DB, b Batch) error { return r.Save(tx, b.Counts, b.Faults) },
	}
	if r.Job().Total == nil {
		if err := survey(ctx, r, in.Options, open); err != nil {
			return asFailed(err)
		}
	}
	return asFailed(withFile(ctx, r, func(file io.Reader) error { return do(ctx, file, in) }))
}

// survey reads the file once, and stores its columns with sample values, and the number of its records. The columns are
// stored even if the file cannot be imported with them.
func survey[T any](
	ctx context.Context, r jobs.Run, o records.Options,
	open func(io.Reader, records.Options) (records.Reader[T], error),
) error {
	var found records.Preview
	err := withFile(ctx, r, func(file io.Reader) (err error) {
		found, err = records.Look(file, r.Job().Kind.Records(), o)
		return err
	})
	if err != nil {
		return err
	}
	if err := r.SetColumns(ctx, describe(found), found.Header); err != nil {
		return err
	}
	total := 0
	err = withFile(ctx, r, func(file io.Reader) error {
		reader, err := open(file, o)
		for ; err == nil; total++ {
			if err = ctx.Err(); err == nil {
				_, err = reader.Next()
			}
		}
		if errors.Is(err, io.EOF) {
			total--
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.SetTotal(ctx, total)
}

// withFile calls f with the file of a job.
func withFile(ctx context.Context, r jobs.Run, f func(io.Reader) error) error {
	file, err := r.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return f(file)
}

// describe returns the columns of a file with the values of the first rows.
func describe(p records.Preview) []models.JobColumn {
	list := make([]models.JobColumn, len(p.Columns))
	for i, c := range p.Columns {
		list[i] = models.JobColumn{Name: c.Name, Samples: []string{}}
		if c.Field != "" {
			list[i].Field = &c.Field
		}
		for _, row := range p.Rows {
			if c.Field == "" && i < len(row) && secret(c.Name, row[i]) {
				list[i].Samples = []string{}
				break
			}
			if i < len(row) {
				list[i].Samples = append(list[i].Samples, sample(row[i]))
			}
		}
	}
	return list
}

// secret reports whether a cell of a column that is not imported seems to be a password, or the hash or salt of one.
func secret(column, cell string) bool {
	column = strings.ToLower(column)
	named := slices.ContainsFunc([]string{"pass", "pwd", "hash", "salt", "secret", "token"}, func(word string) bool {
		return strings.Contains(column, word)
	})
	_, err := passwordhash.Parse(strings.TrimSpace(cell))
	return named || err == nil
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
		return &jobs.Failed{Message: shown(file.Error())}
	}
	return err
}

// jobProgress stores the progress of an import with its job.
type jobProgress struct{ run jobs.Run }

// Opened does nothing: the columns are stored before.
func (jobProgress) Opened(context.Context, []records.Column, []string) error { return nil }

// Done stores the progress of a batch in which nothing was stored.
func (p jobProgress) Done(ctx context.Context, b Batch, committed bool) error {
	if committed {
		return nil
	}
	if err := p.run.SaveAlone(ctx, b.Counts, b.Faults); err != nil {
		return fmt.Errorf("store the progress: %w", err)
	}
	return nil
}

// exportFile returns the task of an export. A run after an interruption writes the file from the start.
func exportFile(
	do func(context.Context, auth.Caller, io.Writer, Export, ExportProgress) error,
) jobs.Task {
	return func(ctx context.Context, r jobs.Run) error {
		what, err := r.Export(ctx)
		if err != nil {
			return err
		}
		file, err := r.Create(ctx)
		if err != nil {
			return err
		}
		if err := do(ctx, r.Caller(), file, Export{Export: what}, jobs.NewExportProgress(r)); err != nil {
			return asFailed(err)
		}
		return file.Close()
	}
}
