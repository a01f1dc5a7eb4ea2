package jobs

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"gorm.io/gorm"

	"clientele/models"
)

// chunkSize is the size of the chunks of files in bytes.
const chunkSize = 256 << 10

// fileWriter compresses a file, encrypts it and stores it in chunks, each in a transaction of its own.
type fileWriter struct {
	s        *Service
	ctx      context.Context
	id       string
	jobID    string
	kind     string
	guard    func(tx *gorm.DB) error // called in the transaction of each chunk; may be nil
	position int
	buffer   bytes.Buffer
	gzip     *gzip.Writer
}

// createFile returns a writer of a new file of a job.
func (s *Service) createFile(ctx context.Context, jobID, kind string) *fileWriter {
	w := &fileWriter{s: s, ctx: ctx, id: models.NewID(models.FileID), jobID: jobID, kind: kind}
	w.gzip = gzip.NewWriter(&w.buffer)
	return w
}

// Write compresses p, and stores the chunks that are full.
func (w *fileWriter) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 { // parts, so that a large p does not fill the memory
		part := p[:min(len(p), chunkSize)]
		n, err := w.gzip.Write(part)
		if err != nil {
			return written + n, err
		}
		written, p = written+n, p[n:]
		if err := w.flush(chunkSize); err != nil {
			return written, err
		}
	}
	return written, nil
}

// Close stores the rest of the file.
func (w *fileWriter) Close() error {
	if err := w.gzip.Close(); err != nil {
		return err
	}
	return w.flush(1)
}

// flush stores chunks as long as at least so many bytes are waiting.
func (w *fileWriter) flush(least int) error {
	for w.buffer.Len() >= least {
		chunk := &models.JobFile{
			FileID: w.id, Position: w.position, JobID: w.jobID, Kind: w.kind,
			Data: w.s.sealer.seal(w.buffer.Next(chunkSize), chunkPlace(w.id, w.position)),
		}
		err := w.s.db.InTx(w.ctx, func(tx *gorm.DB) error {
			if w.guard != nil {
				if err := w.guard(tx); err != nil {
					return err
				}
			}
			return tx.Create(chunk).Error
		})
		if err != nil {
			return fmt.Errorf("store a part of a file of job %s: %w", w.jobID, err)
		}
		w.position++
	}
	return nil
}

// discard deletes what has been stored.
func (w *fileWriter) discard() error {
	return w.s.deleteFile(context.WithoutCancel(w.ctx), w.id)
}

func (s *Service) deleteFile(ctx context.Context, id string) error {
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Where("file_id = ?", id).Delete(&models.JobFile{}).Error
	})
}

// errNoFile means that a file has been deleted.
var errNoFile = errors.New("the file has been deleted")

// fileReader reads the chunks of a file, one after the other.
type fileReader struct {
	s        *Service
	ctx      context.Context
	id       string
	position int
	chunk    []byte
}

// Read reads the compressed file.
func (r *fileReader) Read(p []byte) (int, error) {
	if len(r.chunk) == 0 {
		var found []*models.JobFile
		err := r.s.db.Primary(r.ctx).Select("data").Where("file_id = ? AND position = ?", r.id, r.position).
			Limit(1).Find(&found).Error
		if err != nil {
			return 0, fmt.Errorf("read a part of file %s: %w", r.id, err)
		}
		if len(found) == 0 {
			return 0, io.EOF
		}
		if r.chunk, err = r.s.sealer.open(found[0].Data, chunkPlace(r.id, r.position)); err != nil {
			return 0, fmt.Errorf("read a part of file %s: %w", r.id, err)
		}
		r.position++
	}
	n := copy(p, r.chunk)
	r.chunk = r.chunk[n:]
	return n, nil
}

// openFile opens a stored file. A missing one is errNoFile.
func (s *Service) openFile(ctx context.Context, id string) (io.ReadCloser, error) {
	z, err := gzip.NewReader(&fileReader{s: s, ctx: ctx, id: id})
	if errors.Is(err, io.EOF) {
		return nil, errNoFile
	}
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", id, err)
	}
	return z, nil
}
