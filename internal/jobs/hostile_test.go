package jobs_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/jobs"
	"clientele/models"
)

// TestTooManyFaults checks that a job ends when its faults would fill the database, with exact counts.
func TestTooManyFaults(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.Register(models.ImportCustomers, func(ctx context.Context, r jobs.Run) error {
			for {
				batch := make([]jobs.Fault, 30_000)
				if err := r.SaveAlone(ctx, bulk.Counts{Done: 10, Failed: 10}, batch); err != nil {
					return err
				}
			}
		})
		j := f.upload("x")
		f.runNext(f.Service)
		got := f.job(j.ID)
		if got.Error == nil || !strings.HasPrefix(*got.Error, "There are more than 100,000 errors.") {
			t.Errorf("%+v", got)
		}
		if counts := f.counts(j.ID); counts != "FAILED 30/?: 0 created, 0 updated, 0 unchanged, 30 failed, 90000 faults" {
			t.Error(counts)
		}
	})
}

// TestBusy checks that a job is tried again later if the queue for hashes is full.
func TestBusy(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		busy := true
		f.Register(models.ImportCustomers, func(context.Context, jobs.Run) error {
			if busy {
				busy = false
				return apperr.TryLater(time.Second)
			}
			return nil
		})
		j := f.upload("x")
		f.runNext(f.Service)
		if got := f.job(j.ID); got.Status != models.JobQueued {
			t.Errorf("%+v", got)
		}
		f.clock.add(time.Minute)
		f.runNext(f.Service)
		if got := f.job(j.ID); got.Status != models.JobSucceeded {
			t.Errorf("%+v", got)
		}
	})
}

// endless repeats a text.
type endless struct {
	text []byte
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.read > 64<<20 {
		return 0, errors.New("everything is read")
	}
	n := copy(p, e.text[e.read%len(e.text):])
	e.read += n
	return n, nil
}

// TestEndlessUpload checks that an upload of gzip streams without content ends.
func TestEndlessUpload(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		var empty bytes.Buffer
		if err := gzip.NewWriter(&empty).Close(); err != nil {
			t.Fatal(err)
		}
		j, u := f.createImport(jobs.CreateImportInput{})
		body := &endless{text: empty.Bytes()}
		err := f.Receive(t.Context(), j.ID, u, jobs.Upload{Body: io.Reader(body), Size: -1, Gzip: true})
		if body.read > 32<<20 {
			t.Errorf("%d bytes are read: %v", body.read, err)
		}
	})
}
