package overview

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

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
	currencies, err := db.Distinct[models.CurrencyCode](ctx, s.db, "orders", "currency")
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
	list, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("encode days: %w", err)
	}
	var rows []struct {
		N     int
		Total *string // the number of orders and their total; nil without orders
	}
	days, belong := revenueParts(s.db.Dialect, string(list), o.days)
	err = s.db.TotalEach(ctx, days, "orders", "COUNT(*) || ' ' || SUM(total_minor)", belong).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("add up the revenue of days: %w", err)
	}
	for _, row := range rows {
		if row.Total == nil {
			continue
		}
		d := &DailyRevenue{Date: parts[row.N].date, Total: &models.Money{Currency: parts[row.N].Currency}}
		if _, err := fmt.Sscan(*row.Total, &d.Orders, &d.Total.Minor); err != nil {
			return nil, fmt.Errorf("read the revenue of %s, %q: %w", d.Date, *row.Total, err)
		}
		revenue = append(revenue, d)
	}
	return revenue, nil
}

// revenueParts returns the table expression of parts, and the condition of the orders of a part. The sum of each is
// that of a range of the index, so nothing has to be sorted or grouped. For PostgreSQL, the condition repeats the
// bounds of the whole period: its planner knows nothing about the parts, and could overestimate the cost so much that
// it compiles the statement first (its manual, chapter "Just-in-Time Compilation"), which takes longer than to run it.
func revenueParts(dialect db.Dialect, parts string, period []day) (clause.Expr, clause.Expr) {
	from := gorm.Expr(`(SELECT value ->> 'n' AS n, value ->> 'currency' AS currency, value ->> 'since' AS since,
		value ->> 'until' AS until FROM json_each(?)) AS parts`, parts)
	belong := gorm.Expr("orders.currency = parts.currency AND orders.placed_at >= parts.since AND " +
		"orders.placed_at < parts.until AND orders.status <> 'CANCELLED'")
	if dialect == db.Postgres {
		from = gorm.Expr("json_to_recordset(CAST(? AS json)) AS parts "+
			"(n int, currency text, since timestamptz, until timestamptz)", parts)
		belong = gorm.Expr(belong.SQL+" AND orders.placed_at >= ? AND orders.placed_at < ?",
			period[0].since, period[len(period)-1].until)
	}
	return from, belong
}
