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
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/normalize"
	"clientele/models"
)

// Limits of custom fields.
const (
	maxFields      = 250 // active fields of one owner
	maxOptions     = 200
	maxOption      = 100 // characters of an option
	maxDescription = 1000
	maxPattern     = 500
)

// CreateCustomFieldInput describes a new custom field. The schema documents its members.
type CreateCustomFieldInput struct {
	Owner       models.CustomFieldOwner
	Key         string
	Label       string
	Description *string
	Type        models.CustomFieldType
	List        bool
	Required    bool
	Unique      bool
	Personal    bool // true in the API unless it is given
	Options     []*CustomFieldOptionInput
	ReferenceTo *models.CustomFieldReference
	Rules       *CustomFieldRulesInput
	Default     *string
	Access      models.CustomFieldAccess
	Position    *int
}

// CustomFieldOptionInput is an option of a field of type ENUM.
type CustomFieldOptionInput struct {
	Value string
	Label *string
}

// CustomFieldRulesInput holds rules for values.
type CustomFieldRulesInput struct {
	Min     *string
	Max     *string
	Pattern *string
}

var at = apperr.Path{"input"}

// Create creates a field. It requires SETTINGS_WRITE; invalid input is apperr.Invalid.
func (s *Service) Create(
	ctx context.Context, caller auth.Caller, in CreateCustomFieldInput,
) (*models.CustomField, error) {
	if err := checkScope(caller); err != nil {
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
			return apperr.Field(at.At("owner"), apperr.CodeLimitReached,
				fmt.Sprintf("There can be at most %d fields per owner", maxFields))
		}
		last := -1
		for _, o := range others {
			last = max(last, o.Position)
		}
		if err := conflict(at.At("key"), field, others); err != nil {
			return err
		}
		if in.Position == nil {
			field.Position = last + 1
		}
		if err := tx.Create(field).Error; err != nil {
			return err
		}
		if err := bumpVersion(tx); err != nil {
			return err
		}
		return events.Record(tx, caller, field.CreatedAt, entry(field, models.CustomFieldCreated, createdValues(field)))
	})
	if column, ok := db.UniqueViolation(err); ok &&
		(column == "custom_fields.owner, custom_fields.key" || column == "custom_fields.key") {
		err = apperr.Field(at.At("key"), apperr.CodeKeyTaken, "Another field uses this key")
	}
	if err != nil {
		return nil, fmt.Errorf("create custom field: %w", err)
	}
	return field, nil
}

func (s *Service) newField(f *apperr.Fields, in CreateCustomFieldInput) *models.CustomField {
	now := models.At(s.now())
	field := &models.CustomField{
		ID: models.NewID(models.FieldID), Owner: in.Owner, Key: in.Key, Type: in.Type, List: in.List,
		Required: in.Required, Unique: in.Unique, Personal: in.Personal,
		Access: in.Access, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	checkKey(f, at.At("key"), in.Key)
	field.Label = input.Required(f, at.At("label"), in.Label, input.MaxLabel)
	field.Description = input.Text(f, at.At("description"), in.Description, maxDescription)
	checkOptions(f, field, in.Options)
	s.checkTypes(f, field)
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
		f.Add(at.At("unique"), apperr.CodeInvalid, fmt.Sprintf("A field of type %s cannot be unique", field.Type))
	}
	if field.Unique && field.Default != nil {
		f.Add(at.At("default"), apperr.CodeInvalid, "A unique field cannot have a default value")
	}
	return field
}

var (
	keyForm    = regexp.MustCompile(`^[a-z][a-zA-Z0-9]{0,39}$`)
	optionForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,99}$`)
)

func checkKey(f *apperr.Fields, at apperr.Path, key string) {
	switch why := reserved(key, reservedNames, reservedKeys); {
	case !keyForm.MatchString(key):
		f.Add(at, apperr.CodeInvalid,
			"Must start with a lower-case letter and contain only letters and digits, at most 40 characters")
	case why != "":
		f.Add(at, apperr.CodeKeyReserved, fmt.Sprintf("%q is reserved: %s. Choose another key.", key, why))
	}
}

// checkOptions validates options and sets them. They replace those that the field has.
func checkOptions(f *apperr.Fields, field *models.CustomField, in []*CustomFieldOptionInput) {
	below := at.At("options")
	switch {
	case field.Type != models.FieldEnum && len(in) > 0:
		f.Add(below, apperr.CodeInvalid, "Only a field of type ENUM can have options")
		return
	case field.Type == models.FieldEnum && len(in) == 0:
		f.Add(below, apperr.CodeRequired, "A field of type ENUM must have at least one option")
	case len(in) > maxOptions:
		f.Add(below, apperr.CodeTooLong, fmt.Sprintf("A field can have at most %d options", maxOptions))
		return
	}
	var known, names []string
	for _, o := range field.Choices {
		known = append(known, o.Value)
	}
	field.Choices = nil
	for i, o := range in {
		place := below.At(strconv.Itoa(i))
		checkOptionName(f, place.At("value"), o.Value, names, known)
		names = append(names, o.Value)
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
		f.Add(at.At("referenceTo"), apperr.CodeInvalid, "Only a field of type REFERENCE can have this")
	}
}

// checkRules validates the rules and converts them to their stored form.
func checkRules(f *apperr.Fields, field *models.CustomField) {
	k := kinds[field.Type]
	below := at.At("rules")
	for name, rule := range map[string]**string{"min": &field.RuleMin, "max": &field.RuleMax} {
		switch {
		case *rule == nil:
		case !k.bounds:
			f.Add(below.At(name), apperr.CodeInvalid, fmt.Sprintf("A field of type %s cannot have bounds", field.Type))
		case k.lengthRules:
			n, err := strconv.Atoi(normalize.Trim(**rule))
			if err != nil || n < 0 || n > maxText {
				f.Add(below.At(name), apperr.CodeInvalid, "Must be a number of characters")
				continue
			}
			text := strconv.Itoa(n)
			*rule = &text
		default:
			text, err := k.parse(field, normalize.Trim(**rule))
			if err != nil {
				addError(f, below.At(name), err)
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
		case !k.pattern:
			f.Add(below.At("pattern"), apperr.CodeInvalid,
				fmt.Sprintf("A field of type %s cannot have a pattern", field.Type))
		case len(*field.RulePattern) > maxPattern:
			f.Add(below.At("pattern"), apperr.CodeTooLong,
				fmt.Sprintf("A pattern can have at most %d characters", maxPattern))
		case err != nil:
			f.Add(below.At("pattern"), apperr.CodeInvalid, err.Error())
		}
	}
	if f.Empty() && field.RuleMin != nil && field.RuleMax != nil {
		sortKey := k.key
		if k.lengthRules {
			sortKey = numberKey
		}
		if sortKey(*field.RuleMin) > sortKey(*field.RuleMax) {
			f.Add(below.At("min"), apperr.CodeInvalid, "The minimum must not exceed the maximum")
		}
	}
}

// checkDefault validates the default value against type and rules. The default of a list is a single value.
func checkDefault(f *apperr.Fields, field *models.CustomField) {
	if field.Default == nil || !f.Empty() {
		return
	}
	text, err := kinds[field.Type].parse(field, *field.Default)
	if err == nil {
		err = checkValue(field, text)
	}
	if err != nil {
		addError(f, at.At("default"), err)
		return
	}
	if field.Type == models.FieldReference {
		f.Add(at.At("default"), apperr.CodeInvalid, "A reference cannot have a default value")
		return
	}
	field.Default = &text
}
