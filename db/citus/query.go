package citus

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// beforeQuery changes a query of a distributed table so that Citus can run it, and runs it on one shard if possible.
func beforeQuery(tx *gorm.DB) {
	s := tx.Statement
	if tx.Error != nil || tx.DryRun || s.SQL.Len() > 0 {
		return
	}
	key, distributed := keys[s.Table]
	if !distributed {
		return
	}
	all, ok := conjunction(s)
	if ok && !isEqual(all, s.Table, key) {
		findOwner(tx, all)
		all, _ = conjunction(s)
	}
	if _, locks := s.Clauses["FOR"]; locks && !(ok && isEqual(all, s.Table, key)) {
		lockRows(tx)
	}
}

// conjunction returns the conditions of a statement. It returns false if there are alternatives.
func conjunction(s *gorm.Statement) ([]clause.Expression, bool) {
	where, ok := s.Clauses["WHERE"].Expression.(clause.Where)
	if !ok {
		return nil, false
	}
	for _, e := range where.Exprs {
		if _, or := e.(clause.OrConditions); or {
			return nil, false
		}
	}
	return where.Exprs, true
}

// equality returns the column and the value of a condition such as "id = ?", which may be followed by others. It
// returns false for any other condition.
func equality(e clause.Expression) (column string, value any, ok bool) {
	switch e := e.(type) {
	case clause.Expr:
		column, rest, found := strings.Cut(e.SQL, " = ?")
		if !found || strings.ContainsAny(column, " ()?") || rest != "" && !strings.HasPrefix(rest, " AND ") ||
			strings.Contains(rest, " OR ") || len(e.Vars) == 0 {
			return "", nil, false
		}
		return column, e.Vars[0], true
	case clause.Eq:
		switch c := e.Column.(type) {
		case string:
			return c, e.Value, true
		case clause.Column:
			return c.Name, e.Value, true
		}
	}
	return "", nil, false
}

// isEqual tells whether the conditions contain an equality of a column of a table.
func isEqual(all []clause.Expression, table, column string) bool {
	for _, e := range all {
		if name, _, ok := equality(e); ok && strings.TrimPrefix(name, table+".") == column {
			return true
		}
	}
	return false
}

// findOwner adds the distribution column to a query for a unique value, which it looks up first. So an email address
// leads to its customer with two statements that each read one shard.
func findOwner(tx *gorm.DB, all []clause.Expression) {
	table := tx.Statement.Table
	for _, rule := range uniques[table] {
		if len(rule.columns) != 1 || rule.owner != keys[table] {
			continue
		}
		for _, e := range all {
			column, value, ok := equality(e)
			if !ok || strings.TrimPrefix(column, table+".") != rule.columns[0] {
				continue
			}
			var found []claim
			q := fresh(tx).Table("unique_values").Where("value = ? AND index_name = ?", value, rule.name)
			if err := q.Find(&found).Error; err != nil {
				_ = tx.AddError(err)
				return
			}
			owner := ""
			if len(found) > 0 {
				owner = found[0].Owner
			}
			tx.Statement.AddClause(clause.Where{Exprs: []clause.Expression{
				clause.Expr{SQL: table + "." + keys[table] + " = ?", Vars: []any{owner}},
			}})
			return
		}
	}
}

// lockRows locks the rows of a query by writing them, because Citus has row locks only for queries of one shard. The
// query then reads what the writes have waited for. Rows that others have locked are not skipped but waited for.
func lockRows(tx *gorm.DB) {
	s := tx.Statement
	locking, _ := s.Clauses["FOR"].Expression.(clause.Locking)
	delete(s.Clauses, "FOR")
	if locking.Options != "" || s.Clauses["LIMIT"].Expression != nil {
		return // Sweep and its kind, which delete the rows by their ids
	}
	write := like(tx)
	column := lockColumn(s.Table)
	write.Statement.AllowGlobalUpdate = true
	if err := write.UpdateColumns(map[string]any{column: gorm.Expr(column)}).Error; err != nil {
		_ = tx.AddError(err)
	}
}
