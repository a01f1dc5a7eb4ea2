package db

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"clientele/db/citus"
)

// PostgreSQL's error codes (its manual, appendix A).
const (
	codeUniqueViolation      = "23505"
	codeSerializationFailure = "40001"
	codeDeadlockDetected     = "40P01"
)

// UniqueViolation tells whether err is the violation of a unique index, and returns the columns of the index as
// "table.column" or "table.first,second". PostgreSQL reports the name of the index (here always table_column), SQLite
// its columns.
func UniqueViolation(err error) (string, bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if pg.Code != codeUniqueViolation {
			return "", false
		}
		if columns, ok := citus.UniqueViolation(pg); ok {
			return columns, true
		}
		return pg.TableName + "." + strings.TrimPrefix(pg.ConstraintName, pg.TableName+"_"), true
	}
	if err == nil {
		return "", false
	}
	_, columns, ok := strings.Cut(err.Error(), "UNIQUE constraint failed: ")
	if !ok {
		return "", false
	}
	columns, _, _ = strings.Cut(columns, " (")
	return strings.TrimSpace(columns), true
}

// isRetryable tells whether the database aborted a transaction only because of a concurrent one.
func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == codeDeadlockDetected || pg.Code == codeSerializationFailure)
}
