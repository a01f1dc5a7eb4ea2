package customfields_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

func TestReference(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		now := models.At(time.Now())
		ann := &models.Customer{
			ID: models.NewID(models.CustomerID), Email: "a", EmailKey: "a", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		o := orderOf(ann, now)
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error {
			if err := tx.Create(ann).Error; err != nil {
				return err
			}
			return tx.Create(o).Error
		}); err != nil {
			t.Fatal(err)
		}
		s.define("friend", models.FieldReference, nil)
		s.define("friends", models.FieldReference, func(in *fieldInput) { in.List = true })
		s.define("order", models.FieldReference, func(in *fieldInput) { in.ReferenceTo = p(models.ReferenceOrder) })
		own := auth.Caller{Kind: auth.Customer, CustomerID: ann.ID}
		other := auth.Caller{Kind: auth.Customer, CustomerID: "customer_other"}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			values customfields.Values
			want   string
		}{
			{"by staff", boss, customfields.Values{"friend": ann.ID, "friends": []any{ann.ID}}, ""},
			{"the caller", own, customfields.Values{"friend": ann.ID}, ""},
			{"another customer", other, customfields.Values{"friend": ann.ID}, "NOT_FOUND friend"},
			{
				"unknown customer", boss,
				customfields.Values{"friends": []any{ann.ID, "customer_none"}},
				"NOT_FOUND friends.1",
			},
			{"wrong type of record", boss, customfields.Values{"order": ann.ID}, "NOT_FOUND order"},
			{
				"a customer, with ORDERS_READ", keyFor(models.OrdersRead),
				customfields.Values{"friend": ann.ID},
				"NOT_FOUND friend",
			},
			{
				"a customer, with CUSTOMERS_WRITE", keyFor(models.CustomersWrite),
				customfields.Values{"friends": []any{ann.ID}},
				"NOT_FOUND friends.0",
			},
			{
				"an order, with ORDERS_WRITE", keyFor(models.OrdersWrite),
				customfields.Values{"order": o.ID},
				"NOT_FOUND order",
			},
			{
				"an order, with CUSTOMERS_READ", keyFor(models.CustomersRead),
				customfields.Values{"order": o.ID},
				"NOT_FOUND order",
			},
			{"an order, with ORDERS_READ", keyFor(models.OrdersRead), customfields.Values{"order": o.ID}, ""},
			{"order of another customer", other, customfields.Values{"order": o.ID}, "NOT_FOUND order"},
			{"own order", own, customfields.Values{"order": o.ID}, ""},
			{"not an id", boss, customfields.Values{"friend": true}, "INVALID friend"},
		} {
			if err := s.write(c.caller, "customer_x", c.values, false); userErrors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		if got := s.read("customer_x"); got != `{"friend":"`+ann.ID+`","friends":["`+ann.ID+`"],"order":"`+o.ID+`"}` {
			t.Error(got)
		}
	})
}

func orderOf(c *models.Customer, at models.Time) *models.Order {
	return &models.Order{
		ID: models.NewID(models.OrderID), Number: "A1", CustomerID: &c.ID, Currency: "EUR", Status: models.OrderOpen,
		PaymentStatus: models.Unpaid, FulfillmentStatus: models.Unfulfilled, PlacedAt: at, CreatedAt: at, UpdatedAt: at,
		Version: 1,
	}
}

// keyFor returns an API key with the given scopes.
func keyFor(scopes ...models.Scope) auth.Caller {
	return auth.Caller{Kind: auth.APIKey, KeyID: "key_x", Scopes: scopes}
}

// TestReferenceFilterHidesRecords checks that a filter by references reveals nothing about records that the caller may
// not read.
func TestReferenceFilterHidesRecords(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("friend", models.FieldReference, func(in *fieldInput) { in.Access = models.AccessRead })
		s.define("order", models.FieldReference, func(in *fieldInput) {
			in.ReferenceTo, in.Access = p(models.ReferenceOrder), models.AccessRead
		})
		now := models.At(time.Now())
		ann := &models.Customer{
			ID: models.NewID(models.CustomerID), Email: "a", EmailKey: "a", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		bob := &models.Customer{
			ID: models.NewID(models.CustomerID), Email: "b", EmailKey: "b", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		o := orderOf(ann, now)
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error {
			return errors.Join(tx.Create([]*models.Customer{ann, bob}).Error, tx.Create(o).Error)
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.write(boss, bob.ID, customfields.Values{"friend": ann.ID, "order": o.ID}, false); err != nil {
			t.Fatal(err)
		}
		asAnn, asBob := auth.Caller{Kind: auth.Customer, CustomerID: ann.ID},
			auth.Caller{Kind: auth.Customer, CustomerID: bob.ID}
		readsCustomers, readsOrders := keyFor(models.CustomersRead), keyFor(models.OrdersRead)
		type ops = map[string]any
		for _, c := range []struct {
			name   string
			caller auth.Caller
			key    string
			ops    ops
			want   string // number of records, or errors
		}{
			{"CUSTOMERS_READ, by customer", readsCustomers, "friend", ops{"eq": ann.ID}, "1"},
			{"CUSTOMERS_READ, by order", readsCustomers, "order", ops{"eq": o.ID}, "FORBIDDEN ORDERS_READ"},
			{
				"CUSTOMERS_READ, by several orders", readsCustomers, "order",
				ops{"in": []any{o.ID}},
				"FORBIDDEN ORDERS_READ",
			},
			{"CUSTOMERS_READ, order is set", readsCustomers, "order", ops{"isSet": true}, "FORBIDDEN ORDERS_READ"},
			{"ORDERS_READ, by customer", readsOrders, "friend", ops{"eq": ann.ID}, "FORBIDDEN CUSTOMERS_READ"},
			{"ORDERS_READ, by order", readsOrders, "order", ops{"in": []any{o.ID, "order_none"}}, "1"},
			{"referenced customer, by customer", asAnn, "friend", ops{"eq": ann.ID}, "1"},
			{"referenced customer, by order", asAnn, "order", ops{"eq": o.ID}, "1"},
			{"referenced customer, order is set", asAnn, "order", ops{"isSet": true}, "1"},
			{"another customer, by customer", asBob, "friend", ops{"eq": ann.ID}, "0"},
			{"another customer, by several customers", asBob, "friend", ops{"in": []any{ann.ID, bob.ID}}, "0"},
			{"another customer, by order", asBob, "order", ops{"eq": o.ID}, "0"},
			{"another customer, order is set", asBob, "order", ops{"isSet": true}, "0"},
			{"another customer, order is not set", asBob, "order", ops{"isSet": false}, "2"},
		} {
			got := ""
			where, err := s.Where(context.Background(), c.caller, models.OwnerCustomer, "customers.id",
				customfields.Values{c.key: c.ops})
			if err != nil {
				got = userErrors(err)
			} else {
				var n int64
				if err := s.db.Read(context.Background()).Model(&models.Customer{}).Where(where.SQL, where.Args...).
					Count(&n).Error; err != nil {
					t.Fatal(err)
				}
				got = strconv.FormatInt(n, 10)
			}
			if got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
	})
}
