package pgxgorm

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"clientele/db/internal/connection"
	"clientele/internal/pipeline"
)

// queryWithPgx runs a query whose rows are models, or a count, with pgx. That avoids a database/sql value for each
// column and a goroutine for each statement. Statements of the same pipeline are sent together. It returns false,
// without having read anything, if the query is of another kind, or if its connection was lost and the query can be
// sent on another one.
func queryWithPgx(tx *gorm.DB) bool {
	if _, isCount := tx.Statement.Dest.(*int64); !isCount && !intoModels(tx) {
		return false
	}
	if t, ok := tx.Statement.ConnPool.(*transaction); ok {
		t.read(tx)
		return true
	}
	db, ok := sqlDB(tx.Statement.ConnPool)
	if !ok {
		return false
	}
	r := &read{tx: tx, db: db}
	if !pipeline.Submit(tx.Statement.Context, r, executeReads) {
		executeReads([]any{r})
	}
	return r.sent || tx.Error != nil
}

// read is a query whose rows are to be read.
type read struct {
	tx   *gorm.DB
	db   *sql.DB
	conn *pgconn.PgConn // nil in a transaction
	sent bool
}

// executeReads runs reads, those of the same database in one batch.
func executeReads(reads []any) {
	byDB := map[*sql.DB][]*read{}
	for _, each := range reads {
		r := each.(*read)
		byDB[r.db] = append(byDB[r.db], r)
	}
	for db, batch := range byDB {
		withConn(batch[0].tx, db, func(ctx context.Context, c *pgx.Conn) { sendReads(ctx, c, batch) })
	}
}

func sendReads(ctx context.Context, c *pgx.Conn, reads []*read) {
	for _, r := range reads {
		r.conn = c.PgConn()
	}
	if len(reads) == 1 {
		s := reads[0].tx.Statement
		rows, err := c.Query(ctx, s.SQL.String(), pgxArgs(s.Vars)...)
		reads[0].receive(rows, err)
		return
	}
	var batch pgx.Batch
	for _, r := range reads {
		batch.Queue(r.tx.Statement.SQL.String(), pgxArgs(r.tx.Statement.Vars)...)
	}
	results := c.SendBatch(ctx, &batch)
	for _, r := range reads {
		r.receive(results.Query())
	}
	_ = results.Close() // same error as that of the failed read
}

// withConn calls f with an open connection of the pool. A failure to get one is added to tx.
func withConn(tx *gorm.DB, db *sql.DB, f func(context.Context, *pgx.Conn)) {
	ctx := tx.Statement.Context
	conn, err := db.Conn(ctx)
	if err != nil {
		_ = tx.AddError(err)
		return
	}
	defer func() { _ = conn.Close() }()
	err = conn.Raw(func(driver any) error {
		if c, ok := driver.(pgxConn); ok && !c.Conn().IsClosed() {
			f(ctx, c.Conn())
		}
		return nil
	})
	if err != nil {
		_ = tx.AddError(err)
	}
}

// receive reads the rows of the query.
func (r *read) receive(rows pgx.Rows, err error) {
	tx := r.tx
	if err != nil {
		r.report(err)
		if rows != nil {
			rows.Close()
		}
		if !pgconn.SafeToRetry(err) && !repeats(tx, err) {
			_ = tx.AddError(err)
		}
		return
	}
	defer rows.Close()
	r.sent = true
	defer func() {
		r.report(tx.Error)
		if tx.RowsAffected == 0 && repeats(tx, tx.Error) {
			tx.Error, r.sent = nil, false
		}
	}()
	if n, ok := tx.Statement.Dest.(*int64); ok {
		scanCount(tx, rows, n)
		return
	}
	descriptions := rows.FieldDescriptions()
	columns := make([]string, len(descriptions))
	for i, description := range descriptions {
		columns[i] = description.Name
	}
	fields, ok := fieldsOf(tx.Statement.Schema, columns)
	if !ok {
		_ = tx.AddError(fmt.Errorf("a column of %v is not a field of %s", columns, tx.Statement.Schema.Name))
		return
	}
	scanRows(tx, rows, fields)
}

func (r *read) report(err error) {
	if r.conn != nil {
		connection.ReportLost(r.conn, err)
	}
}

// repeats tells whether a read that failed without having returned a row is repeated on another connection.
func repeats(tx *gorm.DB, err error) bool {
	s := tx.Statement
	return connection.Lost(err) && s.Context.Err() == nil && strings.HasPrefix(s.SQL.String(), "SELECT")
}

// scanCount reads a number such as a count. If there are several rows, the last one counts.
func scanCount(tx *gorm.DB, rows pgx.Rows, n *int64) {
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

// pgxArgs returns parameters in the form that pgx expects. Lists of strings need no text form.
func pgxArgs(vars []any) []any {
	for i, v := range vars {
		if list, ok := v.(interface{ Strings() []string }); ok {
			vars[i] = list.Strings()
		}
	}
	return vars
}
