package queryplans

import (
	"bytes"
	"context"
	"testing"
	"time"

	"clientele/db"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/page"
	"clientele/internal/privacy"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/models"
	"clientele/test/apptest"
)

// personalData returns the services that export personal data.
func personalData(t *testing.T, d *db.DB) (*privacy.Service, *jobs.Service) {
	t.Helper()
	now := time.Now
	j, err := jobs.New(d, jobs.Options{
		Now: now, Codec: page.NewCodec([]byte("key")), Current: staff.Current, Keys: [][]byte{[]byte("key")},
		FileKeys: [][]byte{bytes.Repeat([]byte("k"), 32)},
	})
	if err != nil {
		t.Fatal(err)
	}
	limits := throttle.New(d, now)
	return privacy.New(d, privacy.Options{
		Now: now, Jobs: j, Fields: customfields.New(d, now, limits), Throttle: limits,
		Shop: func(context.Context) (*models.Shop, error) { return &models.Shop{Name: "Tea Shop"}, nil },
	}), j
}

// aboutPersonalData returns the export of the customer with most orders, as its job runs.
func aboutPersonalData(w *watcher, _ apptest.Headers) []question {
	w.T.Helper()
	p, j := personalData(w.T, w.db)
	var id string
	for more := true; more; { // jobs that wait since the tests of jobs
		var err error
		if more, err = j.RunNext(w.T.Context()); err != nil {
			w.T.Fatal(err)
		}
	}
	whale := "SELECT customer_id FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1"
	if err := writes(w.T, w.db).QueryRowContext(w.T.Context(), whale).Scan(&id); err != nil {
		w.T.Fatal(err)
	}
	return []question{{name: "an export of personal data", run: func() error {
		ctx := w.T.Context()
		job, err := p.RequestExport(ctx, staff.Operator, id)
		if err != nil {
			return err
		}
		if _, err := j.RunNext(ctx); err != nil {
			return err
		}
		if job, err = j.Get(ctx, staff.Operator, job.ID); err == nil && (job.Status != models.JobSucceeded || job.Done <= planWhale) {
			w.T.Errorf("the export of %d orders: %+v", planWhale, job)
		}
		return err
	}}}
}
