package views

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

// CreateSavedViewInput is a new view. The schema documents its fields.
type CreateSavedViewInput struct {
	List    models.ListKind
	Name    string
	Shared  bool
	Filter  *string
	Search  *string
	Sort    *string
	Columns []string
}

// UpdateSavedViewInput holds changes to a view. Omitted fields keep their value; null clears a field.
type UpdateSavedViewInput struct {
	Name            graphql.Omittable[*string]
	Shared          graphql.Omittable[*bool]
	Filter          graphql.Omittable[*string]
	Search          graphql.Omittable[*string]
	Sort            graphql.Omittable[*string]
	Columns         graphql.Omittable[[]string]
	ExpectedVersion *int
}

const (
	maxJSON    = 16 << 10 // bytes of a filter or sort order
	maxColumns = 50
)

var at = apperr.Path{"input"}

// setName validates a name and sets it.
func setName(f *apperr.Fields, v *models.StoredView, name *string) {
	if name == nil {
		name = new(string)
	}
	v.Name = input.Required(f, at.At("name"), *name, input.MaxLabel)
}

// setSearch validates a search and sets it. An empty one is none.
func setSearch(f *apperr.Fields, v *models.StoredView, search *string) {
	if v.Search = input.Optional(f, at.At("search"), search, input.MaxLine); v.Search != nil && *v.Search == "" {
		v.Search = nil
	}
}

// object validates a text with a JSON object, without checking its members, and returns it without white space between
// them. An empty text is none.
func object(f *apperr.Fields, at apperr.Path, text *string) *string {
	if text == nil {
		return nil
	}
	trimmed := input.Trimmed(*text)
	if trimmed == "" {
		return nil
	}
	if len(trimmed) > maxJSON {
		f.Add(at, apperr.CodeTooLong, fmt.Sprintf("Must be at most %d KiB", maxJSON>>10))
		return nil
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(trimmed)); err != nil || trimmed[0] != '{' {
		f.Add(at, apperr.CodeInvalid, "Must be a JSON object")
		return nil
	}
	compact := b.String()
	return &compact
}

// checkColumns validates the names of columns.
func checkColumns(f *apperr.Fields, at apperr.Path, columns []string) []string {
	if len(columns) > maxColumns {
		f.Add(at, apperr.CodeInvalid, fmt.Sprintf("There can be at most %d columns", maxColumns))
		return nil
	}
	if columns == nil {
		return nil
	}
	names := make([]string, 0, len(columns))
	for i, name := range columns {
		place := at.At(strconv.Itoa(i))
		name = input.Required(f, place, name, input.MaxLabel)
		if slices.Contains(names, name) && !f.Has(place) {
			f.Add(place, apperr.CodeInvalid, "The column is already in the list")
		}
		names = append(names, name)
	}
	return names
}

// checkLists adds errors if the filter, the search or the sort order of a view, each only if it is set by an input,
// cannot be used by the caller of ctx. What is not set is not checked, so that a broken view can be renamed.
func (s *Service) checkLists(
	ctx context.Context, f *apperr.Fields, v *models.StoredView, filter, search, sort bool,
) error {
	checks := map[string]func() error{}
	if filter && v.Filter != nil {
		checks["filter"] = func() error { return s.lists.CheckFilter(ctx, v.List, v.Filter, nil) }
	}
	if search && v.Search != nil {
		checks["search"] = func() error { return s.lists.CheckFilter(ctx, v.List, nil, v.Search) }
	}
	if sort && v.Sort != nil {
		checks["sort"] = func() error { return s.lists.CheckSort(ctx, v.List, *v.Sort) }
	}
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		if f.Has(at.At(name)) {
			continue
		}
		message, err := problem(checks[name]())
		if err != nil {
			return fmt.Errorf("check the %s of a view: %w", name, err)
		}
		if message != nil {
			f.Add(at.At(name), apperr.CodeInvalid, *message)
		}
	}
	return nil
}
