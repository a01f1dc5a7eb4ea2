package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// FieldCopies holds an order's copies of custom fields by field id, stored as JSON. An empty list is included, an
// unset field is not.
type FieldCopies map[string][]string

// noCopies is the stored form of no values.
const noCopies = "{}"

// Value implements driver.Valuer.
func (c FieldCopies) Value() (driver.Value, error) {
	if len(c) == 0 {
		return noCopies, nil
	}
	b, err := json.Marshal(map[string][]string(c))
	return string(b), err
}

// Scan implements sql.Scanner.
func (c *FieldCopies) Scan(src any) error {
	var text []byte
	switch v := src.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("cannot scan copies of custom fields from %T", src)
	}
	*c = nil
	if string(text) == noCopies {
		return nil
	}
	return json.Unmarshal(text, (*map[string][]string)(c))
}
