package schema

import (
	"context"

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
	rules map[member]Rule
}

// View is the schema as one audience sees it, with what runs its operations.
type View struct {
	Audience Audience
	Schema   *ast.Schema
	SDL      []byte // Schema in the schema definition language
	ETag     string // the entity tag of SDL
	Executor *gqlgen.Executor
	// Documents caches operations that are parsed and valid.
	Documents graphql.Cache[*ast.QueryDocument]
}

// Compile returns what runs operations on a schema, with a cache for parsed operations.
type Compile func(schema *ast.Schema, documents graphql.Cache[*ast.QueryDocument]) *gqlgen.Executor

// New builds the schema with the custom fields of a set.
func New(set *customfields.Set, compile Compile) (*Snapshot, error) {
	s := &Snapshot{CustomFields: set, views: map[Audience]*View{}}
	var err error
	if s.rules, err = rules(); err != nil {
		return nil, err
	}
	if s.Hinted, err = build(Staff, Storefront, set); err != nil {
		return nil, err
	}
	for _, audience := range []Audience{Storefront, Staff} {
		built, err := build(audience, audience, set)
		if err != nil {
			return nil, err
		}
		documents := documents{lru.New[*ast.QueryDocument](1000)}
		sdl := print(built)
		s.views[audience] = &View{
			Audience: audience, Schema: built, SDL: sdl, ETag: etag.Weak(sdl),
			Executor: compile(built, documents), Documents: documents,
		}
	}
	return s, nil
}

// View returns the schema that an audience sees.
func (s *Snapshot) View(a Audience) *View { return s.views[a] }

// Rule returns the rule of a field, and false if it has none.
func (s *Snapshot) Rule(object, field string) (Rule, bool) {
	rule, ok := s.rules[member{object, field}]
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
