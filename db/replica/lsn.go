package replica

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// primaryLSN is the position of the primary's log in bytes from its start. Everything that is committed lies before it.
const primaryLSN = "(pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"

// recordLSN stores the position in a row, without waiting for the disk. If a crash loses it, a replica may once show
// its caller an older state. The value isn't compared with the previous one, since positions can go back when the
// primary is lost.
const recordLSN = "UPDATE %s SET last_write_lsn = " + primaryLSN +
	" WHERE id = ? AND set_config('synchronous_commit', 'off', true) <> ''"

// recordTimeout and recordAttempts limit how long RecordLSN takes, and how often it tries.
const (
	recordTimeout  = 5 * time.Second
	recordAttempts = 3
)

// RecordLSN stores the position of the primary's log in the column last_write_lsn of a table's row, for Allow. It must
// be called after a write of the row's caller was committed, and before the response is sent. Concurrent calls for the
// same row share a statement, so that they don't queue for the row's lock. If the connection is lost, another one is
// tried. If the primary is lost, nothing needs to be recorded: no replica is used until it has replayed the mark of the
// next epoch.
func (r *Router) RecordLSN(ctx context.Context, primary *gorm.DB, table, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	err := r.writes.do(ctx, table+" "+id, func() error {
		record := fmt.Sprintf(recordLSN, table)
		var err error
		for range recordAttempts {
			err = primary.Session(&gorm.Session{NewDB: true, Context: ctx}).Exec(record, id).Error
			if err == nil || !isUnavailable(err) {
				break
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("record the last write in %s: %w", table, err)
	}
	return nil
}
