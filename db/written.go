package db

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

// position is where the primary's log stands, in bytes from its beginning. What is committed lies before it.
const position = "(pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"

// note writes the position into a row. It is not waited for until it lies on disk: a crash that loses it loses no more than that a
// replica may show its caller, once, what was a moment before. A loss of the primary may set positions back, so it overwrites.
const note = "UPDATE %s SET last_write_lsn = " + position + " WHERE id = ? AND set_config('synchronous_commit', 'off', true) <> ''"

// noteTime bounds how long a note may take.
const noteTime = 5 * time.Second

type writesKey struct{}

// TrackWrites returns a context that notices whether InTx has written in it, and how to ask.
func TrackWrites(ctx context.Context) (context.Context, func() bool) {
	done := new(atomic.Bool)
	return context.WithValue(ctx, writesKey{}, done), done.Load
}

func wrote(ctx context.Context) {
	if done, ok := ctx.Value(writesKey{}).(*atomic.Bool); ok {
		done.Store(true)
	}
}

// RecordLSN writes into the column written of a table's row how far the primary's log has got, for AllowReplica. It is called when a write of
// the row's caller is committed, and before that is answered. Without replicas it does nothing. Calls for one row at the same
// moment share a statement, so that a busy caller's writes do not queue for its row.
func (d *DB) RecordLSN(ctx context.Context, table, id string) error {
	if d.replicas == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	err := d.notes.share(ctx, table+" "+id, func() error {
		return d.write.Session(&gorm.Session{NewDB: true, Context: ctx}).Exec(fmt.Sprintf(note, table), id).Error
	})
	if err != nil {
		return fmt.Errorf("note a write in %s: %w", table, err)
	}
	return nil
}

// shared lets callers share what they do at the same moment under the same name: each is served by a run that began after it came.
type shared struct {
	mu   sync.Mutex
	runs map[string]*turn
}

// turn is a run that is under way, and the one after it, if anybody waits for that.
type turn struct {
	done chan struct{}
	err  error
	next *turn
}

func (s *shared) share(ctx context.Context, name string, do func() error) error {
	s.mu.Lock()
	if s.runs == nil {
		s.runs = map[string]*turn{}
	}
	now := s.runs[name]
	mine := &turn{done: make(chan struct{})}
	switch {
	case now == nil:
		s.runs[name] = mine
		s.mu.Unlock()
	case now.next != nil:
		next := now.next
		s.mu.Unlock()
		select {
		case <-next.done:
			return next.err
		case <-ctx.Done():
			return ctx.Err()
		}
	default:
		now.next = mine
		s.mu.Unlock()
		<-now.done // it ends in noteTime
	}
	mine.err = do()
	s.mu.Lock()
	if mine.next != nil {
		s.runs[name] = mine.next
	} else {
		delete(s.runs, name)
	}
	s.mu.Unlock()
	close(mine.done)
	return mine.err
}
