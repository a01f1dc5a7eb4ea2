package privacy_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/privacy"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestRetentionOfOrders: closed orders become anonymous at the retention period. Open ones do once they are closed and
// everything is looked at again.
func TestRetentionOfOrders(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		ann := s.signUp("ann@example.com")
		decade := s.options.RetentionOrders
		ids := map[string]string{
			"completed": s.place(placed{by: "ann@example.com", ago: decade + time.Second, status: models.OrderCompleted}),
			"cancelled": s.place(placed{by: "guest@example.com", guest: true, ago: decade + day, status: models.OrderCancelled}),
			"open":      s.place(placed{by: "ann@example.com", ago: decade + 2*day, status: models.OrderOpen}),
			"soon":      s.place(placed{by: "ann@example.com", ago: decade - day, status: models.OrderCompleted}),
			"new":       s.place(placed{by: "ann@example.com", status: models.OrderCompleted}),
		}
		anonymous := func() string {
			t.Helper()
			s.must(s.ApplyRetention(ctx))
			var names []string
			for name, id := range ids {
				if o := s.order(id); o.AnonymizedAt != nil {
					names = append(names, name)
					if o.ContactName != "" || o.CustomerID != nil {
						t.Errorf("%s: %+v", name, o)
					}
				}
			}
			slices.Sort(names)
			return strings.Join(names, " ")
		}
		last := servicetest.LastEvent(t, s.db)
		for _, c := range []struct {
			after time.Duration
			do    func()
			want  string
		}{
			{0, nil, "cancelled completed"},
			{time.Hour, nil, "cancelled completed"},
			{day, nil, "cancelled completed soon"},
			{0, func() { s.must(s.close(ids["open"])) }, "cancelled completed open soon"}, // on the last page
		} {
			s.pass(c.after)
			if c.do != nil {
				c.do()
			}
			if got := anonymous(); got != c.want {
				t.Errorf("at %v: %s, want %s", s.now(), got, c.want)
			}
		}
		if c := s.customer(ann.CustomerID); c.OrdersCount != 1 {
			t.Errorf("the customer has %d orders", c.OrdersCount)
		}
		events := servicetest.EventsSince(t, s.db, last, ids["completed"], "completed")
		if len(events) != 4 || !slices.Contains(events, "ORDER_ANONYMIZED of completed in none by SYSTEM, version 2") {
			t.Errorf("events: %q", events)
		}
	})
}

// TestRetentionOfCustomers: customers are erased once nothing has happened for the retention period.
func TestRetentionOfCustomers(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		all := map[string]auth.Caller{}
		for _, name := range []string{"idle", "orders", "open", "noted", "session", "guest", "stranger"} {
			all[name] = s.signUp(name + "@example.com")
		}
		s.verify(all["guest"])
		s.pass(day / 2)
		s.place(placed{by: "orders@example.com", status: models.OrderCompleted})
		open := s.place(placed{by: "open@example.com", status: models.OrderOpen, ago: day / 4})
		s.place(placed{by: "guest@example.com", guest: true, status: models.OrderCompleted})
		s.place(placed{by: "stranger@example.com", guest: true, status: models.OrderCompleted}) // not verified: of anybody
		_, err := s.accounts.AddNote(ctx, clerk, all["noted"].CustomerID, "Called")
		s.must(err)
		s.use(all["session"])
		s.forgetEvents("orders", "open") // so that only the orders tell
		last := servicetest.LastEvent(t, s.db)
		after := func(d time.Duration, want string) {
			t.Helper()
			s.pass(d)
			s.must(s.accounts.Sweep(ctx)) // the sessions have long expired
			s.must(s.ApplyRetention(ctx))
			if got := s.left(all); got != want {
				t.Errorf("at %v these are left: %q, want %q", s.now(), got, want)
			}
		}
		after(year-day/2-time.Second, "guest idle noted open orders session stranger")
		after(2*time.Second, "guest noted open orders session")
		after(day/4-3*time.Second, "guest noted open orders session")
		after(day/4+3*time.Second, "open")
		s.must(s.close(open))
		after(time.Second, "")
		events := servicetest.EventsSince(t, s.db, last, all["idle"].CustomerID, "idle")
		if want := "CUSTOMER_ERASED of idle by SYSTEM, text 'Inactive for the retention period'"; !slices.Contains(events, want) {
			t.Errorf("events %q", events)
		}
		if got := s.sent(); len(got) > 0 {
			t.Errorf("emails: %q", got)
		}
	})
}

// verify marks the email address of a customer as verified.
func (s *requestShop) verify(caller auth.Caller) {
	s.t.Helper()
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		return tx.Model(&models.Customer{}).Where("id = ?", caller.CustomerID).Update("email_verified", true).Error
	}))
}

// use uses the session of a customer.
func (s *requestShop) use(caller auth.Caller) {
	s.t.Helper()
	if session, err := s.accounts.FindSession(s.t.Context(), caller.CustomerID, caller.SessionID, 0); err != nil || session == nil {
		s.t.Fatal(session, err)
	}
}

// forgetEvents deletes the events of customers.
func (s *requestShop) forgetEvents(names ...string) {
	s.t.Helper()
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		var emails, ids []string
		for _, name := range names {
			emails = append(emails, name+"@example.com")
		}
		if err := tx.Model(&models.Customer{}).Where(s.db.In("email_key", emails)).Pluck("id", &ids).Error; err != nil {
			return err
		}
		return tx.Delete(&models.Event{}, s.db.In("customer_id", ids)).Error
	}))
}

// TestRetentionWaitsForJobs: while a job uses files nobody is erased, and the next pass continues.
func TestRetentionWaitsForJobs(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		all := map[string]auth.Caller{"ann": s.signUp("ann@example.com")}
		s.pass(year + time.Second)
		job := s.job()
		s.must(s.ApplyRetention(t.Context()))
		if s.left(all) != "ann" {
			t.Error("a customer was erased while a job used files")
		}
		s.must(s.db.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Delete(&models.Job{}, "id = ?", job).Error }))
		s.must(s.ApplyRetention(t.Context()))
		if s.left(all) != "" {
			t.Error("the customer was not erased afterwards")
		}
	})
}

// TestRetentionByTwoServers: servers that look at many rows at the same time erase each customer once.
func TestRetentionByTwoServers(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		const n = 600 // more than a page
		s.insert(n)
		s.pass(year + time.Second)
		var working sync.WaitGroup
		for _, server := range []*privacy.Service{s.Service, privacy.New(s.db, s.options)} {
			working.Go(func() {
				if err := server.ApplyRetention(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		working.Wait()
		var erased, proofs int64
		g := s.db.Primary(t.Context())
		s.must(g.Model(&models.Event{}).Where("type = ?", models.CustomerErased).Count(&erased).Error)
		s.must(g.Model(&models.Erasure{}).Where("kind = ?", models.ErasedCustomer).Count(&proofs).Error)
		if left := s.customers(); erased != n || proofs != n || left != 0 {
			t.Errorf("%d erased, %d proofs, %d left", erased, proofs, left)
		}
	})
}

// TestRetentionLooksAgain: a pass continues where the last one ended, and after a week everything is looked at again.
func TestRetentionLooksAgain(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		s.insert(600)
		s.pass(year + time.Second)
		s.must(s.ApplyRetention(ctx))
		if left := s.customers(); left != 0 {
			t.Fatalf("%d left", left)
		}
		s.insert(1)
		s.must(s.db.InTx(ctx, func(tx *gorm.DB) error {
			return tx.Model(&models.Customer{}).Where("id <> ''").UpdateColumn("created_at", models.At(s.now().Add(-2*year))).Error
		}))
		for _, c := range []struct {
			after time.Duration
			left  int
		}{{0, 1}, {7*day - time.Second, 1}, {time.Second, 0}} {
			s.pass(c.after)
			s.must(s.ApplyRetention(ctx))
			if left := s.customers(); left != c.left {
				t.Errorf("%v later, %d are left", c.after, left)
			}
		}
	})
}

// customers returns the number of customers.
func (s *requestShop) customers() int {
	s.t.Helper()
	var n int64
	s.must(s.db.Primary(s.t.Context()).Model(&models.Customer{}).Count(&n).Error)
	return int(n)
}

// insert stores customers without events.
func (s *requestShop) insert(n int) {
	s.t.Helper()
	rows := make([]*models.Customer, n)
	for i := range rows {
		email, at := fmt.Sprintf("c%04d@example.com", i), models.At(s.now())
		rows[i] = &models.Customer{
			ID: models.NewID(models.CustomerID), Email: email, EmailKey: email, EmailFold: email, CreatedAt: at, UpdatedAt: at,
			Version: 1,
		}
	}
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error { return db.InsertRows(tx, rows) }))
}

// TestActivityEndsRetention: a customer who becomes active between the page that is read and the erasure remains.
func TestActivityEndsRetention(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := context.Background()
		const n = 40
		var all []auth.Caller
		for i := range n {
			all = append(all, s.signUp(fmt.Sprintf("c%d@example.com", i)))
		}
		s.pass(year + time.Second)
		noted := make([]bool, n)
		var working sync.WaitGroup
		working.Go(func() {
			if err := s.ApplyRetention(ctx); err != nil {
				t.Error(err)
			}
		})
		working.Go(func() {
			for i := n - 1; i >= 0; i-- {
				_, err := s.accounts.AddNote(ctx, clerk, all[i].CustomerID, "Called")
				noted[i] = err == nil
			}
		})
		working.Wait()
		for i, caller := range all {
			if exists := s.customer(caller.CustomerID) != nil; exists != noted[i] {
				t.Errorf("customer %d exists: %v, has become active: %v", i, exists, noted[i])
			}
		}
	})
}

// TestSessionsAreKeptForRetention: expired sessions are not shown, and not counted when sessions end.
func TestSessionsAreKeptForRetention(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx, ann := t.Context(), s.signUp("ann@example.com")
		s.pass(31 * day)
		s.must(s.accounts.Sweep(ctx))
		var rows int64
		s.must(s.db.Primary(ctx).Model(&models.Session{}).Count(&rows).Error)
		listed, err := s.accounts.SessionsFor(ctx, clerk, []string{ann.CustomerID})
		s.must(err)
		ended, err := s.accounts.RevokeSessions(ctx, clerk, ann.CustomerID)
		s.must(err)
		revoked := s.accounts.RevokeSession(ctx, clerk, ann.SessionID)
		if rows != 1 || len(listed[ann.CustomerID]) != 0 || ended != 0 || servicetest.Errors(revoked) != "NOT_FOUND" {
			t.Errorf("%d sessions, %d listed, %d ended, %v", rows, len(listed[ann.CustomerID]), ended, revoked)
		}
		if _, _, err := s.accounts.Login(ctx, visitor, "ann@example.com", password); err != nil {
			t.Error(err)
		}
		s.pass(year)
		s.must(s.accounts.Sweep(ctx))
		s.must(s.db.Primary(ctx).Model(&models.Session{}).Count(&rows).Error)
		if rows != 1 { // that of the log-in
			t.Errorf("%d sessions a year later", rows)
		}
	})
}
