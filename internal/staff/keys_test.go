package staff_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/staff"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		s := staff.New(d, staff.Options{Now: func() time.Time { return now }})
		key, secret, err := s.CreateKey(ctx, staff.Operator, staff.CreateAPIKeyInput{Name: " storefront ", Scopes: []models.Scope{models.OrdersRead, models.OrdersRead}})
		if err != nil {
			t.Fatal(err)
		}
		if key.Name != "storefront" || len(key.Scopes()) != 1 || !strings.HasPrefix(secret, "sk_") || len(secret) < 50 {
			t.Errorf("%+v", key)
		}
		var stored string
		if err := d.Read(ctx).Raw("SELECT secret_hash FROM api_keys").Scan(&stored).Error; err != nil || strings.Contains(secret, stored) || stored == "" {
			t.Errorf("stored %q: %v", stored, err)
		}
		find := func(secret string) *models.APIKey {
			t.Helper()
			k, err := s.FindKey(ctx, secret)
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		if find(secret+"x") != nil || find("sk_") != nil {
			t.Error("found a key by another secret")
		}
		used := func() time.Time {
			t.Helper()
			keys, err := s.ListKeys(ctx, staff.Operator)
			if err != nil || len(keys) != 1 {
				t.Fatal(keys, err)
			}
			return keys[0].LastUsedAt.Time
		}
		find(secret)
		first := used()
		now = now.Add(59 * time.Second)
		find(secret)
		if !used().Equal(first) {
			t.Error("two uses within a minute were both written down")
		}
		now = now.Add(2 * time.Second)
		find(secret)
		if !used().Equal(now) {
			t.Errorf("last used %v, want %v", used(), now)
		}
		if _, err := s.RevokeKey(ctx, staff.Operator, key.ID); err != nil {
			t.Fatal(err)
		}
		revoked := find(secret).RevokedAt.Time
		now = now.Add(time.Hour)
		if _, err := s.RevokeKey(ctx, staff.Operator, key.ID); err != nil || !find(secret).RevokedAt.Equal(revoked) {
			t.Errorf("revoked again: %v", err)
		}
		if _, err := s.RevokeKey(ctx, staff.Operator, "key_none"); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("revoking none: %v", err)
		}
	})
}

func TestCreateKeyRefuses(t *testing.T) {
	s := staff.New(dbtest.SQLite(t), staff.Options{Now: time.Now})
	_, _, err := s.CreateKey(context.Background(), staff.Operator, staff.CreateAPIKeyInput{Scopes: []models.Scope{"EVERYTHING"}})
	e, ok := apperr.As(err)
	if !ok || len(e.Fields) != 2 {
		t.Fatalf("%v", err)
	}
	if keys, _ := s.ListKeys(context.Background(), staff.Operator); len(keys) != 0 {
		t.Error("a faulty key was stored")
	}
}

// What a server remembers of a key is never good for longer than revoking it takes, at any server of the shop.
func TestRememberedKeysEndWithTheirRevocation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		servers := make([]*staff.Service, 3)
		for i := range servers {
			servers[i] = staff.New(d, staff.Options{Now: time.Now, RememberKeys: i != 1})
		}
		key, secret, err := servers[0].CreateKey(ctx, staff.Operator, staff.CreateAPIKeyInput{Name: "storefront", Scopes: []models.Scope{models.OrdersRead}})
		if err != nil {
			t.Fatal(err)
		}
		good := func(s *staff.Service) bool {
			k, err := s.FindKey(ctx, secret)
			if err != nil {
				t.Error(err)
			}
			return k != nil && k.RevokedAt == nil
		}
		counted, statements := db.CountStatements(ctx)
		for range 20 {
			if k, err := servers[0].FindKey(counted, secret); err != nil || k == nil || k.ID != key.ID || len(k.Scopes()) != 1 {
				t.Fatalf("%v, %v", k, err)
			}
		}
		if n := statements(); n > 4 { // one to find it and one to note its use, and again where this took longer
			t.Errorf("%d statements for 20 requests", n)
		}
		var ended atomic.Bool
		var all sync.WaitGroup
		for _, s := range servers {
			all.Go(func() {
				for i := 0; i < 20 || !ended.Load(); i++ {
					after := ended.Load()
					if good(s) && after {
						t.Error("a key is good after it was revoked")
						return
					}
					time.Sleep(time.Millisecond)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		if _, err := servers[0].RevokeKey(ctx, staff.Operator, key.ID); err != nil {
			t.Error(err)
		}
		ended.Store(true)
		all.Wait()
	})
}
