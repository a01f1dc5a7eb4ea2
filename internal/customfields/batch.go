package customfields

import (
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/events"
	"clientele/models"
)

// Batch holds the custom fields of many records in memory while changes are applied to them, and stores them with a
// fixed number of statements. The transaction must have locked the records.
type Batch struct {
	values  map[string]models.FieldCopies // by record
	holders map[string]string             // the record that has a unique value, by its key; "" for none
	stored  map[[2]string]bool            // records and fields that the database has a value of
	staged  map[[2]string][]*models.CustomFieldValue
	order   [][2]string                   // the keys of staged, for a stable order
	changed map[string]bool               // keys of holders that changes have set
	earlier map[string]models.FieldCopies // by SetValues
	undo    []func()
}

// OpenBatch reads which records have the unique values of changes, with one statement. In a dry run, the unique values
// of its earlier batches replace the stored ones. It must be called before the records are read and locked: a record
// that a concurrent writer creates in between is then either found, or violates the unique index when it is stored.
// The other way round, its values would be those of a record that does not exist.
func (s *Service) OpenBatch(g *gorm.DB, dry *bulk.DryRun, changes []*Change) (*Batch, error) {
	b := &Batch{
		values: map[string]models.FieldCopies{}, holders: map[string]string{}, stored: map[[2]string]bool{},
		staged: map[[2]string][]*models.CustomFieldValue{}, changed: map[string]bool{},
		earlier: map[string]models.FieldCopies{},
	}
	unique := map[[2]string]bool{}
	for _, c := range changes {
		if c == nil {
			continue
		}
		for _, row := range c.rows {
			if row.UniqueKey != nil {
				unique[[2]string{row.FieldID, *row.UniqueKey}] = true
			}
		}
	}
	return b, b.loadHolders(g, s.db, dry, unique)
}

// LoadBatch is OpenBatch and LoadValues for changes of records that are locked already, and of no others.
func (s *Service) LoadBatch(g *gorm.DB, dry *bulk.DryRun, ownerIDs []string, changes []*Change) (*Batch, error) {
	b, err := s.OpenBatch(g, dry, changes)
	if err != nil {
		return nil, err
	}
	return b, s.LoadValues(g, b, ownerIDs, changes)
}

// LoadValues reads the values of locked records that changes of them can need, with one statement.
func (s *Service) LoadValues(g *gorm.DB, b *Batch, ownerIDs []string, changes []*Change) error {
	fields := map[string]bool{}
	for _, c := range changes {
		if c == nil {
			continue
		}
		for _, f := range slices.Concat(c.fields, c.required) {
			fields[f.ID] = true
		}
	}
	if len(fields) == 0 || len(ownerIDs) == 0 {
		return nil
	}
	var rows []*models.CustomFieldValue
	err := g.Where(s.db.In("owner_id", ownerIDs)).Where(s.db.In("field_id", slices.Sorted(maps.Keys(fields)))).
		Order("owner_id, field_id, item").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("read custom fields: %w", err)
	}
	for _, row := range rows {
		if b.values[row.OwnerID] == nil {
			b.values[row.OwnerID] = models.FieldCopies{}
		}
		addValue(b.values[row.OwnerID], row)
		b.stored[[2]string{row.OwnerID, row.FieldID}] = true
	}
	return nil
}

// loadHolders reads which records have unique values.
func (b *Batch) loadHolders(g *gorm.DB, d *db.DB, dry *bulk.DryRun, unique map[[2]string]bool) error {
	if len(unique) == 0 {
		return nil
	}
	pairs := make([][2]string, 0, len(unique))
	for pair := range unique {
		pairs = append(pairs, pair)
	}
	var rows []*models.CustomFieldValue
	err := g.Select("owner_id", "field_id", "unique_key").Where("unique_key IS NOT NULL").
		Where(d.InPairs("field_id", "unique_key", pairs)).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("find unique values: %w", err)
	}
	for _, row := range rows {
		b.holders[holderKey(row.FieldID, *row.UniqueKey)] = row.OwnerID
	}
	if dry == nil {
		return nil
	}
	for _, pair := range pairs {
		if holder, ok := dry.Keys[holderKey(pair[0], pair[1])]; ok {
			b.holders[holderKey(pair[0], pair[1])] = holder
		}
	}
	return nil
}

// holderKey identifies a unique value of a field. Ids of fields have the same length.
func holderKey(fieldID, uniqueKey string) string { return fieldID + "=" + uniqueKey }

// SetValues applies the values of a record that an earlier batch of a dry run would have stored: see Remember.
func (b *Batch) SetValues(ownerID string, values models.FieldCopies) {
	merged := models.FieldCopies{}
	maps.Copy(merged, b.values[ownerID])
	for field, list := range values {
		if list == nil {
			delete(merged, field)
		} else {
			merged[field] = list
		}
	}
	b.values[ownerID], b.earlier[ownerID] = merged, values
}

// Begin starts the changes of a record of the batch, which Rollback undoes.
func (b *Batch) Begin() { b.undo = b.undo[:0] }

// Rollback undoes all changes since Begin.
func (b *Batch) Rollback() {
	for _, undo := range slices.Backward(b.undo) {
		undo()
	}
	b.undo = b.undo[:0]
}

// Stage applies a change to a record in memory, and returns the fields that changed, to be recorded. Fields that are
// not in the change keep their value. A duplicate unique value and a missing required field are added to f.
func (b *Batch) Stage(f *apperr.Fields, ownerID string, c *Change) events.Changes {
	if c.Empty() {
		return nil
	}
	before, valid := b.values[ownerID], true
	for _, field := range c.required {
		if _, ok := before[field.ID]; !ok {
			f.Add(c.at.At(field.Key), apperr.CodeRequired, field.Label+" is needed")
			valid = false
		}
	}
	changes := c.Changes(before)
	if !valid || len(changes) == 0 || !b.checkUnique(f, ownerID, c) {
		return nil
	}
	for _, field := range c.fields {
		if field.Unique {
			for _, value := range before[field.ID] {
				if key := uniqueKey(field, value); key != nil {
					b.hold(holderKey(field.ID, *key), "")
				}
			}
		}
		b.stage([2]string{ownerID, field.ID}, nil)
	}
	after := models.FieldCopies{}
	maps.Copy(after, before)
	for _, field := range c.fields {
		delete(after, field.ID)
	}
	c.write(after)
	for _, row := range c.rows {
		stored := *row
		stored.OwnerID = ownerID
		pair := [2]string{ownerID, row.FieldID}
		b.stage(pair, append(slices.Clone(b.staged[pair]), &stored))
		if row.UniqueKey != nil {
			b.hold(holderKey(row.FieldID, *row.UniqueKey), ownerID)
		}
	}
	b.values[ownerID] = after
	b.undo = append(b.undo, func() { b.values[ownerID] = before })
	return changes
}

// checkUnique reports values that other records have, or that a list of the record has twice.
func (b *Batch) checkUnique(f *apperr.Fields, ownerID string, c *Change) bool {
	valid, seen := true, map[string]bool{}
	for _, row := range c.rows {
		if row.UniqueKey == nil {
			continue
		}
		key := holderKey(row.FieldID, *row.UniqueKey)
		if holder := b.holders[key]; holder != "" && holder != ownerID || seen[key] {
			f.Add(c.at.At(c.field(row.FieldID).Key), apperr.CodeNotUnique, taken)
			valid = false
		}
		seen[key] = true
	}
	return valid
}

// hold sets the record that has a unique value; "" for none.
func (b *Batch) hold(key, ownerID string) {
	before, was := b.holders[key]
	changedBefore := b.changed[key]
	b.holders[key], b.changed[key] = ownerID, true
	b.undo = append(b.undo, func() {
		b.changed[key] = changedBefore
		if b.holders[key] = before; !was {
			delete(b.holders, key)
		}
	})
}

// stage sets the rows to store for a field of a record.
func (b *Batch) stage(pair [2]string, rows []*models.CustomFieldValue) {
	before, was := b.staged[pair]
	if b.staged[pair] = rows; !was {
		b.order = append(b.order, pair)
	}
	b.undo = append(b.undo, func() {
		if b.staged[pair] = before; !was {
			delete(b.staged, pair)
			b.order = b.order[:len(b.order)-1]
		}
	})
}

// StoreBatch stores all changes, with at most two statements.
func (s *Service) StoreBatch(tx *gorm.DB, b *Batch) error {
	var cleared [][2]string
	var rows []*models.CustomFieldValue
	for _, pair := range b.order {
		if b.stored[pair] {
			cleared = append(cleared, pair)
		}
		rows = append(rows, b.staged[pair]...)
	}
	if len(cleared) > 0 {
		err := tx.Where(s.db.InPairs("owner_id", "field_id", cleared)).Delete(&models.CustomFieldValue{}).Error
		if err != nil {
			return fmt.Errorf("clear custom fields: %w", err)
		}
	}
	if err := db.InsertUnique(tx, rows, uniqueValue); err != nil {
		return fmt.Errorf("store custom fields: %w", err)
	}
	return nil
}

// uniqueValue returns the value of a row that no other record may have, or "" if its field is not unique.
func uniqueValue(row *models.CustomFieldValue) string {
	if row.UniqueKey == nil {
		return ""
	}
	return row.FieldID + *row.UniqueKey
}

// Remember makes a dry run remember the unique values of the batch. It returns the values that this batch and the
// earlier ones would have stored, by record; nil for a field without a value.
func (b *Batch) Remember(dry *bulk.DryRun) map[string]models.FieldCopies {
	for key, changed := range b.changed {
		if changed {
			dry.Set(key, b.holders[key])
		}
	}
	all := map[string]models.FieldCopies{}
	for id, values := range b.earlier {
		all[id] = maps.Clone(values)
	}
	for _, pair := range b.order {
		if all[pair[0]] == nil {
			all[pair[0]] = models.FieldCopies{}
		}
		all[pair[0]][pair[1]] = b.values[pair[0]][pair[1]]
	}
	return all
}
