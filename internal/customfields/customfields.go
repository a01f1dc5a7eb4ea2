// Package customfields manages the fields that a shop defines at run time: their definitions, and how values are
// validated, stored, filtered and sorted. Package graph adds them to the GraphQL schema. Each type of field has its
// own file.
package customfields

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

// Service manages definitions and values of custom fields.
type Service struct {
	db       *db.DB
	now      auth.Clock
	throttle *throttle.Throttle
	types    []string // the names of the schema's types
}

// New returns a Service that uses the database d. The throttle limits guesses of unique values. New fields never need
// types with one of the names in types, which are those of the schema without custom fields.
func New(d *db.DB, now auth.Clock, t *throttle.Throttle, types ...string) *Service {
	return &Service{db: d, now: now, throttle: t, types: types}
}

// Set is an immutable snapshot of all definitions. An operation uses the same set from start to end. Archived fields
// are included only for copies, which may have their values.
type Set struct {
	Version  int64
	fields   map[models.CustomFieldOwner][]*models.CustomField
	archived map[models.CustomFieldOwner][]*models.CustomField
}

// Of returns an owner's fields, sorted by position.
func (s *Set) Of(owner models.CustomFieldOwner) []*models.CustomField {
	if s == nil {
		return nil
	}
	return s.fields[owner]
}

// Field returns an owner's field by its key, or nil.
func (s *Set) Field(owner models.CustomFieldOwner, key string) *models.CustomField {
	for _, f := range s.Of(owner) {
		if f.Key == key {
			return f
		}
	}
	return nil
}

// Visible reports whether a caller can see a field. Staff and API keys see all fields, others those that customers may
// read.
func Visible(f *models.CustomField, staff bool) bool { return staff || f.Access != models.AccessNone }

// Writable reports whether a caller may set a field.
func Writable(f *models.CustomField, staff bool) bool { return staff || f.Access == models.AccessWrite }

// Staff reports whether the caller sees every field: a staff member or an API key.
func Staff(caller auth.Caller) bool {
	return caller.Kind == auth.APIKey || caller.Kind == auth.Staff
}

// NewSet returns a set of definitions.
func NewSet(version int64, fields []*models.CustomField) *Set {
	s := &Set{
		Version: version, fields: map[models.CustomFieldOwner][]*models.CustomField{},
		archived: map[models.CustomFieldOwner][]*models.CustomField{},
	}
	for _, f := range fields {
		if f.ArchivedAt == nil {
			s.fields[f.Owner] = append(s.fields[f.Owner], f)
		} else {
			s.archived[f.Owner] = append(s.archived[f.Owner], f)
		}
	}
	for _, list := range s.fields {
		slices.SortStableFunc(list, func(a, b *models.CustomField) int {
			if a.Position != b.Position {
				return a.Position - b.Position
			}
			return strings.Compare(a.ID, b.ID)
		})
	}
	return s
}

type setKey struct{}

// With returns a context for operations that use the set s.
func With(ctx context.Context, s *Set) context.Context { return context.WithValue(ctx, setKey{}, s) }

// Set returns the set of the context, or loads the current one.
func (s *Service) Set(ctx context.Context) (*Set, error) {
	if set, ok := ctx.Value(setKey{}).(*Set); ok {
		return set, nil
	}
	return s.Load(ctx)
}

// Version returns a number that increases with every change of the definitions.
func (s *Service) Version(ctx context.Context) (int64, error) {
	var version int64
	if err := s.db.Primary(ctx).Raw("SELECT version FROM custom_fields_version").Scan(&version).Error; err != nil {
		return 0, fmt.Errorf("read version of custom fields: %w", err)
	}
	return version, nil
}

// Load reads the current definitions. It reads the version first, so that a change in between leads to a later reload.
func (s *Service) Load(ctx context.Context) (*Set, error) {
	version, err := s.Version(ctx)
	if err != nil {
		return nil, err
	}
	var fields []*models.CustomField
	if err := s.db.Primary(ctx).Order("owner, position, id").Find(&fields).Error; err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	return NewSet(version, fields), nil
}

// List returns the definitions of one owner, or of all if owner is nil, that the caller can see. With archived, staff
// also get archived fields, after the others.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, owner *models.CustomFieldOwner, archived bool,
) ([]*models.CustomField, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	list := []*models.CustomField{}
	for _, o := range []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress, models.OwnerOrder} {
		for _, f := range set.Of(o) {
			if (owner == nil || *owner == o) && Visible(f, Staff(caller)) {
				list = append(list, f)
			}
		}
	}
	if !archived || !Staff(caller) {
		return list, nil
	}
	q := s.db.Primary(ctx).Where("archived_at IS NOT NULL")
	if owner != nil {
		q = q.Where("owner = ?", *owner)
	}
	var rows []*models.CustomField
	if err := q.Order("archived_at DESC, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read archived custom fields: %w", err)
	}
	return append(list, rows...), nil
}

// Find returns a definition that the caller can see by its id, or nil.
func (s *Set) Find(caller auth.Caller, id string) *models.CustomField {
	for _, fields := range s.fields {
		for _, f := range fields {
			if f.ID == id && Visible(f, Staff(caller)) {
				return f
			}
		}
	}
	return nil
}

// bumpVersion records a change of the definitions.
func bumpVersion(tx *gorm.DB) error {
	return tx.Exec("UPDATE custom_fields_version SET version = version + 1").Error
}

// lock serializes changes of definitions.
func lock(tx *gorm.DB) error {
	var version int64
	return db.ForUpdate(tx.Table("custom_fields_version")).Select("version").Take(&version).Error
}

func checkScope(caller auth.Caller) error {
	if !caller.Can(models.SettingsWrite) {
		return apperr.Scope(string(models.SettingsWrite))
	}
	return nil
}
