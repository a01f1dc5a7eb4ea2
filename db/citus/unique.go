package citus

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
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

// claimBatch is the number of claims in one statement, which has up to 65,535 parameters.
const claimBatch = 20_000

// deleteBatch is the number of claims that are deleted with one statement. PostgreSQL nests the comparisons of rows,
// and limits their depth (max_stack_depth).
const deleteBatch = 500

// claimsOf returns the unique values of models.
func claimsOf(ctx context.Context, rules []unique, s *schema.Schema, models reflect.Value) []claim {
	var claims []claim
	each(models, func(row reflect.Value) {
		for _, rule := range rules {
			claims = rule.add(claims, func(column string) string {
				return textOf(s.LookUpField(column).ReflectValueOf(ctx, row))
			})
		}
	})
	return claims
}

// storedClaims returns the unique values of the rows of a query.
func storedClaims(rules []unique, q *gorm.DB) ([]claim, error) {
	if len(rules) == 0 {
		return nil, nil
	}
	columns := []string{rules[0].owner}
	for _, rule := range rules {
		columns = append(columns, rule.columns...)
	}
	var rows []map[string]any
	if err := q.Select(columns).Find(&rows).Error; err != nil {
		return nil, err
	}
	var claims []claim
	for _, row := range rows {
		for _, rule := range rules {
			claims = rule.add(claims, func(column string) string {
				text, _ := row[column].(string)
				return text
			})
		}
	}
	return claims, nil
}

// add appends the unique value of a row, if it has one.
func (u unique) add(claims []claim, of func(column string) string) []claim {
	values := make([]string, len(u.columns))
	for i, column := range u.columns {
		if values[i] = of(column); values[i] == "" {
			return claims
		}
	}
	return append(claims, claim{u.name, strings.Join(values, separator), of(u.owner)})
}

// textOf returns the text in a field; empty for nil.
func textOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	return v.String()
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
	if err := deleteClaims(tx, claims); err != nil {
		return err
	}
	return errTaken
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

// insertSQL returns the statement that inserts claims, and its parameters.
func insertSQL(claims []claim) (string, []any) {
	values := make([]any, 0, 3*len(claims))
	for _, c := range claims {
		values = append(values, c.Name, c.Value, c.Owner)
	}
	rows := strings.Repeat("(?, ?, ?), ", len(claims))
	return "INSERT INTO unique_values (index_name, value, owner_id) VALUES " + strings.TrimSuffix(rows, ", "), values
}

// deleteClaims deletes the claims of these owners, and leaves those of others with the same values. The list of values
// tells Citus the shards.
func deleteClaims(tx *gorm.DB, claims []claim) error {
	for part := range slices.Chunk(claims, deleteBatch) {
		values, rows := make([]string, len(part)), make([][]any, len(part))
		for i, c := range part {
			values[i], rows[i] = c.Value, []any{c.Name, c.Value, c.Owner}
		}
		err := fresh(tx).Exec("DELETE FROM unique_values WHERE value IN ? AND (index_name, value, owner_id) IN ?",
			values, rows).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// replace makes the claims of rows those after a change.
func replace(tx *gorm.DB, before, after []claim) error {
	old, kept := make(map[claim]bool, len(before)), make(map[claim]bool, len(before))
	for _, c := range before {
		old[c] = true
	}
	var gone, added []claim
	for _, c := range after {
		if kept[c] = true; !old[c] {
			added = append(added, c)
		}
	}
	for _, c := range before {
		if !kept[c] {
			gone = append(gone, c)
		}
	}
	if err := deleteClaims(tx, gone); err != nil {
		return err
	}
	return insertClaims(tx, added)
}

// InsertRows stores the unique values of rows of a model that are about to be inserted without a callback.
func InsertRows[T any](tx *gorm.DB, rows []*T) error {
	s, rules, err := rulesOf[T](tx)
	if err != nil || len(rules) == 0 {
		return err
	}
	return insertClaims(tx, claimsOf(tx.Statement.Context, rules, s, reflect.ValueOf(rows)))
}

// UpdateRows makes the unique values of rows of a model, which are about to be updated without a callback, those that
// the rows will have.
func UpdateRows[T any](tx *gorm.DB, rows []*T) error {
	s, rules, err := rulesOf[T](tx)
	if err != nil || len(rules) == 0 {
		return err
	}
	owner, owners := s.LookUpField(rules[0].owner), make([]string, len(rows))
	for i, row := range rows {
		owners[i] = textOf(owner.ReflectValueOf(tx.Statement.Context, reflect.ValueOf(row).Elem()))
	}
	before, err := storedClaims(rules, fresh(tx).Table(s.Table).Where(rules[0].owner+" IN ?", owners))
	if err != nil {
		return err
	}
	return replace(tx, before, claimsOf(tx.Statement.Context, rules, s, reflect.ValueOf(rows)))
}

// rulesOf returns the schema of a model and the rules about its columns; none if the database is not distributed.
func rulesOf[T any](tx *gorm.DB) (*schema.Schema, []unique, error) {
	if !On(tx) {
		return nil, nil, nil
	}
	s := &gorm.Statement{DB: tx}
	if err := s.Parse(new(T)); err != nil {
		return nil, nil, fmt.Errorf("read the columns of a model: %w", err)
	}
	has := func(column string) bool { return s.Schema.LookUpField(column) != nil }
	return s.Schema, rulesAbout(s.Schema.Table, has), nil
}
