package events

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/models"
)

// sweepBatch is the number of events that Sweep deletes in a transaction.
const sweepBatch = 500

// Sweep deletes events that are older than Options.Life, in transactions of a few hundred each. The event with the
// greatest position stays, because the next position is counted from it, and so do events without a position, and those
// that another transaction has locked.
func (s *Service) Sweep(ctx context.Context) error {
	if s.o.Life == 0 {
		return nil
	}
	before := models.At(s.o.Now().Add(-s.o.Life))
	for more := true; more; {
		err := s.db.InTx(ctx, func(tx *gorm.DB) error {
			var rows []*models.Event
			if err := old(tx, before).Find(&rows).Error; err != nil || len(rows) == 0 {
				more = false
				return err
			}
			var newest int64
			if err := tx.Raw("SELECT MAX(" + PositionColumn(s.db) + ") FROM events").Scan(&newest).Error; err != nil {
				return err
			}
			var ids []string
			for _, e := range rows {
				if e.Position != nil && *e.Position < newest {
					ids = append(ids, e.ID)
				}
			}
			more = len(rows) == sweepBatch && len(ids) > 0
			return tx.Where(s.db.In("id", ids)).Delete(&models.Event{}).Error
		})
		if err != nil {
			return fmt.Errorf("sweep events: %w", err)
		}
	}
	return nil
}

// old returns a query for the first events before a time. They are read in the order of an index, so that PostgreSQL
// uses it even in a plan for any time. It would otherwise expect that a third of the events is older, and read the
// table from its beginning.
func old(tx *gorm.DB, before models.Time) *gorm.DB {
	return db.SkipLocked(tx).Select("id", "position").Where("at < ?", before).Order("at").Limit(sweepBatch)
}
