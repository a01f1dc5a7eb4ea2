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

// CustomFieldAccess is the access of customers to a custom field. Staff always have full access.
type CustomFieldAccess string

// The levels of access.
const (
	AccessNone  CustomFieldAccess = "NONE"
	AccessRead  CustomFieldAccess = "READ"
	AccessWrite CustomFieldAccess = "WRITE"
)

// CustomFieldReference is the kind of record that a field of type REFERENCE points to.
type CustomFieldReference string

// The kinds of referenced records.
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
	Personal          bool               // whether values are removed when an order is made anonymous
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

// IsNode marks CustomField as a Node.
func (*CustomField) IsNode() {}

// Rules returns the rules for values.
func (f *CustomField) Rules() *CustomFieldRules {
	return &CustomFieldRules{Min: f.RuleMin, Max: f.RuleMax, Pattern: f.RulePattern}
}

// CustomFieldRules holds the rules for values of a custom field, in the format of its type.
type CustomFieldRules struct {
	Min     *string
	Max     *string
	Pattern *string
}

// CustomFieldOption is an option of a field of type ENUM.
type CustomFieldOption struct {
	Value string
	Label string
}

// CustomFieldOptions holds the options of a field of type ENUM, stored as JSON.
type CustomFieldOptions []CustomFieldOption

// Value implements driver.Valuer.
func (o CustomFieldOptions) Value() (driver.Value, error) {
	if o == nil {
		o = CustomFieldOptions{}
	}
	b, err := json.Marshal([]CustomFieldOption(o))
	return string(b), err
}

// Scan implements sql.Scanner.
func (o *CustomFieldOptions) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]CustomFieldOption)(o))
	case []byte:
		return json.Unmarshal(v, (*[]CustomFieldOption)(o))
	}
	return fmt.Errorf("cannot scan custom field options from %T", src)
}

// CustomFieldValue is a value of a record's custom field, or an item of a list.
type CustomFieldValue struct {
	OwnerID   string
	FieldID   string
	Item      int     // index in a list; -1 for an empty list
	Value     string  // in the format of its type
	ValueKey  *string // sort key, for filters and sorting; nil only for an empty list
	UniqueKey *string // set if the field is unique, except for an empty text
}

// Options returns the options of a field of type ENUM.
func (f *CustomField) Options() []*CustomFieldOption {
	list := make([]*CustomFieldOption, len(f.Choices))
	for i := range f.Choices {
		list[i] = &f.Choices[i]
	}
	return list
}
