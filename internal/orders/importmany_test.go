package orders_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// imported returns a guest's order of another system, with changes.
func imported(number string, changes ...func(*orders.ImportOrderInput)) orders.ImportOrderInput {
	a := irish("14 Main Street")
	in := orders.ImportOrderInput{
		PlacedAt: models.At(time.Date(2020, 5, 1, 10, 0, 0, 0, time.UTC)), ShippingAddress: &a,
		Items:   []*orders.OrderItemInput{item("tea", "12.50", "EUR", 2)},
		Contact: orders.OrderContactInput{Name: p("Ann Example"), Email: p("guest@example.com")},
	}
	if number != "" {
		in.Number = &number
	}
	for _, change := range changes {
		change(&in)
	}
	return in
}

// importAll imports orders and describes the results, in one line for each.
func (s *shop) importAll(o bulk.Options, list ...orders.ImportOrderInput) []string {
	s.t.Helper()
	results, err := s.orders.ImportMany(s.t.Context(), seller, list, o)
	if err != nil {
		s.t.Fatal(err)
	}
	lines := make([]string, len(results))
	for i, r := range results {
		lines[i] = strings.TrimSpace(string(r.Outcome) + " " + servicetest.Errors(r.Err))
		if (r.ID != "") != (r.Outcome != bulk.Failed) && o.DryRun == nil && !o.AllOrNone {
			s.t.Errorf("%s with the ID %q", lines[i], r.ID)
		}
	}
	return lines
}

func TestImportMany(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		since := servicetest.LastEvent(t, s.db)
		full := imported(" wc-1001 ", func(in *orders.ImportOrderInput) {
			in.ExternalID, in.CustomerEmail, in.Contact = p("A1"), p("ANN@example.com"), orders.OrderContactInput{}
			in.Status, in.PaymentStatus, in.FulfillmentStatus = models.OrderCompleted, models.Refunded, models.Fulfilled
			in.ShippingPrice, in.Tax, in.Discount = money("5", "EUR"), money("2", "EUR"), money("1", "EUR")
			in.TaxIncluded, in.Note = money("3", "EUR"), p("Leave at the door")
			other := irish("7 Side Street")
			in.BillingAddress = &other
		})
		got := s.importAll(bulk.Options{}, full, imported(""))
		if !slices.Equal(got, []string{"CREATED", "CREATED"}) {
			t.Fatal(got)
		}
		var rows []*models.Order
		if err := s.db.Read(t.Context()).Order("number DESC").Find(&rows).Error; err != nil || len(rows) != 2 {
			t.Fatal(rows, err)
		}
		o := rows[slices.IndexFunc(rows, func(o *models.Order) bool { return o.Number == "WC-1001" })]
		guest := rows[slices.IndexFunc(rows, func(o *models.Order) bool { return o.Number != "WC-1001" })]
		if *o.CustomerID != ann.CustomerID || o.Guest || o.ContactName != "Ann Example" || *o.ExternalID != "A1" ||
			o.ContactEmail != "ann@example.com" || *o.ContactPhone != "+353871234567" || o.TotalMinor != 3100 ||
			o.TaxIncludedMinor != 300 || *o.Note != "Leave at the door" || o.PlacedAt.Year() != 2020 ||
			!o.CreatedAt.Equal(s.now()) || o.Status != models.OrderCompleted || o.PaymentStatus != models.Refunded ||
			o.BillingAddress.Line1 != "7 Side Street" || o.ShippingAddress.Line1 != "14 Main Street" {
			t.Errorf("%+v", o)
		}
		if !guest.Guest || guest.CustomerID != nil || len(guest.Number) != 8 || guest.BillingAddress.Line1 != "14 Main Street" {
			t.Errorf("%+v", guest)
		}
		want := []string{
			"ORDER_PLACED of O in 'C' by API_KEY key_seller seller, version 1, paymentStatus 'UNPAID' to 'REFUNDED', " +
				"fulfillmentStatus 'UNFULFILLED' to 'FULFILLED', status 'OPEN' to 'COMPLETED'",
			"ORDER_PLACED of G in none by API_KEY key_seller seller, version 1",
		}
		events := servicetest.EventsSince(t, s.db, since, o.ID, "O", guest.ID, "G", ann.CustomerID, "C")
		if !slices.Equal(events, want) {
			t.Errorf("events:\n%s", strings.Join(events, "\n"))
		}
		s.checkCount(ann.CustomerID, 1, o.PlacedAt)
		since = servicetest.LastEvent(t, s.db)
		if got := s.importAll(bulk.Options{}, full); got[0] != "UNCHANGED" {
			t.Error(got)
		}
		if events := servicetest.EventsSince(t, s.db, since); len(events) != 0 {
			t.Errorf("events of an order that did not change: %s", events)
		}
	})
}

// checkCount checks the counted orders of a customer.
func (s *shop) checkCount(id string, count int, latest models.Time) {
	s.t.Helper()
	var c models.Customer
	if err := s.db.Read(s.t.Context()).Where("id = ?", id).Take(&c).Error; err != nil {
		s.t.Fatal(err)
	}
	if c.OrdersCount != count || c.LastOrderAt == nil || !c.LastOrderAt.Equal(latest.Time) {
		s.t.Errorf("%d orders, the last one at %v; want %d, %v", c.OrdersCount, c.LastOrderAt, count, latest)
	}
}

func TestImportManyErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.customer("ann@example.com")
		s.importAll(bulk.Options{}, imported("1", func(in *orders.ImportOrderInput) { in.ExternalID = p("E1") }))
		type change = func(*orders.ImportOrderInput)
		for _, c := range []struct {
			name   string
			number string
			change change
			want   string
		}{
			{"no customer with the email", "2", func(in *orders.ImportOrderInput) { in.CustomerEmail = p("x@example.com") }, "FAILED NOT_FOUND customerEmail"},
			{"no customer with the ID", "2", func(in *orders.ImportOrderInput) { in.CustomerExternalID = p("x") }, "FAILED NOT_FOUND customerExternalId"},
			{"an invalid email", "2", func(in *orders.ImportOrderInput) { in.CustomerEmail = p("x") }, "FAILED INVALID customerEmail"},
			{"number of another order", "1", func(in *orders.ImportOrderInput) { in.ExternalID = p("E2") }, "FAILED NOT_UNIQUE number"},
			{"no time, address and items", "2", func(in *orders.ImportOrderInput) {
				in.PlacedAt, in.ShippingAddress, in.Items = models.Time{}, nil, nil
			}, "FAILED REQUIRED placedAt, REQUIRED items, REQUIRED shippingAddress"},
			{"no contact", "2", func(in *orders.ImportOrderInput) { in.Contact = orders.OrderContactInput{} }, "FAILED REQUIRED contact.email, REQUIRED contact.name"},
			{"an invalid address", "2", func(in *orders.ImportOrderInput) { in.ShippingAddress.Country = "XX" }, "FAILED INVALID shippingAddress.country"},
			{"unknown statuses", "2", func(in *orders.ImportOrderInput) { in.Status, in.PaymentStatus = "DONE", "GRATIS" }, "FAILED INVALID status, INVALID paymentStatus"},
			{"completed without payment", "2", func(in *orders.ImportOrderInput) { in.Status = models.OrderCompleted }, "FAILED STEP_NOT_ALLOWED status"},
			{"cancelled after delivery", "2", func(in *orders.ImportOrderInput) {
				in.Status, in.FulfillmentStatus = models.OrderCancelled, models.Fulfilled
			}, "FAILED STEP_NOT_ALLOWED status"},
			{"too long", "2", func(in *orders.ImportOrderInput) {
				in.Number, in.ExternalID, in.Note = p(strings.Repeat("1", 51)), p(strings.Repeat("x", 256)), p(strings.Repeat("x", 1001))
			}, "FAILED TOO_LONG number, TOO_LONG externalId, TOO_LONG note"},
			{"currencies", "2", func(in *orders.ImportOrderInput) { in.Tax = money("1", "USD") }, "FAILED CURRENCY_MISMATCH tax.currency"},
			{"a withdrawn currency", "HRK", func(in *orders.ImportOrderInput) { in.Items[0] = item("tea", "1", "HRK", 1) }, "CREATED"},
			{"other number", "9", func(in *orders.ImportOrderInput) { in.ExternalID = p("E1") }, "FAILED INVALID number"},
			{"other items", "1", func(in *orders.ImportOrderInput) { in.Items[0].Quantity = 3 }, "FAILED INVALID items"},
			{"other amounts", "1", func(in *orders.ImportOrderInput) { in.Tax = money("1", "EUR") }, "FAILED INVALID tax"},
			{"other note", "1", func(in *orders.ImportOrderInput) { in.Note = p("x") }, "FAILED INVALID note"},
			{"a step that is not allowed", "1", func(in *orders.ImportOrderInput) { in.PaymentStatus = models.Refunded }, "FAILED STEP_NOT_ALLOWED paymentStatus"},
			{"steps", "1", func(in *orders.ImportOrderInput) {
				in.PaymentStatus, in.FulfillmentStatus, in.Status = models.Paid, models.Fulfilled, models.OrderCompleted
			}, "UPDATED"},
		} {
			before := s.count("orders")
			if got := s.importAll(bulk.Options{}, imported(c.number, c.change)); got[0] != c.want {
				t.Errorf("%s: %s, want %s", c.name, got[0], c.want)
			}
			if s.count("orders") != before && c.want != "CREATED" {
				t.Errorf("%s: something was stored", c.name)
			}
		}
		for _, caller := range []struct {
			name string
			list []orders.ImportOrderInput
			want string
		}{{"too many", make([]orders.ImportOrderInput, bulk.MaxBatch+1), "BAD_USER_INPUT"}} {
			_, err := s.orders.ImportMany(t.Context(), seller, caller.list, bulk.Options{})
			if servicetest.Errors(err) != caller.want {
				t.Errorf("%s: %v", caller.name, err)
			}
		}
		if _, err := s.orders.ImportMany(t.Context(), visitor, nil, bulk.Options{}); servicetest.Errors(err) != "FORBIDDEN ORDERS_WRITE" {
			t.Error(err)
		}
	})
}

// TestImportManyBatches checks what happens to the records of a batch together, in a dry run of which each record is a
// batch of its own, and then without.
func TestImportManyBatches(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineReference()
		gift := func(v any) func(*orders.ImportOrderInput) {
			return func(in *orders.ImportOrderInput) { in.CustomFields = customfields.Values{"ref": v} }
		}
		paid := func(in *orders.ImportOrderInput) { in.PaymentStatus = models.Paid }
		id := func(id string) func(*orders.ImportOrderInput) {
			return func(in *orders.ImportOrderInput) { in.ExternalID = &id }
		}
		list := []orders.ImportOrderInput{
			imported("1", gift("a")), imported("1"), imported("1", paid), imported("1", paid), imported("1", gift("b")),
			imported("2", gift("a")), imported("3", gift("b")), imported("3"), imported("4", id("x")),
			imported("4", id("y")), imported("", id("x"), paid), imported("5", id("y")), imported("1", gift("a")),
		}
		want := []string{
			"CREATED", "UNCHANGED", "UPDATED", "UNCHANGED", "UPDATED", "CREATED", "FAILED NOT_UNIQUE customFields.ref",
			"CREATED", "CREATED", "FAILED NOT_UNIQUE number", "UPDATED", "CREATED", "FAILED NOT_UNIQUE customFields.ref",
		}
		dry := &bulk.DryRun{}
		var got []string
		for _, in := range list {
			got = append(got, s.importAll(bulk.Options{DryRun: dry}, in)...)
		}
		if !slices.Equal(got, want) || s.count("orders") != 0 || s.count("events") != 1 {
			t.Errorf("dry run: %q", got)
		}
		if got := s.importAll(bulk.Options{AllOrNone: true}, list...); !slices.Equal(got, want) || s.count("orders") != 0 {
			t.Errorf("all or none: %q", got)
		}
		var committed []bulk.Result
		got = s.importAll(bulk.Options{Commit: func(_ *gorm.DB, results []bulk.Result) error {
			committed = results
			return nil
		}}, list...)
		if !slices.Equal(got, want) || s.count("orders") != 5 || len(committed) != len(list) {
			t.Errorf("%q, %d orders", got, s.count("orders"))
		}
		again := s.importAll(bulk.Options{DryRun: &bulk.DryRun{}}, list...)
		if got := s.importAll(bulk.Options{}, list...); !slices.Equal(got, again) {
			t.Errorf("second run %q, its dry run %q", got, again)
		}
	})
}

// defineReference creates the unique custom field "ref" of orders.
func (s *shop) defineReference() {
	s.t.Helper()
	caller := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	if _, err := s.fields.Create(s.t.Context(), caller, fieldInput{
		Owner: models.OwnerOrder, Key: "ref", Label: "Reference", Type: models.FieldString, Unique: true,
		Access: models.AccessNone,
	}); err != nil {
		s.t.Fatal(err)
	}
}

// TestImportManyStatements checks that the number of statements does not grow with the orders.
func TestImportManyStatements(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.customer("ann@example.com")
		cost := func(from, to int) int64 {
			var list []orders.ImportOrderInput
			for i := from; i < to; i++ {
				list = append(list, imported(fmt.Sprint(i), func(in *orders.ImportOrderInput) {
					in.CustomerEmail, in.ExternalID = p("ann@example.com"), p(fmt.Sprint("e", i))
				}))
			}
			ctx, statements := db.CountStatements(t.Context())
			results, err := s.orders.ImportMany(ctx, seller, list, bulk.Options{})
			if err != nil || results[len(list)-1].Err != nil {
				t.Fatal(results, err)
			}
			return statements()
		}
		few, many, again, changed := cost(0, 10), cost(10, 510), cost(0, 10), cost(10, 510)
		if few != many || again != changed || s.count("orders") != 510 {
			t.Errorf("%d and %d statements; again, %d and %d", few, many, again, changed)
		}
		s.checkCount(ann.CustomerID, 510, imported("").PlacedAt)
	})
}

// TestImportManyInParallel checks that batches with the same orders at the same time create each order once, and report
// the others. Those of one customer wait for each other at the customer, those of guests at the orders.
func TestImportManyInParallel(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineReference()
		ann := s.customer("ann@example.com")
		for prefix, email := range map[string]*string{"guest": nil, "ann": p("ann@example.com")} {
			var mu sync.Mutex
			var counts bulk.Counts
			var wg sync.WaitGroup
			for worker := range 5 {
				wg.Go(func() {
					var list []orders.ImportOrderInput
					for i := range 30 {
						n := fmt.Sprint(prefix, (i*7+worker*13)%30) // each in another order
						list = append(list, imported(n, func(in *orders.ImportOrderInput) {
							in.ExternalID, in.CustomerEmail = p("e"+n), email
							in.CustomFields = customfields.Values{"ref": n}
						}))
					}
					results, err := s.orders.ImportMany(t.Context(), seller, list, bulk.Options{})
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					counts.Add(results)
					mu.Unlock()
				})
			}
			wg.Wait()
			if want := (bulk.Counts{Done: 150, Created: 30, Unchanged: 120}); counts != want {
				t.Errorf("%s: %+v, want %+v", prefix, counts, want)
			}
		}
		s.checkCount(ann.CustomerID, 30, imported("").PlacedAt)
	})
}
