// Package customfields holds the fields that a shop defines at run time: their definitions, the values that records carry, and
// how those are checked, filtered and sorted. How they look as GraphQL is the package graph's affair, which records have them
// is their own services'. One kind of field is one file.
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

// Service keeps the definitions and the values.
type Service struct {
	db       *db.DB
	now      auth.Clock
	throttle *throttle.Throttle
}

// New returns the service over a database. The shop's throttle counts what answers about unique values tell.
func New(d *db.DB, now auth.Clock, t *throttle.Throttle) *Service {
	return &Service{db: d, now: now, throttle: t}
}

// Set is all the definitions as they stood at one moment. It is never changed: an operation works with the set that it began
// with. What is archived is there for copies alone, which may hold its values.
type Set struct {
	Version  int64
	fields   map[models.CustomFieldOwner][]*models.CustomField
	archived map[models.CustomFieldOwner][]*models.CustomField
}

// Of returns an owner's fields by their position.
func (s *Set) Of(owner models.CustomFieldOwner) []*models.CustomField {
	if s == nil {
		return nil
	}
	return s.fields[owner]
}

// Field returns an owner's field by its key; nil where there is none.
func (s *Set) Field(owner models.CustomFieldOwner, key string) *models.CustomField {
	for _, f := range s.Of(owner) {
		if f.Key == key {
			return f
		}
	}
	return nil
}

// Visible tells whether a caller sees a field: staff and keys see all, everybody else what customers may read.
func Visible(f *models.CustomField, staff bool) bool { return staff || f.Access != models.AccessNone }

// Writable tells whether a caller may set a field.
func Writable(f *models.CustomField, staff bool) bool { return staff || f.Access == models.AccessWrite }

// Staff tells whether a caller is of those who see every field.
func Staff(caller auth.Caller) bool {
	return caller.Kind == auth.APIKey || caller.Kind == auth.Staff
}

// NewSet returns a set of definitions, such as Load reads them.
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

// With returns a context whose operations work with a set.
func With(ctx context.Context, s *Set) context.Context { return context.WithValue(ctx, setKey{}, s) }

// Set returns the context's set, or the present one where there is none.
func (s *Service) Set(ctx context.Context) (*Set, error) {
	if set, ok := ctx.Value(setKey{}).(*Set); ok {
		return set, nil
	}
	return s.Load(ctx)
}

// Version returns the number of the definitions' last change.
func (s *Service) Version(ctx context.Context) (int64, error) {
	var version int64
	if err := s.db.Primary(ctx).Raw("SELECT version FROM custom_fields_version").Scan(&version).Error; err != nil {
		return 0, fmt.Errorf("read the version of the custom fields: %w", err)
	}
	return version, nil
}

// Load reads the definitions as they are now. The version is read first, so that a change in between is noticed again.
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

// List returns the definitions of one owner, or of all where owner is nil, as the context's set has them: all for staff, and
// for others those that customers may read. With archived, staff see those too, after the others.
func (s *Service) List(ctx context.Context, caller auth.Caller, owner *models.CustomFieldOwner, archived bool) ([]*models.CustomField, error) {
	set, err := s.Set(ctx)
	if err != nil {
		return nil, err
	}
	list := []*models.CustomField{}
	for _, each := range []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress, models.OwnerOrder} {
		for _, f := range set.Of(each) {
			if (owner == nil || *owner == each) && Visible(f, Staff(caller)) {
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
	var gone []*models.CustomField
	if err := q.Order("archived_at DESC, id").Find(&gone).Error; err != nil {
		return nil, fmt.Errorf("read archived custom fields: %w", err)
	}
	return append(list, gone...), nil
}

// Find returns a definition that the caller sees by its id; nil where there is none.
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

// changed counts a change of the definitions, within its transaction.
func changed(tx *gorm.DB) error {
	return tx.Exec("UPDATE custom_fields_version SET version = version + 1").Error
}

// lock makes changes of definitions wait for each other.
func lock(tx *gorm.DB) error {
	var version int64
	return db.ForUpdate(tx.Table("custom_fields_version")).Select("version").Take(&version).Error
}

func mayDefine(caller auth.Caller) error {
	if !caller.Can(models.SettingsWrite) {
		return apperr.Scope(string(models.SettingsWrite))
	}
	return nil
}
