package statements

import (
	"regexp"
	"strings"
)

// tables matches the names of tables, which are types too, as they have a plural.
var tables = regexp.MustCompile(`^[a-z_]+s$`)

func (c *collector) selects(n node) {
	if n["op"] == "SETOP_NONE" && n["valuesLists"] == nil {
		c.add("statement", "SELECT")
		if n["targetList"] == nil {
			c.add("clause", "SELECT without columns")
		}
	}
	if op := text(n, "op"); op != "SETOP_NONE" {
		name := strings.ToUpper(enum(op, "SETOP_"))
		if n["all"] == true {
			name += " ALL"
		}
		c.add("clause", name)
	}
	for field, name := range map[string]string{
		"valuesLists": "VALUES", "groupClause": "GROUP BY", "havingClause": "HAVING",
		"sortClause": "ORDER BY", "limitCount": "LIMIT", "limitOffset": "OFFSET",
		"windowClause": "WINDOW", "intoClause": "SELECT INTO",
	} {
		if n[field] != nil {
			c.add("clause", name)
		}
	}
	if distinct, ok := n["distinctClause"].([]any); ok {
		c.add("clause", "SELECT DISTINCT")
		if d, _ := distinct[0].(node); len(d) > 0 {
			c.add("clause", "SELECT DISTINCT ON")
		}
	}
	if n["limitOption"] == "LIMIT_OPTION_WITH_TIES" {
		c.add("clause", "WITH TIES")
	}
}

func (c *collector) inserts(n node) {
	c.add("statement", "INSERT")
	source, _ := n["selectStmt"].(node)["SelectStmt"].(node)
	switch {
	case source == nil:
		c.add("clause", "INSERT … DEFAULT VALUES")
	case source["valuesLists"] == nil:
		c.add("clause", "INSERT … SELECT")
	}
	if text(n, "override") != "OVERRIDING_NOT_SET" && n["override"] != nil {
		c.add("clause", "INSERT … OVERRIDING")
	}
}

func (c *collector) updates(n node) {
	c.add("statement", "UPDATE")
	if n["fromClause"] != nil {
		c.add("clause", "UPDATE … FROM")
	}
}

func (c *collector) deletes(n node) {
	c.add("statement", "DELETE")
	if n["usingClause"] != nil {
		c.add("clause", "DELETE … USING")
	}
}

func (c *collector) conflict(n node) {
	c.add("clause", "ON CONFLICT "+strings.ReplaceAll(enum(text(n, "action"), "ONCONFLICT_"), "NOTHING", "DO NOTHING"))
	target, _ := n["infer"].(node)
	if target["whereClause"] != nil {
		c.add("clause", "ON CONFLICT (…) WHERE …")
	}
	if n["whereClause"] != nil {
		c.add("clause", "ON CONFLICT DO UPDATE … WHERE …")
	}
	if target["conname"] != nil {
		c.add("clause", "ON CONFLICT ON CONSTRAINT")
	}
	for _, element := range list(target["indexElems"]) {
		if e, _ := element.(node)["IndexElem"].(node); e["expr"] != nil {
			c.add("clause", "ON CONFLICT (expression)")
		}
	}
}

func (c *collector) with(n node) {
	c.add("clause", "WITH")
	if n["recursive"] == true {
		c.add("clause", "WITH RECURSIVE")
	}
	for _, e := range list(n["ctes"]) {
		cte := e.(node)["CommonTableExpr"].(node)
		c.names[text(cte, "ctename")] = true
		for kind := range cte["ctequery"].(node) {
			if kind != "SelectStmt" {
				c.add("clause", "WITH … AS (INSERT, UPDATE or DELETE)")
			}
		}
	}
}

func (c *collector) call(n node) {
	name := texts(n["funcname"])
	if len(name) == 2 && name[0] == "pg_catalog" {
		name = name[1:]
	}
	switch f := strings.Join(name, "."); f {
	case "like_escape":
		c.add("clause", "LIKE … ESCAPE")
	default:
		c.add("function", f)
	}
}

func (c *collector) operator(n node) {
	name := strings.Join(texts(n["name"]), ".")
	switch kind := text(n, "kind"); kind {
	case "AEXPR_OP":
		if isRow(n["lexpr"]) {
			c.add("operator", "(a, b) "+name+" (c, d)")
		}
		c.add("operator", name)
	case "AEXPR_OP_ANY":
		c.add("operator", name+" ANY (array)")
	case "AEXPR_OP_ALL":
		c.add("operator", name+" ALL (array)")
	case "AEXPR_LIKE":
		c.add("operator", map[string]string{"~~": "LIKE", "!~~": "NOT LIKE"}[name])
	case "AEXPR_ILIKE":
		c.add("operator", "ILIKE")
	case "AEXPR_IN":
		if isRow(n["lexpr"]) {
			c.add("operator", "(a, b) IN ((c, d), …)")
		}
		c.add("operator", map[string]string{"=": "IN (…)", "<>": "NOT IN (…)"}[name])
	case "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT":
		c.add("operator", "IS [NOT] DISTINCT FROM")
	default:
		c.add("operator", strings.ReplaceAll(strings.TrimPrefix(kind, "AEXPR_"), "_", " "))
	}
}

func isRow(v any) bool {
	n, _ := v.(node)
	return n["RowExpr"] != nil
}

func (c *collector) cast(node) { c.add("clause", "cast ::type or CAST (… AS type)") }

func (c *collector) typeName(n node) {
	name := texts(n["names"])
	if len(name) == 2 && name[0] == "pg_catalog" {
		name = name[1:]
	}
	text := strings.Join(name, ".")
	if plain, ok := map[string]string{
		"int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean",
		"float8": "double precision",
	}[text]; ok {
		text = plain
	}
	if n["arrayBounds"] != nil {
		text += "[]"
	}
	if tables.MatchString(text) {
		text = "row of a table"
	}
	if text != "" {
		c.add("type", text)
	}
}

func (c *collector) subquery(n node) {
	name := map[string]string{
		"EXISTS_SUBLINK": "EXISTS (SELECT …)", "EXPR_SUBLINK": "scalar subquery (SELECT …)",
		"ARRAY_SUBLINK": "ARRAY (SELECT …)", "ANY_SUBLINK": "IN (SELECT …)",
		"MULTIEXPR_SUBLINK": "SET (a, b) = (SELECT …)",
	}[text(n, "subLinkType")]
	if name == "" {
		name = text(n, "subLinkType")
	}
	if isRow(n["testexpr"]) {
		c.add("clause", "(a, b) IN (SELECT …)")
	}
	c.add("clause", name)
}

func (c *collector) join(n node) {
	kind := enum(text(n, "jointype"), "JOIN_")
	switch {
	case n["isNatural"] == true:
		kind = "NATURAL"
	case n["usingClause"] != nil:
		c.add("clause", "JOIN … USING")
	case kind == "INNER" && n["quals"] == nil:
		kind = "CROSS"
	}
	c.add("clause", kind+" JOIN")
}

// table notes system catalogs.
func (c *collector) table(n node) {
	name, schema := text(n, "relname"), text(n, "schemaname")
	if schema == "information_schema" || schema == "pg_catalog" || strings.HasPrefix(name, "pg_") {
		c.add("catalog", strings.TrimPrefix(schema+"."+name, "."))
	}
	if n["inh"] != true {
		c.add("clause", "ONLY table")
	}
	c.persistence(n)
}

func (c *collector) persistence(n node) {
	r := n
	if inner, ok := n["relation"].(node); ok {
		r = inner
	}
	switch text(r, "relpersistence") {
	case "t":
		c.add("statement", "CREATE TEMPORARY TABLE")
	case "u":
		c.add("statement", "CREATE UNLOGGED TABLE")
	}
}
