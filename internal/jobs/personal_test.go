package jobs_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/jobs"
	"clientele/internal/page"
	"clientele/internal/records"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// personal creates an export of a customer's personal data.
func (f *fixture) personal(caller auth.Caller, customerID string) *models.Job {
	f.t.Helper()
	var j *models.Job
	err := f.db.InTx(f.t.Context(), func(tx *gorm.DB) (err error) {
		j, err = f.CreatePersonalExport(tx, caller, customerID)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return j
}

// words returns a task that writes a file with the given texts, and calls between after each but the last.
func words(texts []string, between func()) jobs.Task {
	return func(ctx context.Context, r jobs.Run) error {
		w, err := r.Create(ctx)
		if err != nil {
			return err
		}
		for i, text := range texts {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			if between != nil && i < len(texts)-1 {
				between()
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return w.Close()
	}
}

// TestVisibleExports checks who sees, downloads and cancels an export of personal data: staff and keys with both
// scopes.
func TestVisibleExports(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		id := f.customers(1)[0]
		f.Register(models.ExportPersonalData, words([]string{"{}"}, nil))
		done, waiting := f.personal(staff.Operator, id), f.personal(auth.Caller{Kind: auth.Customer, CustomerID: id}, id)
		f.runNext(f.Service)
		done = f.job(done.ID)
		if by := waiting.CreatedBy(); by.Kind != models.ByCustomer || *by.ActorID != id || by.Name != nil {
			t.Errorf("created by %+v", by)
		}
		both := []models.Scope{models.CustomersRead, models.OrdersRead}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			sees   bool
			list   string // error of a list of jobs
			cancel string
		}{
			{"both scopes", auth.Caller{Kind: auth.APIKey, Scopes: both}, true, "", ""},
			{"only customers", auth.Caller{Kind: auth.APIKey, Scopes: both[:1]}, false, "", "NOT_FOUND"},
			{"only orders", auth.Caller{Kind: auth.APIKey, Scopes: both[1:]}, false, "", "NOT_FOUND"},
			{
				"all others",
				auth.Caller{Kind: auth.Staff, Scopes: slices.DeleteFunc(models.Scopes(), func(s models.Scope) bool { return slices.Contains(both, s) })},
				false, "", "NOT_FOUND",
			},
			{"the customer", auth.Caller{Kind: auth.Customer, CustomerID: id}, false, "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ"},
			{"a visitor", auth.Caller{}, false, "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ"},
		} {
			ctx := t.Context()
			_, err := f.Get(ctx, c.caller, done.ID)
			if (err == nil) != c.sees {
				t.Errorf("%s: %v", c.name, err)
			}
			if found, err := f.GetMany(ctx, c.caller, []string{done.ID, waiting.ID}); err != nil || (len(found) == 2) != c.sees || !c.sees && len(found) > 0 {
				t.Errorf("%s: %d jobs, %v", c.name, len(found), err)
			}
			list, err := f.List(ctx, c.caller, page.Args{}, []models.JobKind{models.ExportPersonalData})
			if got := servicetest.Errors(err); got != c.list {
				t.Errorf("%s: list %q", c.name, got)
			}
			if err == nil && (len(list.Nodes()) == 2) != c.sees {
				t.Errorf("%s: %d jobs in the list", c.name, len(list.Nodes()))
			}
			if url := f.FileURL(ctx, c.caller, done); (url != "") != c.sees {
				t.Errorf("%s: the URL is %q", c.name, url)
			}
			if !c.sees {
				if _, err := f.Cancel(ctx, c.caller, waiting.ID); servicetest.Errors(err) != c.cancel {
					t.Errorf("%s: cancel %v, want %q", c.name, err, c.cancel)
				}
			}
		}
		if j, err := f.Cancel(t.Context(), auth.Caller{Kind: auth.APIKey, KeyID: "key_1", Scopes: both}, waiting.ID); err != nil || j.Status != models.JobStatusCancelled {
			t.Errorf("cancel: %v", err)
		}
		if got := f.download(f.FileURL(t.Context(), staff.Operator, done)); got != "personal-data.json\n{}" {
			t.Errorf("%q", got)
		}
	})
}

// TestFormatJSON checks that only exports of personal data have the format JSON.
func TestFormatJSON(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for _, kind := range []models.RecordKind{models.CustomerRecords, models.OrderRecords} {
			_, _, err := f.CreateImport(t.Context(), staff.Operator, jobs.CreateImportInput{Kind: kind, Format: records.JSON})
			if got := servicetest.Errors(err); got != "INVALID input.format" {
				t.Errorf("import of %s: %q", kind, got)
			}
			_, err = f.CreateExport(t.Context(), staff.Operator, jobs.CreateExportInput{Kind: kind, Format: records.JSON})
			if got := servicetest.Errors(err); got != "INVALID input.format" {
				t.Errorf("export of %s: %q", kind, got)
			}
		}
	})
}

// TestExportTakenOver checks that the server that takes an export over writes the file again, that the first one cannot
// store its file afterwards, and that the end is announced once.
func TestExportTakenOver(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		id := f.customers(1)[0]
		other, announced := f.another(), 0
		reached, resume := make(chan struct{}), make(chan struct{})
		f.Register(models.ExportPersonalData, words([]string{"old ", "file"}, func() {
			close(reached)
			<-resume
		}))
		other.Register(models.ExportPersonalData, words([]string{"new ", "file"}, nil))
		for _, s := range []*jobs.Service{f.Service, other} {
			s.OnSuccess(models.ExportPersonalData, func(*gorm.DB, *models.Job) error {
				announced++
				return nil
			})
		}
		j := f.personal(staff.Operator, id)
		ended := make(chan error, 1)
		go func() {
			_, err := f.RunNext(context.WithoutCancel(t.Context()))
			ended <- err
		}()
		<-reached
		f.clock.add(2 * time.Minute)
		f.runNext(other)
		close(resume)
		if err := <-ended; err != nil {
			t.Errorf("the first server: %v", err)
		}
		if got := f.download(f.FileURL(t.Context(), staff.Operator, f.job(j.ID))); got != "personal-data.json\nnew file" || announced != 1 {
			t.Errorf("%q, announced %d times", got, announced)
		}
		if n := f.count(&models.JobFile{}, "job_id = ?", j.ID); n != 1 {
			t.Errorf("%d chunks", n)
		}
	})
}

// TestAnnouncementIsPartOfTheEnd checks that a job whose end cannot be announced has not ended, and is tried again.
func TestAnnouncementIsPartOfTheEnd(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		id := f.customers(1)[0]
		failures := 3
		f.Register(models.ExportPersonalData, words([]string{"{}"}, nil))
		f.OnSuccess(models.ExportPersonalData, func(tx *gorm.DB, _ *models.Job) error {
			if failures--; failures >= 0 {
				return errors.New("no mail today")
			}
			return tx.Exec("UPDATE customers SET note = 'announced' WHERE id = ?", id).Error
		})
		j := f.personal(staff.Operator, id)
		f.runNext(f.Service)
		if got := f.job(j.ID); got.Status != models.JobSucceeded || failures != -1 {
			t.Errorf("%s after %d failures", got.Status, 3-failures)
		}
		if n := f.count(&models.Customer{}, "note = 'announced'"); n != 1 {
			t.Error("the announcement was not stored")
		}
	})
}

// TestDeletedDuringExport checks that nothing remains of an export whose customer is deleted before it ends.
func TestDeletedDuringExport(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		remove := func() {
			err := f.db.InTx(t.Context(), func(tx *gorm.DB) error {
				return tx.Where("1 = 1").Delete(&models.Customer{}).Error
			})
			if err != nil {
				t.Error(err)
			}
		}
		f.OnSuccess(models.ExportPersonalData, func(*gorm.DB, *models.Job) error {
			t.Error("the job succeeded")
			return nil
		})
		for name, task := range map[string]jobs.Task{
			"before its end": words([]string{"one", "two"}, remove),
			"after its end": func(ctx context.Context, r jobs.Run) error {
				err := words([]string{"one"}, nil)(ctx, r)
				remove()
				return err
			},
		} {
			id := f.customers(1)[0]
			f.Register(models.ExportPersonalData, task)
			j := f.personal(staff.Operator, id)
			f.runNext(f.Service)
			if got := f.job(j.ID); got.Status != models.JobFailed || *got.Error != "The customer no longer exists" {
				t.Errorf("%s: %+v", name, got)
			}
			if n := f.count(&models.JobFile{}, "job_id = ?", j.ID); n != 0 {
				t.Errorf("%s: %d chunks", name, n)
			}
		}
	})
}
