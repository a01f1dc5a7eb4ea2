package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/jobs"
	"clientele/internal/leases"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// TestTakenOver checks that another server continues a job whose server has stopped, with exact counts, and that the
// first one cannot store anything afterwards.
func TestTakenOver(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		other := f.another()
		reached, resume := make(chan struct{}), make(chan struct{})
		var lost error
		f.Register(models.ImportCustomers, func(ctx context.Context, r jobs.Run) error {
			for range 3 {
				if err := r.SaveAlone(ctx, bulk.Counts{Done: 1, Created: 1}, nil); err != nil {
					return err
				}
			}
			close(reached)
			<-resume // the server hangs for longer than its lease
			fault := []jobs.Fault{{}}
			fault[0].Message = "from the first server"
			lost = r.SaveAlone(context.WithoutCancel(ctx), bulk.Counts{Done: 1, Failed: 1}, fault)
			return lost
		})
		other.Register(models.ImportCustomers, lines)
		j := f.upload("c c c u f")
		var first sync.WaitGroup
		first.Go(func() { _, _ = f.RunNext(t.Context()) })
		<-reached
		if f.runNext(other) {
			t.Fatal("another server runs a job that is leased")
		}
		f.clock.add(2 * time.Minute)
		if !f.runNext(other) {
			t.Fatal("no server continues the job")
		}
		close(resume)
		first.Wait()
		if !errors.Is(lost, leases.ErrLost) {
			t.Errorf("the first server got %v", lost)
		}
		if got := f.counts(j.ID); got != "SUCCEEDED 5/5: 3 created, 1 updated, 0 unchanged, 1 failed, 2 faults" {
			t.Error(got)
		}
	})
}

// TestHeartbeat checks that a job whose task is slow keeps its lease.
func TestHeartbeat(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.o.Lease = 40 * time.Millisecond
		slow := f.another()
		slow.Register(models.ImportCustomers, func(ctx context.Context, r jobs.Run) error {
			before := *f.job(r.Job().ID).LeaseEndsAt
			for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
				if err := ctx.Err(); err != nil {
					return err
				}
				if f.job(r.Job().ID).LeaseEndsAt.Sub(before.Time) > 200*time.Millisecond {
					return nil
				}
			}
			return errors.New("the lease was not renewed")
		})
		j := f.upload("")
		f.runNext(slow)
		if got := f.job(j.ID); got.Status != models.JobSucceeded {
			t.Errorf("%+v", got)
		}
	})
}

// TestTwoServers checks that two servers run each job once.
func TestTwoServers(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		const n = 10
		var runs, atOnce, most atomic.Int64
		task := func(ctx context.Context, r jobs.Run) error {
			runs.Add(1)
			most.Store(max(most.Load(), atOnce.Add(1)))
			defer atOnce.Add(-1)
			return lines(ctx, r)
		}
		servers := []*jobs.Service{f.Service, f.another()}
		for range n {
			f.upload("c u")
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		for _, s := range servers {
			s.Register(models.ImportCustomers, task)
			running.Go(func() { s.Run(ctx) })
		}
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for f.count(&models.Job{}, "finished_at IS NULL") > 0 && t.Context().Err() == nil {
			<-tick.C
		}
		stop()
		running.Wait()
		if runs.Load() != n || most.Load() > 2 || f.count(&models.Job{}, "status = 'SUCCEEDED' AND done = 2") != n {
			t.Errorf("%d runs, %d at once", runs.Load(), most.Load())
		}
	})
}

// TestCancel checks that a job stops at its next batch when it is canceled, and which jobs can be canceled by whom.
func TestCancel(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		since := servicetest.LastEvent(t, f.db)
		j := f.upload("c c c")
		f.Register(models.ImportCustomers, func(ctx context.Context, r jobs.Run) error {
			if err := r.SaveAlone(ctx, bulk.Counts{Done: 1, Created: 1}, nil); err != nil {
				return err
			}
			if _, err := f.Cancel(ctx, staff.Operator, j.ID); err != nil {
				return err
			}
			return r.SaveAlone(ctx, bulk.Counts{Done: 1, Created: 1}, nil)
		})
		f.runNext(f.Service)
		if got := f.counts(j.ID); got != "CANCELLED 1/?: 1 created, 0 updated, 0 unchanged, 0 failed, 0 faults" {
			t.Error(got)
		}
		if f.runNext(f.Service) {
			t.Error("a canceled job ran")
		}
		if n := len(servicetest.EventsSince(t, f.db, since)); n != 2 {
			t.Errorf("%d events, want JOB_CREATED and JOB_CANCELLED", n)
		}
		reader := auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.CustomersRead}}
		queued, awaiting := f.upload(""), (*models.Job)(nil)
		awaiting, _ = f.createImport(jobs.CreateImportInput{})
		for _, c := range []struct {
			name, id string
			caller   auth.Caller
			want     string
		}{
			{"ended", j.ID, staff.Operator, "STEP_NOT_ALLOWED id"},
			{"missing", "job_x", staff.Operator, "NOT_FOUND"},
			{"reader", queued.ID, reader, "FORBIDDEN CUSTOMERS_WRITE"},
			{"anonymous", queued.ID, auth.Caller{}, "FORBIDDEN CUSTOMERS_READ"},
			{"queued", queued.ID, staff.Operator, ""},
			{"waiting for its file", awaiting.ID, staff.Operator, ""},
		} {
			if _, err := f.Cancel(t.Context(), c.caller, c.id); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if got := f.job(awaiting.ID); got.Status != models.JobStatusCancelled || got.ExpiresAt == nil {
			t.Errorf("%+v", got)
		}
	})
}

// TestErrors checks how a job ends, or is tried again, after an error of its task.
func TestErrors(t *testing.T) {
	general := "An internal error occurred. The log of the server describes it."
	for _, c := range []struct {
		name string
		task jobs.Task
		runs int
		want string
	}{
		{"message", func(context.Context, jobs.Run) error {
			return fmt.Errorf("read: %w", &jobs.Failed{Message: "The file has no header"})
		}, 1, "The file has no header"},
		{"panic", func(context.Context, jobs.Run) error { panic("test") }, 1, general},
		{"other error", func(context.Context, jobs.Run) error { return errors.New("disk full") }, 5, general},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, f *fixture) {
				f.Register(models.ImportCustomers, c.task)
				j := f.upload("")
				runs := 0
				for range 10 {
					if f.runNext(f.Service) {
						runs++
					}
					f.clock.add(15 * time.Minute)
				}
				got := f.job(j.ID)
				if runs != c.runs || got.Status != models.JobFailed || *got.Error != c.want {
					t.Errorf("%d runs, %+v", runs, got)
				}
			})
		})
	}
}

// TestShutdown checks that a job that is interrupted by the end of its server is queued again at once.
func TestShutdown(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx, stop := context.WithCancel(t.Context())
		f.Register(models.ImportCustomers, func(ctx context.Context, r jobs.Run) error {
			if r.Job().Done == 0 {
				if err := r.SaveAlone(ctx, bulk.Counts{Done: 1, Created: 1}, nil); err != nil {
					return err
				}
				stop()
			}
			return lines(ctx, r)
		})
		j := f.upload("c u")
		if _, err := f.RunNext(ctx); err != nil {
			t.Fatal(err)
		}
		if got := f.job(j.ID); got.Status != models.JobQueued || got.Lease != nil || got.Attempts != 0 || got.DueAt != nil {
			t.Errorf("%+v", got)
		}
		f.runNext(f.Service)
		if got := f.counts(j.ID); got != "SUCCEEDED 2/2: 1 created, 1 updated, 0 unchanged, 0 failed, 0 faults" {
			t.Error(got)
		}
	})
}

// TestCreators checks that a job runs with the current scopes of its creator, and fails if the creator has lost them.
func TestCreators(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		var scopes []models.Scope
		f.Register(models.ImportCustomers, func(_ context.Context, r jobs.Run) error {
			if r.Caller().KeyName != "ERP" {
				return fmt.Errorf("the caller is %+v", r.Caller())
			}
			scopes = r.Caller().Scopes
			return nil
		})
		members := staff.New(f.db, staff.Options{Now: f.clock.now})
		create := func() (auth.Caller, *models.Job) {
			t.Helper()
			key, _, err := members.CreateKey(t.Context(), staff.Operator, staff.CreateAPIKeyInput{
				Name: "ERP", Scopes: []models.Scope{models.CustomersWrite},
			})
			if err != nil {
				t.Fatal(err)
			}
			caller := auth.Caller{Kind: auth.APIKey, KeyID: key.ID, KeyName: key.Name, Scopes: models.Scopes()}
			j, url, err := f.CreateImport(t.Context(), caller, jobs.CreateImportInput{
				Kind: models.CustomerRecords, Format: "CSV",
			})
			if err != nil {
				t.Fatal(err)
			}
			_, u := parseURL(t, url)
			if err := f.Receive(t.Context(), j.ID, u, jobs.Upload{Body: strings.NewReader("")}); err != nil {
				t.Fatal(err)
			}
			return caller, j
		}
		_, j := create()
		f.runNext(f.Service)
		if f.job(j.ID).Status != models.JobSucceeded || len(scopes) != 1 || scopes[0] != models.CustomersWrite {
			t.Errorf("%+v with %v", f.job(j.ID), scopes)
		}
		caller, j := create()
		if _, err := members.RevokeKey(t.Context(), staff.Operator, caller.KeyID); err != nil {
			t.Fatal(err)
		}
		f.runNext(f.Service)
		if got := f.job(j.ID); got.Status != models.JobFailed || !strings.Contains(*got.Error, "no longer exists") {
			t.Errorf("%+v", got)
		}
	})
}

// TestSweep checks when jobs and their files are deleted, and that a file that is still read is kept.
func TestSweep(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.Register(models.ImportCustomers, lines)
		first := f.upload("f")
		f.runNext(f.Service)
		awaiting, _ := f.createImport(jobs.CreateImportInput{})
		sweep := func(after time.Duration, want int) {
			t.Helper()
			f.clock.add(after)
			if err := f.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := f.count(&models.Job{}, "true"); n != want {
				t.Errorf("%d jobs, want %d", n, want)
			}
		}
		sweep(23*time.Hour, 2)
		sweep(2*time.Hour, 1)
		if n := f.count(&models.Job{}, "id = ?", awaiting.ID); n != 0 {
			t.Error("the job without a file remains")
		}
		second, _ := f.createImport(jobs.CreateImportInput{
			Kind: models.CustomerRecords, Format: "CSV", FileOfJobID: &first.ID,
		})
		sweep(7*24*time.Hour, 2)
		f.runNext(f.Service)
		if got := f.counts(second.ID); got != "SUCCEEDED 1/1: 0 created, 0 updated, 0 unchanged, 1 failed, 2 faults" {
			t.Error(got)
		}
		sweep(0, 1)
		sweep(8*24*time.Hour, 0)
		for _, model := range []any{&models.JobFile{}, &models.JobFault{}} {
			if n := f.count(model, "true"); n != 0 {
				t.Errorf("%d rows of %T remain", n, model)
			}
		}
	})
}
