package citus

import (
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// afterUpdate corrects the unique values of rows that were updated.
func afterUpdate(tx *gorm.DB) {
	table := tx.Statement.Table
	if tx.Error != nil || tx.DryRun || !setsUnique(tx) {
		return
	}
	owners, err := selected(tx, table, uniques[table][0].owner)
	if err == nil {
		err = Sync(tx, table, owners)
	}
	_ = tx.AddError(err)
}

// setsUnique tells whether a statement, which GORM has written, sets a column with unique values.
func setsUnique(tx *gorm.DB) bool {
	written := tx.Statement.SQL.String()
	for _, rule := range uniques[tx.Statement.Table] {
		sets := func(column string) bool { return strings.Contains(written, `"`+column+`"=`) }
		if slices.ContainsFunc(rule.columns, sets) {
			return true
		}
	}
	return false
}

// selected returns the values of a column in the rows that a statement updates or deletes.
func selected(tx *gorm.DB, table, column string) ([]string, error) {
	q := fresh(tx).Table(table)
	if where, ok := tx.Statement.Clauses["WHERE"]; ok {
		q.Statement.Clauses["WHERE"] = where
	}
	if id := primaryKey(tx); id != "" {
		q = q.Where("id = ?", id)
	}
	var values []string
	err := q.Distinct().Pluck(column, &values).Error
	return values, err
}

// primaryKey returns the id of the model that a statement is about; empty if the statement has only conditions.
func primaryKey(tx *gorm.DB) string {
	s := tx.Statement
	if s.Schema == nil || s.Schema.PrioritizedPrimaryField == nil || s.Schema.PrioritizedPrimaryField.DBName != "id" {
		return ""
	}
	v := reflect.Indirect(reflect.ValueOf(s.Model))
	if v.Kind() != reflect.Struct || v.Type() != s.Schema.ModelType {
		return ""
	}
	id, _ := textOf(tx, s.Schema.PrioritizedPrimaryField, v)
	return id
}

// beforeDelete deletes or changes what belongs to the rows that are about to be deleted.
func beforeDelete(tx *gorm.DB) {
	s := tx.Statement
	if tx.Error != nil || tx.DryRun || len(dependents[s.Table]) == 0 && len(uniques[s.Table]) == 0 {
		return
	}
	column := "id"
	if len(dependents[s.Table]) == 0 {
		column = uniques[s.Table][0].owner
	}
	ids, err := selected(tx, s.Table, column)
	if err != nil {
		_ = tx.AddError(err)
		return
	}
	if s.Table == "custom_field_values" {
		_ = tx.AddError(releaseValues(tx))
		return
	}
	_ = tx.AddError(deleteDependents(tx, s.Table, ids))
}

// releaseValues deletes the unique values of custom fields that a statement is about to delete.
func releaseValues(tx *gorm.DB) error {
	q := fresh(tx).Table("custom_field_values")
	if where, ok := tx.Statement.Clauses["WHERE"]; ok {
		q.Statement.Clauses["WHERE"] = where
	}
	rule := uniques["custom_field_values"][0]
	var rows []claim
	err := q.Where(rule.wanted).Select("CAST(? AS text) AS index_name, concat_ws(chr(31), field_id, unique_key) AS value, "+
		"owner_id", rule.name).Find(&rows).Error
	if err != nil {
		return err
	}
	return deleteClaims(tx, rows)
}

func deleteDependents(tx *gorm.DB, table string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if err := release(tx, table, ids); err != nil {
		return err
	}
	for _, d := range dependents[table] {
		statement := "DELETE FROM " + d.table + " WHERE " + d.column + " IN ?"
		if d.change != "" {
			statement = "UPDATE " + d.table + " SET " + d.change + " WHERE " + d.column + " IN ?"
		}
		if d.table == "custom_field_values" {
			if err := release(tx, d.table, ids); err != nil {
				return err
			}
		}
		if err := fresh(tx).Exec(statement, ids).Error; err != nil {
			return err
		}
	}
	for child, column := range cascades[table] {
		var below []string
		if err := fresh(tx).Table(child).Where(column+" IN ?", ids).Pluck("id", &below).Error; err != nil {
			return err
		}
		if err := deleteDependents(tx, child, below); err != nil {
			return err
		}
	}
	return nil
}
