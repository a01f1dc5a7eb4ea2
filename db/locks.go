package db

import (
	"encoding/json"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db/citus"
)

// requiredRow is the setting of LockRow's query, by which the fast path recognizes it; see db/internal/pgxgorm.
const requiredRow = "clientele:required_row"

// ForUpdate locks the rows that the query returns until the transaction ends. On SQLite every transaction holds the
// only write lock anyway.
func ForUpdate(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: "UPDATE"})
}

// ForKeyShare locks the rows that the query returns until the transaction ends, so that they are not deleted, and rows
// that refer to them can be inserted. Other transactions can do the same, and change other columns.
func ForKeyShare(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: "KEY SHARE"})
}

// SkipLocked is ForUpdate that leaves out rows that another transaction has locked.
func SkipLocked(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
}

// SkippingLocked returns the end of a subquery that locks the rows it returns, and leaves out those that another
// transaction has locked. It is empty for a distributed database, in which a subquery locks nothing: the statement then
// waits for these rows.
func SkippingLocked(tx *gorm.DB) string {
	if citus.On(tx) {
		return ""
	}
	return " FOR UPDATE SKIP LOCKED"
}

// lockedRow is the setting of LockedRow's statement, by which the fast path recognizes it; see db/internal/pgxgorm.
const lockedRow = "clientele:locked_row"

// LockedRow returns a handle for the UPDATE of a single row that is locked until the transaction ends, by itself or,
// like an address, through its customer. PostgreSQL can get the statement together with a later one; see InTx.
func LockedRow(tx *gorm.DB) *gorm.DB { return tx.Set(lockedRow, true) }

// LockRow locks the row of a table with the given ID until the transaction ends. If the row does not exist, notFound is
// returned, here or by a later statement; see InTx.
func LockRow(tx *gorm.DB, table, id string, notFound error) error {
	statement := "SELECT id FROM " + table + " WHERE id = ?"
	if tx.Name() == string(Postgres) {
		statement = "SELECT id FROM " + table + " WHERE id = $1 FOR UPDATE"
	}
	var ids []string
	q := Prepared(tx, statement, id).Set(requiredRow, notFound).Find(&ids)
	if q.Error == nil && q.RowsAffected == 0 {
		return notFound
	}
	return q.Error
}

// Lock takes an advisory lock: transactions that lock the same name wait for each other. On SQLite they do anyway.
func Lock(tx *gorm.DB, name string) error {
	if tx.Name() != string(Postgres) {
		return nil
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name).Error
}

// LockAll is Lock for several names, with one statement. It locks them in the same order in all transactions.
func LockAll(tx *gorm.DB, names []string) error {
	if tx.Name() != string(Postgres) || len(names) == 0 {
		return nil
	}
	list, err := json.Marshal(names)
	if err != nil {
		return err
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(name, 0) AS key "+
		"FROM json_array_elements_text(CAST(? AS json)) AS names (name) ORDER BY key) AS keys", string(list)).Error
}

// AsyncCommit makes COMMIT return before the transaction is on disk. The transaction can be lost if the database server
// crashes within about a second, so it is only for notes that the program can do without. SQLite doesn't wait for the
// disk anyway.
func AsyncCommit(tx *gorm.DB) error {
	if tx.Name() != string(Postgres) {
		return nil
	}
	return tx.Exec("SET LOCAL synchronous_commit = off").Error
}

// UseIndexes makes PostgreSQL find rows through indexes in the rest of a transaction that looks up hundreds of values
// at a time. Without it, the first batches of an import into an empty table are planned to read the whole table, and so
// are the later ones, until the table is analyzed.
func UseIndexes(tx *gorm.DB) error {
	if tx.Name() != string(Postgres) {
		return nil
	}
	return tx.Exec("SELECT set_config('enable_seqscan', 'off', true), " +
		"set_config('plan_cache_mode', 'force_custom_plan', true)").Error
}
