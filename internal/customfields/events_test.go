package customfields_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/servicetest"
	"clientele/models"
)

var (
	mia = auth.Caller{Kind: auth.Staff, KeyID: "staff_m", KeyName: "Mia", Scopes: models.Scopes()}
	ben = auth.Caller{Kind: auth.Staff, KeyID: "staff_b", KeyName: "Ben", Scopes: models.Scopes()}
	key = auth.Caller{Kind: auth.APIKey, KeyID: "key_e", KeyName: "ERP", Scopes: models.Scopes()}
	// console is the command line.
	console = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}
)

type updateInput = customfields.UpdateCustomFieldInput

func cleared[T any]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

// eventCase is a call and the events that it must record, and no others. The events call the field "f".
type eventCase struct {
	name  string
	do    func(s *shop, f *models.CustomField) error
	fails string // its user errors
	want  []string
}

// runEvents runs each case with a field of its own.
func runEvents(t *testing.T, cases []eventCase) {
	t.Helper()
	onEach(t, func(t *testing.T, s *shop) {
		for i, c := range cases {
			name := fmt.Sprint("size", i)
			f := s.define(name, models.FieldEnum, func(in *fieldInput) {
				in.Options = []*customfields.CustomFieldOptionInput{{Value: "S"}, {Value: "L", Label: p("Large")}}
			})
			names := []string{f.ID, "f", name, "size"}
			last := servicetest.LastEvent(t, s.db)
			if got := servicetest.Errors(c.do(s, f)); got != c.fails {
				t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
			}
			got := servicetest.EventsSince(t, s.db, last, names...)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s:\ngot  %s\nwant %s", c.name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
			if _, err := s.Archive(t.Context(), boss, f.ID); err != nil { // so that it has no effect on the next case
				t.Fatal(err)
			}
		}
	})
}

func TestEventsOfDefinitions(t *testing.T) {
	update := func(caller auth.Caller, in updateInput) func(*shop, *models.CustomField) error {
		return func(s *shop, f *models.CustomField) error {
			_, err := s.Update(t.Context(), caller, f.ID, in)
			return err
		}
	}
	updated := func(by, changes string) []string {
		return []string{"CUSTOM_FIELD_UPDATED of f in none by " + by + ", version 2, " + changes}
	}
	customer := auth.Caller{Kind: auth.Customer, CustomerID: "customer_a"}
	runEvents(t, []eventCase{
		{
			name: "by staff", do: update(mia, updateInput{Label: set("Size"), Access: set(models.AccessRead)}),
			want: updated("STAFF staff_m Mia", "label 'size' to 'Size', access 'WRITE' to 'READ'"),
		},
		{
			name: "by an API key", do: update(key, updateInput{Description: set("Of shirts"), Required: set(true)}),
			want: updated("API_KEY key_e ERP", "description none to 'Of shirts', required 'false' to 'true'"),
		},
		{
			name: "on the command line", do: update(console, updateInput{Unique: set(true), Position: set(7)}),
			want: updated("COMMAND_LINE", "unique 'false' to 'true', position '0' to '7'"),
		},
		{
			name: "personal", do: update(mia, updateInput{Personal: set(true)}),
			want: updated("STAFF staff_m Mia", "personal 'false' to 'true'"),
		},
		{
			name: "options", do: update(mia, updateInput{Options: graphql.OmittableOf(
				[]*customfields.CustomFieldOptionInput{{Value: "S", Label: p("Small")}, {Value: "L", Label: p("Large")}},
			)}),
			want: updated("STAFF staff_m Mia", `options '[{"value":"S","label":"S"},{"value":"L","label":"Large"}]' to `+
				`'[{"value":"S","label":"Small"},{"value":"L","label":"Large"}]'`),
		},
		{
			name: "default and deprecation", do: update(mia, updateInput{Default: set("S"), DeprecationReason: set("Use it not")}),
			want: updated("STAFF staff_m Mia", "default none to 'S', deprecationReason none to 'Use it not'"),
		},
		{name: "the same values", do: func(s *shop, f *models.CustomField) error {
			_, err := s.Update(t.Context(), mia, f.ID, updateInput{
				Label: set(f.Label), Description: cleared[string](), Required: set(false), Access: set(models.AccessWrite),
				Rules: cleared[customfields.CustomFieldRulesInput](), Position: set(f.Position), Options: graphql.OmittableOf(
					[]*customfields.CustomFieldOptionInput{{Value: "S"}, {Value: "L", Label: p("Large")}}),
			})
			return err
		}},
		{name: "no values", do: update(mia, updateInput{})},
		{
			name: "a valid and an invalid value", do: update(mia, updateInput{Label: set("Size"), Default: set("XXL")}),
			fails: "INVALID input.default",
		},
		{
			name: "an old version", do: update(mia, updateInput{Label: set("Size"), ExpectedVersion: p(9)}),
			fails: "CONFLICT input.expectedVersion",
		},
		{
			name: "without the scope", do: update(customer, updateInput{Label: set("Size")}),
			fails: "FORBIDDEN SETTINGS_WRITE",
		},
	})
}

func TestEventsOfArchivedDefinitions(t *testing.T) {
	archive := func(caller auth.Caller) func(*shop, *models.CustomField) error {
		return func(s *shop, f *models.CustomField) error {
			_, err := s.Archive(t.Context(), caller, f.ID)
			return err
		}
	}
	restore := func(s *shop, f *models.CustomField) error {
		_, err := s.Restore(t.Context(), mia, f.ID)
		return err
	}
	runEvents(t, []eventCase{
		{
			name: "archived", do: archive(key), want: []string{"CUSTOM_FIELD_ARCHIVED of f in none by API_KEY key_e ERP, version 2"},
		},
		{name: "archived without the scope", do: archive(visitor), fails: "FORBIDDEN SETTINGS_WRITE"},
		{
			name: "archived twice and restored twice", do: func(s *shop, f *models.CustomField) error {
				for _, do := range []func(*shop, *models.CustomField) error{archive(mia), archive(mia), restore, restore} {
					if err := do(s, f); err != nil {
						return err
					}
				}
				return nil
			},
			want: []string{
				"CUSTOM_FIELD_ARCHIVED of f in none by STAFF staff_m Mia, version 2",
				"CUSTOM_FIELD_RESTORED of f in none by STAFF staff_m Mia, version 3",
			},
		},
	})
}

func TestEventsOfNewDefinitions(t *testing.T) {
	input := func(key string) fieldInput {
		return fieldInput{
			Owner: models.OwnerOrder, Key: key, Label: "Gift", Type: models.FieldString, List: true, Required: true,
			Personal: true, Access: models.AccessRead, Rules: &customfields.CustomFieldRulesInput{Max: p("5"), Pattern: p("a*")},
		}
	}
	reference := fieldInput{
		Owner: models.OwnerCustomer, Key: "friend", Label: "Friend", Type: models.FieldReference, Access: models.AccessNone,
	}
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     fieldInput
			fails  string
			want   []string
		}{
			{"by staff", mia, input("gift"), "", []string{
				"CUSTOM_FIELD_CREATED of f in none by STAFF staff_m Mia, version 1, owner none to 'ORDER', " +
					"key none to 'gift', type none to 'STRING', list none to 'true', label none to 'Gift', " +
					"required none to 'true', personal none to 'true', rules.max none to '5', rules.pattern none to 'a*', access none to 'READ'",
			}},
			{"by an API key", key, reference, "", []string{
				"CUSTOM_FIELD_CREATED of f in none by API_KEY key_e ERP, version 1, owner none to 'CUSTOMER', " +
					"key none to 'friend', type none to 'REFERENCE', referenceTo none to 'CUSTOMER', " +
					"label none to 'Friend', access none to 'NONE'",
			}},
			{"key in use", mia, input("gift"), "KEY_TAKEN input.key", nil},
			{"invalid key", mia, input("Gift"), "INVALID input.key", nil},
			{"without the scope", visitor, input("other"), "FORBIDDEN SETTINGS_WRITE", nil},
		} {
			last := servicetest.LastEvent(t, s.db)
			f, err := s.Create(t.Context(), c.caller, c.in)
			if got := servicetest.Errors(err); got != c.fails {
				t.Errorf("%s: errors %q, want %q", c.name, got, c.fails)
			}
			var names []string
			if f != nil {
				names = []string{f.ID, "f"}
			}
			if got := servicetest.EventsSince(t, s.db, last, names...); !slices.Equal(got, c.want) {
				t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
			}
		}
	})
}

func TestEventsOfReordering(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids, names []string
		for _, name := range []string{"a", "b", "c"} {
			f := s.define(name, models.FieldString, nil)
			ids, names = append(ids, f.ID), append(names, f.ID, name)
		}
		reorder := func(what, fails string, caller auth.Caller, order []string, want ...string) {
			t.Helper()
			last := servicetest.LastEvent(t, s.db)
			if _, err := s.Reorder(t.Context(), caller, models.OwnerCustomer, order); servicetest.Errors(err) != fails {
				t.Errorf("%s: %v, want %q", what, err, fails)
			}
			if got := servicetest.EventsSince(t, s.db, last, names...); !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", what, got, want)
			}
		}
		moved := func(name, change, by string) string {
			return "CUSTOM_FIELD_REORDERED of " + name + " in none by " + by + ", version 1, position " + change
		}
		const byMia = "STAFF staff_m Mia"
		reorder("numbered from 1", "", mia, ids, moved("a", "'0' to '1'", byMia), moved("b", "'1' to '2'", byMia),
			moved("c", "'2' to '3'", byMia))
		reorder("the same order", "", mia, ids)
		reorder("a field missing", "INVALID ids", mia, ids[:2])
		reorder("without the scope", "FORBIDDEN SETTINGS_WRITE", visitor, ids)
		reorder("two moved", "", key, []string{ids[0], ids[2], ids[1]}, moved("c", "'3' to '2'", "API_KEY key_e ERP"),
			moved("b", "'2' to '3'", "API_KEY key_e ERP"))
	})
}

// TestParallelUpdatesOfADefinition checks that two staff members who change two members of a definition in parallel
// leave two right events.
func TestParallelUpdatesOfADefinition(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for i := range 5 {
			f := s.define(fmt.Sprint("f", i), models.FieldString, func(in *fieldInput) { in.Label = "Old" })
			last := servicetest.LastEvent(t, s.db)
			var wg sync.WaitGroup
			for caller, in := range map[*auth.Caller]updateInput{
				&mia: {Label: set("New")}, &ben: {Access: set(models.AccessNone)},
			} {
				wg.Go(func() {
					if _, err := s.Update(t.Context(), *caller, f.ID, in); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			line := func(by, change string, version int) string {
				return fmt.Sprintf("CUSTOM_FIELD_UPDATED of f in none by STAFF %s, version %d, %s", by, version, change)
			}
			label, access := "label 'Old' to 'New'", "access 'WRITE' to 'NONE'"
			got := servicetest.EventsSince(t, s.db, last, f.ID, "f")
			if !slices.Equal(got, []string{line("staff_m Mia", label, 2), line("staff_b Ben", access, 3)}) &&
				!slices.Equal(got, []string{line("staff_b Ben", access, 2), line("staff_m Mia", label, 3)}) {
				t.Errorf("%q", got)
			}
		}
	})
}

// TestNoOptionsOfATextAreNoChange checks that an empty list of options does not change a field that cannot have any.
func TestNoOptionsOfATextAreNoChange(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		f := s.define("size", models.FieldString, nil)
		last := servicetest.LastEvent(t, s.db)
		updated, err := s.Update(t.Context(), mia, f.ID, updateInput{
			Options: graphql.OmittableOf([]*customfields.CustomFieldOptionInput{}),
		})
		if err != nil || updated.Version != 1 || len(servicetest.EventsSince(t, s.db, last)) != 0 {
			t.Errorf("%+v %v", updated, err)
		}
	})
}
