package citus

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// separator joins the values of several columns. Texts that the program stores do not contain it.
const separator = "\x1f"

// claim is a row of unique_values: a value of an index, and the id of the record that has it.
type claim struct {
	Name  string `gorm:"column:index_name"`
	Value string
	Owner string `gorm:"column:owner_id"`
}

// createUnique stores the unique values of new rows, and then the rows. If the rows are only to be stored unless there
// is a conflict, it stores nothing when a value is taken.
func createUnique(tx *gorm.DB, create func(*gorm.DB)) {
	rules, claims := uniques[tx.Statement.Table], []claim(nil)
	if tx.Error != nil || tx.DryRun || len(rules) == 0 {
		create(tx)
		return
	}
	each(tx.Statement.ReflectValue, func(row reflect.Value) {
		for _, rule := range rules {
			if c, ok := rule.claimOf(tx, row); ok {
				claims = append(claims, c)
			}
		}
	})
	store := insertClaims
	if on, ok := tx.Statement.Clauses["ON CONFLICT"].Expression.(clause.OnConflict); ok && on.DoNothing {
		store = insertIfFree
	}
	if err := store(tx, claims); errors.Is(err, errTaken) {
		tx.RowsAffected = 0
		return
	} else if err != nil {
		_ = tx.AddError(err)
		return
	}
	create(tx)
}

// each calls f with a model, or with each model of a list.
func each(v reflect.Value, f func(reflect.Value)) {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		f(reflect.Indirect(v))
		return
	}
	for i := range v.Len() {
		f(reflect.Indirect(v.Index(i)))
	}
}

// claimOf returns the unique value of a model. It returns false if the model has none.
func (u unique) claimOf(tx *gorm.DB, row reflect.Value) (claim, bool) {
	values := make([]string, len(u.columns))
	for i, column := range u.columns {
		var ok bool
		if values[i], ok = textOf(tx, tx.Statement.Schema.LookUpField(column), row); !ok {
			return claim{}, false
		}
	}
	owner, _ := textOf(tx, tx.Statement.Schema.LookUpField(u.owner), row)
	return claim{u.name, strings.Join(values, separator), owner}, true
}

// textOf returns the text in a field. It returns false for nil and for an empty text.
func textOf(tx *gorm.DB, f *schema.Field, row reflect.Value) (string, bool) {
	v := f.ReflectValueOf(tx.Statement.Context, row)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", false
		}
		v = v.Elem()
	}
	return v.String(), v.String() != ""
}

// errTaken is the error of insertIfFree if a value is taken.
var errTaken = errors.New("a unique value is taken")

// insertIfFree inserts claims unless one of the values is taken. It then inserts none, and the transaction can go on.
func insertIfFree(tx *gorm.DB, claims []claim) error {
	if len(claims) == 0 {
		return nil
	}
	sql, values := insertSQL(claims)
	stored := fresh(tx).Exec(sql+" ON CONFLICT DO NOTHING", values...)
	if stored.Error != nil || int(stored.RowsAffected) == len(claims) {
		return stored.Error
	}
	return errOr(deleteClaims(tx, claims), errTaken)
}

func errOr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// insertClaims inserts claims. With a SELECT instead of VALUES, the error would not say which value is taken.
func insertClaims(tx *gorm.DB, claims []claim) error {
	for part := range slices.Chunk(claims, claimBatch) {
		sql, values := insertSQL(part)
		if err := fresh(tx).Exec(sql, values...).Error; err != nil {
			return err
		}
	}
	return nil
}

// claimBatch is the number of claims in one statement.
const claimBatch = 500

// insertSQL returns the statement that inserts claims, and its parameters.
func insertSQL(claims []claim) (string, []any) {
	var values []any
	for _, c := range claims {
		values = append(values, c.Name, c.Value, c.Owner)
	}
	rows := strings.Repeat("(?, ?, ?), ", len(claims))
	return "INSERT INTO unique_values (index_name, value, owner_id) VALUES " + strings.TrimSuffix(rows, ", "), values
}

// tuples returns claims as a parameter that GORM writes as a list of rows.
func tuples(claims []claim) [][]any {
	rows := make([][]any, len(claims))
	for i, c := range claims {
		rows[i] = []any{c.Name, c.Value, c.Owner}
	}
	return rows
}

// deleteClaims deletes the claims of these owners, and leaves those of others with the same values.
func deleteClaims(tx *gorm.DB, claims []claim) error {
	for part := range slices.Chunk(claims, claimBatch) {
		err := fresh(tx).Exec("DELETE FROM unique_values WHERE (index_name, value, owner_id) IN ?", tuples(part)).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// Sync makes the unique values of some records those in their rows, after the rows were inserted or changed.
func Sync(tx *gorm.DB, table string, owners []string) error {
	if len(uniques[table]) == 0 || len(owners) == 0 {
		return nil
	}
	for part := range slices.Chunk(owners, 1000) {
		if err := syncOwners(tx, table, part); err != nil {
			return err
		}
	}
	return nil
}

func syncOwners(tx *gorm.DB, table string, owners []string) error {
	var names []string
	wanted := map[claim]bool{}
	for _, rule := range uniques[table] {
		names = append(names, rule.name)
		var rows []claim
		err := fresh(tx).Table(table).Where(rule.wanted).Where(rule.owner+" IN ?", owners).
			Select("CAST(? AS text) AS index_name, concat_ws(chr(31), "+strings.Join(rule.columns, ", ")+") AS value, "+
				rule.owner+" AS owner_id", rule.name).Find(&rows).Error
		if err != nil {
			return err
		}
		for _, c := range rows {
			wanted[c] = true
		}
	}
	var stored, gone, added []claim
	err := fresh(tx).Table("unique_values").Where("owner_id IN ? AND index_name IN ?", owners, names).Find(&stored).Error
	if err != nil {
		return err
	}
	for _, c := range stored {
		if !wanted[c] {
			gone = append(gone, c)
		}
		delete(wanted, c)
	}
	for c := range wanted {
		added = append(added, c)
	}
	return errOr(deleteClaims(tx, gone), insertClaims(tx, added))
}

// release deletes the unique values of records that are about to be deleted.
func release(tx *gorm.DB, table string, owners []string) error {
	var names []string
	for _, rule := range uniques[table] {
		names = append(names, rule.name)
	}
	if len(names) == 0 || len(owners) == 0 {
		return nil
	}
	return fresh(tx).Exec("DELETE FROM unique_values WHERE owner_id IN ? AND index_name IN ?", owners, names).Error
}
