package records

import (
	"slices"

	"clientele/models"
)

// ImportFields returns the fields that a file with the format CSV can have, with the custom fields of the given keys.
// They are in the order of an export; those that only imports know are at the end.
func ImportFields(kind models.RecordKind, custom, address []string) []*models.ImportField {
	o := WriterOptions{CustomFields: custom, AddressFields: address, PasswordHashes: true}
	names, others, d := OrderColumns(o), orderSynonyms, orderDialect
	if kind == models.CustomerRecords {
		names, others, d = CustomerColumns(o), synonyms, customerDialect
		for _, f := range moreCustomerFields {
			names = append(names, f.name)
		}
	}
	fields := make([]*models.ImportField, len(names))
	for i, name := range names {
		fields[i] = &models.ImportField{Name: name, Synonyms: []string{}, Required: d.requires(name)}
		if more := others[name]; more != nil {
			fields[i].Synonyms = more
		}
	}
	return fields
}

// requires reports whether a file must have a column for a field.
func (d dialect) requires(name string) bool {
	return slices.ContainsFunc(d.required, func(names []string) bool { return len(names) == 1 && names[0] == name })
}
