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
// cancelled orders and days without orders. It is nil without ORDERS_READ. It takes one statement, which reads only the
// index orders_revenue.
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
		Orders   int
		Total    int64
	}
	err = s.db.Read(ctx).Raw("SELECT days.n, orders.currency, COUNT(*) AS orders, "+
		"CAST(SUM(orders.total_minor) AS BIGINT) AS total FROM "+days+
		" JOIN orders ON orders.placed_at >= days.since AND orders.placed_at < days.until"+
		" AND orders.status <> 'CANCELLED' GROUP BY days.n, orders.currency ORDER BY days.n, orders.currency",
		string(list)).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("add up the revenue of days: %w", err)
	}
	revenue := make([]*DailyRevenue, len(rows))
	for i, row := range rows {
		revenue[i] = &DailyRevenue{
			Date: o.days[row.N].date, Orders: row.Orders, Total: &models.Money{Minor: row.Total, Currency: row.Currency},
		}
	}
	return revenue, nil
}
