package customfields

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/normalize"
	"clientele/models"
)

// Limits of what a shop can define.
const (
	maxFields      = 250 // of one owner, without the archived ones
	maxOptions     = 200
	maxDescription = 1000
	maxPattern     = 500
)

// CreateCustomFieldInput is a new custom field; the schema describes each member.
type CreateCustomFieldInput struct {
	Owner       models.CustomFieldOwner
	Key         string
	Label       string
	Description *string
	Type        models.CustomFieldType
	List        bool
	Required    bool
	Unique      bool
	Options     []*CustomFieldOptionInput
	ReferenceTo *models.CustomFieldReference
	Rules       *CustomFieldRulesInput
	Default     *string
	Access      models.CustomFieldAccess
	Position    *int
}

// CustomFieldOptionInput is a choice of a field of type ENUM.
type CustomFieldOptionInput struct {
	Value string
	Label *string
}

// CustomFieldRulesInput is what values must be like.
type CustomFieldRulesInput struct {
	Min     *string
	Max     *string
	Pattern *string
}

var at = apperr.Path{"input"}

// Create defines a field. It needs SETTINGS_WRITE; faults of the input are apperr.Invalid.
func (s *Service) Create(ctx context.Context, caller auth.Caller, in CreateCustomFieldInput) (*models.CustomField, error) {
	if err := mayDefine(caller); err != nil {
		return nil, err
	}
	var f apperr.Fields
	field := s.newField(&f, in)
	if err := f.Err(); err != nil {
		return nil, err
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		var others []models.CustomField
		if err := tx.Where("owner = ? AND archived_at IS NULL", in.Owner).Find(&others).Error; err != nil {
			return err
		}
		if len(others) >= maxFields {
			return apperr.Field(at.At("owner"), apperr.CodeLimitReached, fmt.Sprintf("there are at most %d fields of one owner", maxFields))
		}
		last := -1
		for _, o := range others {
			if o.Key == in.Key {
				return keyTaken(&o)
			}
			last = max(last, o.Position)
		}
		if in.Position == nil {
			field.Position = last + 1
		}
		if err := tx.Create(field).Error; err != nil {
			return err
		}
		return changed(tx)
	})
	if column, ok := db.UniqueViolation(err); ok && (column == "custom_fields.owner, custom_fields.key" || column == "custom_fields.key") {
		err = keyTaken(nil)
	}
	if err != nil {
		return nil, fmt.Errorf("create a custom field: %w", err)
	}
	return field, nil
}

// keyTaken is the answer for a key that the field by has, as far as that is known.
func keyTaken(by *models.CustomField) error {
	message := "there is already a field with this key"
	if by != nil {
		message = fmt.Sprintf("the field %q (%s) has this key already", by.Label, by.ID)
	}
	return apperr.Field(at.At("key"), apperr.CodeKeyTaken, message)
}

func (s *Service) newField(f *apperr.Fields, in CreateCustomFieldInput) *models.CustomField {
	now := models.At(s.now())
	field := &models.CustomField{
		ID: models.NewID(models.FieldID), Owner: in.Owner, Key: in.Key, Type: in.Type, List: in.List, Required: in.Required, Unique: in.Unique,
		Access: in.Access, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	checkKey(f, at.At("key"), in.Key)
	field.Label = input.Required(f, at.At("label"), in.Label, input.MaxLabel)
	field.Description = input.Text(f, at.At("description"), in.Description, maxDescription)
	checkOptions(f, field, in.Options)
	checkReference(f, field, in.ReferenceTo)
	if in.Rules != nil {
		field.RuleMin, field.RuleMax, field.RulePattern = in.Rules.Min, in.Rules.Max, in.Rules.Pattern
	}
	checkRules(f, field)
	field.Default = in.Default
	checkDefault(f, field)
	if in.Position != nil {
		field.Position = *in.Position
	}
	if field.Unique && (field.Type == models.FieldBoolean || field.Type == models.FieldText) {
		f.Add(at.At("unique"), apperr.CodeInvalid, fmt.Sprintf("a field of type %s cannot be unique", field.Type))
	}
	if field.Unique && field.Default != nil {
		f.Add(at.At("default"), apperr.CodeInvalid, "a unique field has no default: only one record could have it")
	}
	return field
}

var (
	keyForm    = regexp.MustCompile(`^[a-z][a-zA-Z0-9]{0,39}$`)
	optionForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,99}$`)
)

// noEnumValue are the names that no enum can have (GraphQL specification, section 3.9).
var noEnumValue = map[string]bool{"true": true, "false": true, "null": true}

func checkKey(f *apperr.Fields, at apperr.Path, key string) {
	switch {
	case key == "json" || noEnumValue[key]:
		f.Add(at, apperr.CodeKeyReserved, fmt.Sprintf("%q is a reserved word", key))
	case !keyForm.MatchString(key):
		f.Add(at, apperr.CodeInvalid, "a key is lowerCamelCase: a small letter, then letters and digits, at most 40 in all")
	}
}

func checkOptions(f *apperr.Fields, field *models.CustomField, in []*CustomFieldOptionInput) {
	below := at.At("options")
	switch {
	case field.Type != models.FieldEnum && len(in) > 0:
		f.Add(below, apperr.CodeInvalid, "only a field of type ENUM has options")
		return
	case field.Type == models.FieldEnum && len(in) == 0:
		f.Add(below, apperr.CodeRequired, "a field of type ENUM has at least one option")
	case len(in) > maxOptions:
		f.Add(below, apperr.CodeTooLong, fmt.Sprintf("a field has at most %d options", maxOptions))
		return
	}
	seen := map[string]bool{}
	field.Choices = nil
	for i, o := range in {
		place := below.At(strconv.Itoa(i))
		switch {
		case !optionForm.MatchString(o.Value) || noEnumValue[o.Value]:
			f.Add(place.At("value"), apperr.CodeInvalid, "an option is a GraphQL name: a letter, then letters, digits and _, and none of true, false, null")
		case seen[o.Value]:
			f.Add(place.At("value"), apperr.CodeInvalid, "this option is there twice")
		}
		seen[o.Value] = true
		label := o.Value
		if o.Label != nil {
			label = input.Required(f, place.At("label"), *o.Label, input.MaxLabel)
		}
		field.Choices = append(field.Choices, models.CustomFieldOption{Value: o.Value, Label: label})
	}
}

func checkReference(f *apperr.Fields, field *models.CustomField, to *models.CustomFieldReference) {
	switch {
	case field.Type == models.FieldReference:
		customer := models.ReferenceCustomer
		field.ReferenceTo = &customer
		if to != nil {
			field.ReferenceTo = to
		}
	case to != nil:
		f.Add(at.At("referenceTo"), apperr.CodeInvalid, "only a field of type REFERENCE points to something")
	}
}

// checkRules checks the rules and brings them into the type's own form.
func checkRules(f *apperr.Fields, field *models.CustomField) {
	k := kinds[field.Type]
	below := at.At("rules")
	for name, rule := range map[string]**string{"min": &field.RuleMin, "max": &field.RuleMax} {
		switch {
		case *rule == nil:
		case !k.ruled:
			f.Add(below.At(name), apperr.CodeInvalid, fmt.Sprintf("a field of type %s has no bounds", field.Type))
		case k.measured:
			n, err := strconv.Atoi(normalize.Trim(**rule))
			if err != nil || n < 0 || n > maxText {
				f.Add(below.At(name), apperr.CodeInvalid, "this is a number of characters")
				continue
			}
			text := strconv.Itoa(n)
			*rule = &text
		default:
			text, err := k.parse(field, normalize.Trim(**rule))
			if err != nil {
				note(f, below.At(name), err)
				continue
			}
			*rule = &text
		}
	}
	if field.RulePattern != nil {
		var err error
		if len(*field.RulePattern) <= maxPattern {
			err = checkPattern(*field.RulePattern)
		}
		switch {
		case !k.patterned:
			f.Add(below.At("pattern"), apperr.CodeInvalid, fmt.Sprintf("a field of type %s has no pattern", field.Type))
		case len(*field.RulePattern) > maxPattern:
			f.Add(below.At("pattern"), apperr.CodeTooLong, fmt.Sprintf("a pattern has at most %d characters", maxPattern))
		case err != nil:
			f.Add(below.At("pattern"), apperr.CodeInvalid, err.Error())
		}
	}
	if f.Empty() && field.RuleMin != nil && field.RuleMax != nil {
		less := k.key
		if k.measured {
			less = numberKey
		}
		if less(*field.RuleMin) > less(*field.RuleMax) {
			f.Add(below.At("min"), apperr.CodeInvalid, "the least is more than the most")
		}
	}
}

// checkDefault checks the default against the type and the rules. A list's default is one value of it.
func checkDefault(f *apperr.Fields, field *models.CustomField) {
	if field.Default == nil || !f.Empty() {
		return
	}
	text, err := kinds[field.Type].parse(field, *field.Default)
	if err == nil {
		err = obeys(field, text)
	}
	if err != nil {
		note(f, at.At("default"), err)
		return
	}
	if field.Type == models.FieldReference {
		f.Add(at.At("default"), apperr.CodeInvalid, "a reference has no default")
		return
	}
	field.Default = &text
}
