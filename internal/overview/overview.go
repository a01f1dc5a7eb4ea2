// Package overview counts what the start page of the dashboard shows. It reads the tables of other services through
// their indexes, and changes nothing.
package overview

import (
	"context"
	"fmt"
	"strings"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/models"
)

// Service counts records.
type Service struct {
	db  *db.DB
	now auth.Clock
}

// New returns a Service that uses the database d.
func New(d *db.DB, now auth.Clock) *Service { return &Service{db: d, now: now} }

// Overview is the numbers of the start page. Those that the caller may not read are nil. Counts end at db.MaxCounted.
type Overview struct {
	OrdersToday     *int
	OrdersToShip    *int
	OrdersUnpaid    *int
	NewCustomers    *int
	FailedEmails    *int
	FailingWebhooks *int
	HasAPIKey       *bool
	LastBackupAt    *models.Time

	days []day // of the revenue
}

// recentDays is the number of days, including today, of new customers and failed emails.
const recentDays = 7

// number is a number of the overview as SQL, and the scope that it requires.
type number struct {
	column string
	scope  models.Scope
	sql    string // with a parameter if since is set
	since  *models.Time
}

// numbers returns the numbers at the beginnings of today and of the recent days. Conditions of partial indexes have no
// parameters, so that PostgreSQL uses the indexes whatever the values are.
func numbers(today, recent models.Time) []number {
	count := func(table, where string) string {
		return fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) AS counted", table, where,
			db.MaxCounted)
	}
	return []number{
		{"orders_today", models.OrdersRead, count("orders", "placed_at >= ?"), &today},
		{"orders_to_ship", models.OrdersRead, count("orders",
			"status = 'OPEN' AND fulfillment_status IN ('UNFULFILLED', 'PARTIALLY_FULFILLED')"), nil},
		{"orders_unpaid", models.OrdersRead, count("orders",
			"status = 'OPEN' AND payment_status IN ('UNPAID', 'AUTHORIZED', 'PARTIALLY_PAID')"), nil},
		{"new_customers", models.CustomersRead, count("customers", "created_at >= ?"), &recent},
		{"failed_emails", models.StaffWrite, count("emails", "status = 'FAILED' AND created_at >= ?"), &recent},
		{"failing_webhooks", models.WebhooksWrite, count("webhooks",
			"active AND failing_since IS NOT NULL OR paused_reason IN ('GONE', 'FAILING')"), nil},
		{"has_api_key", models.StaffWrite, "SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_at IS NULL)", nil},
		{"last_backup_at", models.SettingsWrite, "SELECT last_backup_at FROM shop_settings", nil},
	}
}

// Get returns the numbers that the caller may read, with one statement. Days begin in the time zone with an IANA name,
// and the revenue is that of the given number of days, including today. An unknown name, or a number that is not
// between 1 and 92, is apperr.BadInput.
func (s *Service) Get(ctx context.Context, caller auth.Caller, timeZone string, days int) (*Overview, error) {
	zone, err := zoneOf(timeZone)
	if err != nil {
		return nil, err
	}
	period, err := lastDays(s.now().In(zone), days)
	if err != nil {
		return nil, err
	}
	recent, _ := lastDays(s.now().In(zone), recentDays)
	var columns []string
	var values []any
	for _, n := range numbers(recent[recentDays-1].since, recent[0].since) {
		if !caller.Can(n.scope) {
			continue
		}
		columns = append(columns, "("+n.sql+") AS "+n.column)
		if n.since != nil {
			values = append(values, *n.since)
		}
	}
	o := new(Overview)
	if len(columns) > 0 {
		q := s.db.Read(ctx).Raw("SELECT "+strings.Join(columns, ", "), values...)
		if err := q.Find(o).Error; err != nil {
			return nil, fmt.Errorf("count what the start page shows: %w", err)
		}
	}
	o.days = period
	return o, nil
}
