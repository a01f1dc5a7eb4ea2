package customfields

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/normalize"
	"clientele/models"
)

// Limits of a list of values.
const (
	maxItems = 100
	// maxListBytes limits the total size of stored values, since a page contains many records.
	maxListBytes = 64 << 10
)

// Values is the GraphQL input of a record's custom fields by key. It conforms to the schema but is not normalized.
type Values = map[string]any

// Change holds validated values of a record to store.
type Change struct {
	at        apperr.Path
	fields    []*models.CustomField      // set or cleared
	rows      []*models.CustomFieldValue // without the owner's id
	required  []*models.CustomField      // must have a value afterwards
	defaulted []string                   // ids of fields set to their default value
}

// Empty reports whether there is nothing to store.
func (c *Change) Empty() bool { return c == nil || len(c.fields) == 0 }

// WithoutDefaults returns the change without default values, to apply to an existing record.
func (c *Change) WithoutDefaults() *Change {
	if c == nil || len(c.defaulted) == 0 {
		return c
	}
	g := &Change{at: c.at, required: c.required}
	for _, f := range c.fields {
		if !slices.Contains(c.defaulted, f.ID) {
			g.fields = append(g.fields, f)
		}
	}
	for _, row := range c.rows {
		if !slices.Contains(c.defaulted, row.FieldID) {
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// Check validates the custom fields of a record. A new record gets default values and must have all required fields;
// an existing record must have them if any field changes. Errors are added below at, by key. Fields that the caller
// may not write are not required.
func (s *Service) Check(
	ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path, owner models.CustomFieldOwner, in Values,
	isNew bool,
) (*Change, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	c := &Change{at: at}
	staff := Staff(caller)
	for _, key := range slices.Sorted(maps.Keys(in)) {
		field := set.Field(owner, key)
		if field == nil || !Writable(field, staff) {
			f.Add(at.At(key), apperr.CodeInvalid, "There is no such field")
			continue
		}
		c.read(f, field, in[key])
	}
	for _, field := range set.Of(owner) {
		_, given := in[field.Key]
		if given {
			if field.Required && in[field.Key] == nil {
				f.Add(at.At(field.Key), apperr.CodeRequired, field.Label+" is needed")
			}
			continue
		}
		switch {
		case isNew && field.Default != nil:
			c.add(field, []string{*field.Default})
			c.defaulted = append(c.defaulted, field.ID)
		case field.Required && Writable(field, staff) && isNew:
			f.Add(at.At(field.Key), apperr.CodeRequired, field.Label+" is needed")
		case field.Required && Writable(field, staff) && len(in) > 0:
			c.required = append(c.required, field)
		}
	}
	return c, s.checkReferences(ctx, caller, f, c)
}

// read validates the input of one field.
func (c *Change) read(f *apperr.Fields, field *models.CustomField, in any) {
	if in == nil {
		c.fields = append(c.fields, field)
		return
	}
	place := c.at.At(field.Key)
	if !field.List {
		if read, err := value(field, in); err != nil {
			addError(f, place, err)
		} else {
			c.add(field, []string{read})
		}
		return
	}
	if text, ok := in.(Text); ok {
		items, err := text.list()
		if err != nil {
			addError(f, place, err)
			return
		}
		in = items
	}
	list, ok := in.([]any)
	if !ok { // a single value is coerced to a list (GraphQL specification, section 3.11)
		list = []any{in}
	}
	if len(list) > maxItems {
		f.Add(place, apperr.CodeTooLong, fmt.Sprintf("A list can have at most %d values", maxItems))
		return
	}
	var values []string
	bytes := 0
	for i, item := range list {
		read, err := value(field, item)
		if err != nil {
			addError(f, place.At(strconv.Itoa(i)), err)
			continue
		}
		values = append(values, read)
		if bytes += len(read); bytes > maxListBytes {
			f.Add(place, apperr.CodeTooLong, "The values of a list can have at most 65,536 bytes in total")
			return
		}
	}
	c.add(field, values)
}

func (c *Change) add(field *models.CustomField, values []string) {
	c.fields = append(c.fields, field)
	if len(values) == 0 {
		c.rows = append(c.rows, &models.CustomFieldValue{FieldID: field.ID, Item: -1})
	}
	for i, v := range values {
		key := kinds[field.Type].key(v)
		row := &models.CustomFieldValue{FieldID: field.ID, Item: i, Value: v, ValueKey: &key}
		if field.Unique {
			row.UniqueKey = uniqueKey(field, v)
		}
		c.rows = append(c.rows, row)
	}
}

// uniqueKey returns the hash that must be unique for a field: of the value trimmed, in NFKC and without case. It
// returns nil for an empty text, which is never a duplicate.
func uniqueKey(field *models.CustomField, value string) *string {
	k := kinds[field.Type]
	text := k.key(value)
	if k.lengthRules && field.Type != models.FieldEmail {
		text, _ = normalize.Caseless(value, input.MaxURL) // the longest value that can be unique
		text = normalize.Trim(text)
	}
	if text == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(text))
	key := hex.EncodeToString(sum[:])
	return &key
}

func (c *Change) field(id string) *models.CustomField {
	for _, f := range c.fields {
		if f.ID == id {
			return f
		}
	}
	return nil
}
