package events

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"clientele/db"
)

const (
	// positionInterval is the time between two looks for events without a position. It delays what polling programs
	// and webhooks see.
	positionInterval = 100 * time.Millisecond
	// idleInterval is the time between two looks while this server writes nothing: others look after their own events,
	// unless they are killed.
	idleInterval = time.Second
	// positionBatch is the number of events that get their positions in one transaction.
	positionBatch = 1000
)

// AssignPositions assigns positions to new events until ctx ends. Several servers may run it at the same time. On
// SQLite, where events have their positions at once, it returns immediately.
func (s *Service) AssignPositions(ctx context.Context) {
	if s.db.Dialect != db.Postgres {
		return
	}
	tick := time.NewTicker(positionInterval)
	defer tick.Stop()
	failing, commits, looked := false, int64(-1), time.Time{}
	for {
		if now := s.db.Commits(); now != commits || time.Since(looked) >= idleInterval {
			commits, looked = now, time.Now()
			err := s.AssignNew(ctx)
			if err != nil && ctx.Err() == nil && !failing { // once, not each time
				slog.ErrorContext(ctx, "assign positions to events", "error", err)
			}
			failing = err != nil
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// AssignNew assigns positions to all events that are committed and have none. On SQLite it does nothing.
func (s *Service) AssignNew(ctx context.Context) error {
	if s.db.Dialect != db.Postgres {
		return nil
	}
	for {
		var some bool
		err := s.db.Primary(ctx).Raw("SELECT EXISTS (SELECT 1 FROM events WHERE position IS NULL)").Scan(&some).Error
		if err != nil {
			return fmt.Errorf("look for events without a position: %w", err)
		}
		if !some {
			return nil
		}
		var assigned int64
		err = s.db.InTx(ctx, func(tx *gorm.DB) error {
			assigned, err = assignBatch(tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("assign positions to events: %w", err)
		}
		if assigned < positionBatch {
			return nil
		}
	}
}

// assignBatch assigns positions to the next events, in the order in which they were stored. The lock makes positions
// visible in their order: who sees one also sees all smaller ones. Events that another transaction has locked get
// theirs later, so that this transaction never waits for one that waits for it.
func assignBatch(tx *gorm.DB) (int64, error) {
	if err := db.Lock(tx, "events.position"); err != nil {
		return 0, err
	}
	q := tx.Exec(`UPDATE events SET position = numbered.position FROM (
			SELECT seq, (SELECT COALESCE(MAX(position), 0) FROM events) + row_number() OVER (ORDER BY seq) AS position
			FROM (
				SELECT seq FROM events WHERE position IS NULL ORDER BY seq LIMIT ?`+db.SkippingLocked(tx)+`
			) AS new
		) AS numbered WHERE events.seq = numbered.seq`, positionBatch)
	return q.RowsAffected, q.Error
}
