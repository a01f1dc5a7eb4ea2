package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// epoch is a time during which one server process is the primary. Positions of the log can only be compared within an
// epoch: a new primary may lack the end of the previous one's log, and the positions that were recorded there. So a
// replica is used only once it has replayed the mark of the current epoch. It then follows the current primary, and has
// everything that was committed before the epoch and not lost.
type epoch struct {
	timeline int64
	started  int64 // when the server was started, in microseconds
}

// currentEpoch selects the epoch of a primary.
const currentEpoch = "('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint, " +
	"(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint"

// The mark of an epoch is the comment on a table that every database of the program has. It is part of the log like
// every change.
const (
	markTable  = "goose_db_version"
	markPrefix = "primary "
	markOf     = "COALESCE(obj_description(to_regclass('" + markTable + "'), 'pg_class'), '')"
)

func (e epoch) mark() string { return fmt.Sprintf("%s%d %d", markPrefix, e.timeline, e.started) }

// isAfter tells whether an epoch is later than another. Each promotion increases the timeline.
func (e epoch) isAfter(other epoch) bool {
	return e.timeline > other.timeline || e.timeline == other.timeline && e.started > other.started
}

// SeePrimary must be called for each new connection to the primary before it is used. If the primary is another one, or
// was restarted, it takes the replicas out of use until they have replayed the mark of the new epoch.
func (r *Router) SeePrimary(ctx context.Context, conn *pgconn.PgConn) {
	if r == nil {
		return
	}
	results, err := conn.Exec(ctx, "SELECT "+currentEpoch).ReadAll()
	if err != nil { // of a server that isn't a primary, so that a statement that needs one will fail
		slog.DebugContext(ctx, "can't read the timeline of the primary", "error", err)
		return
	}
	var seen epoch
	row := results[0].Rows[0]
	seen.timeline, _ = strconv.ParseInt(string(row[0]), 10, 64)
	seen.started, _ = strconv.ParseInt(string(row[1]), 10, 64)
	r.see(seen)
}

// see records the epoch of the primary. It returns false if a later one is known.
func (r *Router) see(seen epoch) bool {
	r.epochMu.Lock()
	known := r.epoch
	if seen.isAfter(known) {
		r.epoch = seen
	}
	r.epochMu.Unlock()
	if !seen.isAfter(known) {
		return seen == known
	}
	for _, one := range r.replicas {
		if known != (epoch{}) {
			one.takeOut(errors.New("there is a new primary, or it was restarted"))
		}
	}
	return true
}

func (r *Router) current() epoch {
	r.epochMu.Lock()
	defer r.epochMu.Unlock()
	return r.epoch
}

// writeMark stores the mark of the primary's epoch unless it is there. The mark need not be on disk: after a crash
// there is another epoch.
func (r *Router) writeMark(ctx context.Context, at serverPosition) error {
	if at.mark == at.epoch.mark() {
		return nil
	}
	if at.mark != "" && !strings.HasPrefix(at.mark, markPrefix) {
		return fmt.Errorf("the table %s has a comment", markTable)
	}
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	tx, err := r.primary.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, statement := range []string{
		"SET LOCAL synchronous_commit = off",
		"COMMENT ON TABLE " + markTable + " IS '" + at.epoch.mark() + "'",
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("mark the primary's log: %w", err)
		}
	}
	return tx.Commit()
}

func (r *Router) markErr() error {
	r.epochMu.Lock()
	defer r.epochMu.Unlock()
	return r.markError
}

func (r *Router) setMarkErr(err error) {
	r.epochMu.Lock()
	defer r.epochMu.Unlock()
	r.markError = err
}
