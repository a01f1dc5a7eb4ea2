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

// options returns options of a field of type ENUM.
func options(values ...string) graphql.Omittable[[]*customfields.CustomFieldOptionInput] {
	var list []*customfields.CustomFieldOptionInput
	for _, v := range values {
		list = append(list, &customfields.CustomFieldOptionInput{Value: v})
	}
	return graphql.OmittableOf(list)
}

func TestUpdateField(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		size := s.define("size", models.FieldInteger, nil)
		code := s.define("code", models.FieldString, nil)
		tier := s.define("tier", models.FieldEnum, func(in *fieldInput) {
			in.Options = []*customfields.CustomFieldOptionInput{{Value: "GOLD"}, {Value: "SILVER"}}
		})
		for i, values := range []customfields.Values{
			{"size": int64(5), "code": "A", "tier": "GOLD"}, {"size": int64(50), "code": "B"}, {"code": "b"},
		} {
			if err := s.write(visitor, fmt.Sprintf("customer_%d", i), values, false); err != nil {
				t.Fatal(err)
			}
		}
		type in = customfields.UpdateCustomFieldInput
		bound := func(low, high *string) graphql.Omittable[*customfields.CustomFieldRulesInput] {
			return set(customfields.CustomFieldRulesInput{Min: low, Max: high})
		}
		for _, c := range []struct {
			name  string
			field *models.CustomField
			in    in
			want  string
		}{
			{"no changes", size, in{}, ""},
			{
				"a label", size,
				in{
					Label: set("Shoe size"), Description: set("EU"), Access: set(models.AccessRead), Position: set(7),
					DeprecationReason: set("use feet"),
				},
				"",
			},
			{"rules with invalid stored values", size, in{Rules: bound(p("10"), nil)}, "INVALID input.rules"},
			{"rules with valid stored values", size, in{Rules: bound(p("1"), p("50"))}, ""},
			{"invalid default", size, in{Default: set("51")}, "INVALID input.default"},
			{"without an option in use", tier, in{Options: options("SILVER")}, "INVALID input.options"},
			{"more options", tier, in{Options: options("GOLD", "BRONZE")}, ""},
			{"unique with duplicates", code, in{Unique: set(true)}, "NOT_UNIQUE input.unique"},
			{"unique without duplicates", size, in{Unique: set(true)}, ""},
			{"a cleared label", size, in{Label: graphql.OmittableOf[*string](nil)}, "REQUIRED input.label"},
			{
				"a cleared access", size,
				in{Access: graphql.OmittableOf[*models.CustomFieldAccess](nil)},
				"REQUIRED input.access",
			},
			{"personal", tier, in{Personal: set(true)}, ""},
			{"neither", tier, in{Personal: graphql.OmittableOf[*bool](nil)}, "REQUIRED input.personal"},
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
			if changes := c.want == "" && c.name != "no changes"; err != nil || changes != (after != before) {
				t.Errorf("%s: version %d after %d: %v", c.name, after, before, err)
			}
			if c.name == "a stale version" && (got == nil || got.Version != 4) {
				t.Errorf("CONFLICT without the current field: %+v", got)
			}
		}
		for want, call := range map[string]func() error{
			"NOT_FOUND": func() error { _, err := s.Update(ctx, boss, "field_none", in{}); return err },
			"FORBIDDEN SETTINGS_WRITE": func() error {
				_, err := s.Archive(ctx, auth.Caller{Kind: auth.Customer}, size.ID)
				return err
			},
		} {
			if err := call(); userErrors(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

func TestUpdateUnique(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		size := s.define("size", models.FieldInteger, nil)
		write := func(owner string) string {
			return userErrors(s.write(boss, owner, customfields.Values{"size": int64(50)}, false))
		}
		update := func(unique bool) {
			t.Helper()
			in := customfields.UpdateCustomFieldInput{Unique: set(unique)}
			if _, err := s.Update(context.Background(), boss, size.ID, in); err != nil {
				t.Fatal(err)
			}
		}
		if got := write("customer_1"); got != "" {
			t.Fatal(got)
		}
		update(true)
		if got := write("customer_2"); got != "NOT_UNIQUE size" {
			t.Errorf("duplicate of a value stored before: %s", got)
		}
		update(false)
		if got := write("customer_2"); got != "" {
			t.Errorf("no longer unique: %s", got)
		}
	})
}

// TestRulesNeedReadScope checks that new rules need the scope to read the field's owners, since the result reveals
// stored values.
func TestRulesNeedReadScope(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		code := s.define("code", models.FieldString, nil)
		tier := s.define("tier", models.FieldEnum, func(in *fieldInput) {
			in.Options = []*customfields.CustomFieldOptionInput{{Value: "GOLD"}, {Value: "SILVER"}}
		})
		gift := s.define("gift", models.FieldString, func(in *fieldInput) { in.Owner = models.OwnerOrder })
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
			{
				"a pattern, with ORDERS_READ", keyOf(models.OrdersRead), code,
				in{Rules: pattern},
				"FORBIDDEN CUSTOMERS_READ",
			},
			{"unique", keyOf(), code, in{Unique: set(true)}, "FORBIDDEN CUSTOMERS_READ"},
			{"options", keyOf(), tier, in{Options: fewer}, "FORBIDDEN CUSTOMERS_READ"},
			{"of an order", keyOf(models.CustomersRead), gift, in{Rules: pattern}, "FORBIDDEN ORDERS_READ"},
			{"a label", keyOf(), code, in{Label: set("Code")}, ""},
			{"access", keyOf(), code, in{Access: set(models.AccessRead)}, ""},
			{
				"a pattern, with CUSTOMERS_READ", keyOf(models.CustomersRead), code,
				in{Rules: pattern},
				"INVALID input.rules",
			},
			{
				"unique, with CUSTOMERS_READ", keyOf(models.CustomersRead), code,
				in{Unique: set(true)},
				"NOT_UNIQUE input.unique",
			},
			{"of an order, with ORDERS_READ", keyOf(models.OrdersRead), gift, in{Rules: pattern}, ""},
		} {
			if _, err := s.Update(context.Background(), c.caller, c.field.ID, c.in); userErrors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
	})
}

// TestUpdateWithManyValues checks updates of a field with 10,000 stored values.
func TestUpdateWithManyValues(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		f := s.define("size", models.FieldInteger, nil)
		rows := make([]models.CustomFieldValue, 10_000)
		for i := range rows {
			key := fmt.Sprint(i)
			rows[i] = models.CustomFieldValue{
				OwnerID: fmt.Sprintf("customer_%05d", i), FieldID: f.ID, Value: key, ValueKey: &key,
			}
		}
		if err := s.db.InTx(ctx, func(tx *gorm.DB) error { return tx.CreateInBatches(rows, 500).Error }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Update(ctx, boss, f.ID, customfields.UpdateCustomFieldInput{Required: set(true)}); err != nil {
			t.Error(err)
		}
		if _, err := s.Update(
			ctx, boss, f.ID,
			customfields.UpdateCustomFieldInput{Rules: set(customfields.CustomFieldRulesInput{Max: p("9998")})},
		); userErrors(err) != "INVALID input.rules" {
			t.Errorf("1 of 10,000 values is invalid: %v", err)
		}
		if _, err := s.Update(ctx, boss, f.ID, customfields.UpdateCustomFieldInput{Unique: set(true)}); err != nil {
			t.Errorf("10,000 different values: %v", err)
		}
	})
}

func TestValuesAreDeletedWithRecords(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("size", models.FieldInteger, nil)
		now := models.At(s.now())
		c := &models.Customer{
			ID: models.NewID(models.CustomerID), Email: "a", EmailKey: "a", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
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
			t.Errorf("%d values remain: %v", n, err)
		}
	})
}
