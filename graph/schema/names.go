package schema

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"clientele/internal/customfields"
	"clientele/models"
)

// TypeNames returns the names of all types of the schema, without those that only some shops have because of an ENUM
// field. No new field may need a type with one of these names. The caller must not change the list.
var TypeNames = sync.OnceValue(func() []string {
	doc, err := parser.ParseSchemas(
		validator.Prelude, Source(), &ast.Source{Name: "customfields.graphqls", Input: customFieldTypes})
	if err != nil {
		panic(fmt.Sprintf("parse the schema: %v", err)) // it is part of the program
	}
	names := map[string]bool{}
	for _, def := range doc.Definitions {
		names[def.Name] = true
	}
	for _, owner := range owners { // some exist only once a field uses them
		for _, suffix := range []string{"CustomFields", "CustomFieldsInput", "CustomFieldsFilter", "CustomFieldKey"} {
			names[customfields.TypeName(owner)+suffix] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
})

// optionType names the types of an ENUM field.
type optionType struct{ enum, filter string }

// optionTypes returns the names of the types of all ENUM fields, by the IDs of the fields. They do not depend on the
// audience. customfields.Service refuses new fields whose types have the name of another type, but a later version of
// the program can add a type with the name of a stored field's. Then the field's types get other names.
func optionTypes(set *customfields.Set) map[string]optionType {
	taken, found := TypeNames(), map[string]optionType{}
	for _, owner := range owners {
		for _, f := range set.Of(owner) {
			if f.Type != models.FieldEnum {
				continue
			}
			enum, filter := customfields.OptionTypes(f)
			for slices.Contains(taken, enum) || slices.Contains(taken, filter) {
				enum += "_Options" // no other field has this name, because keys have no underscores
				filter = enum + "_Filter"
			}
			found[f.ID] = optionType{enum, filter}
		}
	}
	return found
}

// logRenamed logs each ENUM field whose types do not have their usual names.
func logRenamed(ctx context.Context, set *customfields.Set, names map[string]optionType) {
	for _, owner := range owners {
		for _, f := range set.Of(owner) {
			if usual, _ := customfields.OptionTypes(f); f.Type == models.FieldEnum && names[f.ID].enum != usual {
				slog.WarnContext(ctx, "the schema has another type with the name of a custom field's options",
					"owner", owner, "key", f.Key, "type", usual, "renamed", names[f.ID].enum)
			}
		}
	}
}
