package db

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/page"
)

// MaxCounted is how many rows of a list are counted one by one. Of longer lists the length is estimated: to count a million rows
// takes as long as to read them.
const MaxCounted = 10_000

// CountUpTo returns how many rows a query finds, counted up to MaxCounted and estimated beyond: on PostgreSQL as its planner does,
// by the statistics; on SQLite by the last row's number where nothing narrows the list, and otherwise as MaxCounted, which is then
// no more than a lower bound. An estimate is never less than MaxCounted.
func CountUpTo(q *gorm.DB) (page.Total, error) {
	q = q.Session(&gorm.Session{})
	fresh := q.Session(&gorm.Session{NewDB: true})
	var n int64
	if err := fresh.Table("(?) AS counted", plannedByValues(q).Select("1").Limit(MaxCounted+1)).Count(&n).Error; err != nil {
		return page.Total{}, err
	}
	if n <= MaxCounted {
		return page.Total{N: int(n)}, nil
	}
	about, err := estimate(fresh, q)
	return page.Total{N: max(about, MaxCounted), Estimated: true}, err
}

func estimate(fresh, q *gorm.DB) (int, error) {
	if q.Name() != "postgres" {
		if _, narrowed := q.Statement.Clauses["WHERE"]; narrowed {
			return MaxCounted, nil
		}
		var last int
		err := q.Select("max(rowid)").Scan(&last).Error
		return last, err
	}
	var text string
	if err := fresh.Raw("EXPLAIN (FORMAT JSON) ?", q.Select("1")).Row().Scan(&text); err != nil {
		return 0, fmt.Errorf("estimate a list's length: %w", err)
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal([]byte(text), &plans); err != nil || len(plans) == 0 {
		return 0, fmt.Errorf("estimate a list's length from %.100s: %w", text, err)
	}
	return int(plans[0].Plan.Rows), nil
}
