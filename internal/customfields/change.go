package customfields

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/models"
)

// UpdateCustomFieldInput holds changes to a custom field. Omitted members keep their value; null clears a member.
// Owner, key, type and list cannot be changed.
type UpdateCustomFieldInput struct {
	Label             graphql.Omittable[*string]
	Description       graphql.Omittable[*string]
	Required          graphql.Omittable[*bool]
	Unique            graphql.Omittable[*bool]
	Personal          graphql.Omittable[*bool]
	Options           graphql.Omittable[[]*CustomFieldOptionInput]
	Rules             graphql.Omittable[*CustomFieldRulesInput]
	Default           graphql.Omittable[*string]
	Access            graphql.Omittable[*models.CustomFieldAccess]
	Position          graphql.Omittable[*int]
	DeprecationReason graphql.Omittable[*string]
	ExpectedVersion   *int
}

// Update changes a field. Stored values must be valid under new rules, options and uniqueness. It requires
// SETTINGS_WRITE, and for these also the scope to read the field's owners. Invalid input is apperr.Invalid; with
// CONFLICT, Update also returns the current field.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateCustomFieldInput,
) (*models.CustomField, error) {
	conflict := false
	field, err := s.change(ctx, caller, id, func(tx *gorm.DB, field *models.CustomField) error {
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != field.Version; conflict {
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("The field was changed by someone else. Its current version is %d.", field.Version))
		}
		if field.ArchivedAt != nil {
			return apperr.Missing("custom field")
		}
		before := *field
		if err := apply(field, in); err != nil {
			return err
		}
		return checkStored(tx, caller, &before, field)
	})
	if err != nil && !conflict {
		return nil, err
	}
	return field, err
}

func apply(field *models.CustomField, in UpdateCustomFieldInput) error {
	var f apperr.Fields
	if in.Label.IsSet() {
		label := ""
		if v := in.Label.Value(); v != nil {
			label = *v
		}
		field.Label = input.Required(&f, at.At("label"), label, input.MaxLabel)
	}
	if in.Description.IsSet() {
		field.Description = input.Text(&f, at.At("description"), in.Description.Value(), maxDescription)
	}
	if in.DeprecationReason.IsSet() {
		field.DeprecationReason = input.Text(&f, at.At("deprecationReason"), in.DeprecationReason.Value(),
			maxDescription)
	}
	setRequired(&f, "required", in.Required, &field.Required)
	setRequired(&f, "unique", in.Unique, &field.Unique)
	setRequired(&f, "personal", in.Personal, &field.Personal)
	setRequired(&f, "access", in.Access, &field.Access)
	setRequired(&f, "position", in.Position, &field.Position)
	if in.Options.IsSet() {
		checkOptions(&f, field, in.Options.Value())
	}
	if in.Rules.IsSet() {
		rules := in.Rules.Value()
		if rules == nil {
			rules = &CustomFieldRulesInput{}
		}
		field.RuleMin, field.RuleMax, field.RulePattern = rules.Min, rules.Max, rules.Pattern
		checkRules(&f, field)
	}
	if in.Default.IsSet() {
		field.Default = in.Default.Value()
	}
	checkDefault(&f, field)
	return f.Err()
}

// setRequired sets a member that cannot be cleared.
func setRequired[T any](f *apperr.Fields, name string, in graphql.Omittable[*T], to *T) {
	if !in.IsSet() {
		return
	}
	if in.Value() == nil {
		f.Add(at.At(name), apperr.CodeRequired, "Cannot be cleared")
		return
	}
	*to = *in.Value()
}

// Archive hides a field and keeps its values. It requires SETTINGS_WRITE.
func (s *Service) Archive(ctx context.Context, caller auth.Caller, id string) (*models.CustomField, error) {
	return s.change(ctx, caller, id, func(_ *gorm.DB, field *models.CustomField) error {
		if field.ArchivedAt == nil {
			now := models.At(s.now())
			field.ArchivedAt = &now
		}
		return nil
	})
}

// Restore makes an archived field and its values visible again. If the names of another field are too
// similar, the error is KEY_TAKEN.
func (s *Service) Restore(ctx context.Context, caller auth.Caller, id string) (*models.CustomField, error) {
	return s.change(ctx, caller, id, func(tx *gorm.DB, field *models.CustomField) error {
		var others []models.CustomField
		if err := tx.Where("owner = ? AND archived_at IS NULL", field.Owner).Find(&others).Error; err != nil {
			return err
		}
		if err := conflict(apperr.Path{"id"}, field, others); err != nil {
			return err
		}
		field.ArchivedAt = nil
		return nil
	})
}

// change locks the definitions, calls f to change a field, and stores the field if it changed.
func (s *Service) change(
	ctx context.Context, caller auth.Caller, id string, f func(*gorm.DB, *models.CustomField) error,
) (*models.CustomField, error) {
	if err := checkScope(caller); err != nil {
		return nil, err
	}
	var field *models.CustomField
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		field = &models.CustomField{}
		err := db.ForUpdate(tx).Where("id = ?", id).Take(field).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return apperr.Missing("custom field")
		}
		if err != nil {
			return err
		}
		before := *field
		if err := f(tx, field); err != nil {
			return err
		}
		event, ok := changed(&before, field)
		if !ok {
			return nil
		}
		field.Version, field.UpdatedAt = field.Version+1, models.At(s.now())
		event.Version = field.Version
		if err := tx.Model(field).Select("*").Omit("id", "owner", "key", "type", "list", "created_at").
			Updates(field).Error; err != nil {
			return err
		}
		if err := bumpVersion(tx); err != nil {
			return err
		}
		return events.Record(tx, caller, field.UpdatedAt, event)
	})
	if err != nil {
		return field, fmt.Errorf("change custom field %s: %w", id, err)
	}
	return field, nil
}
