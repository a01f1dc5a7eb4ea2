package customfields

import (
	"fmt"
	"reflect"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// batchSize is the number of stored values that one statement reads.
const batchSize = 5000

// checkStored validates the stored values of a field against its new rules and sets their unique keys. It reads the
// values only if rules, options or uniqueness changed. Then the caller needs the scope to read the field's owners,
// since the result reveals stored values; otherwise the error is apperr.Forbidden.
func checkStored(tx *gorm.DB, caller auth.Caller, before, after *models.CustomField) error {
	ruled := !reflect.DeepEqual(ruleValues(before), ruleValues(after))
	unique := after.Unique && !before.Unique
	if scope := ownerScope(after.Owner); (ruled || unique) && !caller.Can(scope) {
		return apperr.Scope(string(scope))
	}
	if before.Unique && !after.Unique {
		if err := tx.Model(&models.CustomFieldValue{}).
			Where("field_id = ?", after.ID).Update("unique_key", nil).Error; err != nil {
			return err
		}
	}
	if !ruled && !unique {
		return nil
	}
	invalidValues, example := 0, ""
	seen := map[string]bool{}
	err := eachStored(tx, after.ID, func(v models.CustomFieldValue) error {
		if err := checkValue(after, v.Value); err != nil {
			invalidValues, example = invalidValues+1, v.Value
		}
		key := uniqueKey(after, v.Value)
		if !unique || key == nil {
			return nil
		}
		if seen[*key] {
			return apperr.Field(at.At("unique"), apperr.CodeNotUnique,
				fmt.Sprintf("More than one record has the value %q", v.Value))
		}
		seen[*key] = true
		return tx.Model(&models.CustomFieldValue{}).
			Where("owner_id = ? AND field_id = ? AND item = ?", v.OwnerID, v.FieldID, v.Item).
			Update("unique_key", *key).Error
	})
	if _, taken := db.UniqueViolation(err); taken { // stored meanwhile
		return apperr.Field(at.At("unique"), apperr.CodeNotUnique, "More than one record has the same value")
	}
	if err != nil {
		return err
	}
	if invalidValues > 0 {
		place := at.At("rules")
		if !reflect.DeepEqual(before.Choices, after.Choices) {
			place = at.At("options")
		}
		return apperr.Field(place, apperr.CodeInvalid,
			fmt.Sprintf("%d stored values are not valid under this rule, for example %q", invalidValues, example))
	}
	return nil
}

// ruleValues returns the rules and options of a field.
func ruleValues(f *models.CustomField) []any {
	return []any{f.RuleMin, f.RuleMax, f.RulePattern, f.Choices}
}

// ownerScope returns the scope needed to read the records that have a field.
func ownerScope(owner models.CustomFieldOwner) models.Scope {
	if owner == models.OwnerOrder {
		return models.OrdersRead
	}
	return models.CustomersRead
}

// eachStored calls f with every stored value of a field.
func eachStored(tx *gorm.DB, fieldID string, f func(models.CustomFieldValue) error) error {
	owner, item := "", -1
	for {
		var rows []models.CustomFieldValue
		err := tx.Where("field_id = ? AND item >= 0 AND (owner_id, item) > (?, ?)", fieldID, owner, item).
			Order("owner_id, item").Limit(batchSize).Find(&rows).Error
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := f(row); err != nil {
				return err
			}
			owner, item = row.OwnerID, row.Item
		}
		if len(rows) < batchSize {
			return nil
		}
	}
}
