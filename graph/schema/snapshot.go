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
	// Hinted is what a storefront could use if it sent a staff token or an API key: the staff schema, but only with
	// the custom fields that the storefront sees, so that a hint does not reveal others.
	Hinted *ast.Schema

	views map[Audience]*View
	rules map[Member]Rule
	names map[string]optionType
	files map[fileOf]func() (File, error)
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
	SDL      File
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
	if s.Hinted, err = s.build(Staff, false); err != nil {
		return nil, err
	}
	for _, audience := range []Audience{Storefront, OnBehalf, Staff} {
		built, err := s.build(audience, audience == Staff)
		if err != nil {
			return nil, err
		}
		documents := documents{lru.New[*ast.QueryDocument](1000)}
		s.views[audience] = &View{
			Audience: audience, Schema: built, SDL: newFile(built),
			Executor: compile(built, documents), Documents: documents,
		}
	}
	for _, each := range []fileOf{{Staff, false}, {All, false}, {All, true}} {
		s.files[each] = sync.OnceValues(func() (File, error) {
			built, err := s.build(each.audience, each.allFields)
			if err != nil {
				return File{}, err
			}
			return newFile(built), nil
		})
	}
	return s, nil
}

// SDL returns the schema of an audience as a file, for a caller who sees all custom fields or those that customers may
// see. The storefront's schema never has others than the latter.
func (s *Snapshot) SDL(a Audience, allFields bool) (File, error) {
	if read, ok := s.files[fileOf{a, allFields}]; ok {
		return read()
	}
	return s.views[a].SDL, nil
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
