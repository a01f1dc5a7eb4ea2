package staff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// eventShop is a shop with an owner, Olga, and a key of hers, and with a member, Sam, whose events are tested.
type eventShop struct {
	crew
	db               *db.DB
	olga, owned, sam auth.Caller
	email, token     string   // Sam's email address, and a token that a case has got
	names            []string // what replaces ids
}

// eventCase is a call and the events that it must record, and no others.
type eventCase struct {
	name   string
	before func(e *eventShop) // not compared
	do     func(e *eventShop) error
	fails  string // its user errors
	want   []string
}

const samsPassword = "a long password"

func runEvents(t *testing.T, cases []eventCase) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		e := eventShop{crew: crew{newShop(d), t}, db: d}
		e.olga = e.member("olga", models.RoleOwner)
		e.owned = e.key(e.olga, "owned", models.Scopes()...)
		e.names = []string{e.olga.KeyID + " olga", "olga", e.olga.KeyID, "olga", e.owned.KeyID + " owned", "key"}
		for i, c := range cases {
			e.run(c, "sam"+string(rune('a'+i)))
		}
	})
}

func (e eventShop) run(c eventCase, name string) {
	e.t.Helper()
	e.sam, e.email = e.member(name, models.RoleSupport), name+"@shop.example"
	e.names = append([]string{e.sam.KeyID + " " + name, "sam", e.sam.KeyID, "sam", name, "sam"}, e.names...)
	if c.before != nil {
		c.before(&e)
	}
	last := servicetest.LastEvent(e.t, e.db)
	if got := servicetest.Errors(c.do(&e)); got != c.fails {
		e.t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
	}
	got := servicetest.EventsSince(e.t, e.db, last, e.names...)
	if !slices.Equal(got, c.want) {
		e.t.Errorf("%s:\ngot  %s\nwant %s", c.name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
	}
}

func (e *eventShop) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// create creates another member, Pat.
func (e *eventShop) create(caller auth.Caller, email string) error {
	in := staff.CreateStaffMemberInput{Email: email, Name: "Pat", Role: models.RoleReadOnly}
	m, _, err := e.CreateMember(e.t.Context(), caller, in)
	if err == nil {
		e.names = append(e.names, m.ID, "pat")
	}
	return err
}

func (e *eventShop) update(caller auth.Caller, in staff.UpdateStaffMemberInput) error {
	_, err := e.Update(e.t.Context(), caller, e.sam.KeyID, in)
	return err
}

func (e *eventShop) invite(caller auth.Caller) (err error) {
	_, e.token, err = e.Invite(e.t.Context(), caller, e.sam.KeyID)
	return err
}

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func named(name string) staff.UpdateStaffMemberInput {
	return staff.UpdateStaffMemberInput{Name: set(name)}
}

func TestEventsOfNewMembers(t *testing.T) {
	ana := auth.Caller{Kind: auth.Staff, KeyID: "staff_removed", KeyName: "Ana", Scopes: models.Scopes()}
	created := func(by string) []string {
		return []string{
			"STAFF_MEMBER_CREATED of pat in none by " + by +
				", version 1, email none to 'pat@shop.example', name none to 'Pat', role none to 'READ_ONLY'",
			"STAFF_MEMBER_INVITED of pat in none by " + by + ", version 1",
		}
	}
	remove := func(e *eventShop) {
		members, err := e.List(t.Context(), staff.Operator)
		e.must(err)
		for _, m := range members {
			if m.Email == "pat@shop.example" {
				_, err := e.Remove(t.Context(), staff.Operator, m.ID, nil)
				e.must(err)
			}
		}
	}
	pat := "pat@shop.example"
	runEvents(t, []eventCase{
		{name: "created by staff", do: func(e *eventShop) error { return e.create(e.olga, pat) }, want: created("STAFF olga")},
		{
			name: "created by a key", before: remove,
			do: func(e *eventShop) error { return e.create(e.owned, pat) }, want: created("API_KEY key"),
		},
		{
			name: "created on the command line", before: remove,
			do: func(e *eventShop) error { return e.create(staff.Operator, pat) }, want: created("COMMAND_LINE"),
		},
		{
			name: "an address in use", do: func(e *eventShop) error { return e.create(e.olga, e.email) },
			fails: "EMAIL_TAKEN input.email",
		},
		{
			name: "an invalid address", do: func(e *eventShop) error { return e.create(e.olga, "pat") },
			fails: "INVALID input.email",
		},
		{
			name: "created without the scope", do: func(e *eventShop) error { return e.create(e.sam, "p@shop.example") },
			fails: "FORBIDDEN STAFF_WRITE",
		},
		{
			name: "created by a removed member", do: func(e *eventShop) error { return e.create(ana, "p@shop.example") },
			fails: "UNAUTHENTICATED",
		},
		{
			name: "created with a password on the command line", do: func(e *eventShop) error {
				in := staff.CreateStaffMemberInput{Email: "lea@shop.example", Name: "Lea", Role: models.RoleManager}
				m, err := e.Found(t.Context(), in, samsPassword)
				if m != nil {
					e.names = append(e.names, m.ID, "lea")
				}
				return err
			},
			want: []string{"STAFF_MEMBER_CREATED of lea in none by COMMAND_LINE, version 1, " +
				"email none to 'lea@shop.example', name none to 'Lea', role none to 'MANAGER'"},
		},
		{
			name: "with a bad password on the command line", do: func(e *eventShop) error {
				in := staff.CreateStaffMemberInput{Email: "leo@shop.example", Name: "Leo", Role: models.RoleManager}
				_, err := e.Found(t.Context(), in, "short")
				return err
			},
			fails: "TOO_SHORT password",
		},
	})
}

func TestEventsOfChangedMembers(t *testing.T) {
	runEvents(t, []eventCase{
		{
			name: "another name", do: func(e *eventShop) error { return e.update(e.owned, named(" Samuel ")) },
			want: []string{"STAFF_MEMBER_UPDATED of sam in none by API_KEY key, version 2, name 'sam' to 'Samuel'"},
		},
		{
			name: "another name and role", do: func(e *eventShop) error {
				return e.update(e.olga, staff.UpdateStaffMemberInput{Name: set("Samuel"), Role: set(models.RoleOwner)})
			},
			want: []string{"STAFF_MEMBER_UPDATED of sam in none by STAFF olga, version 2, " +
				"name 'sam' to 'Samuel', role 'SUPPORT' to 'OWNER'"},
		},
		{
			name: "the same values", do: func(e *eventShop) error {
				m, err := e.Me(t.Context(), e.sam)
				e.must(err)
				return e.update(e.olga, staff.UpdateStaffMemberInput{Name: set(m.Name), Role: set(models.RoleSupport)})
			},
		},
		{name: "no values", do: func(e *eventShop) error { return e.update(e.olga, staff.UpdateStaffMemberInput{}) }},
		{
			name: "an old version", do: func(e *eventShop) error {
				version := 7
				return e.update(e.olga, staff.UpdateStaffMemberInput{Name: set("S"), ExpectedVersion: &version})
			},
			fails: "CONFLICT input.expectedVersion",
		},
		{
			name: "a valid and an invalid value", do: func(e *eventShop) error {
				return e.update(e.olga, staff.UpdateStaffMemberInput{Name: set(""), Role: set(models.RoleManager)})
			},
			fails: "REQUIRED input.name",
		},
		{
			name: "an unknown member", do: func(e *eventShop) error {
				_, err := e.Update(t.Context(), e.olga, "staff_x", named("S"))
				return err
			},
			fails: "NOT_FOUND",
		},
		{
			name: "invited again", do: func(e *eventShop) error { return e.invite(e.olga) },
			want: []string{"STAFF_MEMBER_INVITED of sam in none by STAFF olga, version 2"},
		},
		{
			name: "invited on the command line", do: func(e *eventShop) error { return e.invite(staff.Operator) },
			want: []string{"STAFF_MEMBER_INVITED of sam in none by COMMAND_LINE, version 2"},
		},
		{
			name: "invited without the scope", do: func(e *eventShop) error { return e.invite(e.sam) },
			fails: "FORBIDDEN STAFF_WRITE",
		},
	})
}
