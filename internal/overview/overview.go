// Package overview counts what the start page of the dashboard shows.
package overview

import (
	"context"
	"errors"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/models"
)

var errUnfinished = errors.New("unfinished")

// Service counts records.
type Service struct {
	db  *db.DB
	now auth.Clock
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock) *Service { return &Service{db: d, now: now} }

// Overview is what the numbers of the start page are about.
type Overview struct {
	TimeZone string
	Days     int
}

// DailyRevenue is the total of the orders of a day in a currency.
type DailyRevenue struct {
	Date   string // as 2026-11-29
	Orders int
	Total  *models.Money
}

// Get is unfinished.
func (s *Service) Get(context.Context, auth.Caller, string, int) (*Overview, error) {
	return nil, errUnfinished
}
