package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Pools returns the pools of connections by what they are for: "write" and "read" with SQLite, "all" with PostgreSQL, and
// "replica1" and so on of replicas.
func (d *DB) Pools() (map[string]*sql.DB, error) {
	write, err := d.write.DB()
	if err != nil {
		return nil, err
	}
	if d.read == d.write {
		pools := map[string]*sql.DB{"all": write}
		if d.replicas != nil {
			for _, r := range d.replicas.all {
				pools[r.name] = r.pool
			}
		}
		return pools, nil
	}
	read, err := d.read.DB()
	return map[string]*sql.DB{"write": write, "read": read}, err
}

// Trace is told of each SQL statement that begins, such as a SELECT, and returns what to call when it has ended, with its text,
// in which each value is a placeholder.
type Trace func(ctx context.Context, operation string) (end func(text string, rows int64, err error))

const traceEnd = "clientele:trace_end"

// Trace has t told of every statement from now on. It is called once, before the database is used.
func (d *DB) Trace(t Trace) error {
	if err := trace(d.write, t); err != nil || d.read == d.write {
		return err
	}
	return trace(d.read, t)
}

func trace(g *gorm.DB, t Trace) error {
	before := func(operation string) func(*gorm.DB) {
		return func(tx *gorm.DB) {
			if tx.DryRun {
				return
			}
			begins := operation
			if begins == "" { // it is written already
				begins, _, _ = strings.Cut(tx.Statement.SQL.String(), " ")
			}
			tx.InstanceSet(traceEnd, t(tx.Statement.Context, begins))
		}
	}
	after := func(tx *gorm.DB) {
		if tx.DryRun {
			return
		}
		if v, ok := tx.InstanceGet(traceEnd); ok {
			err := tx.Error
			if errors.Is(err, gorm.ErrRecordNotFound) {
				err = nil
			}
			v.(func(string, int64, error))(tx.Statement.SQL.String(), tx.Statement.RowsAffected, err)
		}
	}
	c := g.Callback()
	return errors.Join(
		c.Create().Before("gorm:create").Register("trace:before", before("INSERT")), c.Create().After("gorm:create").Register("trace:after", after),
		c.Query().Before("gorm:query").Register("trace:before", before("SELECT")), c.Query().After("gorm:query").Register("trace:after", after),
		c.Update().Before("gorm:update").Register("trace:before", before("UPDATE")), c.Update().After("gorm:update").Register("trace:after", after),
		c.Delete().Before("gorm:delete").Register("trace:before", before("DELETE")), c.Delete().After("gorm:delete").Register("trace:after", after),
		c.Row().Before("gorm:row").Register("trace:before", before("SELECT")), c.Row().After("gorm:row").Register("trace:after", after),
		c.Raw().Before("gorm:raw").Register("trace:before", before("")), c.Raw().After("gorm:raw").Register("trace:after", after),
	)
}

// readyTime bounds how long the database may take to say that it is there.
const readyTime = 2 * time.Second

// Ready tells, within two seconds, whether the database answers and its tables are those of this program.
func (d *DB) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	var at int64
	if err := d.Read(ctx).Raw("SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&at).Error; err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	known, err := newest(d.Dialect)
	if err != nil {
		return err
	}
	if at != known {
		return fmt.Errorf("the database is at version %d, this program at %d", at, known)
	}
	return nil
}
