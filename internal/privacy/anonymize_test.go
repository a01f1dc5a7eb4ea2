package privacy_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestAnonymizeOrders(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		ann := s.signUp("ann@example.com")
		const closed = models.OrderCompleted
		first, second := s.place(placed{by: "ann@example.com", status: closed, ago: day}), s.place(placed{by: "ann@example.com", status: closed})
		guest := s.place(placed{by: "ann@example.com", guest: true, status: models.OrderCancelled})
		open := s.place(placed{by: "ann@example.com", status: models.OrderOpen, ago: 2 * day})
		for _, number := range []string{s.order(guest).Number, s.order(second).Number} {
			s.must(s.orders.RequestGuestOrderLink(ctx, visitor, number, "ann@example.com"))
		}
		many := make([]string, 101)
		for i := range many {
			many[i] = fmt.Sprint("order_", i)
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			ids    []string
			want   string
		}{
			{"the customer", ann, []string{first}, "FORBIDDEN ORDERS_WRITE"},
			{"without the scope", officer, []string{first}, "FORBIDDEN ORDERS_WRITE"},
			{"none", clerk, nil, "INVALID ids"},
			{"too many", clerk, many, "INVALID ids"},
			{"unknown and open", clerk, []string{first, "order_none", open, ""}, "NOT_FOUND ids.1, STEP_NOT_ALLOWED ids.2, NOT_FOUND ids.3"},
		} {
			if _, err := s.AnonymizeOrders(ctx, c.caller, c.ids); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		if s.order(first).AnonymizedAt != nil {
			t.Error("an order was anonymized although another one was refused")
		}
		last := servicetest.LastEvent(t, s.db)
		for _, ids := range [][]string{{guest, first, guest}, {first, guest}} {
			if n, err := s.AnonymizeOrders(ctx, clerk, ids); err != nil || n != 2 {
				t.Errorf("%d, %v", n, err)
			}
		}
		got := servicetest.EventsSince(t, s.db, last, first, "first", guest, "guest")
		slices.Sort(got)
		if !slices.Equal(got, []string{
			"ORDER_ANONYMIZED of first in none by API_KEY key_c Clerk, version 2", "ORDER_ANONYMIZED of guest in none by API_KEY key_c Clerk, version 2",
		}) {
			t.Errorf("events %q", got)
		}
		if c := s.customer(ann.CustomerID); c.OrdersCount != 2 || !c.LastOrderAt.Equal(s.now()) {
			t.Errorf("%d orders, the last one at %v", c.OrdersCount, c.LastOrderAt)
		}
		var linked []models.Event
		s.must(s.db.Primary(ctx).Where("subject_id IN ?", []string{first, second}).Where("customer_id IS NOT NULL OR actor_id = ?", ann.CustomerID).Find(&linked).Error)
		for _, e := range linked {
			if e.SubjectID != second {
				t.Errorf("it can still be seen whose order it was: %+v", e)
			}
		}
		if len(linked) == 0 {
			t.Error("the events of another order have lost the customer")
		}
		about := []string{}
		for _, m := range s.emails() {
			if m.Kind == string(mail.GuestOrderLink) {
				about = append(about, m.Data["number"])
			}
		}
		if !slices.Equal(about, []string{s.order(second).Number}) {
			t.Errorf("emails about %q are left", about)
		}
	})
}

// TestNotesOnAnonymousOrders checks that what the staff notes on an anonymous order can be removed, too: nobody could
// find it by the person anymore.
func TestNotesOnAnonymousOrders(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		id := s.place(placed{by: "guest@example.com", guest: true, status: models.OrderCompleted})
		anonymize := func() {
			_, err := s.AnonymizeOrders(t.Context(), clerk, []string{id})
			s.must(err)
		}
		anonymize()
		before := s.order(id)
		_, err := s.orders.AddNote(t.Context(), clerk, id, "Ann called")
		s.must(err)
		anonymize()
		var notes int64
		s.must(s.db.Primary(t.Context()).Model(&models.Event{}).Where("subject_id = ? AND text IS NOT NULL", id).Count(&notes).Error)
		if after := s.order(id); notes != 0 || after.Version != before.Version {
			t.Errorf("%d notes are left, version %d", notes, after.Version)
		}
	})
}

// TestEraseInParallel checks that erasures of the same person, erasures of orders and new orders wait for each other.
func TestEraseInParallel(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		for round := range 5 {
			email := fmt.Sprintf("ann%d@example.com", round)
			ann := s.signUp(email)
			s.verify(ann)
			var ids []string
			for i := range 10 {
				ids = append(ids, s.place(placed{by: email, guest: i%2 == 0, status: models.OrderCompleted}))
			}
			var all sync.WaitGroup
			errs := make(chan error, 100)
			run := func(f func() error) {
				all.Go(func() {
					if err := f(); err != nil {
						errs <- err
					}
				})
			}
			for range 3 {
				run(func() error {
					_, err := s.Erase(ctx, officer, eraseInput{Email: &email})
					return err
				})
				run(func() error {
					_, err := s.AnonymizeOrders(ctx, clerk, ids)
					return err
				})
				run(func() error {
					_, err := s.accounts.AddNote(ctx, clerk, ann.CustomerID, "a note")
					return err
				})
			}
			for _, id := range ids {
				run(func() error {
					_, err := s.orders.AddNote(ctx, clerk, id, "a note")
					return err
				})
				run(func() error {
					_, err := s.orders.Detach(ctx, clerk, id)
					return err
				})
			}
			all.Wait()
			close(errs)
			for err := range errs {
				if got := servicetest.Errors(err); got != "NOT_FOUND" && !strings.HasPrefix(got, "CONFLICT") {
					t.Errorf("%v", err)
				}
			}
			for _, id := range ids {
				if o := s.order(id); o.AnonymizedAt == nil || o.CustomerID != nil || o.ContactName != "" {
					t.Errorf("%+v", o)
				}
			}
			if s.customer(ann.CustomerID) != nil {
				t.Error("the customer is still there")
			}
			var proofs int64
			s.must(s.db.Primary(ctx).Model(&models.Erasure{}).Count(&proofs).Error)
			if proofs != int64(2*(round+1)) {
				t.Errorf("%d rows prove %d erasures", proofs, round+1)
			}
		}
	})
}

// TestErasedJobs checks what is left of jobs after an erasure: everything but files and texts, and all of an export of
// somebody else's personal data.
func TestErasedJobs(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann, bob := t.Context(), s.signUp("ann@example.com"), s.signUp("bob@example.com")
		ended := func(j models.Job) *models.Job {
			j.FinishedAt, j.ExpiresAt = p(models.At(s.now())), p(models.At(s.now().Add(day)))
			if j.Status == "" {
				j.Status = models.JobSucceeded
			}
			j.OutputFile, j.FileColumns, j.Header, j.FaultCount = p("file"), p(`[{"Name":"ann","Samples":["ann"]}]`), p(`["ann"]`), 1
			s.storeJob(&j, true)
			s.exec("INSERT INTO job_faults (job_id, position, row_number, column_name, code, message, raw) VALUES (?, 0, 7, 'ann', 'INVALID', 'ann', 'ann')", j.ID)
			return &j
		}
		failed := ended(models.Job{Kind: models.ImportCustomers, Status: models.JobFailed, Error: p("ann")})
		own := ended(models.Job{Kind: models.ExportPersonalData, CustomerID: &ann.CustomerID})
		other := ended(models.Job{Kind: models.ExportPersonalData, CustomerID: &bob.CustomerID})
		export := ended(models.Job{Kind: models.ExportOrders})
		s.exec("UPDATE jobs SET parameters = ? WHERE id = ?", `{"export":{"filter":"ann","search":"ann","columns":["number"]}}`, export.ID)
		s.exec("UPDATE jobs SET parameters = ? WHERE id = ?", `{"import":{"Format":"CSV","Columns":{"ann":"name"},"Country":"IE","Match":"EMAIL"}}`, failed.ID)
		if r := s.erased(eraseInput{CustomerID: &ann.CustomerID}); r.Files != 3 {
			t.Errorf("%+v", r)
		}
		var jobs []models.Job
		s.must(s.db.Primary(ctx).Order("id").Find(&jobs).Error)
		for _, j := range jobs {
			var faults []models.JobFault
			var files int64
			s.must(s.db.Primary(ctx).Where("job_id = ?", j.ID).Find(&faults).Error)
			s.must(s.db.Primary(ctx).Model(&models.JobFile{}).Where("job_id = ?", j.ID).Count(&files).Error)
			kept := j.ID == other.ID
			text := fmt.Sprint(j.Parameters, j.Error != nil, j.InputFile != nil, j.OutputFile != nil, j.FileColumns != nil, j.Header != nil, files)
			want := map[string]string{
				failed.ID: `{"import":{"Format":"CSV","Encoding":"","Columns":null,"Country":"IE","Match":"EMAIL"}}true false false false false 0`,
				own.ID:    "{}false false false false false 0", other.ID: "{}false false true true true 1",
				export.ID: `{"export":{"columns":["number"]}}false false false false false 0`,
			}[j.ID]
			if text != want || j.FaultCount != 1 || len(faults) != 1 || *faults[0].Row != 7 || *faults[0].Code != "INVALID" ||
				(faults[0].Raw != nil) != kept || (faults[0].Column != nil) != kept || (faults[0].Message == "ann") != kept {
				t.Errorf("%s: %s, want %s, %+v", j.Kind, text, want, faults)
			}
			if j.Error != nil && strings.Contains(*j.Error, "ann") {
				t.Errorf("%s: %s", j.Kind, *j.Error)
			}
		}
		if len(jobs) != 4 {
			t.Errorf("%d jobs", len(jobs))
		}
	})
}
