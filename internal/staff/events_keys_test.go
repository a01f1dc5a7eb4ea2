package staff_test

import (
	"fmt"
	"sync"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// createKey creates a key, which events call "new".
func (e *eventShop) createKey(caller auth.Caller, name string, scopes ...models.Scope) error {
	key, _, err := e.CreateKey(e.t.Context(), caller, staff.CreateAPIKeyInput{Name: name, Scopes: scopes})
	if err == nil {
		e.token = key.ID
		e.names = append(e.names, key.ID, "new")
	}
	return err
}

func (e *eventShop) revokeKey(caller auth.Caller) error {
	_, err := e.RevokeKey(e.t.Context(), caller, e.token)
	return err
}

// grant makes Sam an owner who has created a key.
func (e *eventShop) grant() {
	e.must(e.update(staff.Operator, staff.UpdateStaffMemberInput{Role: set(models.RoleOwner)}))
	e.sam.Scopes = models.RoleOwner.Scopes()
	e.must(e.createKey(e.sam, "of sam", models.OrdersRead))
}

func (e *eventShop) remove(caller auth.Caller, keep ...string) error {
	_, err := e.Remove(e.t.Context(), caller, e.sam.KeyID, keep)
	return err
}

// The values of revoked keys.
const (
	shopKey = `, name 'shop' to none, scopes '["ORDERS_READ","CUSTOMERS_READ"]' to none`
	samsKey = `, name 'of sam' to none, scopes '["ORDERS_READ"]' to none`
)

func TestEventsOfKeys(t *testing.T) {
	created := func(by string) []string {
		return []string{"API_KEY_CREATED of new in none by " + by +
			`, name none to 'shop', scopes none to '["ORDERS_READ","CUSTOMERS_READ"]'`}
	}
	create := func(e *eventShop, caller auth.Caller) error {
		return e.createKey(caller, " shop ", models.OrdersRead, models.CustomersRead, models.OrdersRead)
	}
	existing := func(e *eventShop) { e.must(create(e, e.olga)) }
	revoked := func(by, values string) string { return "API_KEY_REVOKED of new in none by " + by + values }
	removed := func(by string) string {
		return "STAFF_MEMBER_REMOVED of sam in none by " + by +
			", email 'sam@shop.example' to none, name 'sam' to none, role 'OWNER' to none"
	}
	grant := func(e *eventShop) { e.grant() }
	runEvents(t, []eventCase{
		{name: "created by staff", do: func(e *eventShop) error { return create(e, e.olga) }, want: created("STAFF olga")},
		{name: "created by a key", do: func(e *eventShop) error { return create(e, e.owned) }, want: created("API_KEY key")},
		{
			name: "created on the command line", do: func(e *eventShop) error { return create(e, staff.Operator) },
			want: created("COMMAND_LINE"),
		},
		{
			name: "created without the scope", do: func(e *eventShop) error { return create(e, e.sam) },
			fails: "FORBIDDEN STAFF_WRITE",
		},
		{
			name: "invalid scope", fails: "INVALID input.scopes",
			do: func(e *eventShop) error { return e.createKey(e.olga, "shop", "EVERYTHING") },
		},
		{
			name: "revoked by staff", before: existing, do: func(e *eventShop) error { return e.revokeKey(e.olga) },
			want: []string{revoked("STAFF olga", shopKey)},
		},
		{
			name: "revoked on the command line", before: existing,
			do:   func(e *eventShop) error { return e.revokeKey(staff.Operator) },
			want: []string{revoked("COMMAND_LINE", shopKey)},
		},
		{
			name: "revoked twice", before: func(e *eventShop) { existing(e); e.must(e.revokeKey(e.olga)) },
			do: func(e *eventShop) error { return e.revokeKey(e.olga) },
		},
		{
			name: "unknown key", fails: "NOT_FOUND",
			do: func(e *eventShop) error { e.token = "key_x"; return e.revokeKey(e.olga) },
		},
		{
			name: "member removed with the key", before: grant,
			do:   func(e *eventShop) error { return e.remove(e.owned, []string{}...) },
			want: []string{revoked("API_KEY key", samsKey), removed("API_KEY key")},
		},
		{
			name: "keys neither kept nor revoked", before: grant, fails: "REQUIRED keepKeys",
			do: func(e *eventShop) error { return e.remove(e.owned) },
		},
		{
			name: "member removed, and a key kept", before: func(e *eventShop) {
				e.grant()
				e.must(e.createKey(e.sam, "kept", models.OrdersRead))
			},
			do:   func(e *eventShop) error { return e.remove(e.olga, e.token) },
			want: []string{revoked("STAFF olga", samsKey), removed("STAFF olga")},
		},
		{
			name: "removed without keys", do: func(e *eventShop) error { return e.remove(e.owned) },
			want: []string{"STAFF_MEMBER_REMOVED of sam in none by API_KEY key, " +
				"email 'sam@shop.example' to none, name 'sam' to none, role 'SUPPORT' to none"},
		},
		{
			name: "removed twice", before: func(e *eventShop) { e.must(e.remove(e.olga)) },
			do: func(e *eventShop) error { return e.remove(e.olga) }, fails: "NOT_FOUND",
		},
		{
			name: "removed by oneself", before: grant, do: func(e *eventShop) error { return e.remove(e.sam, e.token) },
			want: []string{removed("STAFF sam")},
		},
	})
}

// TestRemovedMemberWithManyKeys checks that each revoked key has its event, whatever the limits of one statement.
func TestRemovedMemberWithManyKeys(t *testing.T) {
	const count = 4000
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		c.member("olga", models.RoleOwner)
		sam := c.member("sam", models.RoleManager)
		kind := models.CreatedByStaff
		keys := make([]*models.APIKey, count)
		for i := range keys {
			keys[i] = &models.APIKey{
				ID: models.NewID(models.KeyID), Name: "k", SecretHash: fmt.Sprint("hash ", i), ScopeNames: []string{},
				CreatorKind: &kind, CreatorID: &sam.KeyID, CreatorName: &sam.KeyName,
			}
		}
		err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.CreateInBatches(keys, 500).Error })
		if err != nil {
			t.Fatal(err)
		}
		last := servicetest.LastEvent(t, d)
		if _, err := c.Remove(t.Context(), staff.Operator, sam.KeyID, []string{}); err != nil {
			t.Fatal(err)
		}
		if got := len(servicetest.EventsSince(t, d, last)); got != count+1 {
			t.Errorf("%d events, want %d", got, count+1)
		}
	})
}

// TestParallelUpdatesOfAMember checks that two owners who change two fields in parallel leave two right events.
func TestParallelUpdatesOfAMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		olga, ana := c.member("olga", models.RoleOwner), c.member("ana", models.RoleOwner)
		for range 5 {
			sam := c.member(models.NewID("m"), models.RoleSupport)
			last := servicetest.LastEvent(t, d)
			var wg sync.WaitGroup
			for caller, in := range map[*auth.Caller]staff.UpdateStaffMemberInput{
				&olga: named("Samuel"), &ana: {Role: set(models.RoleManager)},
			} {
				wg.Go(func() {
					if _, err := c.Update(t.Context(), *caller, sam.KeyID, in); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			got := servicetest.EventsSince(t, d, last, sam.KeyID, "sam", sam.KeyName, "sam", olga.KeyID, "olga", ana.KeyID, "ana")
			line := func(by, change string, version int) string {
				return fmt.Sprintf("STAFF_MEMBER_UPDATED of sam in none by STAFF %s %s, version %d, %s", by, by, version, change)
			}
			name, role := "name 'sam' to 'Samuel'", "role 'SUPPORT' to 'MANAGER'"
			if len(got) != 2 || got[0]+"\n"+got[1] != line("olga", name, 2)+"\n"+line("ana", role, 3) &&
				got[0]+"\n"+got[1] != line("ana", role, 2)+"\n"+line("olga", name, 3) {
				t.Errorf("%q", got)
			}
		}
	})
}
