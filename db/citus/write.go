package citus

import (
	"errors"
	"fmt"
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// createUnique stores the unique values of new rows, and then the rows. If the rows are only to be stored unless there
// is a conflict, it stores nothing when a value is taken.
func createUnique(tx *gorm.DB, create func(*gorm.DB)) {
	s := tx.Statement
	rules := uniques[s.Table]
	if tx.Error != nil || tx.DryRun || len(rules) == 0 {
		create(tx)
		return
	}
	store := insertClaims
	if on, ok := s.Clauses["ON CONFLICT"].Expression.(clause.OnConflict); ok && on.DoNothing {
		store = insertIfFree
	}
	if err := store(tx, claimsOf(s.Context, rules, s.Schema, s.ReflectValue)); errors.Is(err, errTaken) {
		tx.RowsAffected = 0
		return
	} else if err != nil {
		_ = tx.AddError(err)
		return
	}
	create(tx)
}

// updateUnique runs an update, and makes the unique values those of the updated rows. Rows that are to get another
// distribution column move to another shard.
func updateUnique(tx *gorm.DB, update func(*gorm.DB)) {
	s := tx.Statement
	if tx.Error != nil || tx.DryRun {
		update(tx)
		return
	}
	changes, isMap := s.Dest.(map[string]any)
	if key, distributed := keys[s.Table]; distributed && changes[key] != nil {
		_ = tx.AddError(move(tx, key, changes))
		return
	}
	rules := rulesAbout(s.Table, func(column string) bool {
		_, changed := changes[column]
		return changed || !isMap && sets(s, column)
	})
	if len(rules) == 0 {
		update(tx)
		return
	}
	rows := func() *gorm.DB { return like(tx) }
	switch {
	case !isMap && primaryKey(s) == "":
		_ = tx.AddError(fmt.Errorf("a row of %s is updated without its id", s.Table))
		return
	case isMap:
		var owners []string
		if err := like(tx).Distinct().Pluck(rules[0].owner, &owners).Error; err != nil {
			_ = tx.AddError(err)
			return
		}
		rows = func() *gorm.DB { return fresh(tx).Table(s.Table).Where(rules[0].owner+" IN ?", owners) }
	}
	before, err := storedClaims(rules, rows())
	if err != nil {
		_ = tx.AddError(err)
		return
	}
	if update(tx); tx.Error != nil || tx.RowsAffected == 0 {
		return
	}
	var after []claim
	if isMap {
		after, err = storedClaims(rules, rows())
	} else {
		after = claimsOf(s.Context, rules, s.Schema, reflect.ValueOf(s.Dest))
	}
	if err == nil {
		err = replace(tx, before, after)
	}
	_ = tx.AddError(err)
}

// sets tells whether the update of a model sets a column.
func sets(s *gorm.Statement, column string) bool {
	selected, restricted := s.SelectAndOmitColumns(false, true)
	if set, listed := selected[column]; listed || restricted {
		return set
	}
	_, zero := s.Schema.LookUpField(column).ValueOf(s.Context, reflect.Indirect(reflect.ValueOf(s.Dest)))
	return !zero
}

// like returns a statement about the same rows of the same table, which GORM has not built yet.
func like(tx *gorm.DB) *gorm.DB {
	q := fresh(tx).Table(tx.Statement.Table)
	if where, ok := tx.Statement.Clauses["WHERE"]; ok {
		q.Statement.Clauses["WHERE"] = where
	}
	if id := primaryKey(tx.Statement); id != "" {
		q = q.Where("id = ?", id)
	}
	return q
}

// primaryKey returns the id of the model that a statement is about; empty if the statement has only conditions.
func primaryKey(s *gorm.Statement) string {
	if s.Schema == nil || s.Schema.PrioritizedPrimaryField == nil || s.Schema.PrioritizedPrimaryField.DBName != "id" {
		return ""
	}
	v := reflect.Indirect(reflect.ValueOf(s.Model))
	if v.Kind() != reflect.Struct || v.Type() != s.Schema.ModelType {
		return ""
	}
	return textOf(s.Schema.PrioritizedPrimaryField.ReflectValueOf(s.Context, v))
}
