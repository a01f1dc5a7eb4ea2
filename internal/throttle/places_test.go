package throttle_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestPlaces(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		ctx := context.Background()
		for _, id := range []string{"customer_ann", "customer_bob"} {
			row := &models.Customer{ID: id, Email: id + "@example.com", EmailKey: id + "@example.com", CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now), Version: 1}
			if err := c.db.InTx(ctx, func(tx *gorm.DB) error { return tx.Create(row).Error }); err != nil {
				t.Fatal(err)
			}
		}
		ann := throttle.Owner{CustomerID: "customer_ann", Name: "ann@example.com"}
		remember := func(th *throttle.Throttle, who auth.Caller, o throttle.Owner) {
			t.Helper()
			if err := c.db.InTx(ctx, func(tx *gorm.DB) error { return th.Remember(tx, who, o) }); err != nil {
				t.Fatal(err)
			}
		}
		seen := func(th *throttle.Throttle, address, kind, name string) bool {
			t.Helper()
			known, err := th.Seen(ctx, from(address), kind, name)
			if err != nil {
				t.Fatal(err)
			}
			return known
		}
		count := func() (n int64) {
			t.Helper()
			if err := c.db.Read(ctx).Table("known_places").Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		remember(c.Throttle, from("192.0.2.1"), ann)
		remember(c.Throttle, from("192.0.2.1"), ann)
		now := func() time.Time { return c.now }
		rotated, other := throttle.New(c.db, now, []byte("a new key"), []byte("a key")), throttle.New(c.db, now, []byte("a new key"))
		for _, each := range []struct {
			name          string
			th            *throttle.Throttle
			address, kind string
			of            string
			want          bool
		}{
			{"there", c.Throttle, "192.0.2.1", throttle.OfCustomers, "ann@example.com", true},
			{"after the secret was changed", rotated, "192.0.2.1", throttle.OfCustomers, "ann@example.com", true},
			{"under another secret", other, "192.0.2.1", throttle.OfCustomers, "ann@example.com", false},
			{"elsewhere", c.Throttle, "192.0.2.2", throttle.OfCustomers, "ann@example.com", false},
			{"another account", c.Throttle, "192.0.2.1", throttle.OfCustomers, "bob@example.com", false},
			{"a member of staff with the same address", c.Throttle, "192.0.2.1", throttle.OfStaff, "ann@example.com", false},
			{"nobody", c.Throttle, "", throttle.OfCustomers, "ann@example.com", false},
		} {
			if got := seen(each.th, each.address, each.kind, each.of); got != each.want {
				t.Errorf("%s: %v", each.name, got)
			}
		}
		remember(c.Throttle, auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}, ann)
		if known, err := c.Seen(ctx, auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}, throttle.OfCustomers, "ann@example.com"); err != nil || known || count() != 1 {
			t.Errorf("a key has a place: %v, %d, %v", known, count(), err)
		}
		var stored []models.KnownPlace
		if err := c.db.Read(ctx).Find(&stored).Error; err != nil || strings.Contains(fmt.Sprint(stored), "192.0.2") {
			t.Errorf("the address is stored: %v %v", stored, err)
		}

		remember(c.Throttle, from("192.0.2.1"), throttle.Owner{CustomerID: "customer_bob", Name: "bob@example.com"})
		for i := range 30 {
			c.now = c.now.Add(time.Minute)
			remember(c.Throttle, from(fmt.Sprint("198.51.100.", i)), ann)
		}
		if count() != 21 || seen(c.Throttle, "198.51.100.9", throttle.OfCustomers, "ann@example.com") ||
			!seen(c.Throttle, "198.51.100.10", throttle.OfCustomers, "ann@example.com") || !seen(c.Throttle, "192.0.2.1", throttle.OfCustomers, "bob@example.com") {
			t.Errorf("%d places are left of thirty-two", count())
		}
		if err := c.db.InTx(ctx, func(tx *gorm.DB) error {
			return tx.Where("id = ?", "customer_bob").Delete(&models.Customer{}).Error
		}); err != nil || count() != 20 {
			t.Errorf("%d places after a customer was deleted, %v", count(), err)
		}
		if err := c.db.InTx(ctx, func(tx *gorm.DB) error { return c.Forget(tx, ann) }); err != nil || count() != 0 {
			t.Errorf("%d places after they were forgotten, %v", count(), err)
		}
		remember(c.Throttle, from("192.0.2.1"), ann)
		c.now = c.now.Add(180 * 24 * time.Hour)
		if seen(c.Throttle, "192.0.2.1", throttle.OfCustomers, "ann@example.com") {
			t.Error("a place is known half a year later")
		}
		if err := c.Sweep(ctx); err != nil || count() != 0 {
			t.Errorf("%d places after half a year, %v", count(), err)
		}
	})
}
