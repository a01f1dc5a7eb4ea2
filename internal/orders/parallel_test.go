package orders_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// atOnce runs f n times at the same moment and counts how the errors read.
func atOnce(n int, f func(i int) error) map[string]int {
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

// TestOneOfManyInputsGetsTheQuote: of twenty who send one quote with an input of their own, one gets an order.
func TestOneOfManyInputsGetsTheQuote(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		quote := s.quote(nil)
		got := atOnce(20, func(i int) error {
			in := guest(quote)
			in.Note = p(fmt.Sprint("number ", i))
			o, token, err := s.orders.Checkout(context.Background(), visitor, in)
			if err != nil && (o != nil || token != nil) {
				t.Error("something of the order was told to who did not make it")
			}
			return err
		})
		if len(got) != 2 || got[""] != 1 || got["QUOTE_USED input.quote"] != 19 || s.count("orders") != 1 {
			t.Errorf("%v", got)
		}
	})
}

func TestOneOfManyOrdersGetsAnExternalID(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids []string
		for range 10 {
			ids = append(ids, s.place(visitor, guest(s.quote(nil))).ID)
		}
		got := atOnce(len(ids), func(i int) error {
			_, err := s.orders.Update(context.Background(), seller, ids[i], orders.UpdateOrderInput{ExternalID: set("erp-1")})
			return err
		})
		if len(got) != 2 || got[""] != 1 || got["EXTERNAL_ID_TAKEN input.externalId"] != 9 {
			t.Errorf("%v", got)
		}
	})
}

// TestDeletingWhoIsCheckingOut: the orders that were placed in time stay, and the others are refused, never half stored.
func TestDeletingWhoIsCheckingOut(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.customer("ann@example.com")
		var quotes []*string
		for range 10 {
			quotes = append(quotes, s.quote(nil))
		}
		got := atOnce(11, func(i int) error {
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
		if err := s.db.Read(ctx).Model(&models.Order{}).Where("customer_id IS NOT NULL").Count(&linked).Error; err != nil || linked != 0 {
			t.Errorf("%d orders still point to the customer: %v", linked, err)
		}
		if s.count("order_items") != s.count("orders") || s.count("order_events") != s.count("orders") {
			t.Error("an order was half stored")
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
		if err != nil || left.CustomerID != nil || left.Guest || left.Number != o.Number || left.TotalMinor != o.TotalMinor || left.ContactEmail != o.ContactEmail {
			t.Errorf("%+v %v", left, err)
		}
		if _, err := s.orders.Get(ctx, ann, o.ID); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("the token of the deleted customer: %v", err)
		}
		if _, err := s.orders.Update(ctx, seller, o.ID, orders.UpdateOrderInput{PaymentStatus: set(models.Paid)}); err != nil {
			t.Errorf("the order cannot move on: %v", err)
		}
	})
}

// TestKeysOfStrangersAreApart: an idempotency key means something only to who sent it.
func TestKeysOfStrangersAreApart(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		staff := auth.Caller{Kind: auth.Staff, KeyID: ann.CustomerID, KeyName: "Sam", Scopes: seller.Scopes}
		made := map[string]bool{}
		for i, caller := range []auth.Caller{ann, bob, seller, staff, visitor, visitor} {
			in := guest(s.quote(nil))
			in.IdempotencyKey, in.Contact.Email = p("1"), p(fmt.Sprintf("guest%d@example.com", i))
			made[s.place(caller, in).ID] = true
			if again := s.place(caller, in); !made[again.ID] {
				t.Errorf("%d: the same request made another order", i)
			}
			in.Quote = s.quote(nil)
			if _, _, err := s.orders.Checkout(context.Background(), caller, in); servicetest.Errors(err) != "IDEMPOTENCY_CONFLICT input.idempotencyKey" {
				t.Errorf("%d: another quote under the same key: %v", i, err)
			}
		}
		if len(made) != 6 {
			t.Errorf("%d orders, want 6", len(made))
		}
	})
}
