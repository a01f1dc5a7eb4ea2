package schema

import (
	_ "embed"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"clientele/internal/customfields"
	"clientele/models"
)

//go:embed customfields.graphqls
var customFieldTypes string

// owners are the kinds of records with custom fields.
var owners = []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress, models.OwnerOrder}

// here is the position of definitions that are not in a file.
var here = &ast.Position{Src: &ast.Source{Name: "custom fields"}}

// addCustomFields replaces the scalars that represent custom fields in a schema document by their types: for each
// owner an object, inputs, a filter and an enum of keys. Names and descriptions become nodes of the document and are
// never parsed. A type without members is removed, together with all fields that use it. With staff, the types have all
// fields, else those that customers may see.
func addCustomFields(
	doc *ast.SchemaDocument, set *customfields.Set, names map[string]optionType, staff bool,
) error {
	shared, err := parser.ParseSchema(&ast.Source{Name: "customfields.graphqls", Input: customFieldTypes})
	if err != nil {
		return fmt.Errorf("parse the types of custom fields: %w", err)
	}
	doc.Definitions = append(doc.Definitions, shared.Definitions...)
	for _, owner := range owners {
		b := typeBuilder{doc: doc, owner: customfields.TypeName(owner), names: names}
		var fields []*models.CustomField
		for _, f := range set.Of(owner) {
			if customfields.Visible(f, staff) {
				fields = append(fields, f)
			}
		}
		b.build(fields, staff)
	}
	return nil
}

// typeBuilder builds the types of one owner.
type typeBuilder struct {
	doc   *ast.SchemaDocument
	owner string
	names map[string]optionType // by the IDs of ENUM fields
}

func (b typeBuilder) build(fields []*models.CustomField, staff bool) {
	object := b.define(ast.Object, b.owner+"CustomFields", "The custom fields that the shop has defined.")
	object.Interfaces = []string{"Node"}
	input := b.define(ast.InputObject, b.owner+"CustomFieldsInput", "Values of the custom fields.")
	filter := b.define(ast.InputObject, b.owner+"CustomFieldsFilter", "Conditions on custom fields. All of them must hold.")
	keys := b.define(ast.Enum, b.owner+"CustomFieldKey", "A custom field to sort by.")
	object.Fields = append(object.Fields, &ast.FieldDefinition{
		Name: "id", Type: ast.NonNullNamedType("ID", here), Position: here,
		Description: "The ID of the record that has the fields, followed by `/customFields`.",
	}, &ast.FieldDefinition{
		Name: "json", Type: ast.NonNullNamedType("JSON", here), Position: here,
		Description: "All fields as one JSON object, by key. A reference is the ID of its record, or null if the caller " +
			"may not see it.",
	})
	for _, f := range fields {
		b.options(f)
		if !customfields.Shadowed(f) {
			object.Fields = append(object.Fields, b.member(f, b.output(f)))
		}
		if customfields.Writable(f, staff) {
			input.Fields = append(input.Fields, b.member(f, b.input(f)))
		}
		filter.Fields = append(filter.Fields, b.member(f, ast.NamedType(b.filter(f), here)))
		if customfields.Sortable(f) {
			keys.EnumValues = append(keys.EnumValues, &ast.EnumValueDefinition{
				Name: f.Key, Description: described(f), Directives: deprecated(f), Position: here,
			})
		}
	}
	for _, def := range []*ast.Definition{object, input, filter, keys} {
		b.replace(def)
	}
}

func (b typeBuilder) define(kind ast.DefinitionKind, name, description string) *ast.Definition {
	return &ast.Definition{Kind: kind, Name: name, Description: description, Position: here}
}

// replace replaces the scalar of the same name by a definition, or removes both if the definition has no members.
func (b typeBuilder) replace(def *ast.Definition) {
	var kept ast.DefinitionList
	found := false
	for _, other := range b.doc.Definitions {
		if other.Name == def.Name {
			found = true
			continue
		}
		kept = append(kept, other)
	}
	b.doc.Definitions = kept
	switch {
	case !found: // no field uses it, such as a filter for addresses
	case len(def.Fields) == 0 && len(def.EnumValues) == 0:
		for _, other := range b.doc.Definitions {
			other.Fields = dropUses(other.Fields, def.Name)
		}
	default:
		b.doc.Definitions = append(b.doc.Definitions, def)
	}
}

func dropUses(fields ast.FieldList, name string) ast.FieldList {
	var kept ast.FieldList
	for _, f := range fields {
		if f.Type.Name() != name {
			kept = append(kept, f)
		}
	}
	return kept
}

func (b typeBuilder) member(f *models.CustomField, t *ast.Type) *ast.FieldDefinition {
	return &ast.FieldDefinition{
		Name: f.Key, Description: described(f), Type: t, Directives: deprecated(f), Position: here,
	}
}

// described returns the description of a field in the schema, which is its label if it has none.
func described(f *models.CustomField) string {
	if f.Description != nil && *f.Description != "" {
		return *f.Description
	}
	return f.Label
}

func deprecated(f *models.CustomField) ast.DirectiveList {
	if f.DeprecationReason == nil {
		return nil
	}
	reason := &ast.Value{Raw: *f.DeprecationReason, Kind: ast.StringValue, Position: here}
	return ast.DirectiveList{{
		Name: "deprecated", Position: here,
		Arguments: ast.ArgumentList{{Name: "reason", Position: here, Value: reason}},
	}}
}

// scalars are the types of values, except for enums and references, and the filters that apply to them.
var scalars = map[models.CustomFieldType]struct{ value, filter string }{
	models.FieldString:   {"String", "CustomTextFilter"},
	models.FieldText:     {"String", "CustomTextFilter"},
	models.FieldInteger:  {"Int", "CustomIntFilter"},
	models.FieldDecimal:  {"Decimal", "CustomDecimalFilter"},
	models.FieldBoolean:  {"Boolean", "CustomBooleanFilter"},
	models.FieldDate:     {"Date", "CustomDateFilter"},
	models.FieldDateTime: {"DateTime", "CustomDateTimeFilter"},
	models.FieldEmail:    {"String", "CustomTextFilter"},
	models.FieldURL:      {"String", "CustomTextFilter"},
}

func (b typeBuilder) output(f *models.CustomField) *ast.Type {
	switch f.Type {
	case models.FieldReference:
		name := referenced(f)
		if f.List {
			return ast.ListType(ast.NamedType(name, here), here) // an element that the caller may not see is null
		}
		return ast.NamedType(name, here)
	case models.FieldEnum:
		return wrap(f, b.names[f.ID].enum)
	}
	return wrap(f, scalars[f.Type].value)
}

func (b typeBuilder) input(f *models.CustomField) *ast.Type {
	switch f.Type {
	case models.FieldReference:
		return wrap(f, "ID")
	case models.FieldEnum:
		return wrap(f, b.names[f.ID].enum)
	}
	return wrap(f, scalars[f.Type].value)
}

func (b typeBuilder) filter(f *models.CustomField) string {
	switch f.Type {
	case models.FieldReference:
		return "CustomReferenceFilter"
	case models.FieldEnum:
		return b.names[f.ID].filter
	}
	return scalars[f.Type].filter
}

func referenced(f *models.CustomField) string {
	if *f.ReferenceTo == models.ReferenceOrder {
		return "Order"
	}
	return "Customer"
}

func wrap(f *models.CustomField, name string) *ast.Type {
	if f.List {
		return ast.ListType(ast.NonNullNamedType(name, here), here)
	}
	return ast.NamedType(name, here)
}

// options defines the enum of a field's options and its filter.
func (b typeBuilder) options(f *models.CustomField) {
	if f.Type != models.FieldEnum {
		return
	}
	enum := b.define(ast.Enum, b.names[f.ID].enum, described(f))
	for _, o := range f.Choices {
		enum.EnumValues = append(enum.EnumValues, &ast.EnumValueDefinition{
			Name: o.Value, Description: o.Label, Position: here,
		})
	}
	operators := b.define(ast.InputObject, b.names[f.ID].filter, "Conditions on `"+f.Key+"`. All of them must hold.")
	for _, op := range []struct {
		name, description string
		t                 *ast.Type
	}{
		{"eq", "Equals this option.", ast.NamedType(enum.Name, here)},
		{"in", "Equals one of these options, up to 200.", ast.ListType(ast.NonNullNamedType(enum.Name, here), here)},
		{"isSet", "Whether there is a value.", ast.NamedType("Boolean", here)},
	} {
		operators.Fields = append(operators.Fields, &ast.FieldDefinition{
			Name: op.name, Description: op.description, Type: op.t, Position: here,
		})
	}
	b.doc.Definitions = append(b.doc.Definitions, enum, operators)
}

// CustomFieldsType returns the name of the object type with the custom fields of an owner.
func CustomFieldsType(owner models.CustomFieldOwner) string {
	return customfields.TypeName(owner) + "CustomFields"
}
