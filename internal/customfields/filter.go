package customfields

import (
	"context"
	"maps"
	"slices"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/models"
)

// Where returns a filter over custom fields as a condition on an owner's id column. A value that the field's type does not
// have is apperr.BadInput.
func (s *Service) Where(ctx context.Context, caller auth.Caller, owner models.CustomFieldOwner, id string, in Values) (filter.Expr, error) {
	if len(in) == 0 {
		return filter.Expr{}, nil
	}
	set, err := s.Set(ctx)
	if err != nil {
		return filter.Expr{}, err
	}
	var all []filter.Expr
	for _, key := range slices.Sorted(maps.Keys(in)) {
		field := set.Field(owner, key)
		operators, ok := in[key].(map[string]any)
		if field == nil || !Visible(field, Staff(caller)) || !ok {
			return filter.Expr{}, apperr.Bad("there is no custom field %q to filter by", key)
		}
		for _, op := range slices.Sorted(maps.Keys(operators)) {
			e, err := condition(s.db.Dialect, field, id, op, operators[op])
			if err != nil {
				return filter.Expr{}, apperr.Bad("customFields.%s.%s: %s", key, op, err)
			}
			all = append(all, e)
		}
	}
	return filter.And(all...), nil
}

// condition is one operator. Of a list, one value must meet it.
func condition(dialect db.Dialect, field *models.CustomField, id, op string, v any) (filter.Expr, error) {
	holds := func(e filter.Expr) filter.Expr {
		return filter.SQL(id+" IN (SELECT owner_id FROM custom_field_values WHERE "+e.SQL+")", e.Args...)
	}
	// Most records have no such value, usually: each is looked at in its turn, instead of gathering all that have.
	none := func(sql string, args ...any) filter.Expr {
		return filter.SQL("NOT EXISTS (SELECT 1 FROM custom_field_values WHERE owner_id = "+id+" AND field_id = ?"+sql+")", append([]any{field.ID}, args...)...)
	}
	value := column{dialect, field.ID}
	switch op {
	case "isSet":
		if v == true {
			return holds(filter.SQL("field_id = ?", field.ID)), nil
		}
		return none(""), nil
	case "in", "notIn":
		keys, err := operands(field, v)
		switch {
		case err != nil:
			return filter.Expr{}, err
		case len(keys) == 0 && op == "in":
			return filter.Never(), nil
		case len(keys) == 0:
			return filter.Expr{}, nil
		case op == "in":
			return holds(value.among(keys)), nil
		}
		return none(" AND value_key IN ?", keys), nil
	case "like":
		text, ok := v.(string)
		if !ok {
			return filter.Expr{}, invalid("this is no text")
		}
		return holds(value.like(filter.Like("value_key", text, kinds[field.Type].key))), nil
	}
	key, err := operand(field, v)
	if err != nil {
		return filter.Expr{}, err
	}
	switch op {
	case "eq":
		return holds(value.among([]string{key})), nil
	case "ne":
		return none(" AND value_key = ?", key), nil
	case "gt":
		return holds(value.between(" > ", key, " < ", last)), nil
	case "gte":
		return holds(value.between(" >= ", key, " < ", last)), nil
	case "lt":
		return holds(value.between(" >= ", "", " < ", key)), nil
	case "lte":
		return holds(value.between(" >= ", "", " <= ", key)), nil
	}
	return filter.Expr{}, invalid("there is no such operator")
}

func operands(field *models.CustomField, v any) ([]string, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	keys := make([]string, len(list))
	for i, each := range list {
		key, err := operand(field, each)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

// operand is a value as it is compared. Texts need no form: one that is no email address just finds nothing.
func operand(field *models.CustomField, v any) (string, error) {
	k := kinds[field.Type]
	if text, ok := v.(string); ok && k.measured {
		return k.key(text), nil
	}
	read, err := k.read(field, v)
	if err != nil {
		return "", err
	}
	return k.key(read), nil
}
