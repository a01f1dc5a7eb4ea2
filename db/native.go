package db

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"clientele/internal/pipeline"
)

// readNatively runs a statement by pgx itself, where its rows are models: database/sql makes a value of
// each column that pgx then need not, and a goroutine for each statement. Statements that are asked together are sent together.
// False where it does not apply, or where the connection was to blame and the statement can be sent by another; nothing was read then.
func readNatively(tx *gorm.DB) bool {
	_, counts := tx.Statement.Dest.(*int64)
	if tx.Name() != "postgres" || !counts && !modelled(tx) {
		return false
	}
	if t, ok := tx.Statement.ConnPool.(*transaction); ok {
		t.read(tx)
		return true
	}
	pool, ok := tx.Statement.ConnPool.(*sql.DB)
	if !ok {
		return false
	}
	r := &reading{tx: tx, pool: pool}
	if !pipeline.Submit(tx.Statement.Context, r, readAll) {
		readAll([]any{r})
	}
	return r.done || tx.Error != nil
}

// reading is a statement whose rows are to be read.
type reading struct {
	tx   *gorm.DB
	pool *sql.DB
	done bool // it was sent
}

// readAll sends readings, those of one database in one go.
func readAll(readings []any) {
	pools := map[*sql.DB][]*reading{}
	for _, each := range readings {
		r := each.(*reading)
		pools[r.pool] = append(pools[r.pool], r)
	}
	for pool, some := range pools {
		tx := some[0].tx
		onConn(tx, pool, func(ctx context.Context, c *pgx.Conn) {
			if len(some) == 1 {
				r, err := c.Query(ctx, tx.Statement.SQL.String(), natively(tx.Statement.Vars)...)
				some[0].read(r, err)
				return
			}
			var batch pgx.Batch
			for _, r := range some {
				batch.Queue(r.tx.Statement.SQL.String(), natively(r.tx.Statement.Vars)...)
			}
			results := c.SendBatch(ctx, &batch)
			for _, r := range some {
				r.read(results.Query())
			}
			_ = results.Close() // its error is that of the reading that failed
		})
	}
}

// onConn calls f with a connection of the pool that is open. That there is none becomes an error of tx.
func onConn(tx *gorm.DB, pool *sql.DB, f func(context.Context, *pgx.Conn)) {
	ctx := tx.Statement.Context
	conn, err := pool.Conn(ctx)
	if err != nil {
		_ = tx.AddError(err)
		return
	}
	defer func() { _ = conn.Close() }()
	err = conn.Raw(func(driver any) error {
		if c, ok := driver.(*stdlib.Conn); ok && !c.Conn().IsClosed() {
			f(ctx, c.Conn())
		}
		return nil
	})
	if err != nil {
		_ = tx.AddError(err)
	}
}

// read reads the rows that have come.
func (r *reading) read(rows pgx.Rows, err error) {
	tx := r.tx
	if err != nil {
		if rows != nil {
			rows.Close()
		}
		if !pgconn.SafeToRetry(err) && !anothersTimeout(tx, err) {
			_ = tx.AddError(err)
		}
		return
	}
	defer rows.Close()
	r.done = true
	defer func() {
		if tx.RowsAffected == 0 && anothersTimeout(tx, tx.Error) {
			tx.Error, r.done = nil, false
		}
	}()
	if n, ok := tx.Statement.Dest.(*int64); ok {
		readNumber(tx, rows, n)
		return
	}
	fields := rows.FieldDescriptions()
	columns := make([]string, len(fields))
	for i, field := range fields {
		columns[i] = field.Name
	}
	members, ok := membersOf(tx.Statement.Schema, columns)
	if !ok {
		_ = tx.AddError(fmt.Errorf("a column of %v is no member of %s", columns, tx.Statement.Schema.Name))
		return
	}
	read(tx, rows, members)
}

// anothersTimeout tells whether a connection failed by a deadline that this request has not reached. Under load a deadline that pgx
// has set for a request that was given up can meet the next one on its connection. Such a read is done again, on another connection.
func anothersTimeout(tx *gorm.DB, err error) bool {
	return pgconn.Timeout(err) && tx.Statement.Context.Err() == nil
}

// readNumber reads a number, such as a count; of several rows it is the last.
func readNumber(tx *gorm.DB, rows pgx.Rows, n *int64) {
	for rows.Next() {
		if err := rows.Scan(n); err != nil {
			_ = tx.AddError(err)
			return
		}
		tx.RowsAffected++
	}
	_ = tx.AddError(rows.Err())
	if tx.RowsAffected == 0 && tx.Statement.RaiseErrorOnNotFound && tx.Error == nil {
		_ = tx.AddError(gorm.ErrRecordNotFound)
	}
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
