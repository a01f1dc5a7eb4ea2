package customfields

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/models"
)

// Where returns a filter by custom fields as an SQL condition on an owner's id column. A value that is not valid for
// the field's type is apperr.BadInput.
func (s *Service) Where(
	ctx context.Context, caller auth.Caller, owner models.CustomFieldOwner, id string, in Values,
) (filter.Expr, error) {
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
			return filter.Expr{}, apperr.Bad("There is no custom field %q to filter by", key)
		}
		if field.ReferenceTo != nil && !canRead(caller, *field.ReferenceTo) {
			return filter.Expr{}, apperr.Scope(string(readScope(*field.ReferenceTo)))
		}
		within, rest, err := between(s.db.Dialect, field, id, operators)
		if err != nil {
			return filter.Expr{}, apperr.Bad("customFields.%s: %s", key, err)
		}
		all = append(all, within)
		for _, op := range rest {
			e, err := condition(s.db.Dialect, field, visibleValues(caller, field), id, op, operators[op])
			if err != nil {
				return filter.Expr{}, apperr.Bad("customFields.%s.%s: %s", key, op, err)
			}
			all = append(all, e)
		}
	}
	return filter.And(all...), nil
}

// between combines a lower and an upper bound into one condition, and returns the remaining operators. Separate
// conditions would each match many records. In a list, different values may satisfy the bounds, so they stay separate.
func between(
	dialect db.Dialect, field *models.CustomField, id string, operators map[string]any,
) (filter.Expr, []string, error) {
	rest := slices.Sorted(maps.Keys(operators))
	if field.List {
		return filter.Expr{}, rest, nil
	}
	ends := map[string]string{"gt": " > ", "gte": " >= ", "lt": " < ", "lte": " <= "}
	for _, low := range []string{"gt", "gte"} {
		for _, high := range []string{"lt", "lte"} {
			above, below := operators[low], operators[high]
			if above == nil || below == nil {
				continue
			}
			from, err := operand(field, above)
			if err != nil {
				return filter.Expr{}, nil, fmt.Errorf("%s: %w", low, err)
			}
			to, err := operand(field, below)
			if err != nil {
				return filter.Expr{}, nil, fmt.Errorf("%s: %w", high, err)
			}
			rest = slices.DeleteFunc(rest, func(op string) bool { return op == low || op == high })
			return hasValue(id, column{dialect, field.ID}.between(ends[low], from, ends[high], to)), rest, nil
		}
	}
	return filter.Expr{}, rest, nil
}

// hasValue matches owners with a value that satisfies a condition.
func hasValue(id string, e filter.Expr) filter.Expr {
	return filter.SQL(id+" IN (SELECT owner_id FROM custom_field_values WHERE "+e.SQL+")", e.Args...)
}

// hasNoValue matches owners without a value that satisfies a condition. Since most records match, they are tested one
// by one.
func hasNoValue(id string, e filter.Expr) filter.Expr {
	return filter.SQL("NOT EXISTS (SELECT 1 FROM custom_field_values WHERE owner_id = "+id+" AND "+e.SQL+")", e.Args...)
}

// condition returns the condition of one operator on the values that are visible. In a list, one value must satisfy it.
func condition(
	dialect db.Dialect, field *models.CustomField, visible filter.Expr, id, op string, v any,
) (filter.Expr, error) {
	ofField := filter.And(filter.SQL("field_id = ?", field.ID), visible)
	some := func(e filter.Expr) filter.Expr { return hasValue(id, filter.And(e, visible)) }
	none := func(sql string, args ...any) filter.Expr {
		return hasNoValue(id, filter.And(ofField, filter.SQL(sql, args...)))
	}
	value := column{dialect, field.ID}
	switch op {
	case "isSet":
		set := some(value.between(" > ", "", " < ", last))
		switch {
		case v == true:
			return set, nil
		case dialect == db.SQLite: // which would search all values of the field once for each record
			return filter.Not(set), nil
		}
		return none("COALESCE(value_key, '') <> ''"), nil
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
			return some(value.in(keys)), nil
		}
		return none("value_key IN ?", keys), nil
	case "like", "contains", "startsWith":
		text, ok := v.(string)
		if !ok {
			return filter.Expr{}, invalid("Must be a string")
		}
		return some(value.like(filter.Like("value_key", patterns[op](text), kinds[field.Type].key))), nil
	}
	key, err := operand(field, v)
	if err != nil {
		return filter.Expr{}, err
	}
	switch op {
	case "eq":
		return some(value.in([]string{key})), nil
	case "ne":
		return none("value_key = ?", key), nil
	case "gt":
		return some(value.between(" > ", key, " < ", last)), nil
	case "gte":
		return some(value.between(" >= ", key, " < ", last)), nil
	case "lt":
		return some(value.between(" >= ", "", " < ", key)), nil
	case "lte":
		return some(value.between(" >= ", "", " <= ", key)), nil
	}
	return filter.Expr{}, invalid("There is no such operator")
}

// patterns are the operators that compare with a pattern.
var patterns = map[string]func(string) string{
	"like": filter.Pattern, "contains": filter.Containing, "startsWith": filter.StartingWith,
}

func operands(field *models.CustomField, v any) ([]string, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	keys := make([]string, len(list))
	for i, item := range list {
		key, err := operand(field, item)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

// operand returns the sort key of an operand. A text does not have to be valid: an invalid email address matches
// nothing.
func operand(field *models.CustomField, v any) (string, error) {
	k := kinds[field.Type]
	if text, ok := v.(string); ok && k.lengthRules {
		return k.key(text), nil
	}
	read, err := k.read(field, v)
	if err != nil {
		return "", err
	}
	return k.key(read), nil
}
