package page_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"clientele/internal/apperr"
	"clientele/internal/page"
)

var byName = page.Sort{List: "people by NAME ASC", Column: "people.name", ID: "people.id"}

func codec() *page.Codec { return page.NewCodec([]byte("a key of the tests")) }

type person struct{ id, name string }

func markOf(p person) page.Mark { return page.Mark{Value: p.name, ID: p.id} }

func open(t *testing.T, args page.Args, sort page.Sort) page.Window {
	t.Helper()
	w, err := codec().Open(args, sort)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// cursorOf returns the cursor of a row in a list.
func cursorOf(t *testing.T, p person, sort page.Sort) *string {
	t.Helper()
	c := page.Build(open(t, page.Args{}, sort), []person{p}, markOf, nil).Edges[0].Cursor()
	return &c
}

func TestOpen(t *testing.T) {
	cursor := cursorOf(t, person{"1", "Ann"}, byName)
	for _, c := range []struct {
		name     string
		args     page.Args
		limit    int
		backward bool
		invalid  bool
	}{
		{"no arguments", page.Args{}, page.Default, false, false},
		{"first 1", page.Args{First: new(1)}, 1, false, false},
		{"largest first", page.Args{First: new(page.Max)}, page.Max, false, false},
		{"last 1", page.Args{Last: new(1)}, 1, true, false},
		{"largest last", page.Args{Last: new(page.Max)}, page.Max, true, false},
		{"first and before", page.Args{First: new(2), Before: cursor}, 2, false, false},
		{"last and after", page.Args{Last: new(2), After: cursor}, 2, true, false},
		{"between two cursors", page.Args{After: cursor, Before: cursor}, page.Default, false, false},
		{"first 0", page.Args{First: new(0)}, 0, false, true},
		{"last 0", page.Args{Last: new(0)}, 0, false, true},
		{"negative first", page.Args{First: new(-1)}, 0, false, true},
		{"negative last", page.Args{Last: new(-1)}, 0, false, true},
		{"first too large", page.Args{First: new(page.Max + 1)}, 0, false, true},
		{"last too large", page.Args{Last: new(page.Max + 1)}, 0, false, true},
		{"both", page.Args{First: new(1), Last: new(1)}, 0, false, true},
		{"both, one invalid", page.Args{First: new(-1), Last: new(1)}, 0, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := codec().Open(c.args, byName)
			if c.invalid {
				if !apperr.Is(err, apperr.BadInput) {
					t.Fatalf("error %v, want BadInput", err)
				}
				return
			}
			if err != nil || w.Limit != c.limit || w.Backward != c.backward || w.Rows() != c.limit+1 {
				t.Fatalf("limit %d, %d rows, backward %v, error %v", w.Limit, w.Rows(), w.Backward, err)
			}
		})
	}
}

func TestWindow(t *testing.T) {
	desc := page.Sort{List: "people by NAME DESC", Column: "people.name", ID: "people.id", Desc: true}
	byID := page.Sort{List: "people by ID ASC", Column: "people.id", ID: "people.id"}
	byAge := page.Sort{List: "people by AGE ASC", Column: "people.age", ID: "people.id", Type: page.Integer}
	cond := func(sql string, args ...any) page.Condition { return page.Condition{SQL: sql, Args: args} }
	for _, c := range []struct {
		name          string
		sort          page.Sort
		value         string
		after, before bool
		last          *int
		conditions    []page.Condition
		orderBy       string
	}{
		{"the whole list", byName, "Ann", false, false, nil, nil, "people.name, people.id"},
		{
			"after", byName, "Ann", true, false, nil,
			[]page.Condition{cond("(people.name, people.id) > (?, ?)", "Ann", "1")},
			"people.name, people.id",
		},
		{
			"before", byName, "Ann", false, true, nil,
			[]page.Condition{cond("(people.name, people.id) < (?, ?)", "Ann", "1")},
			"people.name, people.id",
		},
		{
			"before, backward", byName, "Ann", false, true, new(3),
			[]page.Condition{cond("(people.name, people.id) < (?, ?)", "Ann", "1")},
			"people.name DESC, people.id DESC",
		},
		{
			"after, descending", desc, "Ann", true, false, nil,
			[]page.Condition{cond("(people.name, people.id) < (?, ?)", "Ann", "1")},
			"people.name DESC, people.id DESC",
		},
		{
			"before, descending, backward", desc, "Ann", false, true, new(3),
			[]page.Condition{cond("(people.name, people.id) > (?, ?)", "Ann", "1")},
			"people.name, people.id",
		},
		{
			"both", byName, "Ann", true, true, nil,
			[]page.Condition{
				cond("(people.name, people.id) > (?, ?)", "Ann", "1"),
				cond("(people.name, people.id) < (?, ?)", "Ann", "1"),
			},
			"people.name, people.id",
		},
		{
			"by id", byID, "1", true, false, nil,
			[]page.Condition{cond("people.id > ?", "1")},
			"people.id",
		},
		{"by id, backward", byID, "1", false, false, new(2), nil, "people.id DESC"},
		{
			"by an integer", byAge, "42", true, false, nil,
			[]page.Condition{cond("(people.age, people.id) > (?, ?)", int64(42), "1")},
			"people.age, people.id",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := page.Args{Last: c.last}
			cursor := cursorOf(t, person{"1", c.value}, c.sort)
			if c.after {
				args.After = cursor
			}
			if c.before {
				args.Before = cursor
			}
			w := open(t, args, c.sort)
			if got := w.Conditions(); !reflect.DeepEqual(got, c.conditions) {
				t.Errorf("conditions %#v, want %#v", got, c.conditions)
			}
			if got := w.OrderBy(); got != c.orderBy {
				t.Errorf("order by %q, want %q", got, c.orderBy)
			}
		})
	}
}

func TestKey(t *testing.T) {
	a, b := cursorOf(t, person{"1", "Ann"}, byName), cursorOf(t, person{"2", "Bob"}, byName)
	quoted := cursorOf(t, person{`1|"`, `Ann"|`}, byName)
	other := page.Sort{List: "people by AGE ASC", Column: "people.age", ID: "people.id"}
	seen := map[string]string{}
	for _, c := range []struct {
		name string
		sort page.Sort
		args page.Args
	}{
		{"plain", byName, page.Args{}},
		{"another sort order", other, page.Args{}},
		{"smaller", byName, page.Args{First: new(3)}},
		{"backward", byName, page.Args{Last: new(page.Default)}},
		{"after a", byName, page.Args{After: a}},
		{"after b", byName, page.Args{After: b}},
		{"before a", byName, page.Args{Before: a}},
		{"between", byName, page.Args{After: a, Before: b}},
		{"between, reversed", byName, page.Args{After: b, Before: a}},
		{"special characters", byName, page.Args{After: quoted}},
	} {
		key := open(t, c.args, c.sort).Key()
		if same, ok := seen[key]; ok {
			t.Errorf("%q and %q share the key %q", c.name, same, key)
		}
		seen[key] = c.name
		if again := open(t, c.args, c.sort).Key(); again != key {
			t.Errorf("%q: keys %q and %q", c.name, key, again)
		}
	}
	if explicit, implicit := open(t, page.Args{First: new(page.Default)}, byName).
		Key(), open(t, page.Args{}, byName).Key(); explicit != implicit {
		t.Errorf("explicit default %q, implicit default %q", explicit, implicit)
	}
}

// TestSplit splits a window in which rows without a value come last.
func TestSplit(t *testing.T) {
	valued := page.Sort{List: byName.List, Column: "sorted.value", ID: "sorted.id"}
	ann, none := cursorOf(t, person{"1", "Ann"}, byName), cursorOf(t, person{"7", "~"}, byName)
	show := func(w *page.Window) string {
		if w == nil {
			return "nothing"
		}
		text := w.OrderBy()
		for _, c := range w.Conditions() {
			text += fmt.Sprint("; ", c.SQL, c.Args)
		}
		return text
	}
	for _, c := range []struct {
		args           page.Args
		others, behind string
	}{
		{page.Args{}, "sorted.value, sorted.id", "people.id"},
		{page.Args{After: ann}, "sorted.value, sorted.id; (sorted.value, sorted.id) > (?, ?)[Ann 1]", "people.id"},
		{page.Args{After: none}, "nothing", "people.id; people.id > ?[7]"},
		{page.Args{Before: ann}, "sorted.value, sorted.id; (sorted.value, sorted.id) < (?, ?)[Ann 1]", "nothing"},
		{page.Args{Before: none}, "sorted.value, sorted.id", "people.id; people.id < ?[7]"},
		{
			page.Args{After: ann, Before: none},
			"sorted.value, sorted.id; (sorted.value, sorted.id) > (?, ?)[Ann 1]",
			"people.id; people.id < ?[7]",
		},
		{page.Args{Last: new(2)}, "sorted.value DESC, sorted.id DESC", "people.id DESC"},
	} {
		others, behind := open(t, c.args, byName).Split("~", valued)
		if got := [2]string{show(others), show(behind)}; got != [2]string{c.others, c.behind} {
			t.Errorf("%+v\n got %q\nwant %q", c.args, got, [2]string{c.others, c.behind})
		}
	}
}

func TestBuild(t *testing.T) {
	ann, bob, cyd := person{"1", "Ann"}, person{"2", "Bob"}, person{"3", "Cyd"}
	cursor := cursorOf(t, person{"0", "Aaa"}, byName)
	for _, c := range []struct {
		name           string
		args           page.Args
		rows, want     []person // rows as they were read
		next, previous bool
	}{
		{"empty", page.Args{First: new(2)}, nil, nil, false, false},
		{"empty after a cursor", page.Args{First: new(2), After: cursor}, nil, nil, false, true},
		{"partial page", page.Args{First: new(2)}, []person{ann}, []person{ann}, false, false},
		{"full page", page.Args{First: new(2)}, []person{ann, bob}, []person{ann, bob}, false, false},
		{"more than a page", page.Args{First: new(2)}, []person{ann, bob, cyd}, []person{ann, bob}, true, false},
		{
			"after a cursor",
			page.Args{First: new(2), After: cursor},
			[]person{ann, bob, cyd},
			[]person{ann, bob},
			true, true,
		},
		{"backward", page.Args{Last: new(2)}, []person{cyd, bob, ann}, []person{bob, cyd}, false, true},
		{"all backward", page.Args{Last: new(3)}, []person{cyd, bob, ann}, []person{ann, bob, cyd}, false, false},
		{
			"backward before a cursor",
			page.Args{Last: new(1), Before: cursor},
			[]person{cyd, bob},
			[]person{cyd},
			true, true,
		},
		{"empty before a cursor", page.Args{Last: new(1), Before: cursor}, nil, nil, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := page.Build(open(t, c.args, byName), c.rows, markOf, nil)
			if nodes := got.Nodes(); len(nodes) != len(c.want) || len(nodes) > 0 && !reflect.DeepEqual(nodes, c.want) {
				t.Errorf("%v, want %v", nodes, c.want)
			}
			info := got.PageInfo
			if info.HasNextPage != c.next || info.HasPreviousPage != c.previous {
				t.Errorf("next %v, previous %v", info.HasNextPage, info.HasPreviousPage)
			}
			if len(c.want) == 0 {
				if info.StartCursor() != nil || info.EndCursor() != nil || got.Edges == nil {
					t.Errorf("empty page: %+v", info)
				}
				return
			}
			first, last := cursorOf(t, c.want[0], byName), cursorOf(t, c.want[len(c.want)-1], byName)
			if *info.StartCursor() != *first || *info.EndCursor() != *last {
				t.Error("the cursors of the page are not those of its first and last row")
			}
		})
	}
}

func TestTotalCount(t *testing.T) {
	ctx := context.Background()
	failed := errors.New("failed")
	build := func(total page.Counter) *page.Connection[person] {
		return page.Build(open(t, page.Args{}, byName), nil, markOf, total)
	}
	if n, err := build(nil).TotalCount(ctx); n != nil || err != nil {
		t.Errorf("without a counter: %v, %v", n, err)
	}
	if is, err := build(nil).TotalCountEstimated(ctx); is != nil || err != nil {
		t.Errorf("without a counter: %v, %v", is, err)
	}
	times := 0
	counted := build(func(context.Context) (page.Total, error) {
		times++
		return page.Total{N: 7, Estimated: true}, nil
	})
	if n, err := counted.TotalCount(ctx); err != nil || *n != 7 {
		t.Errorf("%v, %v", n, err)
	}
	if is, err := counted.TotalCountEstimated(ctx); err != nil || !*is || times != 1 {
		t.Errorf("%v, %v, counted %d times", is, err, times)
	}
	broken := build(func(context.Context) (page.Total, error) { return page.Total{}, failed })
	if _, err := broken.TotalCount(ctx); !errors.Is(err, failed) {
		t.Errorf("%v", err)
	}
	if _, err := broken.TotalCountEstimated(ctx); !errors.Is(err, failed) {
		t.Errorf("%v", err)
	}
}
