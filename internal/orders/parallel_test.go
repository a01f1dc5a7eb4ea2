package orders_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

// inParallel runs f n times in parallel and counts the errors by text.
func inParallel(n int, f func(i int) error) map[string]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]int{}
	for i := range n {
		wg.Go(func() {
			got := servicetest.Errors(f(i))
			mu.Lock()
			defer mu.Unlock()
			seen[got]++
		})
	}
	wg.Wait()
	return seen
}

// TestParallelQuoteUse checks that of 20 different inputs with the same quote, one places an order.
func TestParallelQuoteUse(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		quote := s.quote(nil)
		got := inParallel(20, func(i int) error {
			in := guest(quote)
			in.Note = p(fmt.Sprint("number ", i))
			o, token, err := s.orders.Checkout(context.Background(), visitor, in)
			if err != nil && (o != nil || token != nil) {
				t.Error("the error came with the order or its token")
			}
			return err
		})
		if len(got) != 2 || got[""] != 1 || got["QUOTE_USED input.quote"] != 19 || s.count("orders") != 1 {
			t.Errorf("%v", got)
		}
	})
}

func TestParallelExternalIDs(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids []string
		for range 10 {
			ids = append(ids, s.place(visitor, guest(s.quote(nil))).ID)
		}
		got := inParallel(len(ids), func(i int) error {
			_, err := s.orders.Update(context.Background(), seller, ids[i], updateInput{ExternalID: set("erp-1")})
			return err
		})
		if len(got) != 2 || got[""] != 1 || got["EXTERNAL_ID_TAKEN input.externalId"] != 9 {
			t.Errorf("%v", got)
		}
	})
}

// TestDeleteCustomerDuringCheckout checks that orders placed before the customer was deleted are kept, and that others
// fail completely.
func TestDeleteCustomerDuringCheckout(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		var quotes []*string
		for range 10 {
			quotes = append(quotes, s.quote(nil))
		}
		got := inParallel(11, func(i int) error {
			if i == 5 {
				_, err := s.accounts.Delete(ctx, ann, nil)
				return err
			}
			_, _, err := s.orders.Checkout(ctx, ann, guest(quotes[i%10]))
			return err
		})
		delete(got, "")
		delete(got, "NOT_FOUND input.customerId")
		if len(got) != 0 {
			t.Errorf("%v", got)
		}
		var linked int64
		if err := s.db.Read(ctx).Model(&models.Order{}).Where("customer_id IS NOT NULL").
			Count(&linked).Error; err != nil || linked != 0 {
			t.Errorf("%d orders are still linked to the customer: %v", linked, err)
		}
		if s.count("order_items") != s.count("orders") || s.count("events WHERE type = 'ORDER_PLACED'") != s.count("orders") {
			t.Error("an order was stored incompletely")
		}
	})
}

func TestOrdersOutliveTheirCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		o := s.place(ann, guest(s.quote(nil)))
		if _, err := s.accounts.Delete(ctx, ann, nil); err != nil {
			t.Fatal(err)
		}
		left, err := s.orders.Get(ctx, seller, o.ID)
		if err != nil || left.CustomerID != nil || left.Guest || left.Number != o.Number ||
			left.TotalMinor != o.TotalMinor || left.ContactEmail != o.ContactEmail {
			t.Errorf("%+v %v", left, err)
		}
		if _, err := s.orders.Get(ctx, ann, o.ID); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("the token of the deleted customer: %v", err)
		}
		if _, err := s.orders.Update(ctx, seller, o.ID, updateInput{PaymentStatus: set(models.Paid)}); err != nil {
			t.Errorf("update the order: %v", err)
		}
	})
}

// TestIdempotencyKeysPerCaller checks that the same idempotency key of two callers is two keys.
func TestIdempotencyKeysPerCaller(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		staff := auth.Caller{Kind: auth.Staff, KeyID: ann.CustomerID, KeyName: "Sam", Scopes: seller.Scopes}
		created := map[string]bool{}
		for i, caller := range []auth.Caller{ann, bob, seller, staff, visitor, visitor} {
			in := guest(s.quote(nil))
			in.IdempotencyKey, in.Contact.Email = p("1"), p(fmt.Sprintf("guest%d@example.com", i))
			created[s.place(caller, in).ID] = true
			if again := s.place(caller, in); !created[again.ID] {
				t.Errorf("%d: the same request created another order", i)
			}
			in.Quote = s.quote(nil)
			if _, _, err := s.orders.Checkout(
				context.Background(), caller, in,
			); servicetest.Errors(err) != "IDEMPOTENCY_CONFLICT input.idempotencyKey" {
				t.Errorf("%d: another quote with the same key: %v", i, err)
			}
		}
		if len(created) != 6 {
			t.Errorf("%d orders, want 6", len(created))
		}
	})
}
