package customfields_test

import (
	"context"
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
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Create(c).Error }); err != nil {
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
			{"no id", boss, customfields.Values{"friend": true}, "INVALID friend"},
		} {
			if err := s.write(each.caller, "customer_x", each.values, false); faults(err) != each.want {
				t.Errorf("%s: %v, want %s", each.name, err, each.want)
			}
		}
		if got := s.read("customer_x"); got != `{"friend":"`+c.ID+`","friends":["`+c.ID+`"],"order":null}` {
			t.Error(got)
		}
	})
}
