package merging

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/normalize"
	"clientele/models"
)

var fieldsAt = at.At("fieldsFromMerged")

// taken holds the custom fields that the remaining customer takes from the merged one.
type taken struct {
	custom  *customfields.Change
	version int      // of the merged customer whose values were checked
	names   []string // of all fields that are taken
}

// checkNames returns the names of fields without surrounding spaces. It adds INVALID for those that do not exist.
func checkNames(f *apperr.Fields, set *customfields.Set, given []string) []string {
	names := make([]string, len(given))
	for i, name := range given {
		name = normalize.Trim(name)
		names[i] = name
		key, custom := strings.CutPrefix(name, customPrefix)
		if custom && set.Field(models.OwnerCustomer, key) == nil || !custom && !accounts.Mergeable(name) {
			f.Add(fieldsAt.At(strconv.Itoa(i)), apperr.CodeInvalid, "There is no such field to take over")
		}
	}
	return names
}

// checkTaken validates the values of the custom fields to take over, like an update of the remaining customer. It reads
// the version first, so that mergeIn notices a change in between.
func (s *Service) checkTaken(
	ctx context.Context, caller auth.Caller, set *customfields.Set, in MergeCustomersInput,
) (*taken, error) {
	t := &taken{names: in.FieldsFromMerged}
	var fields []*models.CustomField
	for _, name := range in.FieldsFromMerged {
		if key, ok := strings.CutPrefix(name, customPrefix); ok {
			fields = append(fields, set.Field(models.OwnerCustomer, key))
		}
	}
	if len(fields) == 0 {
		return t, nil
	}
	g := s.db.Primary(ctx)
	var merged []*models.Customer
	if err := g.Select("version").Where("id = ?", in.Merge).Find(&merged).Error; err != nil {
		return nil, fmt.Errorf("read the version of customer %s: %w", in.Merge, err)
	}
	if len(merged) == 0 {
		return nil, apperr.Field(mergeAt, apperr.CodeNotFound, noSuchCustomer)
	}
	t.version = merged[0].Version
	stored, err := s.o.Fields.CopyIn(g, fields, in.Merge)
	if err != nil {
		return nil, err
	}
	values := customfields.Values{}
	for _, field := range fields {
		values[field.Key] = customfields.InputOf(field, stored[in.Merge])
	}
	var f apperr.Fields
	t.custom, err = s.o.Fields.Check(ctx, caller, &f, fieldsAt, models.OwnerCustomer, values, false)
	if err != nil {
		return nil, err
	}
	return t, t.atNames(f.Err())
}

// storeTaken stores the custom fields that are taken over. The values of the merged customer are deleted first, because
// they can be unique.
func (s *Service) storeTaken(tx *gorm.DB, p *accounts.Pair, t *taken) (events.Changes, error) {
	err := tx.Where("owner_id = ?", p.Merged.ID).Delete(&models.CustomFieldValue{}).Error
	if err != nil {
		return nil, fmt.Errorf("delete the custom fields of customer %s: %w", p.Merged.ID, err)
	}
	return s.o.Fields.StoreIn(tx, p.Keep.ID, t.custom)
}

// atNames moves the errors of custom fields to the members of fieldsFromMerged that name them. A violation of the
// unique index that the change did not cause is that of a reference which was moved.
func (t *taken) atNames(err error) error {
	if column, ok := db.UniqueViolation(err); ok && strings.Contains(column, "unique_key") {
		return apperr.Field(mergeAt, apperr.CodeNotUnique,
			"Different records refer to the two customers in a field that must be unique")
	}
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return err
	}
	var f apperr.Fields
	for _, field := range e.Fields {
		path := apperr.Path(field.Field)
		if len(path) > len(fieldsAt) && slices.Equal(path[:len(fieldsAt)], fieldsAt) {
			key := path[len(fieldsAt)]
			path = fieldsAt
			if i := slices.Index(t.names, customPrefix+key); i >= 0 {
				path = fieldsAt.At(strconv.Itoa(i))
			}
		}
		f.Add(path, field.Code, field.Message)
	}
	return f.Err()
}
