package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// checkSettings returns an error if a property of the database would change what is stored or how values are compared.
func (d *DB) checkSettings(ctx context.Context) error {
	if d.Dialect == SQLite {
		return d.checkSQLite(ctx)
	}
	return d.checkPostgres(ctx)
}

func (d *DB) checkSQLite(ctx context.Context) error {
	var encoding string
	if err := d.read.WithContext(ctx).Raw("PRAGMA encoding").Scan(&encoding).Error; err != nil {
		return err
	}
	if encoding != "UTF-8" {
		return fmt.Errorf("the database's encoding is %s: it must be UTF-8", encoding)
	}
	return nil
}

// postgresSettings selects the settings that checkPostgres looks at.
const postgresSettings = `SELECT current_setting('server_encoding') AS encoding,
		current_setting('transform_null_equals') AS null_equals, current_setting('array_nulls') AS array_nulls,
		current_setting('search_path') AS search_path, current_schema() IS NULL AS no_schema, trigrams.name AS trigrams,
		COALESCE(trigrams.name = ANY (current_schemas(true)), true) AS reachable
	FROM (SELECT 1) AS one LEFT JOIN (
		SELECT n.nspname::text AS name FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
		WHERE e.extname = 'pg_trgm') AS trigrams ON true`

func (d *DB) checkPostgres(ctx context.Context) error {
	var s struct {
		Encoding, NullEquals, ArrayNulls, SearchPath string
		Trigrams                                     *string // the schema of the extension pg_trgm
		NoSchema, Reachable                          bool
	}
	err := d.write.WithContext(ctx).Raw(postgresSettings).Scan(&s).Error
	if err != nil {
		return err
	}
	var errs []error
	if s.Encoding != "UTF8" {
		errs = append(errs, fmt.Errorf(
			"the database's encoding is %s: create a database with ENCODING 'UTF8' TEMPLATE template0", s.Encoding))
	}
	if s.NullEquals != "off" {
		errs = append(errs, errors.New("the setting transform_null_equals must be off"))
	}
	if s.ArrayNulls != "on" {
		errs = append(errs, errors.New("the setting array_nulls must be on"))
	}
	switch {
	case s.NoSchema: // pg_dump leaves it like this on the connections of a pooler
		errs = append(errs, fmt.Errorf("search_path is %q, which contains no existing schema: "+
			"ALTER ROLE … SET search_path = public; if another program changed it on a connection of PgBouncer, "+
			"run RECONNECT in PgBouncer's console", strings.Trim(s.SearchPath, `"`)))
	case !s.Reachable:
		errs = append(errs, fmt.Errorf("the extension pg_trgm is in the schema %[1]s, which is not in search_path: "+
			"ALTER ROLE … SET search_path = %[2]s, %[1]s", *s.Trigrams, strings.TrimSpace(s.SearchPath)))
	}
	return errors.Join(errs...)
}
