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
		c := &models.Customer{ID: models.NewID(models.CustomerID), Email: "a", EmailKey: "a", CreatedAt: now, UpdatedAt: now, Version: 1}
		o := orderOf(c, now)
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error {
			if err := tx.Create(c).Error; err != nil {
				return err
			}
			return tx.Create(o).Error
		}); err != nil {
			t.Fatal(err)
		}
		s.define("friend", models.FieldReference, nil)
		s.define("friends", models.FieldReference, func(in *customfields.CreateCustomFieldInput) { in.List = true })
		s.define("order", models.FieldReference, func(in *customfields.CreateCustomFieldInput) { in.ReferenceTo = p(models.ReferenceOrder) })
		own := auth.Caller{Kind: auth.Customer, CustomerID: c.ID}
		other := auth.Caller{Kind: auth.Customer, CustomerID: "customer_other"}
		for _, each := range []struct {
			name   string
			caller auth.Caller
			values customfields.Values
			want   string
		}{
			{"by staff", boss, customfields.Values{"friend": c.ID, "friends": []any{c.ID}}, ""},
			{"herself", own, customfields.Values{"friend": c.ID}, ""},
			{"whom she may not see", other, customfields.Values{"friend": c.ID}, "NOT_FOUND friend"},
			{"nobody", boss, customfields.Values{"friends": []any{c.ID, "customer_none"}}, "NOT_FOUND friends.1"},
			{"another kind", boss, customfields.Values{"order": c.ID}, "NOT_FOUND order"},
			{"a customer, by a key that reads orders", keyFor(models.OrdersRead), customfields.Values{"friend": c.ID}, "NOT_FOUND friend"},
			{"a customer, by a key that writes customers", keyFor(models.CustomersWrite), customfields.Values{"friends": []any{c.ID}}, "NOT_FOUND friends.0"},
			{"an order, by a key that writes orders", keyFor(models.OrdersWrite), customfields.Values{"order": o.ID}, "NOT_FOUND order"},
			{"an order, by a key that reads customers", keyFor(models.CustomersRead), customfields.Values{"order": o.ID}, "NOT_FOUND order"},
			{"an order, by a key that reads orders", keyFor(models.OrdersRead), customfields.Values{"order": o.ID}, ""},
			{"another's order", other, customfields.Values{"order": o.ID}, "NOT_FOUND order"},
			{"her own order", own, customfields.Values{"order": o.ID}, ""},
			{"no id", boss, customfields.Values{"friend": true}, "INVALID friend"},
		} {
			if err := s.write(each.caller, "customer_x", each.values, false); userErrors(err) != each.want {
				t.Errorf("%s: %v, want %s", each.name, err, each.want)
			}
		}
		if got := s.read("customer_x"); got != `{"friend":"`+c.ID+`","friends":["`+c.ID+`"],"order":"`+o.ID+`"}` {
			t.Error(got)
		}
	})
}

func orderOf(c *models.Customer, at models.Time) *models.Order {
	return &models.Order{
		ID: models.NewID(models.OrderID), Number: "A1", CustomerID: &c.ID, Currency: "EUR", Status: models.OrderOpen,
		PaymentStatus: models.Unpaid, FulfillmentStatus: models.Unfulfilled, PlacedAt: at, CreatedAt: at, UpdatedAt: at, Version: 1,
	}
}

// keyFor is an API key with these scopes.
func keyFor(scopes ...models.Scope) auth.Caller {
	return auth.Caller{Kind: auth.APIKey, KeyID: "key_x", Scopes: scopes}
}

// TestReferenceFilterTellsNothingHidden: a filter over references finds no record by one that the caller may not read,
// nor tells that there is one.
func TestReferenceFilterTellsNothingHidden(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("friend", models.FieldReference, func(in *customfields.CreateCustomFieldInput) { in.Access = models.AccessRead })
		s.define("order", models.FieldReference, func(in *customfields.CreateCustomFieldInput) {
			in.ReferenceTo, in.Access = p(models.ReferenceOrder), models.AccessRead
		})
		now := models.At(time.Now())
		ann := &models.Customer{ID: models.NewID(models.CustomerID), Email: "a", EmailKey: "a", CreatedAt: now, UpdatedAt: now, Version: 1}
		bob := &models.Customer{ID: models.NewID(models.CustomerID), Email: "b", EmailKey: "b", CreatedAt: now, UpdatedAt: now, Version: 1}
		o := orderOf(ann, now)
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error {
			return errors.Join(tx.Create([]*models.Customer{ann, bob}).Error, tx.Create(o).Error)
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.write(boss, bob.ID, customfields.Values{"friend": ann.ID, "order": o.ID}, false); err != nil {
			t.Fatal(err)
		}
		asAnn, asBob := auth.Caller{Kind: auth.Customer, CustomerID: ann.ID}, auth.Caller{Kind: auth.Customer, CustomerID: bob.ID}
		type ops = map[string]any
		for _, c := range []struct {
			name   string
			caller auth.Caller
			key    string
			ops    ops
			want   string // how many records, or what was refused
		}{
			{"a key that reads customers, by customer", keyFor(models.CustomersRead), "friend", ops{"eq": ann.ID}, "1"},
			{"a key that reads customers, by order", keyFor(models.CustomersRead), "order", ops{"eq": o.ID}, "FORBIDDEN ORDERS_READ"},
			{"a key that reads customers, by some orders", keyFor(models.CustomersRead), "order", ops{"in": []any{o.ID}}, "FORBIDDEN ORDERS_READ"},
			{"a key that reads customers, whether there is an order", keyFor(models.CustomersRead), "order", ops{"isSet": true}, "FORBIDDEN ORDERS_READ"},
			{"a key that reads orders, by customer", keyFor(models.OrdersRead), "friend", ops{"eq": ann.ID}, "FORBIDDEN CUSTOMERS_READ"},
			{"a key that reads orders, by order", keyFor(models.OrdersRead), "order", ops{"in": []any{o.ID, "order_none"}}, "1"},
			{"whom it is about, by herself", asAnn, "friend", ops{"eq": ann.ID}, "1"},
			{"whom it is about, by her order", asAnn, "order", ops{"eq": o.ID}, "1"},
			{"whom it is about, whether there is one", asAnn, "order", ops{"isSet": true}, "1"},
			{"another customer, by customer", asBob, "friend", ops{"eq": ann.ID}, "0"},
			{"another customer, by some customers", asBob, "friend", ops{"in": []any{ann.ID, bob.ID}}, "0"},
			{"another customer, by order", asBob, "order", ops{"eq": o.ID}, "0"},
			{"another customer, whether there is one", asBob, "order", ops{"isSet": true}, "0"},
			{"another customer, whether there is none", asBob, "order", ops{"isSet": false}, "2"},
		} {
			got := ""
			where, err := s.Where(context.Background(), c.caller, models.OwnerCustomer, "customers.id", customfields.Values{c.key: c.ops})
			if err != nil {
				got = userErrors(err)
			} else {
				var n int64
				if err := s.db.Read(context.Background()).Model(&models.Customer{}).Where(where.SQL, where.Args...).Count(&n).Error; err != nil {
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
