package customfields_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

func TestWrite(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("a", models.FieldString, nil)
		s.define("b", models.FieldString, func(in *fieldInput) { in.Default = p("x") })
		s.define("list", models.FieldInteger, func(in *fieldInput) { in.List = true })
		s.define("hidden", models.FieldString, func(in *fieldInput) {
			in.Access, in.Default = models.AccessNone, p("h")
		})
		s.define("shown", models.FieldString, func(in *fieldInput) { in.Access = models.AccessRead })
		write := func(caller auth.Caller, values customfields.Values, isNew bool, want, stored string) {
			t.Helper()
			if err := s.write(caller, "customer_1", values, isNew); userErrors(err) != want {
				t.Errorf("%v: %v, want %s", values, err, want)
			}
			if got := s.read("customer_1"); got != stored {
				t.Errorf("%v: stored %s, want %s", values, got, stored)
			}
		}
		write(visitor, nil, true, "", `{"a":null,"b":"x","list":null,"hidden":"h","shown":null}`)
		write(visitor, customfields.Values{"a": "1", "list": []any{int64(1), int64(2)}}, false, "",
			`{"a":"1","b":"x","list":[1,2],"hidden":"h","shown":null}`)
		write(visitor, customfields.Values{"b": nil, "list": []any{}}, false, "",
			`{"a":"1","b":null,"list":[],"hidden":"h","shown":null}`)
		write(visitor, customfields.Values{"list": nil, "a": ""}, false, "",
			`{"a":"","b":null,"list":null,"hidden":"h","shown":null}`)
		write(visitor, customfields.Values{"hidden": "x", "shown": "x", "none": "x"}, false,
			"INVALID hidden, INVALID none, INVALID shown", `{"a":"","b":null,"list":null,"hidden":"h","shown":null}`)
		write(boss, customfields.Values{"hidden": "x", "shown": "y"}, false, "",
			`{"a":"","b":null,"list":null,"hidden":"x","shown":"y"}`)
		write(visitor, customfields.Values{"list": make([]any, 101)}, false, "TOO_LONG list",
			`{"a":"","b":null,"list":null,"hidden":"x","shown":"y"}`)
		write(visitor, customfields.Values{"a": int64(1), "list": []any{"x", int64(1), true}}, false,
			"INVALID a, INVALID list.0, INVALID list.2", `{"a":"","b":null,"list":null,"hidden":"x","shown":"y"}`)
	})
}

// TestListSize checks the limit of the total size of a list.
func TestListSize(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("texts", models.FieldText, func(in *fieldInput) { in.List = true })
		texts := func(bytes int) []any {
			var list []any
			for ; bytes > 0; bytes -= min(bytes, 10_000) {
				list = append(list, strings.Repeat("x", min(bytes, 10_000)))
			}
			return list
		}
		for bytes, want := range map[int]string{65_536: "", 65_537: "TOO_LONG texts", 900_000: "TOO_LONG texts"} {
			if err := s.write(
				visitor, "customer_1", customfields.Values{"texts": texts(bytes)}, false,
			); userErrors(err) != want {
				t.Errorf("%d bytes: %.200v, want %s", bytes, err, want)
			}
		}
		if err := s.write(
			visitor, "customer_1",
			customfields.Values{
				"texts": []any{
					strings.Repeat("é", 10_000), strings.Repeat("é", 10_000), strings.Repeat("é", 10_000),
					strings.Repeat("é", 2_768),
				},
			},
			false,
		); err != nil {
			t.Errorf("%.200v", err)
		}
	})
}

func TestRequired(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		if err := s.write(visitor, "customer_old", nil, true); err != nil {
			t.Fatal(err)
		}
		s.define("terms", models.FieldBoolean, func(in *fieldInput) { in.Required = true })
		s.define("other", models.FieldString, nil)
		s.define("internal", models.FieldString, func(in *fieldInput) {
			in.Required, in.Access = true, models.AccessRead
		})
		for _, c := range []struct {
			name   string
			caller auth.Caller
			owner  string
			values customfields.Values
			isNew  bool
			want   string
		}{
			{"new, no values", visitor, "customer_1", nil, true, "REQUIRED terms"},
			{"new, by staff, no values", boss, "customer_1", nil, true, "REQUIRED terms, REQUIRED internal"},
			{"new", visitor, "customer_1", customfields.Values{"terms": false}, true, ""},
			{"cleared", visitor, "customer_1", customfields.Values{"terms": nil}, false, "REQUIRED terms"},
			{"another field", visitor, "customer_1", customfields.Values{"other": "x"}, false, ""},
			{"old, no changes", visitor, "customer_old", nil, false, ""},
			{"old, another field", visitor, "customer_old", customfields.Values{"other": "x"}, false, "REQUIRED terms"},
			{"old, both fields", visitor, "customer_old", customfields.Values{"other": "x", "terms": true}, false, ""},
		} {
			if err := s.write(c.caller, c.owner, c.values, c.isNew); userErrors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
	})
}

func TestUnique(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		unique := func(in *fieldInput) { in.Unique = true }
		s.define("code", models.FieldString, unique)
		s.define("mail", models.FieldEmail, unique)
		s.define("codes", models.FieldInteger, func(in *fieldInput) { in.Unique, in.List = true, true })
		for _, c := range []struct {
			owner  string
			values customfields.Values
			want   string
		}{
			{
				"customer_1",
				customfields.Values{"code": "Straße", "mail": "Ann@example.com", "codes": []any{int64(1), int64(2)}},
				"",
			},
			// same value of the same record, spelled differently
			{"customer_1", customfields.Values{"code": "STRASSE"}, ""},
			{
				"customer_2",
				customfields.Values{"code": "ｓｔｒａｓｓｅ", "mail": "ann@EXAMPLE.com", "codes": []any{int64(2)}},
				"NOT_UNIQUE code, NOT_UNIQUE codes, NOT_UNIQUE mail",
			},
			{"customer_2", customfields.Values{"codes": []any{int64(5), int64(5)}}, "NOT_UNIQUE codes"},
			{"customer_2", customfields.Values{"code": "", "mail": ""}, ""},
			{"customer_3", customfields.Values{"code": "", "mail": ""}, ""},
			{"customer_3", customfields.Values{"code": "strassé"}, ""}, // different accent
			{"customer_1", customfields.Values{"code": nil}, ""},
			{"customer_2", customfields.Values{"code": "strasse"}, ""},
		} {
			err := s.write(visitor, c.owner, c.values, false)
			if got := userErrors(err); len(got) != len(c.want) || c.want != "" && got[:10] != "NOT_UNIQUE" {
				t.Errorf("%s %v: %s, want %s", c.owner, c.values, got, c.want)
			}
		}
	})
}

func TestParallelUniqueValues(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.define("code", models.FieldString, func(in *fieldInput) { in.Unique = true })
		var stored atomic.Int64
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				switch err := s.write(
					visitor, fmt.Sprintf("customer_%d", i), customfields.Values{"code": "x"}, false,
				); userErrors(err) {
				case "":
					stored.Add(1)
				case "NOT_UNIQUE code":
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if stored.Load() != 1 {
			t.Errorf("%d records have the value", stored.Load())
		}
	})
}

// TestParallelFields checks that parallel writes of different fields do not overwrite each other.
func TestParallelFields(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		want := "{"
		var wg sync.WaitGroup
		for i := range 10 {
			key := fmt.Sprintf("k%d", i)
			s.define(key, models.FieldInteger, nil)
			if i > 0 {
				want += ","
			}
			want += fmt.Sprintf("%q:%d", key, i)
			wg.Go(func() {
				if err := s.write(visitor, "customer_1", customfields.Values{key: int64(i)}, false); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := s.read("customer_1"); got != want+"}" {
			t.Errorf("%s, want %s}", got, want)
		}
	})
}
