package customfields_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func TestUpdateField(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		size := s.define("size", models.FieldInteger, nil)
		code := s.define("code", models.FieldString, nil)
		tier := s.define("tier", models.FieldEnum, func(in *customfields.CreateCustomFieldInput) {
			in.Options = []*customfields.CustomFieldOptionInput{{Value: "GOLD"}, {Value: "SILVER"}}
		})
		for i, values := range []customfields.Values{{"size": int64(5), "code": "A", "tier": "GOLD"}, {"size": int64(50), "code": "B"}, {"code": "b"}} {
			if err := s.write(visitor, fmt.Sprintf("customer_%d", i), values, false); err != nil {
				t.Fatal(err)
			}
		}
		type in = customfields.UpdateCustomFieldInput
		bound := func(low, high *string) graphql.Omittable[*customfields.CustomFieldRulesInput] {
			return set(customfields.CustomFieldRulesInput{Min: low, Max: high})
		}
		options := func(values ...string) graphql.Omittable[[]*customfields.CustomFieldOptionInput] {
			var list []*customfields.CustomFieldOptionInput
			for _, v := range values {
				list = append(list, &customfields.CustomFieldOptionInput{Value: v})
			}
			return graphql.OmittableOf(list)
		}
		for _, c := range []struct {
			name  string
			field *models.CustomField
			in    in
			want  string
		}{
			{"nothing", size, in{}, ""},
			{"a label", size, in{Label: set("Shoe size"), Description: set("EU"), Access: set(models.AccessRead), Position: set(7), DeprecationReason: set("use feet")}, ""},
			{"rules that are broken", size, in{Rules: bound(p("10"), nil)}, "INVALID input.rules"},
			{"rules that hold", size, in{Rules: bound(p("1"), p("50"))}, ""},
			{"a default that breaks them", size, in{Default: set("51")}, "INVALID input.default"},
			{"options that are in use", tier, in{Options: options("SILVER")}, "INVALID input.options"},
			{"more options", tier, in{Options: options("GOLD", "BRONZE")}, ""},
			{"unique, and it is not", code, in{Unique: set(true)}, "NOT_UNIQUE input.unique"},
			{"unique, and it is", size, in{Unique: set(true)}, ""},
			{"a cleared label", size, in{Label: graphql.OmittableOf[*string](nil)}, "REQUIRED input.label"},
			{"a cleared access", size, in{Access: graphql.OmittableOf[*models.CustomFieldAccess](nil)}, "REQUIRED input.access"},
			{"a stale version", size, in{ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion"},
		} {
			before, err := s.Version(ctx)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Update(ctx, boss, c.field.ID, c.in)
			if userErrors(err) != c.want {
				t.Errorf("%s: %s, want %s", c.name, userErrors(err), c.want)
			}
			after, err := s.Version(ctx)
			if changes := c.want == "" && c.name != "nothing"; err != nil || changes != (after != before) {
				t.Errorf("%s: version %d after %d: %v", c.name, after, before, err)
			}
			if c.name == "a stale version" && (got == nil || got.Version != 4) {
				t.Errorf("the field does not come along: %+v", got)
			}
		}
		if err := s.write(boss, "customer_9", customfields.Values{"size": int64(50)}, false); userErrors(err) != "NOT_UNIQUE size" {
			t.Errorf("what was stored before it was unique: %v", err)
		}
		if _, err := s.Update(ctx, boss, size.ID, in{Unique: set(false)}); err != nil {
			t.Fatal(err)
		}
		if err := s.write(boss, "customer_9", customfields.Values{"size": int64(50)}, false); err != nil {
			t.Errorf("no longer unique: %v", err)
		}
		for want, call := range map[string]func() error{
			"NOT_FOUND":                func() error { _, err := s.Update(ctx, boss, "field_none", in{}); return err },
			"FORBIDDEN SETTINGS_WRITE": func() error { _, err := s.Archive(ctx, auth.Caller{Kind: auth.Customer}, size.ID); return err },
		} {
			if err := call(); userErrors(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

// TestRequiredInALargeShop: a field becomes required for the future, whatever there is; rules are checked over all of
// it. TestRulesTellNothingThatIsNotRead: an answer to a new rule tells what is stored, so whoever only changes settings
// gets none.
func TestRulesTellNothingThatIsNotRead(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		code := s.define("code", models.FieldString, nil)
		tier := s.define("tier", models.FieldEnum, func(in *customfields.CreateCustomFieldInput) {
			in.Options = []*customfields.CustomFieldOptionInput{{Value: "GOLD"}, {Value: "SILVER"}}
		})
		gift := s.define("gift", models.FieldString, func(in *customfields.CreateCustomFieldInput) { in.Owner = models.OwnerOrder })
		for _, id := range []string{"customer_1", "customer_2"} {
			if err := s.write(boss, id, customfields.Values{"code": "secret", "tier": "GOLD"}, false); err != nil {
				t.Fatal(err)
			}
		}
		type in = customfields.UpdateCustomFieldInput
		pattern := set(customfields.CustomFieldRulesInput{Pattern: p("[^s].*")})
		fewer := graphql.OmittableOf([]*customfields.CustomFieldOptionInput{{Value: "SILVER"}})
		keyOf := func(scopes ...models.Scope) auth.Caller { return keyFor(append(scopes, models.SettingsWrite)...) }
		for _, c := range []struct {
			name   string
			caller auth.Caller
			field  *models.CustomField
			in     in
			want   string
		}{
			{"a pattern", keyOf(), code, in{Rules: pattern}, "FORBIDDEN CUSTOMERS_READ"},
			{"a pattern, by who reads orders", keyOf(models.OrdersRead), code, in{Rules: pattern}, "FORBIDDEN CUSTOMERS_READ"},
			{"unique", keyOf(), code, in{Unique: set(true)}, "FORBIDDEN CUSTOMERS_READ"},
			{"options", keyOf(), tier, in{Options: fewer}, "FORBIDDEN CUSTOMERS_READ"},
			{"of an order", keyOf(models.CustomersRead), gift, in{Rules: pattern}, "FORBIDDEN ORDERS_READ"},
			{"a label", keyOf(), code, in{Label: set("Code")}, ""},
			{"access", keyOf(), code, in{Access: set(models.AccessRead)}, ""},
			{"a pattern, by who reads customers", keyOf(models.CustomersRead), code, in{Rules: pattern}, "INVALID input.rules"},
			{"unique, by who reads customers", keyOf(models.CustomersRead), code, in{Unique: set(true)}, "NOT_UNIQUE input.unique"},
			{"of an order, by who reads orders", keyOf(models.OrdersRead), gift, in{Rules: pattern}, ""},
		} {
			if _, err := s.Update(context.Background(), c.caller, c.field.ID, c.in); userErrors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
	})
}

func TestRequiredInALargeShop(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		f := s.define("size", models.FieldInteger, nil)
		rows := make([]models.CustomFieldValue, 10_000)
		for i := range rows {
			key := fmt.Sprint(i)
			rows[i] = models.CustomFieldValue{OwnerID: fmt.Sprintf("customer_%05d", i), FieldID: f.ID, Value: key, ValueKey: &key}
		}
		if err := s.db.InTx(ctx, func(tx *gorm.DB) error { return tx.CreateInBatches(rows, 500).Error }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Update(ctx, boss, f.ID, customfields.UpdateCustomFieldInput{Required: set(true)}); err != nil {
			t.Error(err)
		}
		if _, err := s.Update(ctx, boss, f.ID, customfields.UpdateCustomFieldInput{Rules: set(customfields.CustomFieldRulesInput{Max: p("9998")})}); userErrors(err) != "INVALID input.rules" {
			t.Errorf("one of ten thousand breaks the rule: %v", err)
		}
		if _, err := s.Update(ctx, boss, f.ID, customfields.UpdateCustomFieldInput{Unique: set(true)}); err != nil {
			t.Errorf("ten thousand different values: %v", err)
		}
	})
}

func TestValuesGoWithTheirRecords(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("size", models.FieldInteger, nil)
		now := models.At(s.now())
		c := &models.Customer{ID: models.NewID(models.CustomerID), Email: "a", EmailKey: "a", CreatedAt: now, UpdatedAt: now, Version: 1}
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Create(c).Error }); err != nil {
			t.Fatal(err)
		}
		if err := s.write(visitor, c.ID, customfields.Values{"size": int64(5)}, true); err != nil {
			t.Fatal(err)
		}
		if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Delete(c).Error }); err != nil {
			t.Fatal(err)
		}
		var n int64
		if err := s.db.Read(context.Background()).Table("custom_field_values").Count(&n).Error; err != nil || n != 0 {
			t.Errorf("%d values are left: %v", n, err)
		}
	})
}
