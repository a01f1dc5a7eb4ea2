package orders_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/servicetest"
)

func TestAttachAndDetach(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		first := s.place(visitor, guest(s.quote(nil)))
		s.pass(time.Hour)
		second := s.place(visitor, guest(s.quote(nil)))
		attach := func(as auth.Caller, order, customer string) string {
			_, err := s.orders.Attach(ctx, as, order, customer)
			return servicetest.Errors(err)
		}
		detach := func(as auth.Caller, order string) string {
			_, err := s.orders.Detach(ctx, as, order)
			return servicetest.Errors(err)
		}
		for _, c := range []struct{ name, got, want string }{
			{"by a customer", attach(ann, first.ID, ann.CustomerID), "FORBIDDEN ORDERS_WRITE"},
			{"detached by a customer", detach(ann, first.ID), "FORBIDDEN ORDERS_WRITE"},
			{"unknown order", attach(seller, "order_x", ann.CustomerID), "NOT_FOUND"},
			{"detach an unknown order", detach(seller, "order_x"), "NOT_FOUND"},
			{"unknown customer", attach(seller, first.ID, "customer_x"), "NOT_FOUND"},
			{"detach an order without a customer", detach(seller, first.ID), ""},
			{"later order", attach(seller, second.ID, ann.CustomerID), ""},
			{"earlier order", attach(seller, first.ID, ann.CustomerID), ""},
			{"same customer again", attach(seller, first.ID, ann.CustomerID), ""},
			{"order of another customer", attach(seller, first.ID, bob.CustomerID), "STEP_NOT_ALLOWED orderId"},
		} {
			if c.got != c.want {
				t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
			}
		}
		if got := s.counted(ann); got != "2 13:00" {
			t.Errorf("orders count: %s", got)
		}
		if got := detach(seller, second.ID); got != "" || s.counted(ann) != "1 12:00" {
			t.Errorf("%q: orders count %s", got, s.counted(ann))
		}
		if _, err := s.orders.Get(ctx, ann, second.ID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("the customer can still read it: %v", err)
		}
		if got := attach(seller, second.ID, bob.CustomerID); got != "" {
			t.Errorf("attach to another customer: %q", got)
		}
		want := "ATTACHED " + ann.CustomerID + " API_KEY, DETACHED " + ann.CustomerID + " API_KEY, ATTACHED " +
			bob.CustomerID + " API_KEY"
		if got := s.links(second.ID); got != want {
			t.Errorf("history: %s", got)
		}
		if got := detach(seller, first.ID); got != "" || s.counted(ann) != "0" {
			t.Errorf("%q: orders count %s", got, s.counted(ann))
		}
	})
}

// TestParallelLinks checks that an order is counted once when it is claimed, attached and detached in parallel.
func TestParallelLinks(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		ann := s.verified("ann@example.com")
		o := s.place(visitor, guest(s.quote(nil)))
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				var err error
				switch i % 4 {
				case 0:
					_, err = s.orders.ClaimGuest(ctx, ann, token)
				case 1:
					_, err = s.orders.Attach(ctx, seller, o.ID, ann.CustomerID)
				default:
					_, err = s.orders.Detach(ctx, seller, o.ID)
				}
				if got := servicetest.Errors(err); strings.HasPrefix(got, "!") {
					t.Error(got)
				}
			})
		}
		wg.Wait()
		now, err := s.orders.Get(ctx, seller, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]string{true: "1 12:00", false: "0"}[now.CustomerID != nil]; s.counted(ann) != want {
			t.Errorf("orders count %s, want %s", s.counted(ann), want)
		}
	})
}
