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

// Revenue returns the totals of the orders of the days of an overview by day and currency, oldest first, without
// cancelled orders and days without orders. It is nil without ORDERS_READ. It takes one statement, which reads only
// the index orders_revenue.
func (s *Service) Revenue(ctx context.Context, caller auth.Caller, o *Overview) ([]*DailyRevenue, error) {
	if !caller.Can(models.OrdersRead) {
		return nil, nil
	}
	type period struct {
		N     int    `json:"n"`
		Since string `json:"since"`
		Until string `json:"until"`
	}
	periods := make([]period, len(o.days))
	for i, d := range o.days {
		periods[i] = period{i, d.since.Stored(), d.until.Stored()}
	}
	list, err := json.Marshal(periods)
	if err != nil {
		return nil, fmt.Errorf("encode days: %w", err)
	}
	days := "(SELECT value ->> 'n' AS n, value ->> 'since' AS since, value ->> 'until' AS until FROM json_each(?)) AS days"
	if s.db.Dialect == db.Postgres {
		days = "json_to_recordset(CAST(? AS json)) AS days (n int, since timestamptz, until timestamptz)"
	}
	var rows []struct {
		N        int
		Currency models.CurrencyCode
		Sums     *string // the number of orders and their total; nil without orders
	}
	// The sum of a day in a currency is that of a range of the index, so nothing has to be sorted or grouped. The
	// currencies are found by skipping from one to the next.
	err = s.db.Read(ctx).Raw(`WITH RECURSIVE used (currency) AS (
			SELECT MIN(currency) FROM orders
			UNION ALL SELECT (SELECT MIN(orders.currency) FROM orders WHERE orders.currency > used.currency)
			FROM used WHERE used.currency IS NOT NULL)
		SELECT days.n, used.currency, (SELECT COUNT(*) || ' ' || SUM(orders.total_minor) FROM orders
			WHERE orders.currency = used.currency AND orders.placed_at >= days.since AND orders.placed_at < days.until
			AND orders.status <> 'CANCELLED') AS sums
		FROM `+days+` CROSS JOIN used WHERE used.currency IS NOT NULL ORDER BY days.n, used.currency`, string(list)).
		Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("add up the revenue of days: %w", err)
	}
	revenue := []*DailyRevenue{}
	for _, row := range rows {
		if row.Sums == nil {
			continue
		}
		d := &DailyRevenue{Date: o.days[row.N].date, Total: &models.Money{Currency: row.Currency}}
		if _, err := fmt.Sscan(*row.Sums, &d.Orders, &d.Total.Minor); err != nil {
			return nil, fmt.Errorf("read the revenue of %s, %q: %w", d.Date, *row.Sums, err)
		}
		revenue = append(revenue, d)
	}
	return revenue, nil
}
