package main

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestInputs checks the JSON of each input type: a member that is not set is left out, and each member that the schema
// does not require can be set to its zero value, and to null if the schema allows null.
func TestInputs(t *testing.T) {
	text, err := os.ReadFile("members.json")
	if err != nil {
		t.Fatal(err)
	}
	var types map[string]map[string]struct{ Required, Nullable bool }
	if err := json.Unmarshal(text, &types); err != nil || len(types) == 0 {
		t.Fatal(err, types)
	}
	for name, members := range types {
		input := reflect.TypeOf(registry[name])
		zero := sent(t, reflect.New(input).Elem())
		for field := range input.Fields() {
			member, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			rule, known := members[member]
			delete(members, member)
			if _, present := zero[member]; !known || present != rule.Required {
				t.Errorf("%s.%s: in the schema %t, required %t, but sent if not set %t", name, member, known, rule.Required, present)
			}
			if rule.Required {
				continue
			}
			type state struct {
				value reflect.Value
				want  string
			}
			states := []state{}
			if !rule.Nullable { // a pointer
				value, want := reflect.New(field.Type.Elem()), ""
				if value.Elem().Kind() == reflect.Slice {
					value.Elem().Set(reflect.MakeSlice(value.Elem().Type(), 0, 0))
					want = "[]"
				}
				states = append(states, state{value, want})
			} else { // a nullable.Nullable: map[bool]T
				elem := field.Type.Elem()
				null, value := reflect.MakeMap(field.Type), reflect.MakeMap(field.Type)
				null.SetMapIndex(reflect.ValueOf(false), reflect.Zero(elem))
				set, want := reflect.Zero(elem), ""
				if elem.Kind() == reflect.Slice {
					set, want = reflect.MakeSlice(elem, 0, 0), "[]"
				}
				value.SetMapIndex(reflect.ValueOf(true), set)
				states = append(states, state{null, "null"}, state{value, want})
			}
			for _, s := range states {
				v := reflect.New(input).Elem()
				v.FieldByIndex(field.Index).Set(s.value)
				got, present := sent(t, v)[member]
				if !present || s.want != "" && string(got) != s.want || s.want == "" && slices.Contains([]string{"null", ""}, string(got)) {
					t.Errorf("%s.%s = %v is sent as %q, want %q", name, member, s.value, got, s.want)
				}
			}
		}
		if len(members) > 0 {
			t.Errorf("%s has no %v", name, members)
		}
	}
}

// sent returns the members of an input in its JSON.
func sent(t *testing.T, input reflect.Value) map[string]json.RawMessage {
	t.Helper()
	text, err := json.Marshal(input.Interface())
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	return members
}
