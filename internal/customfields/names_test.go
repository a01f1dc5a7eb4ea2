package customfields_test

import (
	"context"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/customfields"
	"clientele/internal/servicetest"
	"clientele/internal/throttle"
	"clientele/models"
)

// schemaTypes are names of types that the schema could have.
var schemaTypes = []string{"Int", "CustomerCustomFieldKey", "CustomerCustomFields", "CustomerCustomFieldsFilter"}

func onEachWithTypes(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &shop{t: t, db: d}
		s.Service = customfields.New(d, s.now, throttle.New(d, s.now), schemaTypes...)
		test(t, s)
	})
}

func choices(values ...string) func(*fieldInput) {
	return func(in *fieldInput) {
		for _, v := range values {
			in.Options = append(in.Options, &customfields.CustomFieldOptionInput{Value: v})
		}
	}
}

// TestKeysOfNewFields checks which keys are refused, and that the message names what to do.
func TestKeysOfNewFields(t *testing.T) {
	onEachWithTypes(t, func(t *testing.T, s *shop) {
		s.define("shoeSize", models.FieldInteger, nil)
		s.define("tier", models.FieldEnum, choices("GOLD"))
		const reserved, taken, enum = "KEY_RESERVED input.key", "KEY_TAKEN input.key", models.FieldEnum
		for _, c := range []struct {
			key     string
			kind    models.CustomFieldType
			want    string
			message string
		}{
			{"id", models.FieldString, reserved, `"id" is reserved: the schema has the field id`},
			{"iD", models.FieldString, reserved, "Choose another key"},
			{"json", models.FieldString, reserved, ""},
			{"typename", models.FieldString, reserved, "__typename"},
			{"typeName", models.FieldString, reserved, "__typename"},
			{"__typename", models.FieldString, "INVALID input.key", "lower-case letter"},
			{"self", models.FieldString, reserved, "Swift"},
			{"init", models.FieldString, reserved, "Swift"},
			{"fragments", models.FieldString, reserved, "Swift"},
			{"name", models.FieldString, reserved, "Kotlin"},
			{"ordinal", models.FieldInteger, reserved, "Kotlin"},
			{"mro", models.FieldString, reserved, "Python"},
			{"constructor", models.FieldString, reserved, "JavaScript"},
			{"toString", models.FieldString, reserved, "JavaScript"},
			{"true", models.FieldBoolean, reserved, "GraphQL"},
			{"shoeSize", models.FieldString, taken, `The field "shoeSize"`},
			{"shoesize", models.FieldString, taken, "uses the key shoeSize"},
			{"key", enum, reserved, "the schema already has the type CustomerCustomFieldKey"},
			{"keY", enum, reserved, "the schema already has the type CustomerCustomFieldKey"},
			{"s", enum, reserved, "CustomerCustomFields"},
			{"sFilter", enum, reserved, "CustomerCustomFieldsFilter"},
			{"tierFilter", enum, taken, "with the key tier needs a type of the same name"},
			{"key", models.FieldString, "", ""},
			{"s", models.FieldString, "", ""},
			{"tierFilter", models.FieldString, "", ""},
			{"type", models.FieldString, "", ""},
			{"default", models.FieldString, "", ""},
			{"class", enum, "", ""},
		} {
			in := fieldInput{Owner: models.OwnerCustomer, Key: c.key, Label: "Label", Type: c.kind, Access: models.AccessWrite}
			if c.kind == enum {
				choices("A", "B")(&in)
			}
			_, err := s.Create(context.Background(), boss, in)
			if got := servicetest.Errors(err); got != c.want || err != nil && !strings.Contains(err.Error(), c.message) {
				t.Errorf("%s (%s): %q, %v", c.key, c.kind, got, err)
			}
		}
		other := fieldInput{
			Owner: models.OwnerOrder, Key: "shoesize", Label: "Label", Type: models.FieldString, Access: models.AccessRead,
		}
		if _, err := s.Create(context.Background(), boss, other); err != nil {
			t.Errorf("a similar key of another owner: %v", err)
		}
	})
}

// TestOptionsOfNewFields checks which options are refused.
func TestOptionsOfNewFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			options       []string
			want, message string
		}{
			{[]string{"GOLD", "gold"}, "INVALID input.options.1.value", "GOLD and gold must differ"},
			{[]string{"A_B", "C", "AB"}, "INVALID input.options.2.value", "A_B and AB must differ"},
			{[]string{"V1_1", "V11"}, "INVALID input.options.1.value", "V1_1 and V11 must differ"},
			{[]string{"A", "A"}, "INVALID input.options.1.value", "must be different"},
			{[]string{"self"}, "INVALID input.options.0.value", `"self" is reserved: Swift`},
			{[]string{"INIT"}, "INVALID input.options.0.value", "Swift"},
			{[]string{"Type"}, "INVALID input.options.0.value", "Swift"},
			{[]string{"Protocol"}, "INVALID input.options.0.value", "Swift"},
			{[]string{"ALL_CASES"}, "INVALID input.options.0.value", "Swift"},
			{[]string{"name"}, "INVALID input.options.0.value", "Kotlin"},
			{[]string{"ordinal"}, "INVALID input.options.0.value", "Kotlin"},
			{[]string{"mro"}, "INVALID input.options.0.value", "Python"},
			{[]string{"true"}, "INVALID input.options.0.value", "GraphQL"},
			{[]string{"__A"}, "INVALID input.options.0.value", "Must start with a letter"},
			{[]string{"DEFAULT", "NONE", "id", "json", "TRUE", "class", "A_B", "ABC"}, "", ""},
		} {
			in := fieldInput{
				Owner: models.OwnerCustomer, Key: "level", Label: "Level", Type: models.FieldEnum, Access: models.AccessRead,
			}
			choices(c.options...)(&in)
			f, err := s.Create(context.Background(), boss, in)
			if got := servicetest.Errors(err); got != c.want || err != nil && !strings.Contains(err.Error(), c.message) {
				t.Errorf("%v: %q, %v", c.options, got, err)
			}
			if err == nil {
				if _, err := s.Archive(context.Background(), boss, f.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// TestStoredFieldsKeepTheirNames checks that fields that were defined before a rule existed can be used and changed,
// and that only their new options must follow the rules.
func TestStoredFieldsKeepTheirNames(t *testing.T) {
	onEachWithTypes(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		old := s.define("a", models.FieldEnum, choices("A", "B", "C"))
		id := s.define("b", models.FieldString, nil)
		for _, change := range []struct{ id, key, options string }{
			{old.ID, "key", `[{"Value":"GOLD","Label":"G"},{"Value":"gold","Label":"g"},{"Value":"self","Label":"s"}]`},
			{id.ID, "id", "[]"},
		} {
			if err := s.db.InTx(ctx, func(tx *gorm.DB) error {
				return tx.Exec("UPDATE custom_fields SET key = ?, options = ? WHERE id = ?",
					change.key, change.options, change.id).Error
			}); err != nil {
				t.Fatal(err)
			}
		}
		type in = customfields.UpdateCustomFieldInput
		for _, c := range []struct {
			name  string
			field *models.CustomField
			in    in
			want  string
		}{
			{"a label of a key", id, in{Label: set("Old ID")}, ""},
			{"a label of options", old, in{Label: set("Old tier")}, ""},
			{"the same options", old, in{Options: options("GOLD", "gold", "self")}, ""},
			{"another option", old, in{Options: options("GOLD", "gold", "self", "SILVER")}, ""},
			{"a reserved option", old, in{Options: options("GOLD", "gold", "self", "name")}, "INVALID input.options.3.value"},
			{"a similar option", old, in{Options: options("GOLD", "gold", "Gold")}, "INVALID input.options.2.value"},
		} {
			if _, err := s.Update(ctx, boss, c.field.ID, c.in); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		for _, f := range []*models.CustomField{old, id} {
			if _, err := s.Archive(ctx, boss, f.ID); err != nil {
				t.Errorf("archive %s: %v", f.Key, err)
			}
			if _, err := s.Restore(ctx, boss, f.ID); err != nil {
				t.Errorf("restore %s: %v", f.Key, err)
			}
		}
		if err := s.write(boss, "customer_1", customfields.Values{"key": "self", "id": "x"}, false); err != nil {
			t.Error(err)
		}
	})
}

// TestRestoreSimilarKey checks that an archived field cannot come back beside a field whose names are too similar.
func TestRestoreSimilarKey(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		for _, c := range []struct{ first, second string }{{"shoeSize", "shoesize"}, {"tierFilter", "tier"}} {
			first := s.define(c.first, models.FieldEnum, choices("A"))
			if _, err := s.Archive(ctx, boss, first.ID); err != nil {
				t.Fatal(err)
			}
			s.define(c.second, models.FieldEnum, choices("A"))
			if _, err := s.Restore(ctx, boss, first.ID); servicetest.Errors(err) != "KEY_TAKEN id" {
				t.Errorf("restore %s beside %s: %v", c.first, c.second, err)
			}
		}
	})
}
