package customfields

import (
	"clientele/db"
	"clientele/internal/filter"
)

// column is where a field's values stand, as conditions name it: on PostgreSQL a field and its value as one text, of which there is
// an index with statistics of its own (the migration rare_kinds says why); on SQLite two columns and their index. The ids of
// fields are of one length, so that the texts sort as the values do.
type column struct {
	dialect db.Dialect
	fieldID string
}

const fieldValue = "(field_id || value_key)"

// among holds where the value is one of some.
func (c column) among(keys []string) filter.Expr {
	if c.dialect == db.SQLite {
		return filter.SQL("field_id = ? AND value_key IN ?", c.fieldID, keys)
	}
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = c.fieldID + key
	}
	return filter.SQL(fieldValue+" IN ?", texts)
}

// between holds where the value lies between two ends; above and below are how it compares with them.
func (c column) between(above, low, below, high string) filter.Expr {
	if c.dialect == db.SQLite {
		return filter.SQL("field_id = ? AND value_key"+above+"? AND value_key"+below+"?", c.fieldID, low, high)
	}
	return filter.SQL(fieldValue+above+"? AND "+fieldValue+below+"?", c.fieldID+low, c.fieldID+high)
}

// like holds where the value matches a pattern, which is a condition on value_key: a beginning, a whole value, or any other.
func (c column) like(e filter.Expr) filter.Expr {
	switch {
	case len(e.Args) == 2:
		return c.between(" >= ", e.Args[0].(string), " < ", e.Args[1].(string))
	case e.SQL == "value_key = ?":
		return c.among([]string{e.Args[0].(string)})
	}
	return filter.SQL("field_id = ? AND "+e.SQL, append([]any{c.fieldID}, e.Args...)...)
}
