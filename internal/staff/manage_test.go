package staff_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

var (
	reads   = []models.Scope{models.StaffWrite, models.CustomersRead, models.OrdersRead}
	support = append(reads[:3:3], models.CustomersWrite, models.OrdersWrite)
)

// crew is a shop's staff and keys, as a test makes them.
type crew struct {
	*staff.Service
	t *testing.T
}

// key creates a key and returns who calls by it.
func (c crew) key(by auth.Caller, name string, scopes ...models.Scope) auth.Caller {
	c.t.Helper()
	key, _, err := c.CreateKey(c.t.Context(), by, staff.CreateAPIKeyInput{Name: name, Scopes: scopes})
	if err != nil {
		c.t.Fatal(err)
	}
	return auth.Caller{Kind: auth.APIKey, KeyID: key.ID, KeyName: key.Name, Scopes: key.Scopes()}
}

// member adds a member who can sign in, and returns who calls as the member.
func (c crew) member(name string, role models.StaffRole) auth.Caller {
	c.t.Helper()
	m, err := c.Found(c.t.Context(), staff.CreateStaffMemberInput{Email: name + "@shop.example", Name: name, Role: role}, "a long password")
	if err != nil {
		c.t.Fatal(err)
	}
	return auth.Caller{Kind: auth.Staff, KeyID: m.ID, KeyName: m.Name, Scopes: m.Scopes(), Role: m.Role}
}

// stored is all that there is of members and keys.
func (c crew) stored() string {
	c.t.Helper()
	members, err := c.List(c.t.Context(), staff.Operator)
	if err != nil {
		c.t.Fatal(err)
	}
	keys, err := c.ListKeys(c.t.Context(), staff.Operator)
	if err != nil {
		c.t.Fatal(err)
	}
	text := ""
	for _, m := range members {
		text += fmt.Sprintln(m.ID, m.Name, m.Role, m.Version, m.InviteHash != nil)
	}
	for _, k := range keys {
		text += fmt.Sprintln(k.ID, k.RevokedAt != nil)
	}
	return text
}

// TestMembersCannotManageHigherRoles goes through callers, targets and all that can be done to a member or a key. Who
// holds all of the target's scopes may, anybody else may not and changes nothing.
func TestMembersCannotManageHigherRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		ctx := t.Context()
		c.member("olga", models.RoleOwner)
		ana := c.member("ana", models.RoleOwner)
		callers := []struct {
			name   string
			caller auth.Caller
			covers []models.StaffRole // beside a key with STAFF_WRITE alone
		}{
			{"a key with STAFF_WRITE alone", c.key(staff.Operator, "staff", models.StaffWrite), nil},
			{"a key that reads as well", c.key(staff.Operator, "reads", reads...), []models.StaffRole{models.RoleReadOnly}},
			{"a key that writes as well", c.key(staff.Operator, "writes", support...), []models.StaffRole{models.RoleReadOnly, models.RoleSupport}},
			{"a key with everything", c.key(staff.Operator, "all", models.Scopes()...), []models.StaffRole{models.RoleReadOnly, models.RoleSupport, models.RoleManager, models.RoleOwner}},
			{"another owner", ana, []models.StaffRole{models.RoleReadOnly, models.RoleSupport, models.RoleManager, models.RoleOwner}},
		}
		name, reader := "Renamed", models.RoleReadOnly
		byMember := []struct {
			name string
			act  func(auth.Caller, string) error
			want string // of a caller who lacks a scope
		}{
			{"rename", func(by auth.Caller, id string) error {
				_, err := c.Update(ctx, by, id, staff.UpdateStaffMemberInput{Name: graphql.OmittableOf(&name)})
				return err
			}, "INVALID id"},
			{"another role", func(by auth.Caller, id string) error {
				_, err := c.Update(ctx, by, id, staff.UpdateStaffMemberInput{Role: graphql.OmittableOf(&reader)})
				return err
			}, "INVALID id"},
			{"nothing, with a version", func(by auth.Caller, id string) error {
				version := 99
				_, err := c.Update(ctx, by, id, staff.UpdateStaffMemberInput{ExpectedVersion: &version})
				if servicetest.Errors(err) == "CONFLICT input.expectedVersion" {
					return nil
				}
				return err
			}, "INVALID id"},
			{"invite", func(by auth.Caller, id string) error { _, _, err := c.Invite(ctx, by, id); return err }, "INVALID id"},
			{"remove", func(by auth.Caller, id string) error { _, err := c.Remove(ctx, by, id, nil); return err }, "INVALID id"},
		}
		byScopes := []struct {
			name string
			act  func(auth.Caller, models.StaffRole) error
			want string
		}{
			{"create a member", func(by auth.Caller, role models.StaffRole) error {
				_, _, err := c.CreateMember(ctx, by, staff.CreateStaffMemberInput{Email: models.NewID("m") + "@shop.example", Name: "New", Role: role})
				return err
			}, "INVALID input.role"},
			{"create a key", func(by auth.Caller, role models.StaffRole) error {
				_, _, err := c.CreateKey(ctx, by, staff.CreateAPIKeyInput{Name: "new", Scopes: role.Scopes()})
				return err
			}, "INVALID input.scopes"},
		}
		tried := 0
		check := func(what, want string, may bool, act func() error) {
			t.Helper()
			tried++
			before := c.stored()
			err := act()
			switch {
			case may && err != nil:
				t.Errorf("%s: %v", what, err)
			case may:
			case len(want) > len(servicetest.Errors(err)) || servicetest.Errors(err)[:len(want)] != want:
				t.Errorf("%s: %v, want %s", what, err, want)
			case c.stored() != before:
				t.Errorf("%s: refused, and yet something has changed", what)
			}
		}
		for _, by := range callers {
			for _, role := range []models.StaffRole{models.RoleReadOnly, models.RoleSupport, models.RoleManager, models.RoleOwner} {
				may := false
				for _, covered := range by.covers {
					may = may || covered == role
				}
				for _, op := range byMember {
					target := c.member(models.NewID("m"), role)
					check(fmt.Sprintf("%s, %s of %s", by.name, op.name, role), op.want, may, func() error { return op.act(by.caller, target.KeyID) })
				}
				for _, op := range byScopes {
					check(fmt.Sprintf("%s, %s like %s", by.name, op.name, role), op.want, may, func() error { return op.act(by.caller, role) })
				}
			}
		}
		if want := 5 * 4 * 7; tried != want {
			t.Errorf("%d cases, want %d", tried, want)
		}
	})
}

// TestMembersCannotRevokeStrongerKeys is the same for keys. It waits for servers to forget each key that is revoked, so
// it has few of them.
func TestMembersCannotRevokeStrongerKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		weak, reader := c.key(staff.Operator, "weak", models.StaffWrite), c.key(staff.Operator, "reader", reads...)
		for _, each := range []struct {
			name   string
			by     auth.Caller
			target []models.Scope
			want   string
		}{
			{"a key that reads customers", weak, []models.Scope{models.CustomersRead}, "INVALID id"},
			{"a key with all scopes", weak, models.Scopes(), "INVALID id"},
			{"a key that writes orders", reader, []models.Scope{models.OrdersWrite}, "INVALID id"},
			{"a key with as much", reader, reads, ""},
		} {
			target := c.key(staff.Operator, "target", each.target...)
			before := c.stored()
			_, err := c.RevokeKey(t.Context(), each.by, target.KeyID)
			if servicetest.Errors(err) != each.want || (c.stored() == before) != (each.want != "") {
				t.Errorf("%s: %v, want %q", each.name, err, each.want)
			}
		}
		if _, err := c.RevokeKey(t.Context(), weak, "key_none"); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("no key: %v", err)
		}
		if _, err := c.RevokeKey(t.Context(), weak, weak.KeyID); err != nil {
			t.Errorf("itself: %v", err)
		}
		// Scopes are those of now: a key that was revoked since the request began does nothing any more.
		if _, _, err := c.CreateKey(t.Context(), weak, staff.CreateAPIKeyInput{Name: "late", Scopes: []models.Scope{models.StaffWrite}}); servicetest.Errors(err) != "UNAUTHENTICATED" {
			t.Errorf("a key that was revoked meanwhile: %v", err)
		}
	})
}

// TestMembersActOnThemselves: what a member could do to itself it still can.
func TestMembersActOnThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		olga, ana := c.member("olga", models.RoleOwner), c.member("ana", models.RoleOwner)
		name, role := "Ana Maria", models.RoleSupport
		if m, err := c.Update(t.Context(), ana, ana.KeyID, staff.UpdateStaffMemberInput{Name: graphql.OmittableOf(&name)}); err != nil || m.Name != name {
			t.Errorf("her name: %v", err)
		}
		if m, err := c.Update(t.Context(), ana, ana.KeyID, staff.UpdateStaffMemberInput{Role: graphql.OmittableOf(&role)}); err != nil || m.Role != role {
			t.Errorf("her role: %v", err)
		}
		// Her request of before the change brings her old scopes along.
		if _, _, err := c.CreateKey(t.Context(), ana, staff.CreateAPIKeyInput{Name: "late", Scopes: models.Scopes()}); servicetest.Errors(err) != "FORBIDDEN STAFF_WRITE" {
			t.Errorf("by a role that she had: %v", err)
		}
		if _, err := c.Remove(t.Context(), olga, olga.KeyID, nil); servicetest.Errors(err) != "LAST_OWNER id" {
			t.Errorf("the last owner: %v", err)
		}
	})
}

// TestInvitationsAreInvalidAfterRoleChanges: who may only invite readers does not become an owner by an invitation that
// was kept.
func TestInvitationsAreInvalidAfterRoleChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		olga := c.member("olga", models.RoleOwner)
		reader := c.key(olga, "reader", reads...)
		m, token, err := c.CreateMember(t.Context(), reader, staff.CreateStaffMemberInput{Email: "eve@shop.example", Name: "Eve", Role: models.RoleReadOnly})
		if err != nil {
			t.Fatal(err)
		}
		role := func(to models.StaffRole) {
			t.Helper()
			if _, err := c.Update(t.Context(), olga, m.ID, staff.UpdateStaffMemberInput{Role: graphql.OmittableOf(&to)}); err != nil {
				t.Fatal(err)
			}
		}
		role(models.RoleOwner)
		if _, _, err := c.Accept(t.Context(), auth.Caller{}, token, "thief's password"); servicetest.Errors(err) != "INVITATION_INVALID token" {
			t.Errorf("accepted as an owner: %v", err)
		}
		_, token, err = c.Invite(t.Context(), olga, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		role(models.RoleSupport)
		if got, _, err := c.Accept(t.Context(), auth.Caller{}, token, "her own password"); err != nil || got.Role != models.RoleSupport {
			t.Errorf("an invitation to do less: %v", err)
		}
	})
}
