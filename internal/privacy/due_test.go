package privacy_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/privacy"
	"clientele/internal/servicetest"
	"clientele/models"
)

// request requests the erasure of customers.
func (s *requestShop) request(all ...auth.Caller) {
	s.t.Helper()
	for _, caller := range all {
		_, err := s.RequestErasure(s.t.Context(), caller, p(password))
		s.must(err)
	}
}

// left returns the names of the customers that still exist.
func (s *requestShop) left(all map[string]auth.Caller) string {
	s.t.Helper()
	var names []string
	for name, caller := range all {
		if s.customer(caller.CustomerID) != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// job stores an import that is not finished, and returns its ID.
func (s *requestShop) job() string {
	s.t.Helper()
	j := &models.Job{
		ID: models.NewID(models.JobID), Kind: models.ImportCustomers, Status: models.JobQueued, Parameters: "{}",
		CreatedAt: models.At(s.now()), ActorKind: models.ByCommandLine,
	}
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error { return tx.Create(j).Error }))
	return j.ID
}

// TestEraseDue: only requests that are due are carried out. Open orders and jobs delay them, and are looked at again
// after a while.
func TestEraseDue(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		all := map[string]auth.Caller{}
		for _, name := range []string{"ann", "bob", "cyd", "dan", "eve"} {
			all[name] = s.signUp(name + "@example.com")
		}
		order := s.place(placed{by: "dan@example.com", status: models.OrderOpen})
		s.request(all["ann"], all["cyd"], all["dan"])
		_, err := s.CancelErasure(t.Context(), all["cyd"], nil)
		s.must(err)
		s.pass(day)
		s.request(all["bob"])
		s.sent()
		after := func(d time.Duration, want string) {
			t.Helper()
			s.pass(d)
			s.must(s.EraseDue(t.Context()))
			if got := s.left(all); got != want {
				t.Errorf("at %v these are left: %s, want %s", s.now(), got, want)
			}
		}
		after(13*day-time.Second, "ann bob cyd dan eve")
		last, job := servicetest.LastEvent(t, s.db), s.job()
		after(time.Second, "ann bob cyd dan eve") // due, but a job is not finished
		s.must(s.db.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Delete(&models.Job{}, "id = ?", job).Error }))
		after(59*time.Second, "ann bob cyd dan eve")
		after(time.Second, "bob cyd dan eve")
		want := []string{
			"CUSTOMER_DELETED of ann by SYSTEM", "CUSTOMER_ERASED of ann by SYSTEM, text 'Requested by the customer'",
		}
		got := servicetest.EventsSince(t, s.db, last, all["ann"].CustomerID, "ann")
		if !slices.Equal(got, want) {
			t.Errorf("events %q, want %q", got, want)
		}
		after(day, "cyd dan eve")
		s.must(s.close(order))
		after(59*time.Minute, "cyd dan eve")
		after(time.Minute, "cyd eve")
		if o := s.order(order); o.AnonymizedAt == nil || o.ContactEmail != "" {
			t.Errorf("the order: %+v", o)
		}
		var proofs []string
		s.must(s.db.Primary(t.Context()).Model(&models.Erasure{}).Where("kind = ?", models.ErasedCustomer).Pluck("reason", &proofs).Error)
		if !slices.Equal(proofs, slices.Repeat([]string{"Requested by the customer"}, 3)) {
			t.Errorf("proofs: %q", proofs)
		}
		if _, _, err := s.accounts.Login(t.Context(), visitor, "ann@example.com", password); servicetest.Errors(err) != "INVALID_CREDENTIALS" {
			t.Errorf("log-in after the erasure: %v", err)
		}
	})
}

// close cancels an open order.
func (s *requestShop) close(id string) error {
	return s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		return tx.Model(&models.Order{}).Where("id = ?", id).Update("status", models.OrderCancelled).Error
	})
}

// TestErasureIsAnnounced: an email says that the data was erased. Nothing of the person remains in the queue then.
func TestErasureIsAnnounced(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		s.request(s.signUp("ann@example.com"))
		s.pass(14 * day)
		s.must(s.EraseDue(t.Context()))
		s.must(s.EraseDue(t.Context()))
		var kinds []string
		for _, m := range s.emails() {
			kinds = append(kinds, fmt.Sprint(m.Kind, m.Data, m.To))
		}
		if want := []string{"erasure_donemap[]ann@example.com"}; !slices.Equal(kinds, want) {
			t.Errorf("queued: %q, want %q", kinds, want)
		}
		if got := s.sent(); len(got) > 0 {
			t.Errorf("these remain: %q", got)
		}
	})
}

// TestTwoServersErase: each customer is erased and told once, also if two servers do it at the same time and the
// customer cancels the request in that moment.
func TestTwoServersErase(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		const n = 12
		other := privacy.New(s.db, s.options)
		var all []auth.Caller
		for i := range n {
			all = append(all, s.signUp(fmt.Sprintf("c%d@example.com", i)))
		}
		s.request(all...)
		s.sent()
		s.pass(14 * day)
		cancelled := make([]bool, n)
		var working sync.WaitGroup
		for _, server := range []*privacy.Service{s.Service, other} {
			working.Go(func() {
				if err := server.EraseDue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		working.Go(func() {
			for i := n - 1; i >= 0; i-- {
				_, err := s.CancelErasure(t.Context(), all[i], nil)
				cancelled[i] = err == nil
				if err != nil && !apperr.Is(err, apperr.NotFound) {
					t.Error(err)
				}
			}
		})
		working.Wait()
		erased := 0
		for i, caller := range all {
			if exists := s.customer(caller.CustomerID) != nil; exists != cancelled[i] {
				t.Errorf("customer %d exists: %v, cancelled: %v", i, exists, cancelled[i])
			}
			if !cancelled[i] {
				erased++
			}
		}
		var events, emails, proofs int64
		g := s.db.Primary(t.Context())
		s.must(g.Model(&models.Event{}).Where("type = ?", models.CustomerErased).Count(&events).Error)
		s.must(g.Model(&models.Email{}).Where("kind = 'erasure_done'").Count(&emails).Error)
		s.must(g.Model(&models.Erasure{}).Where("kind = ?", models.ErasedCustomer).Count(&proofs).Error)
		if int(events) != erased || int(emails) != erased || int(proofs) != erased {
			t.Errorf("%d erased, %d events, %d emails, %d proofs", erased, events, emails, proofs)
		}
	})
}
