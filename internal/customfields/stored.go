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

// stretch is how many stored values are looked at in one statement.
const stretch = 5000

// checkStored checks that what is stored obeys a field's new rules, and fills in what uniqueness compares. It reads
// every value only where a rule has changed. Then the caller needs the scope to read the field's owners, else it is
// apperr.Forbidden: an answer to a rule tells what is stored.
func checkStored(tx *gorm.DB, caller auth.Caller, before, after *models.CustomField) error {
	ruled := !reflect.DeepEqual([]any{before.RuleMin, before.RuleMax, before.RulePattern, before.Choices}, []any{after.RuleMin, after.RuleMax, after.RulePattern, after.Choices})
	unique := after.Unique && !before.Unique
	if scope := ownerScope(after.Owner); (ruled || unique) && !caller.Can(scope) {
		return apperr.Scope(string(scope))
	}
	if before.Unique && !after.Unique {
		if err := tx.Model(&models.CustomFieldValue{}).Where("field_id = ?", after.ID).Update("unique_key", nil).Error; err != nil {
			return err
		}
	}
	if !ruled && !unique {
		return nil
	}
	faulty, example := 0, ""
	seen := map[string]bool{}
	err := eachStored(tx, after.ID, func(v models.CustomFieldValue) error {
		if err := obeys(after, v.Value); err != nil {
			faulty, example = faulty+1, v.Value
		}
		key := uniqueKey(after, v.Value)
		if !unique || key == nil {
			return nil
		}
		if seen[*key] {
			return apperr.Field(at.At("unique"), apperr.CodeNotUnique, fmt.Sprintf("more than one record carries %q", v.Value))
		}
		seen[*key] = true
		return tx.Model(&models.CustomFieldValue{}).Where("owner_id = ? AND field_id = ? AND item = ?", v.OwnerID, v.FieldID, v.Item).Update("unique_key", *key).Error
	})
	if _, taken := db.UniqueViolation(err); taken { // stored in the meantime
		return apperr.Field(at.At("unique"), apperr.CodeNotUnique, "more than one record carries the same value")
	}
	if err != nil {
		return err
	}
	if faulty > 0 {
		place := at.At("rules")
		if !reflect.DeepEqual(before.Choices, after.Choices) {
			place = at.At("options")
		}
		return apperr.Field(place, apperr.CodeInvalid, fmt.Sprintf("%d stored values do not obey this, such as %q", faulty, example))
	}
	return nil
}

// ownerScope returns the scope to read the records that carry a field.
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
		err := tx.Where("field_id = ? AND item >= 0 AND (owner_id, item) > (?, ?)", fieldID, owner, item).Order("owner_id, item").Limit(stretch).Find(&rows).Error
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := f(row); err != nil {
				return err
			}
			owner, item = row.OwnerID, row.Item
		}
		if len(rows) < stretch {
			return nil
		}
	}
}
