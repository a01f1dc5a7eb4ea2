package jobs

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/records"
	"clientele/models"
)

// FileErrorKind is the kind of a FileError.
type FileErrorKind int

// The kinds of errors of uploads and downloads.
const (
	FileRefused  FileErrorKind = iota // the URL is not valid, or has expired
	FileMissing                       // there is no such job or file
	FileTaken                         // the job has its file already, or has ended
	FileTooLarge                      // the file is larger than allowed
	FileBroken                        // the file did not arrive completely, or is not valid gzip
)

// FileError is an error of an upload or download, with a message for the client.
type FileError struct {
	Kind    FileErrorKind
	Message string
}

func (e *FileError) Error() string { return e.Message }

// Upload is a file that a client sends.
type Upload struct {
	Body io.Reader
	Size int64 // bytes of Body; -1 if it is not known
	Gzip bool  // Body is compressed with gzip
}

// Receive stores the file of an import, and queues the job. The size is limited, also after decompression. If anything
// fails, nothing is stored and the file can be sent again. The errors that concern the client are *FileError.
func (s *Service) Receive(ctx context.Context, jobID string, u Signed, file Upload) error {
	if err := s.verify(upload, jobID, u); err != nil {
		return err
	}
	if err := s.awaitsFile(s.db.Primary(ctx), jobID); err != nil {
		return err
	}
	if file.Size > s.o.MaxUpload {
		return s.tooLarge()
	}
	w := s.createFile(ctx, jobID, models.JobInput)
	err := s.fill(w, file)
	if err == nil {
		err = s.db.InTx(ctx, func(tx *gorm.DB) error {
			if err := s.awaitsFile(db.ForUpdate(tx), jobID); err != nil {
				return err
			}
			to := fields{"input_file": w.id, "status": models.JobQueued}
			if err := tx.Model(&models.Job{}).Where("id = ?", jobID).Updates(to).Error; err != nil {
				return err
			}
			// Parts of uploads that a server did not complete.
			return tx.Where("job_id = ? AND file_id <> ?", jobID, w.id).Delete(&models.JobFile{}).Error
		})
	}
	if err != nil {
		return errors.Join(err, w.discard())
	}
	return nil
}

// awaitsFile checks that a job waits for its file.
func (s *Service) awaitsFile(q *gorm.DB, jobID string) error {
	var found []*models.Job
	if err := q.Select("id", "status").Where("id = ?", jobID).Limit(1).Find(&found).Error; err != nil {
		return fmt.Errorf("read job %s: %w", jobID, err)
	}
	switch {
	case len(found) == 0:
		return &FileError{FileMissing, "There is no such job"}
	case found[0].Status != models.JobAwaitingFile:
		return &FileError{FileTaken, "The job does not wait for a file: its file was sent before, or it has ended"}
	}
	return nil
}

func (s *Service) tooLarge() error {
	return &FileError{FileTooLarge, fmt.Sprintf("The file is larger than %d bytes", s.o.MaxUpload)}
}

// gzipOverhead is more than gzip adds to a file that cannot be compressed, up to 64 GiB.
const gzipOverhead = 16 << 20

// fill copies an upload to a new file.
func (s *Service) fill(w *fileWriter, file Upload) error {
	// What follows a gzip stream can be more such streams, also empty ones, without end.
	source := &received{from: io.LimitReader(file.Body, s.o.MaxUpload+gzipOverhead)}
	var content io.Reader = source
	if file.Gzip {
		z, err := gzip.NewReader(source)
		if err != nil {
			return &FileError{FileBroken, "The request body is not valid gzip"}
		}
		content = z
	}
	read := &received{from: io.LimitReader(content, s.o.MaxUpload+1)}
	n, err := io.Copy(struct{ io.Writer }{w}, read)
	switch {
	case n > s.o.MaxUpload:
		return s.tooLarge()
	case source.err != nil:
		return &FileError{FileBroken, "The file did not arrive completely. Send it again."}
	case read.err != nil:
		return &FileError{FileBroken, "The request body is not valid gzip"}
	case err != nil:
		return err
	}
	return w.Close()
}

// received is a reader that remembers its error.
type received struct {
	from io.Reader
	err  error
}

func (r *received) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// Download is a file to send to a client.
type Download struct {
	Name   string // of the file
	Format records.Format
	// WriteTo writes the file.
	WriteTo func(w io.Writer) error
}

// Result opens the file of an export. The errors that concern the client are *FileError.
func (s *Service) Result(ctx context.Context, jobID string, u Signed) (*Download, error) {
	j, err := s.download(ctx, downloadResult, jobID, u)
	if err != nil {
		return nil, err
	}
	if j.OutputFile == nil || j.Status != models.JobSucceeded {
		return nil, &FileError{FileMissing, "The job has no file"}
	}
	var failed *Failed
	if err := checkPerson(s.db.Primary(ctx), j); errors.As(err, &failed) {
		return nil, &FileError{FileMissing, failed.Message}
	} else if err != nil {
		return nil, err
	}
	file, err := s.openFile(ctx, *j.OutputFile)
	if errors.Is(err, errNoFile) {
		return nil, &FileError{FileMissing, "The file has been deleted"}
	}
	if err != nil {
		return nil, err
	}
	d := &Download{Format: records.Format(*j.Format), WriteTo: func(w io.Writer) error {
		_, err := io.Copy(w, file)
		return errors.Join(err, file.Close())
	}}
	d.Name = fileName(j, "", d.Format)
	return d, nil
}

// Faults returns the file of the records of an import that failed. The errors that concern the client are *FileError.
func (s *Service) Faults(ctx context.Context, jobID string, u Signed) (*Download, error) {
	j, err := s.download(ctx, downloadFaults, jobID, u)
	if err != nil {
		return nil, err
	}
	if !hasFaults(j) {
		return nil, &FileError{FileMissing, "The job has no faults"}
	}
	var header []string
	if j.Header != nil {
		if err := json.Unmarshal([]byte(*j.Header), &header); err != nil {
			return nil, fmt.Errorf("read the header of job %s: %w", jobID, err)
		}
	}
	format := records.CSV
	if header == nil {
		format = records.JSONL
	}
	return &Download{Name: fileName(j, "-faults", format), Format: format, WriteTo: func(w io.Writer) error {
		return s.writeFaults(ctx, records.NewFaultWriter(w, header), jobID)
	}}, nil
}

// download reads the job of a URL.
func (s *Service) download(ctx context.Context, p purpose, jobID string, u Signed) (*models.Job, error) {
	if err := s.verify(p, jobID, u); err != nil {
		return nil, err
	}
	var found []*models.Job
	if err := s.db.Primary(ctx).Where("id = ?", jobID).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read job %s: %w", jobID, err)
	}
	if len(found) == 0 {
		return nil, &FileError{FileMissing, "There is no such job"}
	}
	return found[0], nil
}

// fileName returns the name of a file, such as customers-2026-01-31.csv.
func fileName(j *models.Job, suffix string, format records.Format) string {
	if j.Kind == models.ExportPersonalData {
		return "personal-data.json"
	}
	name, extension := "customers", ".csv"
	if j.Kind.Records() == models.OrderRecords {
		name = "orders"
	}
	if format == records.JSONL {
		extension = ".jsonl"
	}
	return name + suffix + "-" + j.CreatedAt.UTC().Format("2006-01-02") + extension
}

// faultsRead is the number of faults that one statement reads.
const faultsRead = 500

// writeFaults writes the records of a job that failed. The faults of a record follow each other; the first one has the
// record.
func (s *Service) writeFaults(ctx context.Context, w *records.FaultWriter, jobID string) error {
	var failed error
	err := WriteFaults(w, func(yield func(Fault) bool) { failed = s.eachFault(ctx, jobID, yield) })
	return errors.Join(failed, err, w.Flush())
}

// eachFault calls yield with the faults of a job, in order, until it returns false.
func (s *Service) eachFault(ctx context.Context, jobID string, yield func(Fault) bool) error {
	for position := 0; ; {
		var rows []*models.JobFault
		err := s.db.Primary(ctx).Where("job_id = ? AND position >= ?", jobID, position).Order("position").
			Limit(faultsRead).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("read the faults of job %s: %w", jobID, err)
		}
		for _, row := range rows {
			f := Fault{Fault: faultOf(row)}
			if row.Raw != nil {
				f.Record = new(RawRecord)
				text, err := s.sealer.openText(*row.Raw, faultPlace(jobID, row.Position))
				if err == nil {
					err = json.Unmarshal(text, f.Record)
				}
				if err != nil {
					return fmt.Errorf("read a record of job %s: %w", jobID, err)
				}
			}
			if !yield(f) {
				return nil
			}
			position = row.Position + 1
		}
		if len(rows) < faultsRead {
			return nil
		}
	}
}

// WriteFaults writes the records of an import that failed. The faults of a record follow each other; the first one has
// the record.
func WriteFaults(w *records.FaultWriter, all iter.Seq[Fault]) error {
	var record *RawRecord
	var faults []records.Fault
	write := func() error {
		if record == nil {
			return nil
		}
		return w.Write(records.Source{Row: record.Row, Raw: record.Rows}, faults)
	}
	for f := range all {
		if f.Record != nil {
			if err := write(); err != nil {
				return err
			}
			record, faults = f.Record, nil
		}
		faults = append(faults, f.Fault)
	}
	return write()
}

func faultOf(row *models.JobFault) records.Fault {
	f := records.Fault{Message: row.Message}
	if row.Row != nil {
		f.Row = *row.Row
	}
	if row.Column != nil {
		f.Column = *row.Column
	}
	if row.Code != nil {
		f.Code = apperr.Code(*row.Code)
	}
	return f
}
