package executor_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/executor"
)

var errLarge = errors.New("too large")

// bounded writes things as root fields within the limits of o.
func bounded(
	t *testing.T, o *executor.Operation, f *executor.Fields, query string, things ...*Thing,
) (string, []string) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: schemaText})
	doc, err := gqlparser.LoadQueryWithRules(schema, query, nil)
	if err != nil {
		t.Fatal(err)
	}
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]}
	ctx := graphql.WithOperationContext(t.Context(), op)
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, nil)
	o.Fields, o.Schema, o.TooLarge = f, schema, errLarge
	o.Refuse = func(context.Context, string, string) error { return nil }
	ctx = executor.With(ctx, o)
	field := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"})[0]
	var out bytes.Buffer
	for _, thing := range things {
		ctx := graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: field})
		if err := executor.Of(thing).MarshalGQLContext(ctx, &out); err != nil {
			t.Fatal(err)
		}
	}
	var errs []string
	for _, err := range graphql.GetErrors(ctx) {
		errs = append(errs, err.Message)
	}
	return out.String(), errs
}

func TestLargeAnswersFail(t *testing.T) {
	// 6,000 bytes of tags and 20,000 of parts
	thing := &Thing{ID: "t1", Tags: make([]string, 2000), Parts: make([]Part, 2000)}
	for _, c := range []struct {
		name, query string
		most        int64
		roots       int
		refused     int
	}{
		{"a small answer", `{ thing { id } }`, 10_000, 1, 0},
		{"one value", `{ thing { tags } }`, 5_000, 1, 1},
		{"a list of objects", `{ thing { parts { key } } }`, 10_000, 1, 1},
		{"a list of empty objects", `{ thing { parts { ... @skip(if: true) { key } } } }`, 5_000, 1, 1},
		{"one value under aliases", `{ thing { a: tags b: tags c: tags } }`, 15_000, 1, 1},
		{"just large enough", `{ thing { a: tags b: tags c: tags } }`, 20_000, 1, 0},
		{"the sum of root fields", `{ thing { tags } }`, 15_000, 4, 2},
		{"the sum of small root fields", `{ thing { id } }`, 1_000, 200, 110},
		{"no limit", `{ thing { parts { key } } }`, 0, 10, 0},
	} {
		text, errs := bounded(t, &executor.Operation{MaxBytes: c.most}, fields(), c.query, slicesOf(thing, c.roots)...)
		if len(errs) != c.refused || c.refused > 0 && errs[0] != errLarge.Error() {
			t.Errorf("%s: %d fail, want %d: %.3q", c.name, len(errs), c.refused, errs)
		}
		if most := int(c.most) + 4*c.roots; c.most > 0 && len(text) > most {
			t.Errorf("%s: %d bytes, want at most %d", c.name, len(text), most)
		}
	}
}

func slicesOf(thing *Thing, n int) []*Thing {
	all := make([]*Thing, n)
	for i := range all {
		all[i] = thing
	}
	return all
}

func TestErrorsAreCounted(t *testing.T) {
	o := &executor.Operation{MaxErrors: 3}
	text, errs := bounded(t, o, fields(), `{ thing { a: fails b: fails c: fails d: fails e: fails } }`, &Thing{})
	if len(errs) != 3 || o.Unreported() != 2 || text != `{"a":null,"b":null,"c":null,"d":null,"e":null}` {
		t.Errorf("%s with %q, %d not reported", text, errs, o.Unreported())
	}
}

// TestAliasesShareAValue checks that a computed field without arguments is read once for each object.
func TestAliasesShareAValue(t *testing.T) {
	f, reads := fields(), 0
	executor.Method(f, "secret", func(thing *Thing) string { reads++; return thing.ID })
	query := `{ thing { a: secret b: secret size c: secret twice(of: 2) d: twice(of: 3) } }`
	text, errs := bounded(t, &executor.Operation{}, f, query, &Thing{ID: "x"}, &Thing{ID: "y"})
	want := ""
	for _, id := range []string{"x", "y"} {
		want += fmt.Sprintf(`{"a":%q,"b":%q,"size":0,"c":%q,"twice":4,"d":6}`, id, id, id)
	}
	if text != want || len(errs) > 0 || reads != 2 {
		t.Errorf("%d reads, %q\n got %s\nwant %s", reads, errs, text, want)
	}
}

// TestAliasesArePrefetchedOnce checks that only one alias of a field is prefetched, and that all have its value.
func TestAliasesArePrefetchedOnce(t *testing.T) {
	f, reads, prefetched := fields(), map[string]int{}, 0
	executor.Resolve(f, "key", func(_ context.Context, p *Part) (string, error) { reads[p.Key]++; return p.Key, nil })
	executor.Concurrent[Part](f, "key", "must")
	pipeline := func(ctx context.Context, all ...func(context.Context)) {
		for _, read := range all {
			prefetched++
			read(ctx)
		}
	}
	thing := &Thing{ID: "t", Parts: []Part{{Key: "x", good: true}, {Key: "y", good: true}}}
	query := `{ thing { parts { a: key b: key must c: key } } }`
	text, errs := bounded(t, &executor.Operation{Pipeline: pipeline}, f, query, thing)
	want := `{"parts":[{"a":"x","b":"x","must":"fine","c":"x"},{"a":"y","b":"y","must":"fine","c":"y"}]}`
	if text != want || len(errs) > 0 {
		t.Errorf("%q\n got %s\nwant %s", errs, text, want)
	}
	if prefetched != 2 || reads["x"] != 1 || reads["y"] != 1 {
		t.Errorf("%d fields are prefetched, %v reads", prefetched, reads)
	}
}
