package statements

import (
	"strings"
)

func (c *collector) transaction(n node) {
	kind := strings.ReplaceAll(enum(text(n, "kind"), "TRANS_STMT_"), "_", " ")
	c.add("statement", kind)
	for _, option := range options(n["options"]) {
		c.add("statement", kind+" … "+option)
	}
}

func (c *collector) set(n node) {
	kind := "SET "
	if n["is_local"] == true {
		kind = "SET LOCAL "
	}
	if strings.HasPrefix(text(n, "kind"), "VAR_RESET") {
		kind = "RESET "
	}
	c.add("setting", kind+text(n, "name"))
}

func (c *collector) index(n node) {
	method := text(n, "accessMethod")
	c.add("statement", "CREATE INDEX")
	c.add("index", method)
	c.flag(n, "unique", "UNIQUE")
	c.flag(n, "concurrent", "CONCURRENTLY")
	c.flag(n, "if_not_exists", "IF NOT EXISTS")
	c.flag(n, "nulls_not_distinct", "NULLS NOT DISTINCT")
	if n["whereClause"] != nil {
		c.add("index", "partial (WHERE …)")
		if n["unique"] == true {
			c.add("index", "partial UNIQUE")
		}
	}
	if n["indexIncludingParams"] != nil {
		c.add("index", "INCLUDE")
	}
	if n["options"] != nil {
		for _, option := range options(n["options"]) {
			c.add("index", "WITH ("+option+")")
		}
	}
	elements := list(n["indexParams"])
	for _, e := range elements {
		element, _ := e.(node)["IndexElem"].(node)
		if element["expr"] != nil {
			c.add("index", "expression")
		}
		if element["collation"] != nil {
			c.add("index", "COLLATE")
		}
		if class := texts(element["opclass"]); len(class) > 0 {
			c.add("index", method+" operator class "+strings.Join(class, "."))
		}
		if text(element, "ordering") == "SORTBY_DESC" {
			c.add("index", "DESC")
		}
		if nulls := text(element, "nulls_ordering"); nulls != "SORTBY_NULLS_DEFAULT" {
			c.add("index", strings.ReplaceAll(enum(nulls, "SORTBY_"), "_", " "))
		}
	}
	if method != "btree" && len(elements) > 1 {
		c.add("index", method+" of several columns")
	}
}

func (c *collector) alterTable(n node) {
	c.add("statement", "ALTER "+enum(text(n, "objtype"), "OBJECT_"))
}

func (c *collector) alterCommand(n node) {
	var name strings.Builder
	for _, letter := range strings.TrimPrefix(text(n, "subtype"), "AT_") {
		if letter >= 'A' && letter <= 'Z' && name.Len() > 0 {
			name.WriteByte(' ')
		}
		name.WriteRune(letter)
	}
	c.add("statement", "ALTER TABLE … "+strings.ToUpper(name.String()))
	if text(n, "subtype") == "AT_AlterColumnType" && n["def"] != nil {
		if column, _ := n["def"].(node)["ColumnDef"].(node); column["raw_default"] != nil {
			c.add("statement", "ALTER TABLE … ALTER COLUMN TYPE … USING")
		}
	}
}

func (c *collector) constraint(n node) {
	kind := strings.ReplaceAll(enum(text(n, "contype"), "CONSTR_"), "_", " ")
	if kind == "FOREIGN" {
		kind = "FOREIGN KEY"
		for field, event := range map[string]string{"fk_del_action": "ON DELETE", "fk_upd_action": "ON UPDATE"} {
			actions := map[string]string{"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT", "r": "RESTRICT"}
			if action := actions[text(n, field)]; action != "" {
				c.add("constraint", "FOREIGN KEY "+event+" "+action)
			}
		}
		if n["fk_del_set_cols"] != nil {
			c.add("constraint", "FOREIGN KEY ON DELETE SET NULL (column)")
		}
	}
	c.add("constraint", kind)
	for field, name := range map[string]string{
		"deferrable": "DEFERRABLE", "skip_validation": "NOT VALID",
		"nulls_not_distinct": "NULLS NOT DISTINCT", "indexname": "USING INDEX", "is_no_inherit": "NO INHERIT",
	} {
		if v := n[field]; v != nil && v != false {
			c.add("constraint", name)
		}
	}
	if when := text(n, "generated_when"); when != "" {
		c.add("constraint", kind+" "+map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}[when])
	}
}

func (c *collector) createFunction(n node) {
	c.add("statement", "CREATE FUNCTION")
	c.flag(n, "replace", "CREATE OR REPLACE FUNCTION")
	for _, option := range list(n["options"]) {
		o, _ := option.(node)["DefElem"].(node)
		name := text(o, "defname")
		switch value := o["arg"].(node); name {
		case "as":
		case "language", "volatility", "parallel":
			s, _ := value["String"].(node)
			c.add("statement", "CREATE FUNCTION … "+strings.ToUpper(name)+" "+text(s, "sval"))
		default:
			c.add("statement", "CREATE FUNCTION … "+strings.ToUpper(name))
		}
	}
}

// The bits of a trigger's timing and events.
const (
	triggerBefore, triggerInsert, triggerDelete = 1 << 1, 1 << 2, 1 << 3
	triggerUpdate, triggerTruncate, instead     = 1 << 4, 1 << 5, 1 << 6
)

func (c *collector) trigger(n node) {
	c.add("statement", "CREATE TRIGGER")
	timing, _ := n["timing"].(float64)
	name := "AFTER"
	if int(timing)&triggerBefore != 0 {
		name = "BEFORE"
	} else if int(timing)&instead != 0 {
		name = "INSTEAD OF"
	}
	events, _ := n["events"].(float64)
	for bit, event := range map[int]string{
		triggerInsert: "INSERT", triggerDelete: "DELETE", triggerUpdate: "UPDATE", triggerTruncate: "TRUNCATE",
	} {
		if int(events)&bit == 0 {
			continue
		}
		each := "STATEMENT"
		if n["row"] == true {
			each = "ROW"
		}
		c.add("trigger", name+" "+event+" FOR EACH "+each)
	}
	for field, name := range map[string]string{
		"whenClause": "WHEN (…)", "columns": "UPDATE OF column",
		"transitionRels": "REFERENCING … TABLE", "isconstraint": "CONSTRAINT TRIGGER", "replace": "OR REPLACE",
	} {
		if v := n[field]; v != nil && v != false {
			c.add("trigger", name)
		}
	}
}

// flag notes a field that is true.
func (c *collector) flag(n node, field, name string) {
	if n[field] != true {
		return
	}
	group := "statement"
	if n["accessMethod"] != nil {
		group = "index"
	}
	c.add(group, name)
}

// options returns the names of options, with those of isolation levels.
func options(v any) []string {
	var names []string
	for _, option := range list(v) {
		o, _ := option.(node)["DefElem"].(node)
		name := text(o, "defname")
		constant, _ := o["arg"].(node)["A_Const"].(node)
		if s, ok := constant["sval"].(node); ok {
			name += " " + text(s, "sval")
		}
		names = append(names, name)
	}
	return names
}

func list(v any) []any { l, _ := v.([]any); return l }

func text(n node, field string) string { s, _ := n[field].(string); return s }

// texts returns the texts of a list of strings.
func texts(v any) []string {
	var all []string
	for _, e := range list(v) {
		s, _ := e.(node)["String"].(node)
		all = append(all, text(s, "sval"))
	}
	return all
}

// enum returns the name of a value without its prefix.
func enum(value, prefix string) string { return strings.TrimPrefix(value, prefix) }
