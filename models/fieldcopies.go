package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// FieldCopies is the values of custom fields as an order keeps them, by the id of the field, stored as JSON. A list that
// is empty is there; what was never given is not.
type FieldCopies map[string][]string

// noCopies is how no values are stored.
const noCopies = "{}"

// Value writes the values for both databases.
func (c FieldCopies) Value() (driver.Value, error) {
	if len(c) == 0 {
		return noCopies, nil
	}
	b, err := json.Marshal(map[string][]string(c))
	return string(b), err
}

// Scan reads the values from either database.
func (c *FieldCopies) Scan(src any) error {
	var text []byte
	switch v := src.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("copies of custom fields cannot be read from %T", src)
	}
	*c = nil
	if string(text) == noCopies {
		return nil
	}
	return json.Unmarshal(text, (*map[string][]string)(c))
}
