package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// transaction is a transaction of PostgreSQL, driven through pgx itself, so that fewer ways to the database and back are taken: BEGIN
// goes with the first statement, and what needs no answer (see Later) with the next one, or with COMMIT. To GORM it is a pool that is
// in a transaction. It is for one goroutine at a time, as any.
type transaction struct {
	pool   *sql.DB
	conn   *sql.Conn
	begun  bool
	later  []statement
	failed error // of the first statement that failed; nothing more is done then, whatever becomes of the error
}

// statement is SQL with its parameters, and what becomes of its answer.
type statement struct {
	sql    string
	vars   []any
	answer func(pgx.Rows) // reads the rows and closes them; nil where nobody wants them
	rows   *int64         // how many rows it answers or changes; nil where nobody wants to know
}

var (
	_ gorm.ConnPool    = (*transaction)(nil)
	_ gorm.TxCommitter = (*transaction)(nil)
)

// rollbackTime bounds how long giving up a transaction may take whose caller has gone. A connection that does not is closed.
const rollbackTime = 5 * time.Second

// inTransaction runs f in a transaction, and commits it if f returns no error.
func inTransaction(g *gorm.DB, f func(tx *gorm.DB) error) error {
	ctx, end := context.WithCancel(g.Statement.Context)
	defer end()
	pool, err := g.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	t := &transaction{pool: pool, conn: conn}
	committed := false
	defer func() {
		if !committed { // something failed, or f panicked
			_ = t.Rollback()
		}
		end() // closes rows that f has left open, for which the connection would wait
		_ = t.conn.Close()
	}()
	tx := g.Session(&gorm.Session{NewDB: true, Context: ctx})
	tx.Statement.ConnPool = t
	if err := f(tx); err != nil {
		if t.failed != nil && !errors.Is(err, t.failed) {
			return errors.Join(err, t.failed) // it tells whether to try again
		}
		return err
	}
	if err := t.commit(ctx); err != nil {
		return err
	}
	committed = true
	return nil
}

// run sends BEGIN, where that is still to come, what waits, and then s, in one go. The first that fails ends it.
func (t *transaction) run(ctx context.Context, s ...statement) error {
	if t.failed == nil {
		t.failed = t.sendAll(ctx, s)
	}
	return t.failed
}

func (t *transaction) sendAll(ctx context.Context, s []statement) error {
	all := append(t.later, s...)
	t.later = nil
	if !t.begun {
		all = append([]statement{{sql: "begin"}}, all...)
	}
	if len(all) == 0 {
		return nil
	}
	err := t.send(ctx, all)
	for tries := 0; err != nil && !t.begun && pgconn.SafeToRetry(err) && tries < 2; tries++ { // the connection had gone, and nothing was sent
		_ = t.conn.Close() // first: the others may have all of the pool, and the same trouble
		conn, lost := t.pool.Conn(ctx)
		if lost != nil {
			return lost
		}
		t.conn = conn
		err = t.send(ctx, all)
	}
	return err
}

func (t *transaction) send(ctx context.Context, all []statement) error {
	return t.conn.Raw(func(driver any) error {
		c := driver.(*stdlib.Conn).Conn()
		var batch pgx.Batch
		for _, s := range all {
			batch.Queue(s.sql, natively(s.vars)...)
		}
		results := c.SendBatch(ctx, &batch)
		for _, s := range all {
			if err := s.take(results); err != nil {
				_ = results.Close() // whose error is the same
				return err
			}
			t.begun = true
		}
		return results.Close()
	})
}

// errRolledBack says that a transaction could not be committed, since one of its statements had failed.
var errRolledBack = errors.New("the transaction was rolled back")

func (s statement) take(results pgx.BatchResults) error {
	if s.answer != nil {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		s.answer(rows)
		return rows.Err()
	}
	tag, err := results.Exec()
	if err != nil {
		return err
	}
	if s.rows != nil {
		*s.rows = tag.RowsAffected()
	}
	if s.sql == "commit" && tag.String() != "COMMIT" {
		return errRolledBack
	}
	return nil
}

// ExecContext runs a statement without rows.
func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	var n int64
	if err := t.run(ctx, statement{sql: query, vars: args, rows: &n}); err != nil {
		return nil, err
	}
	return driver.RowsAffected(n), nil
}

// QueryContext runs a statement whose rows database/sql reads.
func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a statement of whose rows the first is read.
func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if t.run(ctx) != nil { // then this must not run, and a row can have no other error
		gone, cancel := context.WithCancel(ctx)
		cancel()
		return t.conn.QueryRowContext(gone, query, args...)
	}
	return t.conn.QueryRowContext(ctx, query, args...)
}

// PrepareContext prepares a statement.
func (t *transaction) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	return t.conn.PrepareContext(ctx, query)
}

// read reads the rows of a statement into models.
func (t *transaction) read(tx *gorm.DB) {
	r := &reading{tx: tx}
	err := t.run(tx.Statement.Context, statement{sql: tx.Statement.SQL.String(), vars: tx.Statement.Vars, answer: func(rows pgx.Rows) { r.read(rows, nil) }})
	if err != nil && tx.Error == nil {
		_ = tx.AddError(err)
	}
}

// Commit ends the transaction for good.
func (t *transaction) Commit() error { return t.commit(context.Background()) }

func (t *transaction) commit(ctx context.Context) error {
	if !t.begun && len(t.later) == 0 {
		return t.failed // else nothing has happened
	}
	return t.run(ctx, statement{sql: "commit"})
}

// Rollback gives the transaction up.
func (t *transaction) Rollback() error {
	t.later = nil
	if !t.begun {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
	defer cancel()
	return t.send(ctx, []statement{{sql: "rollback"}})
}

// Later returns a handle whose writes are sent with the transaction's next statement, or with COMMIT: for those whose answer nobody
// needs. That one fails is the next statement's error, or InTx's. It says nothing of how many rows were changed.
func Later(tx *gorm.DB) *gorm.DB {
	t, ok := tx.Statement.ConnPool.(*transaction)
	if !ok {
		return tx
	}
	tx = tx.Session(&gorm.Session{NewDB: true, Context: tx.Statement.Context})
	tx.Statement.ConnPool = later{t}
	return tx
}

// later is a transaction whose writes wait.
type later struct{ *transaction }

// ExecContext has a statement wait.
func (l later) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	l.transaction.later = append(l.transaction.later, statement{sql: query, vars: args})
	return driver.RowsAffected(1), nil
}

// LockLater locks a table's row by its id until the transaction ends, together with its next statement; after that, the function that
// it returns tells whether the row is there.
func LockLater(tx *gorm.DB, table, id string) (there func() bool, err error) {
	t, ok := tx.Statement.ConnPool.(*transaction)
	if !ok {
		var found []string
		err := tx.Table(table).Where("id = ?", id).Pluck("id", &found).Error
		return func() bool { return len(found) > 0 }, err
	}
	counted(tx.Statement.Context)
	rows := new(int64)
	t.later = append(t.later, statement{sql: "SELECT id FROM " + table + " WHERE id = $1 FOR UPDATE", vars: []any{id}, rows: rows})
	return func() bool { return *rows > 0 }, nil
}
