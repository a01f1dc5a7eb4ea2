package events_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

// shop records and reads events in a database.
type shop struct {
	*events.Service
	t   *testing.T
	db  *db.DB
	now time.Time
}

func onEach(t *testing.T, test func(t *testing.T, s *shop)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newShop(t, d, 0)) })
}

func newShop(t *testing.T, d *db.DB, life time.Duration) *shop {
	s := &shop{t: t, db: d, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	s.Service = events.New(d, events.Options{
		Now: s.clock, Codec: page.NewCodec([]byte("key")), Fields: customfields.New(d, s.clock, nil), Life: life,
	})
	return s
}

func (s *shop) clock() time.Time { return s.now }

// later lets a second pass.
func (s *shop) later() { s.now = s.now.Add(time.Second) }

// record stores events one second after the earlier ones, and assigns their positions.
func (s *shop) record(caller auth.Caller, entries ...events.Entry) {
	s.t.Helper()
	s.later()
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		return events.Record(tx, caller, models.At(s.now), entries...)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.AssignNew(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func key(scopes ...models.Scope) auth.Caller {
	return auth.Caller{Kind: auth.APIKey, KeyID: "key_a", KeyName: "Shipping", Scopes: scopes}
}

var (
	ann      = events.ByCustomer("customer_ann")
	bob      = events.ByCustomer("customer_bob")
	annByKey = auth.Caller{Kind: auth.Customer, CustomerID: "customer_ann", KeyID: "key_a", Scopes: models.Scopes()}
	eve      = auth.Caller{Kind: auth.Staff, KeyID: "staff_eve", KeyName: "Eve", Scopes: models.Scopes()}
	operator = auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	visitor  = auth.Caller{}
)

// seed stores events of all kinds.
func (s *shop) seed() {
	s.t.Helper()
	text := func(v string) *string { return &v }
	change := func(field, from, to string) events.Change { return events.Change{Field: field, From: &from, To: &to} }
	hidden := func(c events.Change) events.Change { c.Hidden = true; return c }
	s.record(ann, events.Entry{Type: models.CustomerCreated, SubjectID: "customer_ann", CustomerID: "customer_ann", Version: 1})
	s.record(eve, events.Entry{
		Type: models.CustomerUpdated, SubjectID: "customer_ann", CustomerID: "customer_ann", Version: 2,
		Changes: events.Changes{change("name", "Ann", "Anne"), hidden(change("note", "", "late payer"))},
	})
	s.record(eve, events.Entry{
		Type: models.CustomerUpdated, SubjectID: "customer_ann", CustomerID: "customer_ann", Version: 3,
		Changes: events.Changes{hidden(change("tags", `[]`, `["vip"]`))},
	})
	s.record(key(), events.Entry{Type: models.AddressDeleted, SubjectID: "address_ann", CustomerID: "customer_ann"})
	s.record(visitor, events.Entry{Type: models.EventOrderPlaced, SubjectID: "order_guest"})
	s.record(operator, events.Entry{
		Type: models.EventOrderStatusChanged, SubjectID: "order_ann", CustomerID: "customer_ann", Text: text("no stock"),
		Changes: events.Changes{change("status", "OPEN", "CANCELLED")},
	})
	s.record(eve, events.Entry{Type: models.EventOrderNoteAdded, SubjectID: "order_ann", CustomerID: "customer_ann", Text: text("call her")})
	s.record(events.System, events.Entry{Type: models.CustomerLoggedOut, SubjectID: "customer_bob", CustomerID: "customer_bob"})
	s.record(eve, events.Entry{Type: models.ShopUpdated, SubjectID: "shop"}, events.Entry{Type: models.APIKeyCreated, SubjectID: "key_a"})
	s.record(visitor, events.Entry{Type: models.StaffMemberLoginFailed, SubjectID: "staff_eve"})
}

// told describes events: the type without its subject, the actor, the text and the changes.
func told(list []*models.Event) string {
	var all []string
	for _, e := range list {
		text := strings.ToLower(string(e.Type) + " by " + string(e.Actor().Kind))
		if id := e.Actor().ActorID; id != nil {
			text += " " + *id
		}
		if e.Text != nil {
			text += ": " + *e.Text
		}
		for _, c := range e.Changes() {
			text += ", " + c.Field
			if c.From != nil && c.To != nil {
				text += " " + *c.From + ">" + *c.To
			}
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

const (
	annSees = "order_status_changed by shop: no stock, status OPEN>CANCELLED; address_deleted by shop; " +
		"customer_updated by shop, name Ann>Anne; customer_created by customer customer_ann"
	staffSees = "order_note_added by staff staff_eve: call her; " +
		"order_status_changed by command_line: no stock, status OPEN>CANCELLED; " + customerStaffSees
	customerStaffSees = `address_deleted by api_key key_a; customer_updated by staff staff_eve, tags []>["vip"]; ` +
		"customer_updated by staff staff_eve, name Ann>Anne, note >late payer; " +
		"customer_created by customer customer_ann"
)

func TestHistory(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.seed()
		for _, c := range []struct {
			name      string
			caller    auth.Caller
			types     []models.EventType
			want, err string
		}{
			{name: "the customer", caller: ann, want: annSees},
			{name: "a key for the customer", caller: annByKey, want: annSees},
			{name: "another customer", caller: bob},
			{name: "a visitor", caller: visitor, err: "FORBIDDEN CUSTOMERS_READ"},
			{name: "a key without a scope", caller: key(models.OrdersRead), err: "FORBIDDEN CUSTOMERS_READ"},
			{name: "a key for customers", caller: key(models.CustomersRead), want: customerStaffSees},
			{name: "a key for both", caller: key(models.CustomersRead, models.OrdersRead), want: staffSees},
			{name: "staff", caller: eve, want: staffSees},
			{
				name: "types", caller: eve, types: []models.EventType{models.AddressDeleted, models.CustomerCreated},
				want: "address_deleted by api_key key_a; customer_created by customer customer_ann",
			},
			{name: "no types", caller: eve, types: []models.EventType{}},
			{
				name: "types of orders", caller: key(models.CustomersRead), err: "FORBIDDEN ORDERS_READ",
				types: []models.EventType{models.AddressDeleted, models.EventOrderPlaced},
			},
			{name: "hidden types", caller: ann, types: []models.EventType{models.EventOrderNoteAdded}},
			{name: "an unknown type", caller: eve, types: []models.EventType{"ODD"}, err: "BAD_USER_INPUT"},
		} {
			for _, ids := range [][]string{{"customer_ann"}, {"customer_ann", "customer_bob", "customer_x"}} {
				found, err := s.History(t.Context(), c.caller, ids, page.Args{}, c.types)
				if got := servicetest.Errors(err); got != c.err {
					t.Errorf("%s: %q, want %q", c.name, got, c.err)
				}
				if err != nil {
					continue
				}
				list := found["customer_ann"]
				if got := told(list.Nodes()); got != c.want {
					t.Errorf("%s of %d:\n got %s\nwant %s", c.name, len(ids), got, c.want)
				}
				if n, err := list.TotalCount(t.Context()); err != nil || *n != len(list.Edges) {
					t.Errorf("%s: total %d, %v", c.name, *n, err)
				}
			}
		}
	})
}

func TestHistoryPages(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var want []string
		for range 7 {
			s.record(ann, events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_ann", CustomerID: "customer_ann"})
			s.record(bob, events.Entry{Type: models.CustomerLoggedIn, SubjectID: "customer_bob", CustomerID: "customer_bob"})
			want = slices.Insert(want, 0, models.At(s.now.Add(-time.Second)).Stored())
		}
		for _, ids := range [][]string{{"customer_ann"}, {"customer_bob", "customer_ann"}} {
			ctx, statements := db.CountStatements(t.Context())
			var forward, backward []string
			for args := (page.Args{First: new(3)}); ; {
				found, err := s.History(ctx, eve, ids, args, nil)
				if err != nil {
					t.Fatal(err)
				}
				list := found["customer_ann"]
				for _, e := range list.Nodes() {
					forward = append(forward, e.At.Stored())
				}
				if args.After = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
					break
				}
			}
			if n := statements(); n != 3 {
				t.Errorf("%d statements for 3 pages of %d customers", n, len(ids))
			}
			for args := (page.Args{Last: new(3)}); ; {
				found, err := s.History(ctx, eve, ids, args, nil)
				if err != nil {
					t.Fatal(err)
				}
				list := found["customer_ann"]
				var some []string
				for _, e := range list.Nodes() {
					some = append(some, e.At.Stored())
				}
				backward = append(some, backward...)
				if args.Before = list.PageInfo.StartCursor(); !list.PageInfo.HasPreviousPage {
					break
				}
			}
			if !slices.Equal(forward, want) || !slices.Equal(backward, want) {
				t.Errorf("forward %v\nbackward %v\nwant %v", forward, backward, want)
			}
		}
	})
}

func TestOrderEvents(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.seed()
		const want = "order_note_added by staff staff_eve: call her; " +
			"order_status_changed by command_line: no stock, status OPEN>CANCELLED"
		for _, ids := range [][]string{{"order_ann"}, {"order_ann", "order_guest"}} {
			found, err := s.OrderEvents(t.Context(), key(models.OrdersRead), ids, page.Args{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(found["order_ann"].Nodes()); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
		for name, caller := range map[string]auth.Caller{
			"the customer": ann, "a key for the customer": annByKey, "a visitor": visitor, "a key": key(models.CustomersRead),
		} {
			_, err := s.OrderEvents(t.Context(), caller, []string{"order_ann"}, page.Args{}, nil)
			if got := servicetest.Errors(err); got != "FORBIDDEN ORDERS_READ" {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
}

// TestCustomerOfOrderEvents checks that the id of a customer who acted is not shown without CUSTOMERS_READ.
func TestCustomerOfOrderEvents(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.record(ann, events.Entry{Type: models.EventOrderPlaced, SubjectID: "order_ann", CustomerID: "customer_ann"})
		for want, caller := range map[string]auth.Caller{
			"order_placed by customer":              key(models.OrdersRead),
			"order_placed by customer customer_ann": key(models.OrdersRead, models.CustomersRead),
		} {
			found, err := s.OrderEvents(t.Context(), caller, []string{"order_ann"}, page.Args{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(found["order_ann"].Nodes()); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

func TestGetMany(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.seed()
		var all []*models.Event
		if err := s.db.Read(t.Context()).Order("seq DESC").Find(&all).Error; err != nil {
			t.Fatal(err)
		}
		ids := []string{"entry_x", "x", all[0].ID}
		for _, e := range all {
			ids = append(ids, e.NodeID())
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			want   string
		}{
			{"the customer", ann, annSees},
			{"a key for the customer", annByKey, annSees},
			{"another customer", bob, "customer_logged_out by shop"},
			{"a visitor", visitor, ""},
			{"a key without scopes", key(models.SettingsWrite), ""},
			{
				"a key for staff", key(models.StaffWrite),
				"staff_member_login_failed by guest; api_key_created by staff staff_eve",
			},
		} {
			found, err := s.GetMany(t.Context(), c.caller, ids)
			if err != nil {
				t.Fatal(err)
			}
			var list []*models.Event
			for _, id := range ids {
				if e := found[id]; e != nil {
					list = append(list, e)
				}
			}
			if got := told(list); got != c.want || len(list) != len(found) {
				t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
			}
		}
		if found, err := s.GetMany(t.Context(), eve, ids); err != nil || len(found) != len(all) {
			t.Errorf("staff find %d of %d, %v", len(found), len(all), err)
		}
	})
}
