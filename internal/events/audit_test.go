package events_test

import (
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/filter"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestAuditLog(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		began := s.now
		s.seed()
		at := func(seconds int) *models.Time {
			v := models.At(began.Add(time.Duration(seconds) * time.Second))
			return &v
		}
		const failed, created, updated = "staff_member_login_failed by guest",
			"api_key_created by staff staff_eve", "shop_updated by staff staff_eve"
		for _, c := range []struct {
			name      string
			caller    auth.Caller
			f         events.AuditFilter
			want, err string
		}{
			{name: "for staff only", caller: key(models.StaffWrite), want: failed + "; " + created},
			{name: "a key without the scope", caller: key(models.CustomersRead), err: "FORBIDDEN STAFF_WRITE"},
			{name: "a customer", caller: annByKey, err: "FORBIDDEN STAFF_WRITE"},
			{name: "administration", f: events.AuditFilter{Administration: new(true)}, want: failed + "; " + created + "; " + updated},
			{name: "administration for staff only", caller: key(models.StaffWrite), f: events.AuditFilter{Administration: new(true)}, want: failed + "; " + created},
			{name: "an actor", f: events.AuditFilter{ActorID: new("staff_eve"), Administration: new(true)}, want: created + "; " + updated},
			{name: "a key as the actor", f: events.AuditFilter{ActorID: new("key_a")}, want: "address_deleted by api_key key_a"},
			{name: "a customer as the actor", f: events.AuditFilter{ActorID: new("customer_ann")}, want: "customer_created by customer customer_ann"},
			{name: "an unknown actor", f: events.AuditFilter{ActorID: new("x")}},
			{name: "kinds of actors", f: events.AuditFilter{ActorKinds: []models.EventActorKind{models.ByGuest, models.BySystem}}, want: failed + "; customer_logged_out by system; order_placed by guest"},
			{name: "a kind that acts for the shop", f: events.AuditFilter{ActorKinds: []models.EventActorKind{models.ByCommandLine}}, want: "order_status_changed by command_line: no stock, status OPEN>CANCELLED"},
			{name: "no kind", f: events.AuditFilter{ActorKinds: []models.EventActorKind{}}},
			{name: "a subject", f: events.AuditFilter{SubjectID: new("order_guest")}, want: "order_placed by guest"},
			{name: "a customer's history", f: events.AuditFilter{CustomerID: new("customer_ann")}, want: staffSees},
			{name: "a time", f: events.AuditFilter{At: &filter.DateTimeFilter{Gte: at(4), Lt: at(6)}}, want: "order_placed by guest; address_deleted by api_key key_a"},
			{name: "types", f: events.AuditFilter{Types: []models.EventType{models.ShopUpdated, models.EventOrderPlaced}}, want: updated + "; order_placed by guest"},
			{name: "no types", f: events.AuditFilter{Types: []models.EventType{}}},
			{name: "a type of others", caller: key(models.StaffWrite), f: events.AuditFilter{Types: []models.EventType{models.ShopUpdated}}, err: "FORBIDDEN CUSTOMERS_READ"},
			{name: "not administration", f: events.AuditFilter{Administration: new(false), SubjectID: new("shop")}},
		} {
			if c.caller.Kind == auth.Anonymous {
				c.caller = eve
			}
			list, err := s.AuditLog(t.Context(), c.caller, page.Args{}, &c.f)
			if got := servicetest.Errors(err); got != c.err {
				t.Errorf("%s: %q, want %q", c.name, got, c.err)
			}
			if err != nil {
				continue
			}
			if got := told(list.Nodes()); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
			}
			if n, err := list.TotalCount(t.Context()); err != nil || *n != len(list.Edges) {
				t.Errorf("%s: total %d, %v", c.name, *n, err)
			}
		}
	})
}

// TestAuditLogPages reads pages of events of which some have the same time.
func TestAuditLogPages(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.seed()
		whole, err := s.AuditLog(t.Context(), eve, page.Args{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var forward, backward []*models.Event
		for args := (page.Args{First: new(1)}); ; {
			list, err := s.AuditLog(t.Context(), eve, args, nil)
			if err != nil {
				t.Fatal(err)
			}
			forward = append(forward, list.Nodes()...)
			if args.After = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
				break
			}
		}
		for args := (page.Args{Last: new(1)}); ; {
			list, err := s.AuditLog(t.Context(), eve, args, nil)
			if err != nil {
				t.Fatal(err)
			}
			backward = append(list.Nodes(), backward...)
			if args.Before = list.PageInfo.StartCursor(); !list.PageInfo.HasPreviousPage {
				break
			}
		}
		if want := told(whole.Nodes()); told(forward) != want || told(backward) != want {
			t.Errorf("forward %s\nbackward %s\nwant %s", told(forward), told(backward), want)
		}
		_, err = s.Poll(t.Context(), eve, nil, whole.PageInfo.EndCursor(), nil)
		if !apperr.Is(err, apperr.BadInput) {
			t.Errorf("a cursor of the audit log: %v", err)
		}
	})
}
