package db

import (
	"context"
	"database/sql"
	"net/url"
	"runtime"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"

	"clientele/internal/files"
)

// sqliteDSN returns the address of an SQLite file with its pragmas. busy_timeout comes first, so that the others wait for
// a lock instead of failing; a transaction takes the write lock when it begins, since one that reads first and writes
// later cannot be made to wait.
func sqliteDSN(file string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "synchronous(NORMAL)", "temp_store(MEMORY)", "cache_size(-16000)",
	}, pragmas...)}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// openSQLite opens one connection that writes and a pool of readers: SQLite has one writer at a time, and a queue in this
// process is fairer and faster than its file lock.
func openSQLite(file string) (*DB, error) {
	_ = files.Create(file)                                                 // SQLite would use mode 0644. What cannot be created, SQLite reports
	for _, suffix := range []string{"-wal", "-shm", "-journal", ".lock"} { // new ones get the mode of the database
		files.Restrict(file + suffix)
	}
	write, err := gorm.Open(sqlite.Open(sqliteDSN(file)), gormConfig())
	if err != nil {
		return nil, err
	}
	if err := pool(write, 1); err != nil {
		return nil, err
	}
	read, err := gorm.Open(sqlite.Open(sqliteDSN(file, "query_only(1)")), gormConfig())
	if err != nil {
		return nil, err
	}
	if err := pool(read, max(4, 2*runtime.NumCPU())); err != nil {
		return nil, err
	}
	return &DB{Dialect: SQLite, read: read, write: write, lock: sqliteLock(file + ".lock")}, nil
}

// sqliteLock returns a lock between processes: a write transaction held open on a file of its own.
func sqliteLock(file string) func(context.Context) (func(), error) {
	return func(ctx context.Context) (func(), error) {
		_ = files.Create(file)
		q := url.Values{"_txlock": {"exclusive"}, "_pragma": {"busy_timeout(120000)"}}
		p, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
		if err != nil {
			return nil, err
		}
		tx, err := p.BeginTx(ctx, nil)
		if err != nil {
			_ = p.Close()
			return nil, err
		}
		return func() {
			_ = tx.Rollback() // nothing was written
			_ = p.Close()
		}, nil
	}
}
