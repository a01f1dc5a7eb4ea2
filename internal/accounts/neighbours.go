package accounts

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/models"
)

// endSessions ends a customer's sessions, all but the one with the id except, and returns how many those were.
func endSessions(tx *gorm.DB, customerID, except string) (int, error) {
	q := tx.Where("customer_id = ?", customerID)
	if except != "" {
		q = q.Where("id <> ?", except)
	}
	done := q.Delete(&models.Session{})
	if done.Error != nil {
		return 0, fmt.Errorf("end sessions: %w", done.Error)
	}
	return int(done.RowsAffected), nil
}
