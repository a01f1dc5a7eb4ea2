package staff_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// TestKeysOfAMember: who created a key is kept, and what becomes of a member's keys is decided when it is removed.
func TestKeysOfAMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		ctx := t.Context()
		olga, ana, ben := c.member("olga", models.RoleOwner), c.member("ana", models.RoleOwner), c.member("ben", models.RoleOwner)
		console := c.key(staff.Operator, "console", models.StaffWrite)
		first := c.key(ana, "first", models.StaffWrite, models.OrdersRead)
		second := c.key(first, "second", models.StaffWrite)
		third := c.key(second, "third", models.StaffWrite)
		other := c.key(olga, "other", models.OrdersRead)
		weak := c.key(olga, "weak", support...)
		if _, err := c.RevokeKey(ctx, olga, second.KeyID); err != nil {
			t.Fatal(err)
		}
		all, err := c.ListKeys(ctx, olga)
		if err != nil {
			t.Fatal(err)
		}
		id := func(s string) *string { return &s }
		by := map[string]*models.APIKeyCreator{}
		for _, key := range all {
			by[key.ID] = key.CreatedBy()
		}
		for _, want := range []struct {
			key string
			by  *models.APIKeyCreator
		}{
			{console.KeyID, &models.APIKeyCreator{Kind: models.CreatedByCommandLine}},
			{first.KeyID, &models.APIKeyCreator{Kind: models.CreatedByStaff, CreatorID: &ana.KeyID, Name: id("ana")}},
			{second.KeyID, &models.APIKeyCreator{Kind: models.CreatedByAPIKey, CreatorID: &first.KeyID, Name: id("first")}},
		} {
			if !reflect.DeepEqual(by[want.key], want.by) {
				t.Errorf("created by %+v, want %+v", by[want.key], want.by)
			}
		}
		keys, err := c.KeysOf(ctx, olga, []string{olga.KeyID, ana.KeyID, ben.KeyID})
		if err != nil || names(keys[ana.KeyID]) != "first third" || names(keys[olga.KeyID]) != "other weak" || names(keys[ben.KeyID]) != "" {
			t.Errorf("%v %v", keys, err)
		}

		before := c.stored()
		if _, err := c.Remove(ctx, olga, ana.KeyID, nil); servicetest.Errors(err) != "REQUIRED keepKeys" || c.stored() != before {
			t.Errorf("without an answer: %v", err)
		}
		// A member who may do less now may have created a key that may do more.
		reader := models.RoleReadOnly
		if _, err := c.Update(ctx, olga, ana.KeyID, staff.UpdateStaffMemberInput{Role: graphql.OmittableOf(&reader)}); err != nil {
			t.Fatal(err)
		}
		strong := c.key(ben, "strong", models.Scopes()...)
		if _, err := c.Update(ctx, olga, ben.KeyID, staff.UpdateStaffMemberInput{Role: graphql.OmittableOf(&reader)}); err != nil {
			t.Fatal(err)
		}
		before = c.stored()
		if _, err := c.Remove(ctx, weak, ben.KeyID, []string{}); servicetest.Errors(err) != "INVALID keepKeys" || c.stored() != before {
			t.Errorf("with a key that may do more: %v", err)
		}
		if done, err := c.Remove(ctx, olga, ben.KeyID, []string{strong.KeyID}); err != nil || names(done.Kept) != "strong" || len(done.Revoked) != 0 {
			t.Errorf("kept: %+v %v", done, err)
		}
		if done, err := c.Remove(ctx, olga, ana.KeyID, []string{}); err != nil || names(done.Revoked) != "first third" || len(done.Kept) != 0 {
			t.Errorf("revoked: %+v %v", done, err)
		}
		if _, err := c.Remove(ctx, olga, ana.KeyID, []string{}); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("again: %v", err)
		}
		all, err = c.ListKeys(ctx, olga)
		if err != nil {
			t.Fatal(err)
		}
		live := map[string]bool{console.KeyID: true, strong.KeyID: true, other.KeyID: true, weak.KeyID: true, first.KeyID: false, second.KeyID: false, third.KeyID: false}
		for _, key := range all {
			if (key.RevokedAt == nil) != live[key.ID] {
				t.Errorf("%s is revoked at %v", key.Name, key.RevokedAt)
			}
			if key.ID == first.KeyID && *key.CreatedBy().Name != "ana" {
				t.Error("a creator who has gone is not named any more")
			}
		}
	})
}

func names(keys []*models.APIKey) string {
	text := ""
	for _, key := range keys {
		text += " " + key.Name
	}
	if text == "" {
		return ""
	}
	return text[1:]
}

// TestKeptKeysAreThoseThatWereListed: a removal keeps the listed keys of the member, and revokes all others of the
// member.
func TestKeptKeysAreThoseThatWereListed(t *testing.T) {
	for _, row := range []struct {
		name    string
		keep    []string // by name
		late    bool     // the member's key creates another key after the list was read
		want    string   // faults, or what is kept
		revoked string
	}{
		{"all that were shown", []string{"a", "b", "c"}, false, "kept a b c", ""},
		{"one of them", []string{"b"}, false, "kept b", "a c"},
		{"a key of a key", []string{"c"}, false, "kept c", "a b"},
		{"twice the same", []string{"a", "a"}, false, "kept a", "b c"},
		{"none", []string{}, false, "kept", "a b c"},
		{"one created since the list was read", []string{"a", "b", "c"}, true, "kept a b c", "late"},
		{"no decision", nil, false, "REQUIRED keepKeys", ""},
		{"a key of somebody else", []string{"a", "foreign"}, false, "NOT_FOUND keepKeys.1", ""},
		{"a key that was revoked before", []string{"ended"}, false, "NOT_FOUND keepKeys.0", ""},
		{"what is no key", []string{"member"}, false, "NOT_FOUND keepKeys.0", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel() // a removal waits a second
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				c, ctx := crew{newShop(d), t}, t.Context()
				olga, m := c.member("olga", models.RoleOwner), c.member("member", models.RoleOwner)
				a := c.key(m, "a", models.StaffWrite, models.OrdersRead)
				ids := map[string]string{
					"a": a.KeyID, "b": c.key(m, "b", models.OrdersRead).KeyID, "c": c.key(a, "c", models.OrdersRead).KeyID,
					"foreign": c.key(olga, "foreign", models.OrdersRead).KeyID, "member": m.KeyID,
				}
				if slices.Contains(row.keep, "ended") {
					ids["ended"] = c.key(m, "ended", models.OrdersRead).KeyID
					if _, err := c.RevokeKey(ctx, olga, ids["ended"]); err != nil {
						t.Fatal(err)
					}
				}
				if row.late {
					c.key(a, "late", models.OrdersRead)
				}
				keep := slices.Clone(row.keep)
				for i, name := range keep {
					keep[i] = ids[name]
				}
				before := c.stored()
				done, err := c.Remove(ctx, olga, m.KeyID, keep)
				if err != nil {
					if got := servicetest.Errors(err); got != row.want || c.stored() != before {
						t.Errorf("%s (%v), want %s and nothing changed", got, err, row.want)
					}
					return
				}
				if got := strings.TrimSpace("kept " + names(done.Kept)); got != row.want || names(done.Revoked) != row.revoked {
					t.Errorf("%s, revoked %q; want %s, revoked %q", got, names(done.Revoked), row.want, row.revoked)
				}
				all, err := c.ListKeys(ctx, olga)
				if err != nil {
					t.Fatal(err)
				}
				revoked := func(key *models.APIKey) bool {
					return all[slices.IndexFunc(all, func(k *models.APIKey) bool { return k.ID == key.ID })].RevokedAt != nil
				}
				if slices.ContainsFunc(done.Kept, revoked) || len(done.Revoked) > 0 && !revoked(done.Revoked[0]) {
					t.Errorf("the stored keys are other ones: %v", all)
				}
			})
		})
	}
}

// TestConcurrentKeysOfRemovedMembers: keys that a member creates while it is removed are revoked with it, or not
// created at all.
func TestConcurrentKeysOfRemovedMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		olga, ana := c.member("olga", models.RoleOwner), c.member("ana", models.RoleOwner)
		ctx, cancel := context.WithCancel(t.Context())
		started, done := make(chan struct{}), make(chan error, 1)
		go func() {
			for i := 0; ; i++ {
				if i == 5 {
					close(started)
				}
				_, _, err := c.CreateKey(ctx, ana, staff.CreateAPIKeyInput{Name: "escape", Scopes: []models.Scope{models.StaffWrite}})
				if err != nil {
					done <- err
					return
				}
			}
		}()
		<-started
		if _, err := c.Remove(t.Context(), olga, ana.KeyID, []string{}); err != nil {
			t.Error(err)
			cancel()
		}
		if err := <-done; servicetest.Errors(err) != "UNAUTHENTICATED" {
			t.Errorf("the member who was removed goes on: %v", err)
		}
		cancel()
		keys, err := c.ListKeys(t.Context(), olga)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if key.RevokedAt == nil {
				t.Errorf("%s works, and its creator has gone", key.ID)
			}
		}
	})
}
