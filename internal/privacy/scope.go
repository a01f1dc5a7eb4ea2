package privacy

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db"
	"clientele/models"
)

// scope is what is erased: the values by which rows belong to a person.
type scope struct {
	customers []string // the id of the customer, and those of the customers that were merged into it
	addresses []string // of the customer
	orders    []string
	emails    []string // normalized addresses
	events    []string // those of the customer and of the orders; see findEvents
	webhooks  []string // all, with which the index of deliveries begins
	// before limits the rows that belong to the person by an address to those created before a time. Later ones may
	// belong to somebody who has the address since. The zero time is no limit.
	before models.Time
}

// idsByAddress are the kinds of ids in tables whose rows belong to a person by an address.
var idsByAddress = map[string]string{"one_time_tokens": models.OnceID, "consents": models.ConsentID}

// values returns the values that the columns of a link can have in the scope.
func (sc *scope) values(l Link) []string {
	switch l {
	case CustomerLink:
		return sc.customers
	case AddressLink:
		return sc.addresses
	case OrderLink:
		return sc.orders
	case EmailLink:
		return sc.emails
	case EventLink:
		return sc.events
	}
	return nil
}

// rows returns the condition of the rows of a table that are in the scope. It is false if there can be none.
func (sc *scope) rows(d *db.DB, t Table) (condition clause.Expr, ok bool) {
	var any []clause.Expr
	for _, r := range t.Relations {
		in, ok := sc.related(d, r)
		if !ok {
			continue
		}
		if r.Where != "" {
			in.SQL += " AND " + r.Where
		}
		if kind := idsByAddress[t.Name]; r.Link == EmailLink && kind != "" && !sc.before.IsZero() {
			in.SQL += " AND id < ?"
			in.Vars = append(in.Vars, models.FirstIDAt(kind, sc.before.Time))
		}
		any = append(any, in)
	}
	return joined(any, " OR "), len(any) > 0
}

// related returns the condition of a relation.
func (sc *scope) related(d *db.DB, r Relation) (clause.Expr, bool) {
	values := sc.values(r.Link)
	if len(values) == 0 {
		return clause.Expr{}, false
	}
	in := d.In(r.Column, values)
	if r.Link == EventLink {
		in = joined([]clause.Expr{in, d.In("webhook_id", sc.webhooks)}, " AND ")
	}
	return in, true
}

// joined returns conditions, each in parentheses, with a word between them.
func joined(all []clause.Expr, word string) clause.Expr {
	var one clause.Expr
	texts := make([]string, len(all))
	for i, each := range all {
		texts[i] = "(" + each.SQL + ")"
		one.Vars = append(one.Vars, each.Vars...)
	}
	one.SQL = strings.Join(texts, word)
	return one
}

// changes returns the condition of the rows of a table, which are overwritten, that an erasure changes.
func (t Table) changes() string {
	var any []string
	for _, c := range t.Columns {
		differs := map[Value]string{
			Null: c.Name + " IS NOT NULL", Empty: c.Name + " <> ''", EmptyList: c.Name + " <> '[]'",
		}[c.Becomes]
		switch {
		case differs == "":
		case c.Unless != "":
			any = append(any, "("+differs+" AND NOT ("+c.Unless+"))")
		default:
			any = append(any, differs)
		}
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// assignments returns the columns of a table, which are overwritten, with the expressions of their new values.
func (t Table) assignments() map[string]any {
	all := map[string]any{}
	for _, c := range t.Columns {
		switch {
		case c.Becomes == Unchanged:
		case c.Unless != "":
			all[c.Name] = gorm.Expr("CASE WHEN " + c.Unless + " THEN " + c.Name + " ELSE " + string(c.Becomes) + " END")
		default:
			all[c.Name] = gorm.Expr(string(c.Becomes))
		}
	}
	return all
}
