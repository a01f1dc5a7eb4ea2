package customfields_test

import (
	"testing"

	"clientele/internal/customfields"
	"clientele/models"
)

// TestTexts writes values as text, as they are in a CSV file, under the same rules as other values.
func TestTexts(t *testing.T) {
	type text = customfields.Text
	for _, c := range []struct {
		name   string
		kind   models.CustomFieldType
		change func(*fieldInput)
		cases  []kindCase
	}{
		{"string", models.FieldString, rules(nil, p("5"), nil), []kindCase{{text("a, b"), `"a, b"`}, {text("[x"), `"[x"`}, {text("longer"), "!TOO_LONG"}}},
		{"text", models.FieldText, nil, []kindCase{{text("a\nb"), `"a\nb"`}}},
		{"integer", models.FieldInteger, rules(nil, p("50"), nil), []kindCase{{text("38"), "38"}, {text(" 038 "), "38"}, {text("51"), "!INVALID"}, {text("3.5"), "!INVALID"}, {text(""), "!INVALID"}}},
		{"decimal", models.FieldDecimal, nil, []kindCase{{text("12.50"), `"12.5"`}, {text("12,50"), "!INVALID"}}},
		{"boolean", models.FieldBoolean, nil, []kindCase{{text("TRUE"), "true"}, {text("false"), "false"}, {text("yes"), "!INVALID"}}},
		{"date", models.FieldDate, nil, []kindCase{{text("2026-03-01"), `"2026-03-01"`}, {text("01.03.2026"), "!INVALID"}}},
		{"time", models.FieldDateTime, nil, []kindCase{{text("2026-03-01T09:30:00+01:00"), `"2026-03-01T08:30:00Z"`}, {text("2026-03-01"), "!INVALID"}}},
		{"email", models.FieldEmail, nil, []kindCase{{text("a@X.example"), `"a@x.example"`}, {text("a"), "!INVALID"}}},
		{"URL", models.FieldURL, nil, []kindCase{{text("https://x.example/a"), `"https://x.example/a"`}, {text("x.example"), "!INVALID"}}},
	} {
		t.Run(c.name, func(t *testing.T) { testKind(t, c.kind, c.change, c.cases) })
	}
}

// TestListTexts writes lists as text: with commas between the values, or as a JSON array.
func TestListTexts(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		list := func(in *fieldInput) { in.List = true }
		s.define("numbers", models.FieldInteger, list)
		s.define("words", models.FieldString, list)
		s.define("flags", models.FieldBoolean, list)
		for _, c := range []struct {
			name, key string
			text      customfields.Text
			want      string // the stored list, or the error
		}{
			{"commas", "words", "a, b ,c", `["a","b","c"]`},
			{"blank values", "words", "a,,b,", `["a","b"]`},
			{"one value", "words", "a", `["a"]`},
			{"a JSON array", "words", `["a, b","[c"]`, `["a, b","[c"]`},
			{"an empty array", "words", `[]`, `[]`},
			{"numbers", "numbers", "1, 2", `[1,2]`},
			{"an array of numbers", "numbers", `[1, "2"]`, `[1,2]`},
			{"an array of booleans", "flags", `[true, false]`, `[true,false]`},
			{"an array that is not closed", "words", `["a"`, "INVALID words"},
			{"an array in an array", "words", `[["a"]]`, "INVALID words"},
			{"null in an array", "words", `[null]`, "INVALID words"},
			{"a value that is not valid", "numbers", "1,x", "INVALID numbers.1"},
		} {
			t.Run(c.name, func(t *testing.T) {
				if err := s.write(visitor, "customer_1", customfields.Values{"numbers": nil, "words": nil, "flags": nil}, false); err != nil {
					t.Fatal(err)
				}
				if err := s.write(visitor, "customer_1", customfields.Values{c.key: c.text}, false); err != nil {
					if userErrors(err) != c.want {
						t.Errorf("%v", err)
					}
					return
				}
				stored := map[string]string{"numbers": "null", "words": "null", "flags": "null"}
				stored[c.key] = c.want
				if got, want := s.read("customer_1"), `{"numbers":`+stored["numbers"]+`,"words":`+stored["words"]+`,"flags":`+stored["flags"]+`}`; got != want {
					t.Errorf("stored %s and not %s", got, want)
				}
			})
		}
	})
}
