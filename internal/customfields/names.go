package customfields

import (
	"fmt"
	"slices"
	"strings"

	"clientele/internal/apperr"
	"clientele/models"
)

// The keys of fields and the values of options become names in the code that clients generate from the schema: keys as
// members of types and as values of the enums to sort by, options as values of enums. This file holds the rules for
// new names. Stored definitions with other names, from before a rule, keep working.

// reservedNames are the keys and options that break generated code, and why. Each key is also a value of an enum.
var reservedNames = map[string]string{
	"self":     "Swift reserves it",
	"init":     "Swift reserves it",
	"allcases": "an enum in Swift has a member with this name",
	"name":     "an enum in Kotlin has a member with this name",
	"ordinal":  "an enum in Kotlin has a member with this name",
	"mro":      "Python does not allow it in an enum",
}

// reservedKeys are the names that cannot be keys, in addition to reservedNames, and why.
var reservedKeys = map[string]string{
	"json":      "the schema has the field json",
	"id":        "the schema has the field id, by which clients cache objects",
	"typename":  "generated code uses it for __typename",
	"fragments": "Apollo's code generator for Swift refuses it",
	"true":      notEnumValue,
	"false":     notEnumValue,
	"null":      notEnumValue,

	// An input without the member is not assignable to the input's type.
	"constructor":          inEveryObject,
	"hasownproperty":       inEveryObject,
	"isprototypeof":        inEveryObject,
	"propertyisenumerable": inEveryObject,
	"tolocalestring":       inEveryObject,
	"tostring":             inEveryObject,
	"valueof":              inEveryObject,
}

// reservedOptions are the names that cannot be options, in addition to reservedNames, and why.
var reservedOptions = map[string]string{
	"type":     "Swift reserves it",
	"protocol": "Swift reserves it",
}

// inEveryObject is why the names of JavaScript's Object.prototype are reserved.
const inEveryObject = "all objects in JavaScript have a member with this name"

// notEnumValue is why true, false and null are reserved (GraphQL specification, section 3.9).
const notEnumValue = "GraphQL does not allow it in an enum"

// reserved returns why a name is in one of the lists, or "". Code generators change the case of names.
func reserved(name string, lists ...map[string]string) string {
	for _, list := range lists {
		if why, ok := list[sameName(name)]; ok {
			return why
		}
	}
	return ""
}

// sameName returns what two names have in common that can be the same name in generated code. Generators change the
// case of letters and remove underscores, and some write each type to a file with its name.
func sameName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// TypeName returns the first part of the names of types with the custom fields of an owner, such as Customer.
func TypeName(owner models.CustomFieldOwner) string {
	switch owner {
	case models.OwnerAddress:
		return "Address"
	case models.OwnerOrder:
		return "Order"
	}
	return "Customer"
}

// OptionTypes returns the names of the types of an ENUM field in the schema: the enum of its options and its filter.
func OptionTypes(f *models.CustomField) (enum, filter string) {
	enum = TypeName(f.Owner) + "CustomField" + strings.ToUpper(f.Key[:1]) + f.Key[1:]
	return enum, enum + "_Filter" // keys have no underscores, so no other field has this name
}

// checkTypes checks that the types of a new ENUM field do not have the name of another type of the schema.
func (s *Service) checkTypes(f *apperr.Fields, field *models.CustomField) {
	key := at.At("key")
	if field.Type != models.FieldEnum || f.Has(key) {
		return
	}
	enum, filter := OptionTypes(field)
	for _, other := range s.types {
		if sameName(other) == sameName(enum) || sameName(other) == sameName(filter) {
			f.Add(key, apperr.CodeKeyReserved, fmt.Sprintf(
				"%q is reserved for fields of type ENUM: the schema already has the type %s. Choose another key.",
				field.Key, other))
			return
		}
	}
}

// conflict returns the error at path for a field whose names in the schema are those of one of the others, or nil.
func conflict(path apperr.Path, field *models.CustomField, others []models.CustomField) error {
	for _, o := range others {
		message := ""
		switch {
		case o.ID == field.ID || o.Owner != field.Owner || o.ArchivedAt != nil:
		case o.Key == field.Key:
			message = fmt.Sprintf("The field %q (%s) uses this key", o.Label, o.ID)
		case sameName(o.Key) == sameName(field.Key):
			message = fmt.Sprintf("The field %q (%s) uses the key %s. Keys must differ in more than upper and lower case, "+
				"because generated code can change it.", o.Label, o.ID, o.Key)
		case shareTypes(field, &o):
			message = fmt.Sprintf("The field %q (%s) with the key %s needs a type of the same name in the schema. "+
				"Choose another key.", o.Label, o.ID, o.Key)
		}
		if message != "" {
			return apperr.Field(path, apperr.CodeKeyTaken, message)
		}
	}
	return nil
}

// shareTypes reports whether two ENUM fields need types of the same name: the filter of size, and the enum of
// sizeFilter.
func shareTypes(a, b *models.CustomField) bool {
	if a.Type != models.FieldEnum || b.Type != models.FieldEnum {
		return false
	}
	enumA, filterA := OptionTypes(a)
	enumB, filterB := OptionTypes(b)
	return sameName(enumA) == sameName(filterB) || sameName(filterA) == sameName(enumB)
}

// checkOptionName checks the value of an option that follows others. It accepts values that the field already has.
func checkOptionName(f *apperr.Fields, at apperr.Path, value string, others, known []string) {
	switch {
	case !optionForm.MatchString(value):
		f.Add(at, apperr.CodeInvalid, "Must start with a letter and contain only letters, digits and _, "+
			fmt.Sprintf("at most %d characters", maxOption))
	case value == "true" || value == "false" || value == "null":
		f.Add(at, apperr.CodeInvalid, fmt.Sprintf("%q is reserved: %s. Choose another name.", value, notEnumValue))
	case slices.Contains(others, value):
		f.Add(at, apperr.CodeInvalid, "Options must be different")
	case slices.Contains(known, value):
	case reserved(value, reservedNames, reservedOptions) != "":
		f.Add(at, apperr.CodeInvalid, fmt.Sprintf("%q is reserved: %s. Choose another name.",
			value, reserved(value, reservedNames, reservedOptions)))
	default:
		for _, other := range others {
			if sameName(other) == sameName(value) {
				f.Add(at, apperr.CodeInvalid, fmt.Sprintf("%s and %s must differ in more than upper and lower case and _, "+
					"because generated code can change these", other, value))
				return
			}
		}
	}
}
