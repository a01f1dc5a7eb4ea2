package customfields

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/normalize"
	"clientele/models"
)

// The limits of one list of values.
const (
	maxItems = 100
	// maxListBytes limits the values together, as they are stored: otherwise a page of records could hold hundreds of megabytes.
	maxListBytes = 64 << 10
)

// Values is what an operation says of a record's custom fields, by key: checked against the schema, but as it came.
type Values = map[string]any

// Change is checked values of one record, to be stored with it.
type Change struct {
	at     apperr.Path
	fields []*models.CustomField      // what is written, also what is cleared
	rows   []*models.CustomFieldValue // without their owner
	needed []*models.CustomField      // must be there afterwards
	filled []string                   // ids of fields that nobody gave, and that got their default
}

// Empty tells whether there is nothing to store.
func (c *Change) Empty() bool { return c == nil || len(c.fields) == 0 }

// Given is what of a change somebody gave, without the defaults of a new record: what a record that there is gets.
func (c *Change) Given() *Change {
	if c == nil || len(c.filled) == 0 {
		return c
	}
	g := &Change{at: c.at, needed: c.needed}
	for _, f := range c.fields {
		if !slices.Contains(c.filled, f.ID) {
			g.fields = append(g.fields, f)
		}
	}
	for _, row := range c.rows {
		if !slices.Contains(c.filled, row.FieldID) {
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// Check checks what somebody writes into the custom fields of one record: a new one, where defaults are filled in and required
// fields must be there, or one that there is, whose required fields must be there once any is touched. It notes every fault
// below at, by key. Who may not write a field is not asked for it.
func (s *Service) Check(ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path, owner models.CustomFieldOwner, in Values, isNew bool) (*Change, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	c := &Change{at: at}
	staff := Staff(caller)
	for _, key := range slices.Sorted(maps.Keys(in)) {
		field := set.Field(owner, key)
		if field == nil || !Writable(field, staff) {
			f.Add(at.At(key), apperr.CodeInvalid, "there is no such field to write")
			continue
		}
		c.take(f, field, in[key])
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
			c.filled = append(c.filled, field.ID)
		case field.Required && Writable(field, staff) && isNew:
			f.Add(at.At(field.Key), apperr.CodeRequired, field.Label+" is needed")
		case field.Required && Writable(field, staff) && len(in) > 0:
			c.needed = append(c.needed, field)
		}
	}
	return c, s.checkReferences(ctx, caller, f, c)
}

// take reads what was given for one field.
func (c *Change) take(f *apperr.Fields, field *models.CustomField, given any) {
	if given == nil {
		c.fields = append(c.fields, field)
		return
	}
	place := c.at.At(field.Key)
	if !field.List {
		if read, err := value(field, given); err != nil {
			note(f, place, err)
		} else {
			c.add(field, []string{read})
		}
		return
	}
	list, ok := given.([]any)
	if !ok { // one value is a list of one (GraphQL specification, section 3.11)
		list = []any{given}
	}
	if len(list) > maxItems {
		f.Add(place, apperr.CodeTooLong, fmt.Sprintf("a list holds at most %d values", maxItems))
		return
	}
	var values []string
	bytes := 0
	for i, each := range list {
		read, err := value(field, each)
		if err != nil {
			note(f, place.At(strconv.Itoa(i)), err)
			continue
		}
		values = append(values, read)
		if bytes += len(read); bytes > maxListBytes {
			f.Add(place, apperr.CodeTooLong, "the values of a list have at most 65,536 bytes together")
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

// uniqueKey is what no two records of a unique field may share: the value trimmed, in NFKC and without case. An empty text
// never collides.
func uniqueKey(field *models.CustomField, value string) *string {
	k := kinds[field.Type]
	text := k.key(value)
	if k.measured && field.Type != models.FieldEmail {
		text, _ = normalize.Caseless(value, maxURL) // the longest value that can be unique
		text = normalize.Trim(text)
	}
	if text == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(text))
	key := hex.EncodeToString(sum[:])
	return &key
}

// checkReferences checks that the records that are pointed to exist and may be read by the writer: one that may not is
// answered as one that does not exist. API keys and staff need the scope to read them; customers may point to
// themselves and their orders.
func (s *Service) checkReferences(ctx context.Context, caller auth.Caller, f *apperr.Fields, c *Change) error {
	ids := map[models.CustomFieldReference][]string{}
	for _, row := range c.rows {
		if field := c.field(row.FieldID); field.ReferenceTo != nil && row.Item >= 0 {
			ids[*field.ReferenceTo] = append(ids[*field.ReferenceTo], row.Value)
		}
	}
	seen := map[string]bool{}
	for to, list := range ids {
		if !sees(caller, to) {
			continue
		}
		table, owned := "customers", "id"
		if to == models.ReferenceOrder {
			table, owned = "orders", "customer_id"
		}
		q := s.db.Read(ctx).Table(table).Where("id IN ?", list)
		if !Staff(caller) {
			q = q.Where(owned+" = ?", caller.CustomerID)
		}
		var found []string
		if err := q.Pluck("id", &found).Error; err != nil {
			return fmt.Errorf("look for what custom fields point to: %w", err)
		}
		for _, id := range found {
			seen[id] = true
		}
	}
	for _, row := range c.rows {
		field := c.field(row.FieldID)
		if field.ReferenceTo == nil || row.Item < 0 || seen[row.Value] {
			continue
		}
		place := c.at.At(field.Key)
		if field.List {
			place = place.At(strconv.Itoa(row.Item))
		}
		note(f, place, notFound)
	}
	return nil
}

func (c *Change) field(id string) *models.CustomField {
	for _, f := range c.fields {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// StoreIn writes a change into a record whose row the transaction holds, field by field: what is not written stays. It tells
// whether anything changed. A value that must be unique and is not, or a required field that is still missing, is
// apperr.Invalid.
func (s *Service) StoreIn(tx *gorm.DB, ownerID string, c *Change) (bool, error) {
	if c.Empty() {
		return false, nil
	}
	ids := make([]string, len(c.fields))
	for i, f := range c.fields {
		ids[i] = f.ID
	}
	var before []models.CustomFieldValue
	if err := tx.Where("owner_id = ? AND field_id IN ?", ownerID, ids).Find(&before).Error; err != nil {
		return false, fmt.Errorf("read custom fields: %w", err)
	}
	if err := c.complete(tx, ownerID); err != nil {
		return false, err
	}
	if c.stands(before) {
		return false, nil
	}
	if len(before) > 0 {
		if err := tx.Where("owner_id = ? AND field_id IN ?", ownerID, ids).Delete(&models.CustomFieldValue{}).Error; err != nil {
			return false, fmt.Errorf("clear custom fields: %w", err)
		}
	}
	if err := c.checkUnique(tx); err != nil {
		return false, err
	}
	for _, row := range c.rows {
		row.OwnerID = ownerID
	}
	if len(c.rows) > 0 {
		if err := tx.Create(&c.rows).Error; err != nil {
			return false, fmt.Errorf("store custom fields: %w", err)
		}
	}
	return true, nil
}

// complete looks whether the required fields that the change leaves alone are there.
func (c *Change) complete(tx *gorm.DB, ownerID string) error {
	if len(c.needed) == 0 {
		return nil
	}
	ids := make([]string, len(c.needed))
	for i, f := range c.needed {
		ids[i] = f.ID
	}
	var found []string
	if err := tx.Model(&models.CustomFieldValue{}).Where("owner_id = ? AND field_id IN ?", ownerID, ids).Pluck("field_id", &found).Error; err != nil {
		return fmt.Errorf("read required custom fields: %w", err)
	}
	var f apperr.Fields
	for _, field := range c.needed {
		if !slices.Contains(found, field.ID) {
			f.Add(c.at.At(field.Key), apperr.CodeRequired, field.Label+" is needed")
		}
	}
	return f.Err()
}

// stands tells whether the values are stored already.
func (c *Change) stands(before []models.CustomFieldValue) bool {
	if len(before) != len(c.rows) {
		return false
	}
	type place struct {
		field string
		item  int
	}
	have := map[place]string{}
	for _, v := range before {
		have[place{v.FieldID, v.Item}] = v.Value
	}
	for _, row := range c.rows {
		if v, ok := have[place{row.FieldID, row.Item}]; !ok || v != row.Value {
			return false
		}
	}
	return true
}

// checkUnique tells every value that another record carries. The unique index has the last word.
func (c *Change) checkUnique(tx *gorm.DB) error {
	var f apperr.Fields
	seen := map[string]bool{}
	for _, row := range c.rows {
		if row.UniqueKey == nil {
			continue
		}
		var n int64
		if err := tx.Model(&models.CustomFieldValue{}).Where("field_id = ? AND unique_key = ?", row.FieldID, *row.UniqueKey).Count(&n).Error; err != nil {
			return fmt.Errorf("look for a value: %w", err)
		}
		if n > 0 || seen[row.FieldID+*row.UniqueKey] {
			f.Add(c.at.At(c.field(row.FieldID).Key), apperr.CodeNotUnique, "another record carries this value already")
		}
		seen[row.FieldID+*row.UniqueKey] = true
	}
	return f.Err()
}

// Conflict turns a transaction's violation of the index of unique values into an error that the user can fix. It returns any other error
// unchanged. The index doesn't say which of the change's unique fields it is about, so the error names the first one.
func (c *Change) Conflict(err error) error {
	column, ok := db.UniqueViolation(err)
	if !ok || !strings.Contains(column, "unique_key") || c == nil {
		return err
	}
	for _, row := range c.rows {
		if row.UniqueKey != nil {
			return apperr.Field(c.at.At(c.field(row.FieldID).Key), apperr.CodeNotUnique, "another record carries this value already")
		}
	}
	return err
}
