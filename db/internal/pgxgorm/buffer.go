package pgxgorm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// maxBuffered limits the statements that a transaction buffers.
const maxBuffered = 32

// requiredRow is the setting that db.LockRow gives its query: the error if the row does not exist.
const requiredRow = "clientele:required_row"

// buffer adds a statement that is sent with the next one.
func (t *transaction) buffer(ctx context.Context, s statement) error {
	if t.err != nil {
		return t.err
	}
	t.buffered = append(t.buffered, s)
	if len(t.buffered) < maxBuffered {
		return nil
	}
	return t.run(ctx)
}

// bufferLock buffers a query that only locks a row. Such a query reads nothing, and whether the row exists is checked
// when it is sent. It returns false for any other query.
func bufferLock(tx *gorm.DB) bool {
	t, ok := tx.Statement.ConnPool.(*transaction)
	if !ok {
		return false
	}
	v, ok := tx.Get(requiredRow)
	if !ok {
		return false
	}
	s := statement{sql: tx.Statement.SQL.String(), vars: tx.Statement.Vars, notFound: v.(error)}
	if err := t.buffer(tx.Statement.Context, s); err != nil {
		_ = tx.AddError(err)
		return true
	}
	tx.RowsAffected = 1
	return true
}

// lockedRow is the setting that db.LockedRow gives its UPDATE.
const lockedRow = "clientele:locked_row"

// writeBuffer is the connection pool of an INSERT or UPDATE in a transaction. It buffers the statement unless it
// returns rows.
type writeBuffer struct {
	*transaction
	rows int64 // the number of rows that are written unless the statement fails
}

// ExecContext buffers the statement.
func (b *writeBuffer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := b.buffer(ctx, statement{sql: query, vars: args}); err != nil {
		return nil, err
	}
	return driver.RowsAffected(b.rows), nil
}

// bufferInsert runs before GORM creates rows in a transaction.
func bufferInsert(tx *gorm.DB) {
	if t, ok := tx.Statement.ConnPool.(*transaction); ok && insertsAllRows(tx.Statement) {
		tx.Statement.ConnPool = &writeBuffer{t, rowCount(tx.Statement.ReflectValue)}
	}
}

// bufferUpdate runs before GORM updates rows in a transaction. It concerns only the row of db.LockedRow, which exists.
func bufferUpdate(tx *gorm.DB) {
	t, ok := tx.Statement.ConnPool.(*transaction)
	if _, locked := tx.Get(lockedRow); ok && locked {
		tx.Statement.ConnPool = &writeBuffer{t, 1}
	}
}

// unbuffer runs after GORM has created or updated rows.
func unbuffer(tx *gorm.DB) {
	if b, ok := tx.Statement.ConnPool.(*writeBuffer); ok {
		tx.Statement.ConnPool = b.transaction
	}
}

// insertsAllRows tells whether an INSERT either inserts or updates all of its rows, or fails. Only then is the number
// of affected rows known in advance.
func insertsAllRows(s *gorm.Statement) bool {
	c, ok := s.Clauses["ON CONFLICT"]
	if !ok {
		return true
	}
	on, ok := c.Expression.(clause.OnConflict)
	return ok && !on.DoNothing && len(on.Where.Exprs) == 0
}

func rowCount(v reflect.Value) int64 {
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Array {
		return int64(v.Len())
	}
	return 1
}
