package citus

import "gorm.io/gorm"

// beforeDelete deletes or changes what belongs to the rows that are about to be deleted.
func beforeDelete(tx *gorm.DB) {
	table := tx.Statement.Table
	if _, ok := tx.Get(moved); ok || tx.Error != nil || tx.DryRun {
		return
	}
	if err := releaseRows(tx, table, like(tx)); err != nil {
		_ = tx.AddError(err)
		return
	}
	if len(dependents[table]) == 0 {
		return
	}
	var ids []string
	if err := like(tx).Pluck("id", &ids).Error; err != nil {
		_ = tx.AddError(err)
		return
	}
	_ = tx.AddError(deleteDependents(tx, table, ids))
}

// releaseRows deletes the unique values of the rows of a query.
func releaseRows(tx *gorm.DB, table string, q *gorm.DB) error {
	claims, err := storedClaims(uniques[table], q)
	if err != nil {
		return err
	}
	return deleteClaims(tx, claims)
}

// deleteDependents deletes or changes what belongs to rows.
func deleteDependents(tx *gorm.DB, table string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	for _, d := range dependents[table] {
		statement := "DELETE FROM " + d.table + " WHERE " + d.column + " IN ?"
		if d.change != "" {
			statement = "UPDATE " + d.table + " SET " + d.change + " WHERE " + d.column + " IN ?"
		} else if err := releaseRows(tx, d.table, fresh(tx).Table(d.table).Where(d.column+" IN ?", ids)); err != nil {
			return err
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
