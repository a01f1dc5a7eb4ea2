package schema

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	gqlgen "github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/customfields"
	"clientele/internal/etag"
)

// Snapshot is the schema at one version of the custom fields, for every audience. It never changes: a changed schema
// is a new Snapshot, and an operation ends with the Snapshot that it began with.
type Snapshot struct {
	// CustomFields are the definitions that the schema was built with.
	CustomFields *customfields.Set

	views  map[Audience]*View
	rules  map[Member]Rule
	names  map[string]optionType
	hinted func() (*ast.Schema, error)
	files  map[fileOf]func() (File, error)
}

// File is a schema in the schema definition language.
type File struct {
	Text []byte
	ETag string
}

func newFile(schema *ast.Schema) File {
	text := print(schema)
	return File{text, etag.Weak(text)}
}

// fileOf identifies a file: the schema of an audience, with all custom fields or with those that customers may see.
type fileOf struct {
	audience  Audience
	allFields bool
}

// View is the schema as one audience sees it, with what runs its operations.
type View struct {
	Audience Audience
	Schema   *ast.Schema
	Executor *gqlgen.Executor
	// Documents caches operations that are parsed and valid.
	Documents graphql.Cache[*ast.QueryDocument]
}

// Compile returns what runs operations on a schema, with a cache for parsed operations.
type Compile func(schema *ast.Schema, documents graphql.Cache[*ast.QueryDocument]) *gqlgen.Executor

// New builds the schema with the custom fields of a set.
func New(set *customfields.Set, compile Compile) (*Snapshot, error) {
	s := &Snapshot{
		CustomFields: set, names: optionTypes(set), views: map[Audience]*View{},
		files: map[fileOf]func() (File, error){},
	}
	var err error
	if s.rules, err = rules(); err != nil {
		return nil, err
	}
	for _, audience := range []Audience{Storefront, OnBehalf, Staff} {
		built, err := s.build(audience, audience == Staff)
		if err != nil {
			return nil, err
		}
		documents := documents{lru.New[*ast.QueryDocument](1000)}
		s.views[audience] = &View{
			Audience: audience, Schema: built, Executor: compile(built, documents), Documents: documents,
		}
		file := sync.OnceValue(func() File { return newFile(built) })
		s.files[fileOf{audience, audience == Staff}] = func() (File, error) { return file(), nil }
	}
	s.hinted = sync.OnceValues(func() (*ast.Schema, error) { return s.build(Staff, false) })
	s.files[fileOf{Staff, false}] = fileFrom(s.hinted)
	for _, allFields := range []bool{false, true} {
		s.files[fileOf{All, allFields}] = fileFrom(func() (*ast.Schema, error) { return s.build(All, allFields) })
	}
	return s, nil
}

// fileFrom returns a function that returns the file of a schema, which is built when it is first called: every server
// builds a Snapshot at each change of a custom field, but few files are requested.
func fileFrom(build func() (*ast.Schema, error)) func() (File, error) {
	return sync.OnceValues(func() (File, error) {
		built, err := build()
		if err != nil {
			return File{}, err
		}
		return newFile(built), nil
	})
}

// Hinted returns what a storefront could use if it sent a staff token or an API key: the staff schema, but only with
// the custom fields that the storefront sees, so that a hint does not reveal others.
func (s *Snapshot) Hinted() (*ast.Schema, error) { return s.hinted() }

// SDL returns the schema of an audience as a file, for a caller who sees all custom fields or those that customers may
// see. The storefront's schema never has others than the latter.
func (s *Snapshot) SDL(a Audience, allFields bool) (File, error) {
	if read, ok := s.files[fileOf{a, allFields}]; ok {
		return read()
	}
	return s.files[fileOf{a, false}]()
}

// View returns the schema that an audience sees.
func (s *Snapshot) View(a Audience) *View { return s.views[a] }

// Rule returns the rule of a member of the schema, and false if it has none.
func (s *Snapshot) Rule(m Member) (Rule, bool) {
	rule, ok := s.rules[m]
	return rule, ok
}

type snapshotKey struct{}

// With returns a context whose operation uses the snapshot and its custom fields, even if they change meanwhile.
func With(ctx context.Context, s *Snapshot) context.Context {
	return customfields.With(context.WithValue(ctx, snapshotKey{}, s), s.CustomFields)
}

// From returns the snapshot of a context that With returned.
func From(ctx context.Context) *Snapshot { return ctx.Value(snapshotKey{}).(*Snapshot) }

// documents is a cache of parsed operations without the large ones: a thousand of those would take a gigabyte.
type documents struct {
	graphql.Cache[*ast.QueryDocument]
}

const maxCached = 16 << 10 // bytes of an operation

// Add stores an operation.
func (c documents) Add(ctx context.Context, query string, doc *ast.QueryDocument) {
	if len(query) <= maxCached {
		c.Cache.Add(ctx, query, doc)
	}
}
