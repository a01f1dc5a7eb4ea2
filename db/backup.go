package db

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// CopySQLite writes a consistent copy of the database into a new file, which only its owner can read. The database can
// be used meanwhile.
func (d *DB) CopySQLite(ctx context.Context, file string) error {
	if d.Dialect != SQLite {
		return errors.New("only an SQLite database can be copied into a file")
	}
	// VACUUM INTO fills an empty file and keeps its mode.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := d.write.WithContext(ctx).Exec("VACUUM INTO ?", file).Error; err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// Vacuum makes SQLite rewrite the database without the remains of deleted and overwritten values, also in its
// write-ahead log and in the indexes of the text search, and give free space back to the disk. It needs as much free
// space as the database has, and other writers wait for it. PostgreSQL does that on its own.
func (d *DB) Vacuum(ctx context.Context) error {
	if d.Dialect != SQLite {
		return nil
	}
	for _, statement := range []string{
		"INSERT INTO customers_search (customers_search) VALUES ('optimize')",
		"INSERT INTO orders_search (orders_search) VALUES ('optimize')",
		"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)",
	} {
		if err := d.write.WithContext(ctx).Exec(statement).Error; err != nil {
			return fmt.Errorf("vacuum the database: %w", err)
		}
	}
	return nil
}
