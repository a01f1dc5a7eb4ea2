package customfields

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// References collects the references of many records, so that they are looked up together.
type References struct{ pending []references }

// references is a change whose references are not checked yet, and where to add their errors.
type references struct {
	f *apperr.Fields
	c *Change
}

type referencesKey struct{}

// DeferReferences returns a context in which Check does not look up references but leaves them to CheckReferences. The
// collection is not safe for concurrent use.
func DeferReferences(ctx context.Context) (context.Context, *References) {
	r := &References{}
	return context.WithValue(ctx, referencesKey{}, r), r
}

// CheckReferences checks the references that were collected since the last call, with at most two statements. It adds
// their errors to the fields that Check was called with.
func (s *Service) CheckReferences(ctx context.Context, caller auth.Caller, r *References) error {
	err := s.lookUp(ctx, caller, r.pending)
	r.pending = nil
	return err
}

// checkReferences checks that referenced records exist and that the caller may read them; the error is the same for
// both. API keys and staff need the scope to read them; customers may reference themselves and their own orders.
func (s *Service) checkReferences(ctx context.Context, caller auth.Caller, f *apperr.Fields, c *Change) error {
	if !slices.ContainsFunc(c.fields, func(field *models.CustomField) bool { return field.ReferenceTo != nil }) {
		return nil
	}
	one := references{f, c}
	if r, ok := ctx.Value(referencesKey{}).(*References); ok {
		r.pending = append(r.pending, one)
		return nil
	}
	return s.lookUp(ctx, caller, []references{one})
}

// lookUp checks the references of changes.
func (s *Service) lookUp(ctx context.Context, caller auth.Caller, all []references) error {
	ids := map[models.CustomFieldReference][]string{}
	for _, one := range all {
		for _, row := range one.c.rows {
			if field := one.c.field(row.FieldID); field.ReferenceTo != nil && row.Item >= 0 {
				ids[*field.ReferenceTo] = append(ids[*field.ReferenceTo], row.Value)
			}
		}
	}
	seen := map[string]bool{}
	for to, list := range ids {
		if !canRead(caller, to) {
			continue
		}
		table, owned := "customers", "id"
		if to == models.ReferenceOrder {
			table, owned = "orders", "customer_id"
		}
		q := s.db.Read(ctx).Table(table).Where(s.db.In("id", list))
		if !Staff(caller) {
			q = q.Where(owned+" = ?", caller.CustomerID)
		}
		var found []string
		if err := q.Pluck("id", &found).Error; err != nil {
			return fmt.Errorf("find referenced records: %w", err)
		}
		for _, id := range found {
			seen[id] = true
		}
	}
	for _, one := range all {
		for _, row := range one.c.rows {
			field := one.c.field(row.FieldID)
			if field.ReferenceTo == nil || row.Item < 0 || seen[row.Value] {
				continue
			}
			place := one.c.at.At(field.Key)
			if field.List {
				place = place.At(strconv.Itoa(row.Item))
			}
			addError(one.f, place, notFound)
		}
	}
	return nil
}
