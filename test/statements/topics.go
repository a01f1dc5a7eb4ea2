package statements

import (
	"slices"
	"strings"
)

// topic is a row of the reference: features that the documentation of other databases treats together.
type topic struct {
	title    string
	features string // a regular expression of their names
	purpose  string // what the program uses them for
	crdb     string // what CockroachDB documents
	yuga     string // what YugabyteDB documents
}

// links replaces the prefixes of the links in topics: documentation of CockroachDB 26.2 and its known limitations, and
// documentation of stable YugabyteDB, all as of 2026.
var links = strings.NewReplacer(
	"](crdb:", "](https://www.cockroachlabs.com/docs/v26.2/",
	"](limit:", "](https://github.com/cockroachdb/docs/blob/main/src/current/_includes/v26.2/known-limitations/",
	"](yuga:", "](https://docs.yugabyte.com/stable/",
)

// Texts that several topics share.
const (
	notFound = "not found"
	crdbSQL  = "[yes](crdb:sql-feature-support)"
	yugaSQL  = "[yes](yuga:api/ysql/sql-feature-support/)"
)

var topics = slices.Concat(queryTopics, schemaTopics)

var queryTopics = []topic{
	{
		"plain statements",
		`^statement: (SELECT|INSERT|UPDATE|DELETE)$|` +
			`^clause: (VALUES|INSERT … SELECT|RETURNING|GROUP BY|ORDER BY|LIMIT|OFFSET|SELECT DISTINCT|` +
			`(INNER|LEFT|CROSS) JOIN|CASE|COALESCE)$`,
		"everything",
		crdbSQL,
		yugaSQL,
	},
	{
		"`UNION`",
		`^clause: UNION( ALL)?$`,
		"lists and searches over several tables",
		"[yes](crdb:selection-queries)",
		"[yes](yuga:api/ysql/the-sql-language/with-clause/recursive-cte/) in recursive queries; others: not found",
	},
	{
		"`UPDATE … FROM`",
		`^clause: UPDATE … FROM$`,
		"changes of many rows in one statement",
		"[yes](crdb:update)",
		"[yes](yuga:api/ysql/the-sql-language/statements/dml_update/)",
	},
	{
		"subqueries",
		`^clause: (EXISTS|IN|scalar subquery|\(a, b\) IN) \(SELECT …\)$`,
		"filters, and the permission to see a record",
		"[partial](crdb:sql-feature-support): without correlation, and most with it",
		"[yes](yuga:explore/ysql-language-features/queries/)",
	},
	{
		"`WITH`, `WITH RECURSIVE`",
		`^clause: WITH( RECURSIVE)?$`,
		"the different values of a column, found through an index",
		"[partial](crdb:common-table-expressions)",
		yugaSQL,
	},
	{
		"`LATERAL`",
		`^clause: LATERAL$`,
		"a page of each of many lists in one statement",
		"[yes](crdb:joins)",
		"its page on `SELECT` [refers](yuga:api/ysql/the-sql-language/statements/dml_select/) to PostgreSQL's for " +
			"`FROM`; an issue about [wrong rows](https://github.com/yugabyte/yugabyte-db/issues/20521) is closed",
	},
	{
		"window functions",
		`^clause: OVER |^function: row_number$`,
		"pages of many lists; positions",
		"[yes](crdb:window-functions)",
		"[yes](yuga:api/ysql/exprs/window_functions/)",
	},
	{
		"comparisons of rows",
		`^operator: \(a, b\)|^clause: row `,
		"the place where a page starts",
		notFound,
		notFound,
	},
	{
		"operators",
		`^operator: (=|<|>|<=|>=|<>|\+|-|\*|\|\||BETWEEN|IN \(…\)|NOT IN \(…\)|IS \[NOT\] NULL|IS NOT TRUE|` +
			`= ANY \(array\))$`,
		"everything",
		crdbSQL,
		"[yes](yuga:explore/ysql-language-features/expressions-operators/)",
	},
	{
		"`/` on integers",
		`^operator: /$`,
		"averages and intervals",
		"[different](crdb:postgresql-compatibility): the result is a decimal",
		"[yes](yuga:explore/ysql-language-features/expressions-operators/)",
	},
	{
		"`LIKE`, `LIKE … ESCAPE`",
		`^operator: LIKE$|^clause: LIKE … ESCAPE$`,
		"filters that start with or contain a text, and search",
		"[different](limit:like-escape-performance.md): `ESCAPE` is not sped up by an index",
		"[yes](yuga:explore/ysql-language-features/advanced-features/collations/), with a `\"C\"` index",
	},
	{
		"`COLLATE \"C\"`",
		`^clause: COLLATE "C"$`,
		"the columns with texts: the same order everywhere",
		"[different](crdb:collate): names of locales; `\"C\"` is not found there, and `||` fails [on collated " +
			"strings](limit:collate-limitations.md)",
		"[yes](yuga:explore/ysql-language-features/advanced-features/collations/); it is also the default",
	},
	{
		"`ON CONFLICT`",
		`^clause: ON CONFLICT (DO NOTHING|UPDATE|DO UPDATE … WHERE …)$`,
		"counters, known addresses, values of custom fields",
		"[yes](crdb:insert); an error if [several unique indexes](limit:multiple-arbiter-indexes.md) match",
		yugaSQL,
	},
	{
		"`ON CONFLICT (…) WHERE …`",
		`^clause: ON CONFLICT \(…\) WHERE`,
		"conflicts on a partial unique index",
		notFound,
		notFound,
	},
	{
		"`FOR UPDATE`",
		`^clause: FOR UPDATE$`,
		"each change of a record",
		"[yes](crdb:select-for-update)",
		"[yes](yuga:explore/transactions/explicit-locking/)",
	},
	{
		"`FOR KEY SHARE`",
		`^clause: FOR KEY SHARE$`,
		"records that a new one refers to",
		"[different](crdb:select-for-update): the same as `FOR SHARE`, which does nothing in `SERIALIZABLE` by " +
			"default",
		"[yes](yuga:explore/transactions/explicit-locking/)",
	},
	{
		"`SKIP LOCKED`",
		`^clause: SKIP LOCKED$`,
		"queues of emails, webhooks and jobs",
		"[yes](crdb:select-for-update)",
		"[yes](https://github.com/yugabyte/yugabyte-db/issues/11761) in `READ COMMITTED`, by an issue; " +
			"[slow](https://github.com/yugabyte/yugabyte-db/issues/31347) if many compete",
	},
	{
		"transactions",
		`^statement: (BEGIN|COMMIT|ROLLBACK)( … .*)?$`,
		"each change; `READ COMMITTED` is expected",
		"[different](crdb:read-committed): `SERIALIZABLE` by default; `default_transaction_isolation` [changes " +
			"it](crdb:session-variables)",
		"[different](yuga:explore/transactions/isolation-levels/): `READ COMMITTED` by default since 2025.2 if " +
			"deployed with its tools, before that with `yb_enable_read_committed_isolation`",
	},
	{
		"`pg_advisory_xact_lock`, `pg_try_advisory_xact_lock`",
		`^function: pg_(try_)?advisory_xact_lock$`,
		"migrations; records that have no row to lock yet",
		"[no](crdb:postgresql-compatibility), some are defined without an effect; " +
			"[merged](https://github.com/cockroachdb/cockroach/pull/168353) for a later version",
		"[since 2.25.1](yuga:explore/transactions/explicit-locking/), with flags",
	},
	{
		"`pg_backend_pid`",
		`^function: pg_backend_pid$`,
		"recognizing a connection pooler",
		notFound,
		notFound,
	},
	{
		"`hashtextextended`",
		`^function: hashtextextended$`,
		"the key of such a lock",
		notFound,
		notFound,
	},
	{
		"`json_populate_recordset`, row types",
		`^function: json_populate_recordset$|^type: row of a table$`,
		"inserts and updates of many rows with one parameter",
		"[yes](https://github.com/cockroachdb/docs/issues/11730), by a release note",
		"[yes](yuga:api/ysql/datatypes/type_json/functions-operators/jsonb-populate-recordset/)",
	},
	{
		"`json_to_recordset`",
		`^function: json_to_recordset$|^clause: FROM f`,
		"updates of many rows with one parameter",
		notFound,
		"[yes](yuga:api/ysql/datatypes/type_json/functions-operators/jsonb-to-recordset/)",
	},
	{
		"other functions that return rows",
		`^function: (unnest|generate_series|json_array_elements_text)$`,
		"many parameters in one; the days of an overview",
		"[partial](crdb:sql-feature-support)",
		"`unnest`: [yes](yuga:api/ysql/datatypes/type_array/functions-operators/array-agg-unnest/); " +
			"`json_array_elements_text`: " +
			"[yes](yuga:api/ysql/datatypes/type_json/functions-operators/jsonb-array-elements-text/); " +
			"`generate_series`: not found",
	},
	{
		"common functions",
		`^function: (count|max|min|sum|length|replace|substr|now|greatest|gen_random_uuid|json_build_array|` +
			`num_nonnulls|current_schema|current_schemas)$|` +
			`^clause: aggregate \(DISTINCT …\)$`,
		"everything; migrations of older data",
		"[yes](crdb:functions-and-operators) in general; each was not checked",
		"[yes](yuga:api/ysql/exprs/) in general; each was not checked",
	},
	{
		"settings",
		`^function: (set_config|current_setting)$|^setting: `,
		"settings for one transaction; the check of the database at the start",
		"`SET LOCAL`: [yes](crdb:set-vars). [Listed](crdb:session-variables): `plan_cache_mode`, `search_path`, and " +
			"without an effect `enable_seqscan`, `synchronous_commit`, `server_encoding`. Not listed: " +
			"`transform_null_equals`, `array_nulls`",
		"[as in PostgreSQL](yuga:api/ysql/the-sql-language/statements/cmd_show/) for planning and clients; those of " +
			"the write-ahead log, such as `synchronous_commit`, may not apply. Each by name: not found",
	},
}
