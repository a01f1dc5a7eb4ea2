package mail

import (
	"context"
	"fmt"

	"clientele/models"
)

// countedStatuses are the statuses that an operator watches: all but SENT and DROPPED, which need no attention.
var countedStatuses = []models.EmailStatus{
	models.EmailQueued, models.EmailDelayed, models.EmailSending, models.EmailOutbox, models.EmailUncertain,
	models.EmailFailed,
}

// Counts returns the number of emails in each status but SENT and DROPPED, zeros included.
func (s *Service) Counts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, status := range countedStatuses {
		counts[string(status)] = 0
	}
	var rows []struct {
		Status string
		N      int64
	}
	q := s.db.Primary(ctx).Model(&models.Email{}).Select("status, count(*) AS n")
	if err := q.Where("status IN ?", countedStatuses).Group("status").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("count emails: %w", err)
	}
	for _, row := range rows {
		counts[row.Status] = row.N
	}
	return counts, nil
}
