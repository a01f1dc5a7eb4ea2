package citus

import (
	"encoding/json"
	"fmt"
)

// EstimatedRows returns the number of rows in the plan of a distributed query, as EXPLAIN (FORMAT JSON) returns it.
// Citus estimates 100,000 for each query, and shows the plan of one of its tasks. All shards have about as many rows.
func EstimatedRows(plan string) (int, error) {
	type node struct {
		Rows float64 `json:"Plan Rows"`
	}
	var plans []struct {
		Plan struct {
			node
			Query struct {
				Job struct {
					Count int `json:"Task Count"`
					Tasks []struct {
						Plans [][]struct{ Plan node } `json:"Remote Plan"`
					}
				}
			} `json:"Distributed Query"`
		}
	}
	if err := json.Unmarshal([]byte(plan), &plans); err != nil || len(plans) == 0 {
		return 0, fmt.Errorf("estimate the rows of %.100s: %w", plan, err)
	}
	job := plans[0].Plan.Query.Job
	if len(job.Tasks) == 0 || len(job.Tasks[0].Plans) == 0 || len(job.Tasks[0].Plans[0]) == 0 {
		return int(plans[0].Plan.Rows), nil
	}
	return job.Count * int(job.Tasks[0].Plans[0][0].Plan.Rows), nil
}
