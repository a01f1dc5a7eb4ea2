package db

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// readNatively runs a statement outside of transactions by pgx itself, where its rows are models: database/sql makes a value of
// each column that pgx then need not, and a goroutine for each statement. False where it does not apply, or the connection turned
// out to be gone before anything was sent; nothing has happened then.
func readNatively(tx *gorm.DB) bool {
	pool, ok := tx.Statement.ConnPool.(*sql.DB)
	if !ok || tx.Name() != "postgres" || !modelled(tx) {
		return false
	}
	ctx := tx.Statement.Context
	conn, err := pool.Conn(ctx)
	if err != nil {
		_ = tx.AddError(err)
		return true
	}
	defer func() { _ = conn.Close() }()
	done := false
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return nil
		}
		done = ask(ctx, tx, c.Conn())
		return nil
	})
	if !done && err != nil {
		_ = tx.AddError(err)
		return true
	}
	return done
}

// ask sends the statement and reads its rows; false where nothing was sent.
func ask(ctx context.Context, tx *gorm.DB, c *pgx.Conn) bool {
	if c.IsClosed() {
		return false
	}
	r, err := c.Query(ctx, tx.Statement.SQL.String(), natively(tx.Statement.Vars)...)
	if err != nil {
		if pgconn.SafeToRetry(err) {
			return false
		}
		_ = tx.AddError(err)
		return true
	}
	defer r.Close()
	fields := r.FieldDescriptions()
	columns := make([]string, len(fields))
	for i, field := range fields {
		columns[i] = field.Name
	}
	members, ok := membersOf(tx.Statement.Schema, columns)
	if !ok {
		_ = tx.AddError(fmt.Errorf("a column of %v is no member of %s", columns, tx.Statement.Schema.Name))
		return true
	}
	read(tx, r, members, true)
	return true
}

// natively returns parameters as pgx itself takes them.
func natively(vars []any) []any {
	for i, v := range vars {
		if texts, ok := v.(textArray); ok {
			vars[i] = []string(texts)
		}
	}
	return vars
}
