package customfields

import (
	"clientele/db"
	"clientele/internal/filter"
)

// column builds conditions on the values of a field. PostgreSQL compares the field id and the value as one text, which
// has an index with its own statistics (see migration rare_kinds). SQLite compares two columns with a common index.
// All field ids have the same length, so the texts sort like the values.
type column struct {
	dialect db.Dialect
	fieldID string
}

const fieldValue = "(field_id || value_key)"

// in matches values that are equal to one of keys.
func (c column) in(keys []string) filter.Expr {
	if c.dialect == db.SQLite {
		return filter.SQL("field_id = ? AND value_key IN ?", c.fieldID, keys)
	}
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = c.fieldID + key
	}
	return filter.SQL(fieldValue+" IN ?", texts)
}

// between matches values between low and high, compared by the operators above and below.
func (c column) between(above, low, below, high string) filter.Expr {
	if c.dialect == db.SQLite {
		return filter.SQL("field_id = ? AND value_key"+above+"? AND value_key"+below+"?", c.fieldID, low, high)
	}
	return filter.SQL(fieldValue+above+"? AND "+fieldValue+below+"?", c.fieldID+low, c.fieldID+high)
}

// like matches values by a pattern: e is its condition on value_key, a prefix range, an equality or a LIKE.
func (c column) like(e filter.Expr) filter.Expr {
	switch {
	case len(e.Args) == 2:
		return c.between(" >= ", e.Args[0].(string), " < ", e.Args[1].(string))
	case e.SQL == "value_key = ?":
		return c.in([]string{e.Args[0].(string)})
	}
	return filter.SQL("field_id = ? AND "+e.SQL, append([]any{c.fieldID}, e.Args...)...)
}
