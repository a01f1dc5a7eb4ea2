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
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/jobs"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
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

// TestRevokedWhileRunning checks that a job stops at its next batch when the key that created it is revoked.
func TestRevokedWhileRunning(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ids := f.customers(1)
		members := staff.New(f.db, staff.Options{Now: f.clock.now})
		key, _, err := members.CreateKey(t.Context(), staff.Operator, staff.CreateAPIKeyInput{
			Name: "ERP", Scopes: []models.Scope{models.CustomersWrite},
		})
		if err != nil {
			t.Fatal(err)
		}
		f.Register(models.AddCustomerTags, func(ctx context.Context, r jobs.Run) error {
			if err := r.SaveAlone(ctx, bulk.Counts{Done: 1}, nil); err != nil {
				return err
			}
			if _, err := members.RevokeKey(ctx, staff.Operator, key.ID); err != nil {
				return err
			}
			return r.SaveAlone(ctx, bulk.Counts{Done: 1}, nil)
		})
		caller := auth.Caller{Kind: auth.APIKey, KeyID: key.ID, KeyName: key.Name, Scopes: key.Scopes()}
		j, err := f.AddTags(t.Context(), caller, jobs.CustomerSelection{IDs: ids}, []string{"a"})
		if err != nil {
			t.Fatal(err)
		}
		if j.Status != models.JobFailed || j.Done != 1 || !strings.Contains(*j.Error, "no longer exists") {
			t.Errorf("%+v", j)
		}
	})
}

// TestManyJobs checks that a caller cannot have any number of jobs that have not ended.
func TestManyJobs(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		create := func(key string) error {
			caller := auth.Caller{Kind: auth.APIKey, KeyID: key, KeyName: "x", Scopes: []models.Scope{models.CustomersRead}}
			_, err := f.CreateExport(t.Context(), caller, jobs.CreateExportInput{Kind: models.CustomerRecords, Format: "CSV"})
			return err
		}
		for range 100 {
			if err := create("key_1"); err != nil {
				t.Fatal(err)
			}
		}
		if got := servicetest.Errors(create("key_1")); got != "LIMIT_REACHED input" {
			t.Error(got)
		}
		if err := create("key_2"); err != nil {
			t.Error(err)
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
