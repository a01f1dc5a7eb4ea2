// Package citus distributes the tables over the workers of a Citus cluster, and does what Citus does not: it keeps values
// unique across shards, deletes what belongs to a deleted row on other shards, and locks rows of several shards. The
// program works the same without it. The package knows the tables, and no rules of the shop.
package citus

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strings"
)

//go:embed distribute.sql
var distribution string

// Distribute distributes the tables.
func Distribute(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, s := range strings.Split(distribution, ";\n") {
		if strings.TrimSpace(s) == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(s), err)
		}
	}
	return tx.Commit()
}
