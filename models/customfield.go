package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// CustomFieldOwner is the kind of record that a custom field belongs to.
type CustomFieldOwner string

// The owners of custom fields.
const (
	OwnerCustomer CustomFieldOwner = "CUSTOMER"
	OwnerAddress  CustomFieldOwner = "ADDRESS"
	OwnerOrder    CustomFieldOwner = "ORDER"
)

// CustomFieldType is the type of a custom field's value.
type CustomFieldType string

// The types of custom fields.
const (
	FieldString    CustomFieldType = "STRING"
	FieldText      CustomFieldType = "TEXT"
	FieldInteger   CustomFieldType = "INTEGER"
	FieldDecimal   CustomFieldType = "DECIMAL"
	FieldBoolean   CustomFieldType = "BOOLEAN"
	FieldDate      CustomFieldType = "DATE"
	FieldDateTime  CustomFieldType = "DATETIME"
	FieldEmail     CustomFieldType = "EMAIL"
	FieldURL       CustomFieldType = "URL"
	FieldEnum      CustomFieldType = "ENUM"
	FieldReference CustomFieldType = "REFERENCE"
)

// CustomFieldAccess is what customers may do with a custom field; staff may always do everything.
type CustomFieldAccess string

// What customers may do.
const (
	AccessNone  CustomFieldAccess = "NONE"
	AccessRead  CustomFieldAccess = "READ"
	AccessWrite CustomFieldAccess = "WRITE"
)

// CustomFieldReference is the kind of record that a field of type REFERENCE points to.
type CustomFieldReference string

// The records that can be pointed to.
const (
	ReferenceCustomer CustomFieldReference = "CUSTOMER"
	ReferenceOrder    CustomFieldReference = "ORDER"
)

// CustomField is the definition of a custom field.
type CustomField struct {
	ID                string
	Owner             CustomFieldOwner
	Key               string
	Label             string
	Description       *string
	Type              CustomFieldType
	List              bool
	Required          bool
	Unique            bool               `gorm:"column:is_unique"`
	Choices           CustomFieldOptions `gorm:"column:options"`
	ReferenceTo       *CustomFieldReference
	RuleMin           *string
	RuleMax           *string
	RulePattern       *string
	Default           *string `gorm:"column:default_value"`
	Access            CustomFieldAccess
	Position          int
	DeprecationReason *string
	ArchivedAt        *Time
	CreatedAt         Time `gorm:"autoCreateTime:false"`
	UpdatedAt         Time `gorm:"autoUpdateTime:false"`
	Version           int
}

// IsNode marks custom fields as findable by id.
func (*CustomField) IsNode() {}

// Rules returns what values must be like.
func (f *CustomField) Rules() *CustomFieldRules {
	return &CustomFieldRules{Min: f.RuleMin, Max: f.RuleMax, Pattern: f.RulePattern}
}

// CustomFieldRules is what values of a custom field must be like, in the type's own form.
type CustomFieldRules struct {
	Min     *string
	Max     *string
	Pattern *string
}

// CustomFieldOption is one choice of a field of type ENUM.
type CustomFieldOption struct {
	Value string
	Label string
}

// CustomFieldOptions is the choices of a field of type ENUM, stored as JSON.
type CustomFieldOptions []CustomFieldOption

// Value writes the choices for both databases.
func (o CustomFieldOptions) Value() (driver.Value, error) {
	if o == nil {
		o = CustomFieldOptions{}
	}
	b, err := json.Marshal([]CustomFieldOption(o))
	return string(b), err
}

// Scan reads the choices from either database.
func (o *CustomFieldOptions) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]CustomFieldOption)(o))
	case []byte:
		return json.Unmarshal(v, (*[]CustomFieldOption)(o))
	}
	return fmt.Errorf("the choices of a custom field cannot be read from %T", src)
}

// CustomFieldValue is one value of a record's custom field, or one of a list's.
type CustomFieldValue struct {
	OwnerID   string
	FieldID   string
	Item      int     // its place in a list; -1 says that the list is there and empty
	Value     string  // in its type's own form
	ValueKey  *string // as filters and sorting compare it; nil only where the list is empty
	UniqueKey *string // where the field is unique; an empty text has none
}

// Options returns the choices of a field of type ENUM.
func (f *CustomField) Options() []*CustomFieldOption {
	list := make([]*CustomFieldOption, len(f.Choices))
	for i := range f.Choices {
		list[i] = &f.Choices[i]
	}
	return list
}
