package webhooks

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/events"
	"clientele/models"
)

// lastPosition returns the position of the last event.
func (s *Service) lastPosition(tx *gorm.DB) (int64, error) {
	var last []int64
	column := events.PositionColumn(s.db)
	q := tx.Model(&models.Event{}).Where(column + " IS NOT NULL").Order(column + " DESC").Limit(1)
	if err := q.Pluck(column, &last).Error; err != nil {
		return 0, fmt.Errorf("read the last position: %w", err)
	}
	if len(last) == 0 {
		return 0, nil
	}
	return last[0], nil
}
