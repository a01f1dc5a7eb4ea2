package db

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"clientele/db/citus"
	"clientele/internal/page"
)

// MaxCounted is the number of rows up to which a list is counted exactly. Counting a million rows takes as long as
// reading them, so the length of longer lists is estimated.
const MaxCounted = 10_000

// CountUpTo returns the number of rows that a query finds, exactly up to MaxCounted and estimated beyond. PostgreSQL's
// estimate is that of its planner. SQLite's is the number of the last row, or MaxCounted, which is then only a lower
// bound, if the query has conditions. An estimate is never less than MaxCounted.
func CountUpTo(q *gorm.DB) (page.Total, error) {
	q = q.Session(&gorm.Session{})
	fresh := q.Session(&gorm.Session{NewDB: true})
	if n, err := estimateBeforehand(fresh, q); err != nil || n > 0 {
		return page.Total{N: n, Estimated: true}, err
	}
	var n int64
	limited := plannedByValues(q).Select("1").Limit(MaxCounted + 1)
	if err := fresh.Table("(?) AS counted", limited).Count(&n).Error; err != nil {
		return page.Total{}, err
	}
	if n <= MaxCounted {
		return page.Total{N: int(n)}, nil
	}
	estimated, err := estimate(fresh, q)
	return page.Total{N: max(estimated, MaxCounted), Estimated: true}, err
}

// estimateBeforehand estimates the number of rows of a query without conditions on a distributed database, where a
// count with a limit takes long: each shard sends that many rows to the coordinator. It returns 0 if the query has
// conditions, or perhaps few enough rows to count them.
func estimateBeforehand(fresh, q *gorm.DB) (int, error) {
	if _, filtered := q.Statement.Clauses["WHERE"]; filtered || !citus.On(q) {
		return 0, nil
	}
	n, err := estimate(fresh, q)
	if n < 2*MaxCounted {
		return 0, err
	}
	return n, err
}

// CountEach returns the number of rows that a query finds for each value of a column, which is SQL. It uses Find,
// because the primary answers every Scan, also in a context of AllowReplica.
func CountEach(q *gorm.DB, column string) (map[string]int, error) {
	var rows []struct {
		Owner string
		N     int
	}
	if err := q.Select(column + " AS owner, COUNT(*) AS n").Group(column).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("count by %s: %w", column, err)
	}
	totals := make(map[string]int, len(rows))
	for _, row := range rows {
		totals[row.Owner] = row.N
	}
	return totals, nil
}

func estimate(fresh, q *gorm.DB) (int, error) {
	if q.Name() != "postgres" {
		if _, filtered := q.Statement.Clauses["WHERE"]; filtered {
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
	if citus.On(q) {
		return citus.EstimatedRows(text)
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
