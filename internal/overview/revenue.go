package overview

import (
	"context"
	"encoding/json"
	"fmt"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/models"
)

// DailyRevenue is the total of the orders of a day in a currency.
type DailyRevenue struct {
	Date   string // as 2026-11-29
	Orders int
	Total  *models.Money
}

// part is a day in a currency, whose revenue is to be added up.
type part struct {
	N        int                 `json:"n"` // the position in the list
	Currency models.CurrencyCode `json:"currency"`
	Since    string              `json:"since"`
	Until    string              `json:"until"`

	date string
}

// Revenue returns the totals of the orders of the days of an overview by day and currency, oldest first, without
// cancelled orders and days without orders. It is nil without ORDERS_READ. It takes two statements, which read only the
// indexes orders_currency and orders_revenue.
func (s *Service) Revenue(ctx context.Context, caller auth.Caller, o *Overview) ([]*DailyRevenue, error) {
	if !caller.Can(models.OrdersRead) {
		return nil, nil
	}
	// The currencies are found by skipping from one to the next in the index.
	var currencies []models.CurrencyCode
	err := s.db.Read(ctx).Raw(`WITH RECURSIVE used (currency) AS (
		SELECT MIN(currency) FROM orders
		UNION ALL SELECT (SELECT MIN(orders.currency) FROM orders WHERE orders.currency > used.currency)
		FROM used WHERE used.currency IS NOT NULL)
		SELECT currency FROM used WHERE currency IS NOT NULL ORDER BY currency`).Find(&currencies).Error
	if err != nil {
		return nil, fmt.Errorf("find the currencies of orders: %w", err)
	}
	var parts []part
	for _, d := range o.days {
		for _, currency := range currencies {
			parts = append(parts, part{len(parts), currency, d.since.Stored(), d.until.Stored(), d.date})
		}
	}
	revenue := []*DailyRevenue{}
	if len(parts) == 0 {
		return revenue, nil
	}
	var rows []struct {
		N    int
		Sums *string // the number of orders and their total; nil without orders
	}
	sql, args, err := revenueQuery(s.db.Dialect, parts, o.days)
	if err == nil {
		err = s.db.Read(ctx).Raw(sql, args...).Find(&rows).Error
	}
	if err != nil {
		return nil, fmt.Errorf("add up the revenue of days: %w", err)
	}
	for _, row := range rows {
		if row.Sums == nil {
			continue
		}
		d := &DailyRevenue{Date: parts[row.N].date, Total: &models.Money{Currency: parts[row.N].Currency}}
		if _, err := fmt.Sscan(*row.Sums, &d.Orders, &d.Total.Minor); err != nil {
			return nil, fmt.Errorf("read the revenue of %s, %q: %w", d.Date, *row.Sums, err)
		}
		revenue = append(revenue, d)
	}
	return revenue, nil
}

// revenueQuery returns the statement that adds up the parts, in their order. The sum of each is that of a range of the
// index, so nothing has to be sorted or grouped. For PostgreSQL, the statement repeats the bounds of the whole period:
// its planner knows nothing about the parts, and could overestimate the cost so much that it compiles the statement
// first (its manual, chapter "Just-in-Time Compilation"), which takes longer than to run it.
func revenueQuery(dialect db.Dialect, parts []part, period []day) (string, []any, error) {
	list, err := json.Marshal(parts)
	if err != nil {
		return "", nil, fmt.Errorf("encode days: %w", err)
	}
	from, bounds, args := `(SELECT value ->> 'n' AS n, value ->> 'currency' AS currency, value ->> 'since' AS since,
		value ->> 'until' AS until FROM json_each(?)) AS parts`, "", []any{string(list)}
	if dialect == db.Postgres {
		from = "json_to_recordset(CAST(? AS json)) AS parts (n int, currency text, since timestamptz, until timestamptz)"
		bounds = " AND orders.placed_at >= ? AND orders.placed_at < ?"
		args = []any{period[0].since, period[len(period)-1].until, string(list)}
	}
	return `SELECT parts.n, (SELECT COUNT(*) || ' ' || SUM(orders.total_minor) FROM orders
		WHERE orders.currency = parts.currency AND orders.placed_at >= parts.since AND orders.placed_at < parts.until` +
		bounds + ` AND orders.status <> 'CANCELLED') AS sums FROM ` + from + ` ORDER BY parts.n`, args, nil
}
