package executor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/executor"
	"clientele/models"
)

const schemaText = `
interface Node { id: ID! }
type Query { thing: Thing  sure: Thing!  things: [Thing!]!  node: Node }
type Thing implements Node {
  id: ID!  name: String  at: DateTime  size: Int!  tags: [String!]!  parts: [Part!]!  maybe: [Part]  worst: [Part]
  fails: String  must: String!  secret: String  twice(of: Int): Int  boom: String
}
type Part { key: String!  must: String!  thing: Thing }
scalar DateTime
`

type Thing struct {
	ID    string
	Name  *string
	At    *models.Time
	Size  int64
	Tags  []string
	Parts []Part
}

func (*Thing) IsNode() {}

type Part struct {
	Key  string
	good bool
}

var errBad = errors.New("failed")

func fields() *executor.Fields {
	f := executor.NewFields()
	executor.Resolve(f, "fails", func(context.Context, *Thing) (*string, error) { return nil, errBad })
	executor.Resolve(f, "boom", func(context.Context, *Thing) (*string, error) { panic("boom") })
	executor.Method(f, "must", func(*Thing) *string { return nil })
	executor.Method(f, "secret", func(*Thing) string { return "s" })
	executor.Method(f, "maybe", func(t *Thing) []*Part { return []*Part{{Key: "a", good: true}, nil, {Key: "c"}} })
	executor.Method(f, "worst", func(t *Thing) []*Part { return []*Part{{Key: "c"}, {Key: "a", good: true}} })
	executor.Resolve(f, "must", func(_ context.Context, p *Part) (string, error) {
		if !p.good {
			return "", errBad
		}
		return "fine", nil
	})
	executor.Resolve(f, "key", func(_ context.Context, p *Part) (string, error) { return p.Key, nil })
	executor.Resolve(f, "thing", func(_ context.Context, p *Part) (*Thing, error) {
		return &Thing{ID: "of " + p.Key}, nil
	})
	executor.ResolveWith(f, "twice", func(
		_ context.Context, s *executor.Selection,
	) (executor.Resolver[Thing, *int], error) {
		of, err := executor.Int(s, "of")
		return func(context.Context, *Thing) (*int, error) {
			if of == nil {
				return nil, nil
			}
			double := 2 * *of
			return &double, nil
		}, err
	})
	executor.Concurrent[Part](f, "key", "must", "thing")
	return f
}

// answer writes the fields of a value that the only root field of a query selects. list is what the root field
// returned, if that is a list. The answer must be the same with and without a pipeline.
func answer(
	t *testing.T, query string, variables map[string]any, value any, list any,
) (text string, errs gqlerror.List, nullRoot bool) {
	t.Helper()
	alone, aloneErrs, _ := write(t, query, variables, value, list, nil)
	pipeline := func(ctx context.Context, reads ...func(context.Context)) {
		for _, read := range slices.Backward(reads) { // the order does not matter
			read(ctx)
		}
	}
	text, errs, nullRoot = write(t, query, variables, value, list, pipeline)
	if alone != text || aloneErrs.Error() != errs.Error() {
		t.Errorf("%s\nwithout a pipeline %s %v\n   with a pipeline %s %v", query, alone, aloneErrs, text, errs)
	}
	return text, errs, nullRoot
}

func write(
	t *testing.T, query string, variables map[string]any, value any, list any,
	pipeline func(context.Context, ...func(context.Context)),
) (text string, errs gqlerror.List, nullRoot bool) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: schemaText})
	doc, err := gqlparser.LoadQueryWithRules(schema, query, nil)
	if err != nil {
		t.Fatal(err)
	}
	op := &graphql.OperationContext{
		Doc: doc, Operation: doc.Operations[0], Variables: variables,
		RecoverFunc: func(_ context.Context, v any) error { return fmt.Errorf("panic: %v", v) },
	}
	ctx := graphql.WithOperationContext(t.Context(), op)
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, op.RecoverFunc)
	refuse := func(_ context.Context, object, field string) error {
		if object+"."+field == "Thing.secret" {
			return errors.New("refused")
		}
		return nil
	}
	o := &executor.Operation{Fields: fields(), Schema: schema, Pipeline: pipeline, Refuse: refuse}
	ctx = executor.With(ctx, o)
	root := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"})[0]
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: root, Result: list})
	var out bytes.Buffer
	if err := executor.Of(value).MarshalGQLContext(ctx, &out); err != nil {
		t.Fatal(err)
	}
	return out.String(), graphql.GetErrors(ctx), o.NullRoot()
}

func TestSelectedFieldsAreWritten(t *testing.T) {
	name, at := "Zoë \"Z\"\n", models.At(time.Date(2026, 3, 1, 9, 30, 0, 120_000_000, time.UTC))
	parts := []Part{{Key: "p", good: true}}
	thing := &Thing{ID: "t1", Name: &name, At: &at, Size: 7, Tags: []string{"a", "b"}, Parts: parts}
	for _, c := range []struct{ query, want string }{
		{
			`{ thing { id name at size tags } }`,
			`{"id":"t1","name":"Zoë \"Z\"\n","at":"2026-03-01T09:30:00.12Z","size":7,"tags":["a","b"]}`,
		},
		{
			`{ thing { __typename kind: __typename a: id b: id } }`,
			`{"__typename":"Thing","kind":"Thing","a":"t1","b":"t1"}`,
		},
		{`{ thing { ...f size } } fragment f on Node { id ... on Thing { size } }`, `{"id":"t1","size":7}`},
		{`query($no: Boolean = false) { thing { id @include(if: $no) size @skip(if: $no) } }`, `{"size":7}`},
		{
			`{ thing { parts { key } parts { must thing { id } } } }`,
			`{"parts":[{"key":"p","must":"fine","thing":{"id":"of p"}}]}`,
		},
		{`{ thing { twice(of: 4) none: twice } }`, `{"twice":8,"none":null}`},
		{`{ node { id __typename ... on Thing { size } } }`, `{"id":"t1","__typename":"Thing","size":7}`},
	} {
		got, errs, nullRoot := answer(t, c.query, map[string]any{"no": false}, thing, thing)
		if got != c.want || len(errs) > 0 || nullRoot {
			t.Errorf("%s\n got %s %v\nwant %s", c.query, got, errs, c.want)
		}
	}
}

// TestErrors checks that a field that fails is null, or else the field above it (GraphQL specification, section 6.4.4),
// and that the error has its path.
func TestErrors(t *testing.T) {
	thing := &Thing{ID: "t1", Parts: []Part{{Key: "p", good: true}, {Key: "q"}}}
	for _, c := range []struct {
		query    string
		want     string
		errs     string
		nullRoot bool
	}{
		{`{ thing { id fails } }`, `{"id":"t1","fails":null}`, "thing.fails", false},
		{`{ thing { id f: fails secret } }`, `{"id":"t1","f":null,"secret":null}`, "thing.f thing.secret", false},
		{`{ thing { id must } }`, `null`, "thing.must", false},
		{`{ sure { id must } }`, `null`, "sure.must", true},
		{`{ thing { parts { key must } } }`, `null`, "thing.parts[1].must", false},
		{
			`{ thing { maybe { key must } } }`,
			`{"maybe":[{"key":"a","must":"fine"},null,null]}`,
			"thing.maybe[2].must", false,
		},
		{
			`{ thing { worst { must key thing { id } } } }`,
			`{"worst":[null,{"must":"fine","key":"a","thing":{"id":"of a"}}]}`,
			"thing.worst[0].must", false,
		},
		{
			`{ thing { maybe { thing { fails } } } }`,
			`{"maybe":[{"thing":{"fails":null}},null,{"thing":{"fails":null}}]}`,
			"thing.maybe[0].thing.fails thing.maybe[2].thing.fails", false,
		},
		{`{ thing { id boom } }`, `null`, "thing", false},
		{`{ things { fails } }`, `{"fails":null}`, "things[1].fails", false},
	} {
		got, errs, nullRoot := answer(t, c.query, nil, thing, []*Thing{{}, thing})
		var paths []string
		for _, err := range errs {
			paths = append(paths, err.Path.String())
		}
		slices.Sort(paths)
		if got != c.want || strings.Join(paths, " ") != c.errs || nullRoot != c.nullRoot {
			t.Errorf("%s\n got %s at %v, nullRoot %t\nwant %s at %s", c.query, got, paths, nullRoot, c.want, c.errs)
		}
	}
}

// TestTexts checks that encoding/json decodes strings to what was encoded.
func TestTexts(t *testing.T) {
	for from := rune(0); from < 0x3000; from += 0x200 {
		var all []rune
		for r := from; r < from+0x200; r++ {
			all = append(all, 'a', r)
		}
		checkText(t, string(all))
	}
	for _, s := range []string{"", "\xff", "a\xc3", "\u2028", "😀\\\"", "\ufffd"} {
		checkText(t, s)
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("a\x00\xfe")
	f.Fuzz(func(t *testing.T, s string) { checkText(t, s) })
}

func checkText(t *testing.T, s string) {
	t.Helper()
	got, _, _ := answer(t, `{ thing { name } }`, nil, &Thing{Name: &s}, nil)
	var read struct{ Name string }
	err := json.Unmarshal([]byte(got), &read)
	if err != nil || read.Name != strings.ToValidUTF8(s, "\ufffd") && read.Name != string([]rune(s)) {
		t.Errorf("%q is written as %s: %v", s, got, err)
	}
}
