package orders_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/db"
	"clientele/internal/bulk"
	"clientele/internal/orders"
	"clientele/models"
)

func TestCheckoutQueriesDoNotGrowWithLines(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		cost := func(lines int) int64 {
			in := guest(nil)
			for i := range lines {
				in.Items = append(in.Items, item(fmt.Sprint("sku-", i), "1", "EUR", 1))
			}
			ctx, statements := db.CountStatements(context.Background())
			o, _, err := s.orders.Checkout(ctx, seller, in)
			if err != nil {
				t.Fatal(err)
			}
			cost := statements()
			items, err := s.orders.Items(context.Background(), []string{o.ID})
			if err != nil || len(items[o.ID]) != lines || items[o.ID][lines-1].SKU != fmt.Sprint("sku-", lines-1) {
				t.Errorf("%d line items: stored %d, %v", lines, len(items[o.ID]), err)
			}
			return cost
		}
		if few, many := cost(1), cost(100); few != many {
			t.Errorf("%d statements for 1 line item, %d for 100", few, many)
		}
	})
}

func TestBatchReadsNeedOneQuery(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		_, ids := fill(s)
		all := []string{ids["a"], ids["b"], ids["c"], "order_none"}
		for name, read := range map[string]func(context.Context) (map[string]int, error){
			"GetMany": func(ctx context.Context) (map[string]int, error) {
				found, err := s.orders.GetMany(ctx, seller, all)
				return map[string]int{"orders": len(found)}, err
			},
			"Items":   func(ctx context.Context) (map[string]int, error) { return sizes(s.orders.Items(ctx, all)) },
			"History": func(ctx context.Context) (map[string]int, error) { return sizes(s.orders.History(ctx, all)) },
		} {
			want := map[string]string{
				"GetMany": fmt.Sprint(map[string]int{"orders": 3}),
				"Items":   fmt.Sprint(map[string]int{ids["a"]: 1, ids["b"]: 2, ids["c"]: 1, "order_none": 0}),
				"History": fmt.Sprint(map[string]int{ids["a"]: 1, ids["b"]: 1, ids["c"]: 3, "order_none": 0}),
			}[name]
			ctx, statements := db.CountStatements(context.Background())
			got, err := read(ctx)
			if err != nil || fmt.Sprint(got) != want || statements() != 1 {
				t.Errorf("%s: %v in %d statements, %v; want %s", name, got, statements(), err, want)
			}
		}
	})
}

func sizes[T any](found map[string][]T, err error) (map[string]int, error) {
	n := map[string]int{}
	for id, list := range found {
		n[id] = len(list)
	}
	return n, err
}

// TestHistoryIsSorted checks the order of events, including events with equal times, as of an import.
func TestHistoryIsSorted(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		list := make([]orders.ImportOrderInput, 400)
		for i := range list {
			list[i] = imported(fmt.Sprint(i))
		}
		s.importAll(bulk.Options{}, list...)
		for i := range list {
			list[i].PaymentStatus, list[i].FulfillmentStatus = models.Paid, models.Fulfilled
			list[i].Status = models.OrderCompleted
		}
		s.importAll(bulk.Options{}, list...)
		var ids []string
		if err := s.db.Read(ctx).Model(&models.Order{}).Pluck("id", &ids).Error; err != nil {
			t.Fatal(err)
		}
		history, err := s.orders.History(ctx, ids)
		if err != nil || len(history) != len(list) {
			t.Fatalf("%d histories, %v", len(history), err)
		}
		want := splitWords("PLACED PAYMENT_STATUS_CHANGED FULFILLMENT_STATUS_CHANGED STATUS_CHANGED")
		for id, events := range history {
			var what []string
			for _, e := range events {
				what = append(what, string(e.Type))
			}
			if !slices.Equal(what, want) {
				t.Errorf("%s: %s", id, strings.Join(what, " "))
			}
		}
	})
}
