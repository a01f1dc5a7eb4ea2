package events_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

// poll returns the page after a cursor.
func (s *shop) poll(
	caller auth.Caller, first int, after *string, types ...models.EventType,
) *page.Connection[*models.Event] {
	s.t.Helper()
	list, err := s.Poll(s.t.Context(), caller, &first, after, types)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func TestPoll(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		if list := s.poll(eve, 10, nil); len(list.Edges) != 0 || list.PageInfo.EndCursor() != nil || list.PageInfo.HasNextPage {
			t.Errorf("without events: %+v", list)
		}
		s.seed()
		for _, c := range []struct {
			name   string
			caller auth.Caller
			types  []models.EventType
			want   string
			err    string
		}{
			{"customers", key(models.CustomersRead), nil, `customer_created by customer customer_ann; ` +
				`customer_updated by staff staff_eve, name Ann>Anne, note >late payer; ` +
				`customer_updated by staff staff_eve, tags []>["vip"]; address_deleted by api_key key_a; ` +
				`customer_logged_out by system; shop_updated by staff staff_eve`, ""},
			{
				"types", eve,
				[]models.EventType{models.APIKeyCreated, models.EventOrderPlaced},
				"order_placed by guest; api_key_created by staff staff_eve", "",
			},
			{"no types", eve, []models.EventType{}, "", ""},
			{
				"types of orders", key(models.CustomersRead),
				[]models.EventType{models.EventOrderPlaced},
				"",
				"FORBIDDEN ORDERS_READ",
			},
			{"a key without the scope", key(models.OrdersRead, models.StaffWrite), nil, "", "FORBIDDEN CUSTOMERS_READ"},
			{"a customer", annByKey, nil, "", "FORBIDDEN CUSTOMERS_READ"},
			{"a visitor", visitor, nil, "", "FORBIDDEN CUSTOMERS_READ"},
		} {
			for _, first := range []int{1, 2, 3, 100} {
				var got []*models.Event
				var after *string
				for {
					list, err := s.Poll(t.Context(), c.caller, &first, after, c.types)
					if fault := servicetest.Errors(err); fault != c.err {
						t.Fatalf("%s: %q, want %q", c.name, fault, c.err)
					}
					if err != nil {
						break
					}
					got = append(got, list.Nodes()...)
					if total, err := list.TotalCount(t.Context()); total != nil || err != nil {
						t.Errorf("%s: the total is %v, %v", c.name, total, err)
					}
					if after = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
						break
					}
				}
				if told(got) != c.want {
					t.Errorf("%s in pages of %d:\n got %s\nwant %s", c.name, first, told(got), c.want)
				}
			}
		}
	})
}

// TestPollContinues checks that the end of a page is where the next one continues, also if the page is empty.
func TestPollContinues(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		login := events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_ann", CustomerID: "customer_ann"}
		s.record(ann, login)
		rare := s.poll(eve, 10, nil, models.ShopUpdated)
		if len(rare.Edges) != 0 || rare.PageInfo.HasNextPage {
			t.Fatalf("%+v", rare)
		}
		end := rare.PageInfo.EndCursor()
		if all := s.poll(eve, 10, nil); *all.PageInfo.EndCursor() != *end || all.Edges[0].Cursor() != *end {
			t.Error("the empty page does not end after the last event")
		}
		for range 2 {
			if again := s.poll(eve, 10, end, models.ShopUpdated); *again.PageInfo.EndCursor() != *end {
				t.Error("the end of an empty page is not the cursor that was given")
			}
		}
		s.record(eve, login, events.Entry{Type: models.ShopUpdated, SubjectID: "shop"}, login)
		found := s.poll(eve, 10, end, models.ShopUpdated)
		if told(found.Nodes()) != "shop_updated by staff staff_eve" || found.PageInfo.HasNextPage {
			t.Errorf("%s %v", told(found.Nodes()), found.PageInfo.HasNextPage)
		}
		if rest := s.poll(eve, 10, found.PageInfo.EndCursor()); len(rest.Edges) != 0 {
			t.Errorf("the page ends before its last events, which do not match: %s", told(rest.Nodes()))
		}
	})
}

// TestPollInWindows checks that a program that looks for rare events among many gets them in several pages, of which
// the first ones are empty.
func TestPollInWindows(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var many events.Batch
		for range 12_000 {
			many.Add(ann, models.At(s.now), events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_ann"})
		}
		if err := s.db.InTx(t.Context(), many.Store); err != nil {
			t.Fatal(err)
		}
		s.record(eve, events.Entry{Type: models.ShopUpdated, SubjectID: "shop"})
		var after *string
		for i, want := range []string{"", "", "shop_updated by staff staff_eve"} {
			list := s.poll(eve, 10, after, models.ShopUpdated)
			if told(list.Nodes()) != want || list.PageInfo.HasNextPage != (i < 2) {
				t.Fatalf("page %d: %s, %v", i, told(list.Nodes()), list.PageInfo.HasNextPage)
			}
			after = list.PageInfo.EndCursor()
		}
	})
}

// TestPollUnderWriters polls while 16 writers store events in transactions that take different times, of which some are
// rolled back, and two servers assign positions. The reader gets each event once.
func TestPollUnderWriters(t *testing.T) {
	const writers, each = 16, 25
	onEach(t, func(t *testing.T, s *shop) {
		ctx, stop := contextOf(t)
		defer stop()
		for range 2 {
			go s.AssignPositions(ctx)
		}
		committed := make(chan []string, writers)
		for w := range writers {
			go func() {
				var ids []string
				for i := range each {
					id := fmt.Sprintf("customer_%d_%d", w, i)
					if s.write(id, i%5 == 4) {
						ids = append(ids, id+"_0", id+"_1")
					}
				}
				committed <- ids
			}()
		}
		want, seen := map[string]bool{}, map[string]bool{}
		var after *string
		positions := int64(0)
		for left := writers; ; {
			select {
			case ids := <-committed:
				for _, id := range ids {
					want[id] = true
				}
				if left--; left == 0 {
					if err := s.AssignNew(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			default:
			}
			list := s.poll(eve, 100, after) // faster than the writers, so that it reads what they have just stored
			for _, e := range list.Nodes() {
				if seen[e.SubjectID] || *e.Position <= positions {
					t.Fatalf("%s at %d is returned again, or after %d", e.SubjectID, *e.Position, positions)
				}
				seen[e.SubjectID], positions = true, *e.Position
			}
			after = list.PageInfo.EndCursor()
			if left == 0 && !list.PageInfo.HasNextPage {
				break
			}
		}
		for id := range want {
			if !seen[id] {
				t.Errorf("%s was missed", id)
			}
		}
		if len(seen) != len(want) || len(want) != writers*each/5*4*2 {
			t.Errorf("%d events were seen, %d stored", len(seen), len(want))
		}
	})
}

// write stores two events in a transaction, which takes up to five milliseconds in between and at its end, and reports
// whether it was committed.
func (s *shop) write(id string, fail bool) bool {
	wait := func() { <-time.After(time.Duration(rand.IntN(5000)) * time.Microsecond) }
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		for i := range 2 {
			e := events.Entry{Type: models.CustomerLoggedIn, SubjectID: fmt.Sprintf("%s_%d", id, i)}
			if err := events.Record(tx, ann, models.At(time.Now()), e); err != nil {
				return err
			}
			wait()
		}
		if fail {
			return errRolledBack
		}
		return nil
	})
	if err != nil && !fail {
		s.t.Error(err)
	}
	return err == nil
}
