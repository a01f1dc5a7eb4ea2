package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/records"
	"clientele/models"
)

// run implements Run.
type run struct {
	s          *Service
	job        *models.Job
	caller     auth.Caller
	parameters parameters
}

func (r *run) Job() *models.Job { return r.job }

func (r *run) Caller() auth.Caller { return r.caller }

func (r *run) Import() Import {
	if r.parameters.Import == nil {
		return Import{}
	}
	return *r.parameters.Import
}

func (r *run) Export(ctx context.Context) (Export, error) {
	p := r.parameters.Export
	if p == nil {
		return Export{}, fmt.Errorf("job %s is no export", r.job.ID)
	}
	e := Export{Format: records.Format(*r.job.Format), Search: p.Search, Columns: p.Columns}
	if p.Filter == "" {
		return e, nil
	}
	var err error
	ctx = auth.With(ctx, r.caller)
	if r.job.Kind == models.ExportOrders {
		e.Orders, err = r.s.inputs.OrderFilter(ctx, p.Filter)
	} else {
		e.Customers, err = r.s.inputs.CustomerFilter(ctx, p.Filter)
	}
	return e, err
}

func (r *run) Open(ctx context.Context) (io.ReadCloser, error) {
	if r.job.InputFile == nil {
		return nil, fmt.Errorf("job %s has no file", r.job.ID)
	}
	file, err := r.s.openFile(ctx, *r.job.InputFile)
	if errors.Is(err, errSealed) {
		return nil, &Failed{Message: "The file cannot be decrypted, because CLIENTELE_TOKEN_KEY has changed. Send it again."}
	}
	return file, err
}

func (r *run) Create(ctx context.Context) (io.WriteCloser, error) {
	w := r.s.createFile(ctx, r.job.ID, models.JobOutput)
	w.guard = func(tx *gorm.DB) error {
		if err := lockPerson(tx, r.job); err != nil {
			return err
		}
		return r.s.leased(tx, r.job, fields{})
	}
	return &output{fileWriter: w, run: r}, nil
}

// output is the file that a job writes.
type output struct {
	*fileWriter
	run    *run
	closed bool
}

// Close stores the file as that of the job, in place of an earlier one.
func (o *output) Close() error {
	if o.closed {
		return nil
	}
	o.closed = true
	if err := o.fileWriter.Close(); err != nil {
		return err
	}
	s := o.run.s
	return s.db.InTx(o.ctx, func(tx *gorm.DB) error {
		if err := s.leased(tx, o.run.job, fields{"output_file": o.id}); err != nil {
			return err
		}
		return tx.Where("job_id = ? AND kind = ? AND file_id <> ?", o.run.job.ID, models.JobOutput, o.id).
			Delete(&models.JobFile{}).Error
	})
}

// passwordHash is the field whose values are not shown.
const passwordHash = "password_hash"

func (r *run) SetColumns(ctx context.Context, columns []models.JobColumn, header []string) error {
	to := fields{}
	columns = slices.Clone(columns)
	for i, c := range columns {
		if c.Field != nil && *c.Field == passwordHash {
			columns[i].Samples = []string{}
		}
	}
	for column, v := range map[string]any{"columns": columns, "header": header} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("encode the columns of job %s: %w", r.job.ID, err)
		}
		if to[column] = string(text); string(text) == "null" {
			to[column] = nil
		}
	}
	return r.update(ctx, to)
}

func (r *run) SetTotal(ctx context.Context, total int) error {
	return r.update(ctx, fields{"total": total})
}

func (r *run) update(ctx context.Context, to fields) error {
	return r.s.db.InTx(ctx, func(tx *gorm.DB) error { return r.s.leased(tx, r.job, to) })
}

func (r *run) SaveAlone(ctx context.Context, batch bulk.Counts, faults []Fault) error {
	return r.s.db.InTx(ctx, func(tx *gorm.DB) error { return r.Save(tx, batch, faults) })
}

// maxFaults is the largest number of faults of a job: a small file can have a fault in each of its many rows.
const maxFaults = 100_000

func (r *run) Save(tx *gorm.DB, batch bulk.Counts, faults []Fault) error {
	to := fields{}
	for column, n := range map[string]int{
		"done": batch.Done, "created": batch.Created, "updated": batch.Updated, "unchanged": batch.Unchanged,
		"failed": batch.Failed, "faults": len(faults),
	} {
		if n != 0 {
			to[column] = gorm.Expr(column+" + ?", n)
		}
	}
	if err := r.s.leased(tx, r.job, to); err != nil {
		return err
	}
	if _, err := r.s.callerOf(tx, r.job); err != nil || len(faults) == 0 { // it can have been revoked
		return err
	}
	var stored []int
	if err := tx.Model(&models.Job{}).Where("id = ?", r.job.ID).Pluck("faults", &stored).Error; err != nil {
		return err
	}
	if len(stored) == 0 {
		return errStopped
	}
	if stored[0] > maxFaults {
		return &Failed{Message: "There are more than 100,000 errors. Correct the file and send it again."}
	}
	return r.s.storeFaults(tx, r.job.ID, stored[0]-len(faults), faults)
}

// faultRows is the number of faults that one statement stores, limited by the number of parameters.
const faultRows = 500

// storeFaults stores faults from a position on.
func (s *Service) storeFaults(tx *gorm.DB, jobID string, position int, faults []Fault) error {
	rows := make([]*models.JobFault, len(faults))
	for i, f := range faults {
		row := &models.JobFault{JobID: jobID, Position: position + i, Message: f.Message}
		if f.Row > 0 {
			row.Row = &f.Row
		}
		if f.Column != "" {
			row.Column = &f.Column
		}
		if f.RecordID != "" {
			row.RecordID = &f.RecordID
		}
		if f.Code != "" {
			code := string(f.Code)
			row.Code = &code
		}
		if f.Record != nil {
			text, err := json.Marshal(f.Record)
			if err != nil {
				return errors.Join(errors.New("encode a record that failed"), err)
			}
			raw := s.sealer.sealText(text, faultPlace(jobID, row.Position))
			row.Raw = &raw
		}
		rows[i] = row
	}
	return tx.CreateInBatches(rows, faultRows).Error
}
