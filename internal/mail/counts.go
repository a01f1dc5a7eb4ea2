package mail

import (
	"context"
	"fmt"

	"clientele/models"
)

// Counts returns how many emails there are by status, zeros included, of the statuses that an operator watches: those that are
// not done with, failed, or may not have arrived. An index answers it.
func (s *Service) Counts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	watched := []models.EmailStatus{models.EmailQueued, models.EmailDelayed, models.EmailSending, models.EmailUncertain, models.EmailFailed}
	for _, status := range watched {
		counts[string(status)] = 0
	}
	var rows []struct {
		Status string
		N      int64
	}
	err := s.db.Primary(ctx).Model(&models.Email{}).Select("status, count(*) AS n").Where("status IN ?", watched).Group("status").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count emails: %w", err)
	}
	for _, row := range rows {
		counts[row.Status] = row.N
	}
	return counts, nil
}
