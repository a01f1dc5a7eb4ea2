package db

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db/citus"
)

// Distribute distributes the tables over the workers of a Citus cluster, on which the extension is installed. The
// program must then be started again. It returns false if the tables are distributed already.
func (d *DB) Distribute(ctx context.Context) (bool, error) {
	pool, err := d.write.DB()
	if err != nil {
		return false, err
	}
	return citus.Distribute(ctx, pool)
}

// Mismatches returns how many unique values of a distributed database do not agree with the rows; see citus.Mismatches.
func (d *DB) Mismatches(ctx context.Context) (int, error) {
	pool, err := d.write.DB()
	if err != nil {
		return 0, err
	}
	return citus.Mismatches(ctx, pool)
}

// useCitus prepares the handles for a distributed database, if it is one.
func (d *DB) useCitus(ctx context.Context) error {
	pool, err := d.write.DB()
	if err != nil || d.Dialect != Postgres {
		return err
	}
	distributed, err := citus.Detect(ctx, pool)
	if err != nil || !distributed {
		return err
	}
	if d.replicas != nil {
		return errors.New("replicas cannot be used with a distributed database: remove CLIENTELE_REPLICA_URLS")
	}
	d.distributed = true
	return citus.Register(d.write)
}

// Distinct returns the different values of a column, in their order. The column must begin an index, in which the
// statement skips from one value to the next. The workers of a cluster cannot do that together, so it then takes one
// statement for each value.
func Distinct[T ~string](ctx context.Context, d *DB, table, column string) ([]T, error) {
	var values []T
	if !d.distributed {
		err := d.Read(ctx).Raw(`WITH RECURSIVE used (value) AS (
			SELECT MIN(` + column + `) FROM ` + table + `
			UNION ALL SELECT (SELECT MIN(` + column + `) FROM ` + table + ` WHERE ` + column + ` > used.value)
			FROM used WHERE used.value IS NOT NULL)
			SELECT value FROM used WHERE value IS NOT NULL ORDER BY value`).Find(&values).Error
		return values, err
	}
	for next := T(""); ; {
		var found []T
		err := d.Read(ctx).Table(table).Where(column+" > ?", next).Order(column).Limit(1).Pluck(column, &found).Error
		if err != nil || len(found) == 0 {
			return values, err
		}
		values, next = append(values, found...), found[0]
	}
}

// TotalEach returns the query for an aggregate of the rows of a table that belong to each of some rows, which have a
// column n: n and the total, in the order of n. The workers of a cluster have to join and group the rows; otherwise
// each total is that of a range of an index. Rows to which none belong have no total, or are left out.
func (d *DB) TotalEach(ctx context.Context, rows clause.Expr, table, total string, belong clause.Expr) *gorm.DB {
	if d.distributed {
		return d.Read(ctx).Raw("SELECT n, "+total+" AS total FROM ? JOIN "+table+" ON ? GROUP BY n ORDER BY n", rows, belong)
	}
	return d.Read(ctx).Raw("SELECT n, (SELECT "+total+" FROM "+table+" WHERE ?) AS total FROM ? ORDER BY n", belong, rows)
}

// OwnersWith returns which owners have rows of a table that match a condition, each with one look into an index that
// begins with the column of the owner. The workers of a cluster read the rows of all owners instead.
func (d *DB) OwnersWith(
	g *gorm.DB, owners []string, table, column string, condition clause.Expr,
) (found []string, err error) {
	if len(owners) == 0 {
		return nil, nil
	}
	if d.distributed {
		err = g.Table(table).Where(d.In(column, owners)).Where(condition).Distinct().Pluck(column, &found).Error
		return found, err
	}
	from := gorm.Expr("unnest(CAST(? AS text[])) AS owners (id)", textArray(owners))
	if d.Dialect == SQLite {
		from = gorm.Expr("(SELECT value AS id FROM json_each(?)) AS owners", jsonArray(owners))
	}
	// With OFFSET, PostgreSQL does not join the tables.
	err = g.Raw("SELECT id FROM ? WHERE EXISTS (SELECT 1 FROM "+table+" WHERE "+column+" = owners.id AND ? LIMIT 1 OFFSET 0)",
		from, condition).Find(&found).Error
	return found, err
}
