package groups_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/groups"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	writer = auth.Caller{Kind: auth.APIKey, KeyID: "key_w", KeyName: "ERP", Scopes: []models.Scope{models.CustomersRead, models.CustomersWrite}}
	reader = auth.Caller{Kind: auth.Staff, KeyID: "staff_r", Scopes: []models.Scope{models.CustomersRead}}
	other  = auth.Caller{Kind: auth.APIKey, KeyID: "key_o", Scopes: []models.Scope{models.OrdersRead, models.OrdersWrite}}
)

func p[T any](v T) *T { return &v }

func set(s string) graphql.Omittable[*string] { return graphql.OmittableOf(&s) }

var cleared = graphql.OmittableOf[*string](nil)

// in is what a test changes of a group.
type in = groups.UpdateCustomerGroupInput

// eventsOf describes the events of a group since one, with the name g for the group.
func eventsOf(t *testing.T, d *db.DB, since int64, g *models.CustomerGroup) string {
	return strings.Join(servicetest.EventsSince(t, d, since, g.ID, "g"), "; ")
}

// TestChanges creates, updates and deletes groups, and checks the results, the errors and the events.
func TestChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := groups.New(d, time.Now), context.Background()
		g, err := s.Create(ctx, writer, groups.CreateCustomerGroupInput{Name: " Großhandel ", Description: p("Buys\r\nmuch")})
		if err != nil || g.Name != "Großhandel" || *g.Description != "Buys\nmuch" || g.Version != 1 {
			t.Fatalf("%+v, %v", g, err)
		}
		if _, err := s.Create(ctx, writer, groups.CreateCustomerGroupInput{Name: "VIP"}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     groups.CreateCustomerGroupInput
			errors string
		}{
			{"no scope", reader, groups.CreateCustomerGroupInput{Name: "A"}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"no name", writer, groups.CreateCustomerGroupInput{Name: "\u200b "}, "REQUIRED input.name"},
			{"long texts", writer, groups.CreateCustomerGroupInput{Name: strings.Repeat("é", 101), Description: p(strings.Repeat("é", 1001))}, "TOO_LONG input.name, TOO_LONG input.description"},
			{"a name of another one", writer, groups.CreateCustomerGroupInput{Name: "GROSSHANDEL"}, "INVALID input.name"},
		} {
			if _, err := s.Create(ctx, c.caller, c.in); servicetest.Errors(err) != c.errors {
				t.Errorf("create: %s: %v", c.name, err)
			}
		}
		for _, c := range []struct {
			name    string
			caller  auth.Caller
			id      string
			in      in
			errors  string
			version int // of the result; 0 for none
			event   string
		}{
			{"no scope", reader, g.ID, in{Name: set("A")}, "FORBIDDEN CUSTOMERS_WRITE", 0, ""},
			{"no such group", writer, "group_x", in{Name: set("A")}, "NOT_FOUND", 0, ""},
			{"nothing", writer, g.ID, in{}, "", 1, ""},
			{"the same", writer, g.ID, in{Name: set("Großhandel"), ExpectedVersion: p(1)}, "", 1, ""},
			{"a stale version", writer, g.ID, in{Name: set("A"), ExpectedVersion: p(2)}, "CONFLICT input.expectedVersion", 1, ""},
			{"null", writer, g.ID, in{Name: cleared}, "REQUIRED input.name", 0, ""},
			{"a name of another one", writer, g.ID, in{Name: set("vip")}, "INVALID input.name", 0, ""},
			{"another case", writer, g.ID, in{Name: set("GROSSHANDEL")}, "", 2, "CUSTOMER_GROUP_UPDATED of g in none by API_KEY key_w ERP, version 2, name 'Großhandel' to 'GROSSHANDEL'"},
			{"cleared", writer, g.ID, in{Description: cleared, Name: set("Handel"), ExpectedVersion: p(2)}, "", 3, "CUSTOMER_GROUP_UPDATED of g in none by API_KEY key_w ERP, version 3, name 'GROSSHANDEL' to 'Handel', description 'Buys\nmuch' to none"},
		} {
			since := servicetest.LastEvent(t, d)
			got, err := s.Update(ctx, c.caller, c.id, c.in)
			version := 0
			if got != nil {
				version = got.Version
			}
			event := eventsOf(t, d, since, g)
			if servicetest.Errors(err) != c.errors || version != c.version || event != c.event {
				t.Errorf("update: %s: %v, version %d, event %s", c.name, err, version, event)
			}
		}
		list, err := s.List(ctx, reader)
		if err != nil || len(list) != 2 || list[0].Name != "Handel" || list[1].Name != "VIP" {
			t.Errorf("list %v, %v", list, err)
		}
		if _, err := s.List(ctx, other); servicetest.Errors(err) != "FORBIDDEN CUSTOMERS_READ" {
			t.Errorf("list without the scope: %v", err)
		}
		if found, err := s.GetMany(ctx, other, []string{g.ID}); err != nil || len(found) != 0 {
			t.Errorf("get without the scope: %v, %v", found, err)
		}
		since := servicetest.LastEvent(t, d)
		if _, err := s.Delete(ctx, reader, g.ID); servicetest.Errors(err) != "FORBIDDEN CUSTOMERS_WRITE" {
			t.Errorf("delete without the scope: %v", err)
		}
		if id, err := s.Delete(ctx, writer, g.ID); err != nil || *id != g.ID {
			t.Errorf("delete: %v", err)
		}
		if _, err := s.Delete(ctx, writer, g.ID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("delete again: %v", err)
		}
		if got := eventsOf(t, d, since, g); got != "CUSTOMER_GROUP_DELETED of g in none by API_KEY key_w ERP, name 'Handel' to none" {
			t.Errorf("events of the deletion: %s", got)
		}
	})
}

// TestLimit checks that there are at most 500 groups, and that parallel requests cannot create two with one name.
func TestLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := groups.New(d, time.Now)
		create := func(name string) string {
			_, err := s.Create(context.Background(), writer, groups.CreateCustomerGroupInput{Name: name})
			return servicetest.Errors(err)
		}
		for i := range 498 {
			if got := create(fmt.Sprint("Group ", i)); got != "" {
				t.Fatal(got)
			}
		}
		results, names := make([]string, 6), []string{"Same", "same", "SAME", "Other", "More", "Another"}
		var all sync.WaitGroup
		for i, name := range names {
			all.Go(func() { results[i] = create(name) })
		}
		all.Wait()
		n := map[string]int{}
		for _, result := range results {
			n[result]++
		}
		if n[""] != 2 || n[""]+n["LIMIT_REACHED"]+n["INVALID input.name"] != len(names) {
			t.Errorf("%q", results)
		}
	})
}
