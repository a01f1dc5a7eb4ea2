package statements

// schemaTopics are about definitions, and what is specific to some commands.
var schemaTopics = []topic{
	{
		"catalogs",
		`^catalog: `,
		"the check of the database at the start; migrations; `clientele move`; replicas",
		"[yes](crdb:pg-catalog) in general; each was not checked",
		notFound,
	},
	{
		"types and casts",
		`^type: (bigint|boolean|bytea|integer|json|text|text\[\]|timestamp|timestamptz)$|^clause: cast `,
		"columns and parameters",
		"[yes](crdb:data-types); `integer` has 64 bits",
		yugaSQL,
	},
	{
		"`CREATE TABLE`, `DROP TABLE`",
		`^statement: (CREATE|DROP) TABLE$`,
		"migrations",
		crdbSQL,
		"[yes](yuga:api/ysql/the-sql-language/statements/ddl_create_table/)",
	},
	{
		"`ALTER TABLE`",
		`^statement: ALTER TABLE( … (ADD COLUMN|ADD CONSTRAINT|COLUMN DEFAULT|DROP CONSTRAINT|SET NOT NULL))?$|` +
			`^statement: ALTER … RENAME COLUMN$`,
		"migrations, in one transaction with other statements",
		"[different](limit:schema-change-ddl-inside-multi-statement-transactions.md): schema changes in a " +
			"transaction with other statements can fail at the commit",
		"[different](yuga:explore/transactions/transactional-ddl/): in a transaction only with a flag",
	},
	{
		"`ALTER TABLE … SET STORAGE`, `SET STATISTICS`",
		`^statement: ALTER TABLE … SET (STORAGE|STATISTICS)$`,
		"migrations: faster reads, better estimates",
		"[not listed](crdb:alter-table)",
		"[not listed](yuga:api/ysql/the-sql-language/statements/ddl_alter_table/)",
	},
	{
		"`ALTER INDEX`",
		`^statement: ALTER INDEX$`,
		"migrations: estimates for an index on an expression",
		"`RENAME` [only](crdb:alter-index) among those found",
		"[no](yuga:api/ysql/sql-feature-support/)",
	},
	{
		"indexes",
		`^statement: (CREATE|DROP) INDEX$|^index: (btree|UNIQUE|partial.*)$`,
		"lists, filters, uniqueness",
		"[yes](crdb:partial-indexes)",
		"[different](yuga:api/ysql/the-sql-language/statements/ddl_create_index/): the first column is hashed " +
			"unless the index says `ASC` or `DESC`, so pages in order and `LIKE 'a%'` need another definition",
	},
	{
		"indexes on expressions",
		`^index: expression$`,
		"filters by values that are computed",
		"[yes](crdb:expression-indexes), but [not as the target](limit:expression-index-limitations.md) of `ON " +
			"CONFLICT`",
		"[yes](yuga:explore/ysql-language-features/indexes-constraints/expression-index-ysql/)",
	},
	{
		"`pg_trgm`, `gin_trgm_ops`",
		`^index: gin|^extension: pg_trgm$`,
		"search",
		"[yes](crdb:trigram-indexes), for search texts of three characters and more; `CREATE EXTENSION`: not found",
		"[yes](yuga:explore/ysql-language-features/indexes-constraints/gin/), as `ybgin`",
	},
	{
		"constraints",
		`^constraint: (CHECK|DEFAULT|NOTNULL|PRIMARY|FOREIGN KEY.*)$`,
		"what the data must meet, such as the customer of an order",
		"[yes](crdb:foreign-key)",
		yugaSQL,
	},
	{
		"identity columns",
		`^constraint: IDENTITY`,
		"the numbers of events",
		"[yes](crdb:create-table)",
		yugaSQL,
	},
	{
		"triggers in PL/pgSQL",
		`^statement: CREATE (FUNCTION.*|TRIGGER)$|^trigger: |^PL/pgSQL: `,
		"values of custom fields are deleted with their record",
		"[yes](crdb:triggers) for rows, with [limits](limit:trigger-limitations.md)",
		yugaSQL,
	},
	{
		"`ANALYZE`",
		`^statement: ANALYZE$`,
		"after much was written, such as by `clientele move`",
		notFound,
		"[yes](yuga:api/ysql/the-sql-language/statements/cmd_analyze/)",
	},
	{
		"`setval`, `pg_get_serial_sequence`",
		`^function: (setval|pg_get_serial_sequence)$`,
		"`clientele move`: later events continue the numbers",
		"`setval`: [yes](crdb:create-sequence); the other: not found",
		"`setval`: [yes](yuga:api/ysql/exprs/sequence_functions/func_setval/); the other: not found",
	},
	{
		"positions of the write-ahead log, and marks of primaries",
		`^function: (current_database|extract|left|obj_description|to_regclass|pg_(control_system|current_wal_insert_lsn|` +
			`is_in_recovery|last_wal_replay_lsn|postmaster_start_time|walfile_name))$|^type: (bit|pg_lsn)$|` +
			`^statement: COMMENT$`,
		"replicas of PostgreSQL",
		"not found, and not needed",
		"not found, and not needed",
	},
}
