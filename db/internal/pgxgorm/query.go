package pgxgorm

import (
	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
)

// query replaces GORM's callback of the same name. GORM's scanner reads each value twice, through a pooled value and a
// setter, which took a quarter of the time of a list query.
func query(tx *gorm.DB) {
	if tx.Error != nil {
		return
	}
	callbacks.BuildQuerySQL(tx)
	if tx.DryRun || tx.Error != nil {
		return
	}
	if tx.Name() == "postgres" && (bufferLock(tx) || queryWithPgx(tx)) {
		return
	}
	s := tx.Statement
	rows, err := s.ConnPool.QueryContext(s.Context, s.SQL.String(), s.Vars...)
	if err != nil {
		_ = tx.AddError(err)
		return
	}
	defer func() { _ = tx.AddError(rows.Close()) }()
	if !scanSQLRows(tx, rows) {
		gorm.Scan(rows, tx, 0)
	}
	if s.Result != nil {
		s.Result.RowsAffected = tx.RowsAffected
	}
}
