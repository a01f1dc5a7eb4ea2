package citus

import (
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// moved is the setting of the statement that deletes rows which were moved, so that what depends on them stays.
const moved = "citus:moved"

// move stores the rows of an update with the new values, and deletes those with the old ones, because Citus does not
// change the distribution column of a row.
func move(tx *gorm.DB, key string, changes map[string]any) error {
	s := tx.Statement
	selection, values := make([]string, len(s.Schema.DBNames)), []any(nil)
	for i, column := range s.Schema.DBNames {
		value, changed := changes[column]
		switch value := value.(type) {
		case string:
			selection[i], values = "CAST(? AS text)", append(values, value)
		case bool:
			selection[i] = strconv.FormatBool(value)
		default:
			if changed {
				return fmt.Errorf("move rows of %s: column %s with %T", s.Table, column, value)
			}
			selection[i] = column
		}
	}
	others := func() *gorm.DB { return like(tx).Where(key+" <> ?", changes[key]) }
	columns := strings.Join(s.Schema.DBNames, ", ")
	err := fresh(tx).Exec("INSERT INTO "+s.Table+" ("+columns+") ?",
		others().Select(strings.Join(selection, ", "), values...)).Error
	if err != nil {
		return err
	}
	deleted := others().Set(moved, true).Delete(nil)
	tx.RowsAffected = deleted.RowsAffected
	return deleted.Error
}
