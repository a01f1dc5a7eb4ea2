package page_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/page"
)

// TestCursorsOfEarlierKeys checks that cursors of earlier keys are valid only if the codec has these keys.
func TestCursorsOfEarlierKeys(t *testing.T) {
	cursor := cursorOf(t, person{"1", "Ann"}, byName)
	if _, err := page.NewCodec([]byte("the next key"), []byte("a key of the tests")).
		Open(page.Args{After: cursor}, byName); err != nil {
		t.Error(err)
	}
	if _, err := page.NewCodec([]byte("the next key")).Open(
		page.Args{After: cursor}, byName,
	); !apperr.Is(err, apperr.BadInput) {
		t.Errorf("without the earlier key: %v", err)
	}
}

func TestInvalidCursors(t *testing.T) {
	valid := *cursorOf(t, person{"1", "Ann"}, byName)
	down := byName
	down.List, down.Desc = "people by NAME DESC", true
	foreign, err := page.NewCodec([]byte("another key")).Open(page.Args{}, byName)
	if err != nil {
		t.Fatal(err)
	}
	signed := func(body string) string { // with the signature of another body
		raw, err := base64.RawURLEncoding.DecodeString(valid)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(append(raw[:12:12], body...))
	}
	for _, c := range []struct{ name, cursor string }{
		{"empty", ""},
		{"not base64", "!!!"},
		{"padded", valid + "="},
		{"with a line break", valid[:8] + "\n" + valid[8:]},
		{"signature only", valid[:16]},
		{"truncated", valid[:len(valid)-2]},
		{"longer", valid + "AA"},
		{"another body", signed(`["Bob","1"]`)},
		{"not a list", signed(`{}`)},
		{"of another sort order", *cursorOf(t, person{"1", "Ann"}, down)},
		{"with another key", page.Build(foreign, []person{{"1", "Ann"}}, markOf, nil).Edges[0].Cursor()},
		{"id of a row", "customer_01h455vb4pex5vsknk084sn02q"},
		{"offset in base64", "b2Zmc2V0OjEw"},
		{"very long", strings.Repeat("A", 1<<20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, args := range map[string]page.Args{"after": {After: &c.cursor}, "before": {Before: &c.cursor}} {
				_, err := codec().Open(args, byName)
				e, ok := apperr.As(err)
				if !ok || e.Kind != apperr.BadInput || !strings.HasPrefix(e.Message, name) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

func TestChangedCursors(t *testing.T) {
	valid := *cursorOf(t, person{"1", "Ann"}, byName)
	for i := range valid {
		for _, other := range []byte{'A', 'B', 'z', '_'} {
			if valid[i] == other {
				continue
			}
			changed := valid[:i] + string(other) + valid[i+1:]
			if _, err := codec().Open(page.Args{After: &changed}, byName); !apperr.Is(err, apperr.BadInput) {
				t.Fatalf("character %d changed to %q: %v", i, other, err)
			}
		}
	}
}

func TestCursorValues(t *testing.T) {
	for _, c := range []struct{ name, value string }{
		{"empty", ""},
		{"quotes", `"\`},
		{"Korean", "김민준"},
		{"white space", "a\n\tb"},
		{"longest, escaped in JSON", strings.Repeat("<", 1000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := open(t, page.Args{After: cursorOf(t, person{"1", c.value}, byName)}, byName)
			got := w.Conditions()
			if len(got) != 1 || got[0].Args[0] != c.value || got[0].Args[1] != "1" {
				t.Errorf("%#v", got)
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	w, err := codec().Open(page.Args{}, byName)
	if err != nil {
		f.Fatal(err)
	}
	valid := page.Build(w, []person{{"1", "Ann"}}, markOf, nil).Edges[0].Cursor()
	for _, seed := range []string{valid, valid[:20], valid + "A", "", "AAAA", "b2Zmc2V0OjEw", "\x00", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		w, err := codec().Open(page.Args{After: &cursor}, byName)
		if err != nil {
			if !apperr.Is(err, apperr.BadInput) {
				t.Fatalf("%v", err)
			}
			return
		}
		if cursor != valid {
			t.Fatalf("%q was accepted: %v", cursor, w.Conditions())
		}
	})
}
