package statements

import (
	"slices"
	"strings"
	"unicode"
)

// node is a node of the parser's tree.
type node = map[string]any

// collector collects the names of features.
type collector struct {
	found map[string]bool
	names map[string]bool // of common table expressions, which are no tables
}

func (c *collector) add(group, name string) { c.found[group+": "+name] = true }

// any visits a part of the tree.
func (c *collector) any(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			c.any(e)
		}
	case node:
		for key, inner := range v {
			if n, ok := inner.(node); ok && unicode.IsUpper(rune(key[0])) {
				c.node(key, n)
			} else {
				c.field(key, inner)
			}
			c.any(inner)
		}
	}
}

// silent are nodes that say nothing by themselves.
var silent = []string{
	"A_Const", "Alias", "BoolExpr", "ColumnRef", "ParamRef", "ResTarget", "String", "Integer", "Float", "Boolean",
	"List", "SortBy", "WindowDef", "IndexElem", "ColumnDef", "CommonTableExpr", "LockingClause", "FunctionParameter",
	"DefElem", "RangeFunction", "RangeSubselect", "A_Star", "A_Indices", "TypeName", "CaseWhen",
	"ObjectWithArgs", "SetToDefault", "BitString", "RoleSpec", "VacuumRelation", "RawStmt",
}

// kinds are the names of nodes without variants.
var kinds = map[string]string{
	"CoalesceExpr": "clause: COALESCE", "CaseExpr": "clause: CASE", "CollateClause": "", "RowExpr": "clause: row (a, b)",
	"A_ArrayExpr": "clause: ARRAY[…]", "A_Indirection": "clause: subscript a[i] or field (a).b",
	"GroupingSet": "clause: GROUPING SETS", "MultiAssignRef": "clause: UPDATE … SET (a, b) = …",
}

// special are the nodes with variants.
var special = map[string]func(*collector, node){
	"SelectStmt": (*collector).selects, "InsertStmt": (*collector).inserts, "UpdateStmt": (*collector).updates,
	"DeleteStmt": (*collector).deletes, "TransactionStmt": (*collector).transaction,
	"VariableSetStmt":  (*collector).set,
	"VariableShowStmt": func(c *collector, n node) { c.add("setting", "SHOW "+text(n, "name")) },
	"CreateStmt": func(c *collector, n node) {
		c.add("statement", "CREATE TABLE")
		c.flag(n, "if_not_exists", "CREATE TABLE IF NOT EXISTS")
		c.persistence(n)
	},
	"IndexStmt": (*collector).index, "AlterTableStmt": (*collector).alterTable,
	"AlterTableCmd": (*collector).alterCommand, "Constraint": (*collector).constraint,
	"CreateFunctionStmt": (*collector).createFunction, "CreateTrigStmt": (*collector).trigger,
	"DropStmt": func(c *collector, n node) {
		c.add("statement", "DROP "+enum(text(n, "removeType"), "OBJECT_"))
		c.flag(n, "missing_ok", "DROP … IF EXISTS")
	},
	"RenameStmt": func(c *collector, n node) {
		c.add("statement", "ALTER … RENAME "+enum(text(n, "renameType"), "OBJECT_"))
	},
	"CopyStmt": func(c *collector, n node) {
		direction := "TO"
		if n["is_from"] == true {
			direction = "FROM"
		}
		c.add("statement", "COPY … "+direction+" STDIN or STDOUT")
		for _, option := range options(n["options"]) {
			c.add("statement", "COPY … "+option)
		}
	},
	"VacuumStmt": func(c *collector, n node) {
		if n["is_vacuumcmd"] == true {
			c.add("statement", "VACUUM")
		} else {
			c.add("statement", "ANALYZE")
		}
	},
	"CreateExtensionStmt": func(c *collector, n node) { c.add("extension", text(n, "extname")) },
	"DeallocateStmt":      func(c *collector, n node) { c.add("statement", "DEALLOCATE") },
	"FuncCall":            (*collector).call, "A_Expr": (*collector).operator, "TypeCast": (*collector).cast,
	"SQLValueFunction": func(c *collector, n node) { c.add("function", strings.ToLower(enum(text(n, "op"), "SVFOP_"))) },
	"MinMaxExpr":       func(c *collector, n node) { c.add("function", strings.ToLower(enum(text(n, "op"), "IS_"))) },
	"NullTest":         func(c *collector, n node) { c.add("operator", "IS [NOT] NULL") },
	"BooleanTest": func(c *collector, n node) {
		c.add("operator", strings.ReplaceAll(enum(text(n, "booltesttype"), ""), "_", " "))
	},
	"SubLink": (*collector).subquery, "JoinExpr": (*collector).join, "RangeVar": (*collector).table,
}

// node notes a node by its type.
func (c *collector) node(kind string, n node) {
	if slices.Contains(silent, kind) {
		return
	}
	if f := special[kind]; f != nil {
		f(c, n)
		return
	}
	if name := kinds[kind]; name != "" {
		c.found[name] = true
	}
	if _, known := kinds[kind]; !known && !strings.HasSuffix(kind, "Stmt") {
		c.add("other", kind)
	}
}

// field notes a field whose name says what it is.
func (c *collector) field(name string, v any) {
	n, _ := v.(node)
	switch name {
	case "collname":
		c.add("clause", `COLLATE "`+strings.Join(texts(v), ".")+`"`)
	case "typeName":
		c.typeName(n)
	case "over":
		c.add("clause", "OVER (…)")
	case "partitionClause":
		c.add("clause", "OVER (PARTITION BY …)")
	case "agg_filter":
		c.add("clause", "FILTER (WHERE …)")
	case "agg_order":
		c.add("clause", "aggregate (… ORDER BY …)")
	case "agg_distinct":
		c.add("clause", "aggregate (DISTINCT …)")
	case "func_variadic":
		c.add("clause", "VARIADIC")
	case "lateral":
		c.add("clause", "LATERAL")
	case "ordinality":
		c.add("clause", "WITH ORDINALITY")
	case "coldeflist":
		c.add("clause", "FROM f(…) AS t (column type, …)")
	case "returningList":
		c.add("clause", "RETURNING")
	case "waitPolicy":
		if wait, ok := map[any]string{"LockWaitSkip": "SKIP LOCKED", "LockWaitError": "NOWAIT"}[v]; ok {
			c.add("clause", wait)
		}
	case "strength":
		if s, is := v.(string); is && strings.HasPrefix(s, "LCS_FOR") {
			c.add("clause", map[string]string{
				"LCS_FORUPDATE": "FOR UPDATE", "LCS_FORNOKEYUPDATE": "FOR NO KEY UPDATE",
				"LCS_FORSHARE": "FOR SHARE", "LCS_FORKEYSHARE": "FOR KEY SHARE",
			}[s])
		}
	case "lockedRels":
		c.add("clause", "FOR UPDATE OF t")
	case "sortby_nulls":
		if v != "SORTBY_NULLS_DEFAULT" {
			c.add("clause", strings.ReplaceAll(enum(v.(string), "SORTBY_"), "_", " "))
		}
	case "ctematerialized":
		if v != "CTEMaterializeDefault" {
			c.add("clause", "WITH … AS [NOT] MATERIALIZED")
		}
	case "onConflictClause":
		c.conflict(n)
	case "withClause":
		c.with(n)
	}
}
