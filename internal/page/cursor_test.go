package page_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/page"
)

// TestCursorsOfTheKeyBefore are good as long as that key is named.
func TestCursorsOfTheKeyBefore(t *testing.T) {
	cursor := cursorOf(t, person{"1", "Ann"}, byName)
	if _, err := page.NewCodec([]byte("the next key"), []byte("a key of the tests")).Open(page.Args{After: cursor}, byName); err != nil {
		t.Error(err)
	}
	if _, err := page.NewCodec([]byte("the next key")).Open(page.Args{After: cursor}, byName); !apperr.Is(err, apperr.BadInput) {
		t.Errorf("not named: %v", err)
	}
}

func TestCursorsOfOthersAreRefused(t *testing.T) {
	good := *cursorOf(t, person{"1", "Ann"}, byName)
	down := byName
	down.List, down.Desc = "people by NAME DESC", true
	foreign, err := page.NewCodec([]byte("another key")).Open(page.Args{}, byName)
	if err != nil {
		t.Fatal(err)
	}
	signed := func(body string) string { // with a signature of another body
		raw, err := base64.RawURLEncoding.DecodeString(good)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(append(raw[:12:12], body...))
	}
	for _, c := range []struct{ name, cursor string }{
		{"empty", ""},
		{"no base64", "!!!"},
		{"padded", good + "="},
		{"with a line break", good[:8] + "\n" + good[8:]},
		{"the signature alone", good[:16]},
		{"cut short", good[:len(good)-2]},
		{"longer", good + "AA"},
		{"another body", signed(`["Bob","1"]`)},
		{"no list", signed(`{}`)},
		{"of another order", *cursorOf(t, person{"1", "Ann"}, down)},
		{"of another shop", page.Build(foreign, []person{{"1", "Ann"}}, markOf, nil).Edges[0].Cursor()},
		{"a row's id", "customer_01h455vb4pex5vsknk084sn02q"},
		{"an offset in base64", "b2Zmc2V0OjEw"},
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

func TestEachCharacterOfACursorCounts(t *testing.T) {
	good := *cursorOf(t, person{"1", "Ann"}, byName)
	for i := range good {
		for _, other := range []byte{'A', 'B', 'z', '_'} {
			if good[i] == other {
				continue
			}
			bad := good[:i] + string(other) + good[i+1:]
			if _, err := codec().Open(page.Args{After: &bad}, byName); !apperr.Is(err, apperr.BadInput) {
				t.Fatalf("character %d changed to %q: %v", i, other, err)
			}
		}
	}
}

func TestCursorsCarryAnyValue(t *testing.T) {
	for _, c := range []struct{ name, value string }{
		{"empty", ""},
		{"quotes", `"\`},
		{"Korean", "김민준"},
		{"white space", "a\n\tb"},
		{"the longest, of what JSON escapes", strings.Repeat("<", 1000)},
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
	good := page.Build(w, []person{{"1", "Ann"}}, markOf, nil).Edges[0].Cursor()
	for _, seed := range []string{good, good[:20], good + "A", "", "AAAA", "b2Zmc2V0OjEw", "\x00", "é"} {
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
		if cursor != good {
			t.Fatalf("%q was taken: %v", cursor, w.Conditions())
		}
	})
}
