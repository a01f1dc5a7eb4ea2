package privacy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/personhash"
	"clientele/internal/privacy"
	"clientele/internal/servicetest"
	"clientele/models"
)

type eraseInput = privacy.ErasePersonalDataInput

func TestEraseInput(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ann := s.signUp("ann@example.com")
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     eraseInput
			want   string
		}{
			{"a visitor", visitor, eraseInput{Email: p("ann@example.com")}, "FORBIDDEN PRIVACY_WRITE"},
			{"the customer", ann, eraseInput{CustomerID: &ann.CustomerID}, "FORBIDDEN PRIVACY_WRITE"},
			{"without the scope", clerk, eraseInput{CustomerID: &ann.CustomerID}, "FORBIDDEN PRIVACY_WRITE"},
			{"nobody", officer, eraseInput{}, "REQUIRED input"},
			{"both", officer, eraseInput{CustomerID: &ann.CustomerID, Email: p("ann@example.com")}, "INVALID input.email"},
			{"no address", officer, eraseInput{Email: p("ann")}, "INVALID input.email"},
			{"an empty address", officer, eraseInput{Email: p("")}, "REQUIRED input.email"},
			{"an unknown customer", officer, eraseInput{CustomerID: p("customer_none")}, "NOT_FOUND"},
			{"an empty id", officer, eraseInput{CustomerID: p("")}, "NOT_FOUND"},
			{"an unknown customer, dry", officer, eraseInput{CustomerID: p("customer_none"), DryRun: true}, "NOT_FOUND"},
			{"a long reason", officer, eraseInput{CustomerID: &ann.CustomerID, Reason: p(strings.Repeat("ä", 501))}, "TOO_LONG input.reason"},
			{"a dry run", officer, eraseInput{CustomerID: &ann.CustomerID, Reason: p(strings.Repeat("ä", 500)), DryRun: true}, ""},
		} {
			if _, err := s.Erase(t.Context(), c.caller, c.in); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		if s.customer(ann.CustomerID) == nil {
			t.Error("the customer was erased")
		}
	})
}

// erased erases somebody, after a dry run that must report the same, and returns the report.
func (s *requestShop) erased(in eraseInput) models.ErasureReport {
	s.t.Helper()
	in.DryRun = true
	last := servicetest.LastEvent(s.t, s.db)
	would, err := s.Erase(s.t.Context(), officer, in)
	s.must(err)
	if got := servicetest.EventsSince(s.t, s.db, last); len(got) > 0 {
		s.t.Errorf("a dry run caused %q", got)
	}
	in.DryRun = false
	report, err := s.Erase(s.t.Context(), officer, in)
	s.must(err)
	if *report != *would {
		s.t.Errorf("erased %+v, the dry run reported %+v", *report, *would)
	}
	return *report
}

// erasures returns the rows of erasures, by hash.
func (s *requestShop) erasures() map[string]models.Erasure {
	s.t.Helper()
	var rows []models.Erasure
	s.must(s.db.Primary(s.t.Context()).Find(&rows).Error)
	byHash := map[string]models.Erasure{}
	for _, row := range rows {
		byHash[row.Hash] = row
	}
	if len(byHash) != len(rows) {
		s.t.Errorf("%d erasures have %d hashes", len(rows), len(byHash))
	}
	return byHash
}

func (s *requestShop) exec(statement string, args ...any) {
	s.t.Helper()
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }))
}

func TestErase(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann, bob := t.Context(), s.signUp("ann@example.com"), s.signUp("bob@example.com")
		s.verify(ann)
		const closed, open = models.OrderCompleted, models.OrderOpen
		own := s.place(placed{by: "ann@example.com", status: closed})
		guest := s.place(placed{by: "ann@example.com", guest: true, status: models.OrderCancelled})
		others := []string{
			s.place(placed{by: "bob@example.com", status: closed}), s.place(placed{by: "other@example.com", guest: true, status: open}),
		}
		last := servicetest.LastEvent(t, s.db)
		report := s.erased(eraseInput{CustomerID: &ann.CustomerID, Reason: p("Letter")})
		want := models.ErasureReport{Customers: 1, Orders: 2, Sessions: 1, Events: 1} // ORDER_PLACED
		if report != want {
			t.Errorf("%+v, want %+v", report, want)
		}
		if s.customer(ann.CustomerID) != nil || s.customer(bob.CustomerID) == nil {
			t.Error("not the right customer was deleted")
		}
		for _, id := range []string{own, guest} {
			if o := s.order(id); o.AnonymizedAt == nil || o.ContactEmailKey != "" || o.CustomerID != nil || o.Version != 2 ||
				!o.UpdatedAt.Equal(s.now()) || o.TotalMinor != 795 || o.Guest != (id == guest) {
				t.Errorf("%+v", o)
			}
		}
		for _, id := range others {
			if o := s.order(id); o.AnonymizedAt != nil || o.ContactName == "" {
				t.Errorf("the order of somebody else: %+v", o)
			}
		}
		got := servicetest.EventsSince(t, s.db, last, ann.CustomerID, "ann", own, "own", guest, "guest")
		slices.Sort(got)
		if !slices.Equal(got, []string{
			"CUSTOMER_DELETED of ann by STAFF staff_o Olga", "CUSTOMER_ERASED of ann by STAFF staff_o Olga, text 'Letter'",
			"ORDER_ANONYMIZED of guest in none by STAFF staff_o Olga, version 2", "ORDER_ANONYMIZED of own in none by STAFF staff_o Olga, version 2",
		}) {
			t.Errorf("events %q", got)
		}
		key, err := personhash.Read(s.db.Primary(ctx))
		s.must(err)
		rows := s.erasures()
		for hash, kind := range map[string]models.ErasureKind{
			key.Customer(ann.CustomerID): models.ErasedCustomer, key.Email("ann@example.com"): models.ErasedEmail,
		} {
			row, ok := rows[hash]
			if !ok || row.Kind != kind || *row.Reason != "Letter" || !row.At.Equal(s.now()) || *row.ActorName != "Olga" ||
				!strings.Contains(row.Report, `"orders":2`) {
				t.Errorf("%s: %+v", kind, row)
			}
		}
		if len(rows) != 2 {
			t.Errorf("%d erasures", len(rows))
		}
		for name, in := range map[string]eraseInput{
			"again by id": {CustomerID: &ann.CustomerID}, "again by email": {Email: p("Ann@example.com")},
			"an unknown address": {Email: p("nobody@example.com")},
		} {
			if r := s.erased(in); r != (models.ErasureReport{}) {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if rows = s.erasures(); len(rows) != 3 || rows[key.Email("nobody@example.com")].Kind != models.ErasedEmail {
			t.Errorf("%d erasures", len(rows))
		}
		// Somebody who has signed up again is another customer, and another erasure.
		s.pass(time.Hour)
		s.signUp("ann@example.com")
		if r := s.erased(eraseInput{Email: p("ann@example.com")}); r.Customers != 1 || r.Orders != 0 {
			t.Errorf("the new account: %+v", r)
		}
	})
}

func TestEraseRefusals(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann := t.Context(), s.signUp("ann@example.com")
		open := s.place(placed{by: "ann@example.com", status: models.OrderOpen})
		s.place(placed{by: "ann@example.com", status: models.OrderCompleted})
		in := eraseInput{CustomerID: &ann.CustomerID}
		dry := eraseInput{CustomerID: &ann.CustomerID, DryRun: true}
		if _, err := s.Erase(ctx, officer, in); servicetest.Errors(err) != "STEP_NOT_ALLOWED input.customerId" {
			t.Errorf("an open order: %v", err)
		}
		if r, err := s.Erase(ctx, officer, dry); err != nil || r.OpenOrders != 1 || r.Orders != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		_, err := s.orders.Cancel(ctx, clerk, open, nil)
		s.must(err)
		for _, c := range []struct {
			name string
			job  models.Job
			file bool
			want string
		}{
			{name: "a waiting export", job: models.Job{Kind: models.ExportOrders, Status: models.JobQueued}, want: "CONFLICT"},
			{name: "a running import", job: models.Job{Kind: models.ImportCustomers, Status: models.JobRunning}, want: "CONFLICT"},
			{name: "an import without a file", job: models.Job{Kind: models.ImportOrders, Status: models.JobAwaitingFile}},
			{name: "an upload", job: models.Job{Kind: models.ImportOrders, Status: models.JobAwaitingFile}, file: true, want: "CONFLICT"},
			{name: "a change of customers", job: models.Job{Kind: models.UpdateCustomers, Status: models.JobRunning}},
			{name: "the personal data of another one", job: models.Job{Kind: models.ExportPersonalData, Status: models.JobRunning, CustomerID: p("customer_other")}},
			{name: "the personal data of the customer", job: models.Job{Kind: models.ExportPersonalData, Status: models.JobQueued, CustomerID: &ann.CustomerID}, want: "CONFLICT"},
		} {
			s.storeJob(&c.job, c.file)
			_, err := s.Erase(ctx, officer, in)
			if want := strings.TrimSpace(c.want + " input.customerId"); c.want != "" && servicetest.Errors(err) != want {
				t.Errorf("%s: %v, want %s", c.name, err, want)
			}
			if c.want == "" {
				s.must(err)
				if s.customer(ann.CustomerID) != nil {
					t.Errorf("%s: not erased", c.name)
				}
				ann = s.signUp("ann@example.com")
				in.CustomerID = &ann.CustomerID
			}
			s.exec("DELETE FROM jobs")
		}
	})
}

// storeJob stores a job, and a file of it.
func (s *requestShop) storeJob(j *models.Job, file bool) {
	s.t.Helper()
	j.ID, j.ActorKind, j.CreatedAt, j.Parameters = models.NewID(models.JobID), models.ByCommandLine, models.At(s.now()), "{}"
	if j.Status == models.JobRunning {
		j.Lease, j.LeaseEndsAt = p("lease"), p(models.At(s.now().Add(time.Hour)))
	}
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		if err := tx.Create(j).Error; err != nil || !file {
			return err
		}
		return tx.Create(&models.JobFile{FileID: "file_" + j.ID, JobID: j.ID, Kind: models.JobInput, Data: []byte("x")}).Error
	}))
}

// TestEraseAddresses checks which emails and orders of guests belong to a customer: those of an address that nobody
// else uses, and those of guests only if the address is verified or given.
func TestEraseAddresses(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann, bob := t.Context(), s.signUp("ann@example.com"), s.signUp("bob@example.com")
		guests := s.place(placed{by: "ann2@example.com", guest: true, status: models.OrderCompleted})
		former := s.place(placed{by: "shared@example.com", guest: true, status: models.OrderCompleted})
		for _, email := range []string{"former@example.com", "shared@example.com", "ann2@example.com"} {
			_, err := s.accounts.Update(ctx, clerk, &ann.CustomerID, accounts.UpdateCustomerInput{Email: graphql.OmittableOf(&email)})
			s.must(err)
		}
		send := func(to ...string) {
			for _, email := range to {
				s.must(s.db.InTx(ctx, func(tx *gorm.DB) error {
					return s.mail.Send(tx, mail.Email{Kind: mail.PasswordReset, To: email, Data: map[string]string{"x": email}})
				}))
			}
		}
		all := []string{"ann@example.com", "former@example.com", "shared@example.com", "ann2@example.com", "bob@example.com"}
		s.exec("DELETE FROM emails")
		send(all...)
		if r := s.erased(eraseInput{CustomerID: &ann.CustomerID}); r.Emails != 2 || r.Orders != 0 || r.Customers != 1 {
			t.Errorf("%+v", r)
		}
		left := []string{}
		for _, m := range s.emails() {
			left = append(left, m.To)
		}
		slices.Sort(left)
		// Others have placed orders with the unverified address and a former one.
		if !slices.Equal(left, []string{"ann2@example.com", "bob@example.com", "shared@example.com"}) {
			t.Errorf("emails to %q are left", left)
		}
		if s.order(guests).AnonymizedAt != nil || s.order(former).AnonymizedAt != nil {
			t.Error("an order with an address that was not verified is anonymous")
		}
		// An address that is given is the person's, but not what another customer has.
		if r := s.erased(eraseInput{Email: p("ann2@example.com")}); r.Orders != 1 || r.Emails != 1 || r.Customers != 0 {
			t.Errorf("%+v", r)
		}
		if s.customer(bob.CustomerID) == nil || len(s.emails()) != 2 {
			t.Error("another customer has lost something")
		}
	})
}

// TestEraseStatements checks that the number of statements does not grow with the number of rows.
func TestEraseStatements(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ran := map[int]int64{}
		for _, n := range []int{1, 30} {
			ann := s.signUp("ann@example.com")
			s.verify(ann)
			for range n {
				s.place(placed{by: "ann@example.com", status: models.OrderCompleted})
				s.place(placed{by: "ann@example.com", guest: true, status: models.OrderCompleted})
				_, err := s.accounts.AddNote(t.Context(), clerk, ann.CustomerID, "a note")
				s.must(err)
			}
			ctx, count := db.CountStatements(t.Context())
			_, err := s.Erase(ctx, officer, eraseInput{CustomerID: &ann.CustomerID})
			s.must(err)
			ran[n] = count()
		}
		if ran[1] != ran[30] || ran[1] == 0 {
			t.Errorf("statements by number of orders: %v", ran)
		}
		t.Logf("%d statements", ran[1])
	})
}
