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

const (
	annEmail = "ann@example.com"
	bobEmail = "bob@example.com"
)

// createOwners creates two customers and returns them as owners of places.
func (c *testThrottle) createOwners() (ann, bob throttle.Owner) {
	c.t.Helper()
	ann = throttle.Owner{CustomerID: "customer_ann", Name: annEmail}
	bob = throttle.Owner{CustomerID: "customer_bob", Name: bobEmail}
	for _, o := range []throttle.Owner{ann, bob} {
		row := &models.Customer{
			ID: o.CustomerID, Email: o.Name, EmailKey: o.Name,
			CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now), Version: 1,
		}
		c.inTx(func(tx *gorm.DB) error { return tx.Create(row).Error })
	}
	return ann, bob
}

func (c *testThrottle) inTx(f func(tx *gorm.DB) error) {
	c.t.Helper()
	if err := c.db.InTx(context.Background(), f); err != nil {
		c.t.Fatal(err)
	}
}

func (c *testThrottle) remember(who auth.Caller, o throttle.Owner) {
	c.t.Helper()
	c.inTx(func(tx *gorm.DB) error { return c.Remember(tx, who, o) })
}

// known reports whether th recognizes an address as one from which the account was used.
func (c *testThrottle) known(th *throttle.Throttle, address, kind, name string) bool {
	c.t.Helper()
	known, err := th.IsKnown(context.Background(), from(address), kind, name)
	if err != nil {
		c.t.Fatal(err)
	}
	return known
}

// countPlaces returns the number of stored places.
func (c *testThrottle) countPlaces() (n int64) {
	c.t.Helper()
	if err := c.db.Read(context.Background()).Table("known_places").Count(&n).Error; err != nil {
		c.t.Fatal(err)
	}
	return n
}

func TestIsKnown(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		ctx := context.Background()
		ann, _ := c.createOwners()
		c.remember(from("192.0.2.1"), ann)
		c.remember(from("192.0.2.1"), ann)
		now := func() time.Time { return c.now }
		rotated := throttle.New(c.db, now, []byte("a new key"), []byte("a key"))
		other := throttle.New(c.db, now, []byte("a new key"))
		for _, each := range []struct {
			name          string
			th            *throttle.Throttle
			address, kind string
			of            string
			want          bool
		}{
			{"same address", c.Throttle, "192.0.2.1", throttle.KindCustomer, annEmail, true},
			{"after a key rotation", rotated, "192.0.2.1", throttle.KindCustomer, annEmail, true},
			{"with another key", other, "192.0.2.1", throttle.KindCustomer, annEmail, false},
			{"another address", c.Throttle, "192.0.2.2", throttle.KindCustomer, annEmail, false},
			{"another account", c.Throttle, "192.0.2.1", throttle.KindCustomer, bobEmail, false},
			{"member of staff with the same email", c.Throttle, "192.0.2.1", throttle.KindStaff, annEmail, false},
			{"no address", c.Throttle, "", throttle.KindCustomer, annEmail, false},
		} {
			if got := c.known(each.th, each.address, each.kind, each.of); got != each.want {
				t.Errorf("%s: got %v, want %v", each.name, got, each.want)
			}
		}
		key := auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}
		c.remember(key, ann)
		known, err := c.IsKnown(ctx, key, throttle.KindCustomer, annEmail)
		if err != nil || known || c.countPlaces() != 1 {
			t.Errorf("shared address: known %v, %v, %d places stored, want none", known, err, c.countPlaces())
		}
		var stored []models.KnownPlace
		if err := c.db.Read(ctx).Find(&stored).Error; err != nil || strings.Contains(fmt.Sprint(stored), "192.0.2") {
			t.Errorf("the address is stored in plain text: %v %v", stored, err)
		}
	})
}

func TestDeletedPlaces(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		ann, bob := c.createOwners()
		c.remember(from("192.0.2.1"), ann)
		c.remember(from("192.0.2.1"), bob)
		for i := range 30 {
			c.now = c.now.Add(time.Minute)
			c.remember(from(fmt.Sprint("198.51.100.", i)), ann)
		}
		if n := c.countPlaces(); n != 21 {
			t.Errorf("%d of 32 places are left, want 20 of one customer and 1 of the other", n)
		}
		if c.known(c.Throttle, "198.51.100.9", throttle.KindCustomer, annEmail) ||
			!c.known(c.Throttle, "198.51.100.10", throttle.KindCustomer, annEmail) ||
			!c.known(c.Throttle, "192.0.2.1", throttle.KindCustomer, bobEmail) {
			t.Error("other places than the oldest ones of the customer were deleted")
		}
		c.inTx(func(tx *gorm.DB) error {
			return tx.Where("id = ?", "customer_bob").Delete(&models.Customer{}).Error
		})
		if n := c.countPlaces(); n != 20 {
			t.Errorf("%d places are left after a customer was deleted, want 20", n)
		}
		c.inTx(func(tx *gorm.DB) error { return c.Forget(tx, ann) })
		if n := c.countPlaces(); n != 0 {
			t.Errorf("%d places are left after Forget, want 0", n)
		}
		c.remember(from("192.0.2.1"), ann)
		c.now = c.now.Add(180 * 24 * time.Hour)
		if c.known(c.Throttle, "192.0.2.1", throttle.KindCustomer, annEmail) {
			t.Error("a place is still known after 180 days")
		}
		if err := c.Sweep(context.Background()); err != nil || c.countPlaces() != 0 {
			t.Errorf("%d places are left after 180 days, %v, want 0", c.countPlaces(), err)
		}
	})
}
