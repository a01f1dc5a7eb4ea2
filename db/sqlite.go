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

// sqliteDSN returns the data source name of an SQLite file with its pragmas. The pragma busy_timeout comes first, so
// that the others wait for a lock instead of failing. A transaction takes the write lock when it begins, since SQLite
// can't make one wait that has already read.
func sqliteDSN(file string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "synchronous(NORMAL)", "temp_store(MEMORY)",
		"cache_size(-16000)",
	}, pragmas...)}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// openSQLite opens a connection for writing and a pool for reading. SQLite has one writer at a time, and waiting for a
// connection of this process is fairer and faster than waiting for its file lock.
func openSQLite(file string) (*DB, error) {
	_ = files.Create(file) // SQLite would use mode 0644, and reports errors

	for _, suffix := range []string{"-wal", "-shm", "-journal", ".lock"} { // new ones get the mode of the database
		files.Restrict(file + suffix)
	}
	write, err := openSQLitePool(sqliteDSN(file), 1)
	if err != nil {
		return nil, err
	}
	read, err := openSQLitePool(sqliteDSN(file, "query_only(1)"), max(4, 2*runtime.NumCPU()))
	if err != nil {
		return nil, err
	}
	return &DB{Dialect: SQLite, read: read, write: write, lock: sqliteLock(file + ".lock")}, nil
}

func openSQLitePool(dsn string, maxConns int) (*gorm.DB, error) {
	g, err := gorm.Open(sqlite.Open(dsn), gormConfig())
	if err != nil {
		return nil, err
	}
	return g, limitPool(g, maxConns)
}

// sqliteLock returns a lock between processes: an open write transaction on a separate file.
func sqliteLock(file string) lockFunc {
	return func(ctx context.Context) (context.Context, func(), error) {
		_ = files.Create(file)
		q := url.Values{"_txlock": {"exclusive"}, "_pragma": {"busy_timeout(120000)"}}
		p, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
		if err != nil {
			return nil, nil, err
		}
		tx, err := p.BeginTx(ctx, nil)
		if err != nil {
			_ = p.Close()
			return nil, nil, err
		}
		return ctx, func() {
			_ = tx.Rollback() // nothing was written
			_ = p.Close()
		}, nil
	}
}

// UseMemoryForWrites makes SQLite keep more of the database in memory while the program writes many rows: up to 64 MB,
// and as much in the write-ahead log on disk. Without it, a large database is read and written again and again. On
// PostgreSQL it does nothing.
func (d *DB) UseMemoryForWrites(ctx context.Context) error {
	if d.Dialect != SQLite {
		return nil
	}
	for _, pragma := range []string{"PRAGMA cache_size = -64000", "PRAGMA wal_autocheckpoint = 16000"} {
		var ignored int
		if err := d.write.WithContext(ctx).Raw(pragma).Scan(&ignored).Error; err != nil {
			return err
		}
	}
	return nil
}
