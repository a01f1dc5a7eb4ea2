package privacy_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/staff"
	"clientele/models"
)

// orders stores orders of a customer with two items, an event as a guest and another one, and a long note each.
func (x *exports) orders(customerID string, n int) {
	x.t.Helper()
	note := strings.Repeat("Leave it at the door. ", 100)
	orders, items, events := make([]*models.Order, n), []*models.OrderItem{}, []*models.Event{}
	for i := range orders {
		at := models.At(x.now.Add(-time.Duration(i) * time.Hour))
		id := fmt.Sprintf("order_%s_%d", customerID, i)
		orders[i] = &models.Order{
			ID: id, Number: fmt.Sprint(customerID, i), Status: models.OrderOpen, PaymentStatus: models.Paid,
			FulfillmentStatus: models.Unfulfilled, CustomerID: &customerID, Currency: "EUR", Note: &note, PlacedAt: at,
			ShippingAddress: models.OrderAddress{Country: "IE"}, BillingAddress: models.OrderAddress{Country: "IE"},
			CreatedAt: at, UpdatedAt: at, Version: 1,
		}
		for position := range 2 {
			items = append(items, &models.OrderItem{
				ID: fmt.Sprintf("item_%s_%d", id, position), OrderID: id, Position: position, SKU: "TEA", Name: "Tea", Quantity: 1,
				Currency: "EUR",
			})
		}
		for j, of := range []*string{nil, &customerID} {
			events = append(events, &models.Event{
				ID: fmt.Sprintf("event_%s_%d", id, j), Type: models.EventOrderNoteAdded, SubjectKind: models.SubjectOrder,
				SubjectID: id, CustomerID: of, ActorKind: models.ByCommandLine, Text: &note, At: at,
			})
		}
	}
	err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) error {
		if err := db.InsertRows(tx, orders); err != nil {
			return err
		}
		if err := db.InsertRows(tx, items); err != nil {
			return err
		}
		return tx.CreateInBatches(events, 500).Error
	})
	if err != nil {
		x.t.Fatal(err)
	}
}

// heap returns the bytes that are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestLargeExport checks that the export of a customer with 2,000 orders needs little memory, and that its statements
// grow with the batches but not with the rows.
func TestLargeExport(t *testing.T) {
	const few, many = 400, 2_000
	// Statements for a batch of 200 orders: they, their items, events, and the progress of the job. The
	// batches of events need two.
	const perBatch = 12
	var alone sync.Mutex // one database after the other, since they share the memory
	onEachExports(t, func(x *exports) {
		alone.Lock()
		defer alone.Unlock()
		small, large := x.customer("small"), x.customer("large")
		x.orders(small.CustomerID, few)
		x.orders(large.CustomerID, many)
		var lock sync.Mutex
		most := uint64(0)
		watch := x.db.Read(x.t.Context()).Callback().Query().After("gorm:query")
		err := watch.Register("heap", func(tx *gorm.DB) {
			if tx.Statement.Table == "orders" || tx.Statement.Table == "events" {
				lock.Lock()
				defer lock.Unlock()
				most = max(most, heap())
			}
		})
		if err != nil {
			x.t.Fatal(err)
		}
		export := func(id string, orders int) (size int, statements int64) {
			j, err := x.RequestExport(x.t.Context(), staff.Operator, id)
			if err != nil {
				x.t.Fatal(err)
			}
			ctx, ran := db.CountStatements(x.t.Context())
			if _, err := x.jobs.RunNext(ctx); err != nil {
				x.t.Fatal(err)
			}
			statements = ran()
			if j, err = x.jobs.Get(x.t.Context(), staff.Operator, j.ID); err != nil || j.Done != 1+orders || *j.Total != 1+orders {
				x.t.Fatalf("%+v, %v", j, err)
			}
			text := x.download(x.jobs.FileURL(x.t.Context(), staff.Operator, j))
			if n := strings.Count(text, `"ORDER_NOTE_ADDED"`); n != 2*orders {
				x.t.Errorf("%d events of %d orders", n, orders)
			}
			return len(text), statements
		}
		_, fewStatements := export(small.CustomerID, few)
		most = 0
		before := heap()
		began := time.Now()
		size, statements := export(large.CustomerID, many)
		x.t.Logf("%d MB in %v, %d statements (%d for %d orders), %d KB of memory", size>>20, time.Since(began),
			statements, fewStatements, few, (int64(most)-int64(before))>>10)
		if limit := fewStatements + perBatch*(many-few)/200; statements > limit {
			x.t.Errorf("%d statements, at most %d", statements, limit)
		}
		if most > before+8<<20 {
			x.t.Errorf("%d MB of memory for a file of %d MB", (most-before)>>20, size>>20)
		}
	})
}
