package citus

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// shardConstraint matches the name of a constraint of a shard in a message, which ends with the number of the shard.
var shardConstraint = regexp.MustCompile(`constraint "(.+)_\d+"`)

// UniqueViolation returns what the violation of a unique index on a worker is on PostgreSQL, as "table.columns". It
// returns false for the error of a table that is not distributed.
func UniqueViolation(err *pgconn.PgError) (string, bool) {
	found := shardConstraint.FindStringSubmatch(err.Message)
	if found == nil {
		return "", false
	}
	name := found[1]
	if name == "unique_values_pkey" { // Key (value, index_name)=(ann@shop.example, customers.email_key) already exists.
		_, index, _ := strings.Cut(err.Detail, "=(")
		index, _, _ = strings.Cut(index[strings.LastIndex(index, ", ")+2:], ")")
		return index, true
	}
	table := ""
	for _, each := range append(slices.Collect(maps.Keys(keys)), references...) {
		if strings.HasPrefix(name, each+"_") && len(each) > len(table) {
			table = each
		}
	}
	return table + "." + strings.TrimPrefix(name, table+"_"), table != ""
}
