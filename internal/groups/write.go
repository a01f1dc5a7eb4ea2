package groups

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// CreateCustomerGroupInput is a new group.
type CreateCustomerGroupInput struct {
	Name        string
	Description *string
}

// UpdateCustomerGroupInput holds changes to a group. Omitted fields keep their value; null clears a field.
type UpdateCustomerGroupInput struct {
	Name            graphql.Omittable[*string]
	Description     graphql.Omittable[*string]
	ExpectedVersion *int
}

const maxDescription = 1000 // characters

var at = apperr.Path{"input"}

func mayWrite(caller auth.Caller) error {
	if !caller.Can(models.CustomersWrite) {
		return apperr.Scope(string(models.CustomersWrite))
	}
	return nil
}

// setName validates a name and sets it.
func setName(f *apperr.Fields, g *models.CustomerGroup, name *string) {
	if name == nil {
		name = new(string)
	}
	g.Name = input.Required(f, at.At("name"), *name, input.MaxLabel)
	g.NameFold = fold.Text(g.Name)
}

// setDescription validates a description and sets it.
func setDescription(f *apperr.Fields, g *models.CustomerGroup, description *string) {
	g.Description = input.Text(f, at.At("description"), description, maxDescription)
}

// nameTaken converts the error of a name that another group has to a field error, and returns other errors unchanged.
func nameTaken(err error) error {
	if column, _ := db.UniqueViolation(err); column == "customer_groups.name_fold" {
		return apperr.Field(at.At("name"), apperr.CodeInvalid, "There is already a group with this name")
	}
	return err
}

// Create creates a group. It needs CUSTOMERS_WRITE. Invalid input is apperr.Invalid.
func (s *Service) Create(
	ctx context.Context, caller auth.Caller, in CreateCustomerGroupInput,
) (*models.CustomerGroup, error) {
	if err := mayWrite(caller); err != nil {
		return nil, err
	}
	now := models.At(s.now())
	g := &models.CustomerGroup{ID: models.NewID(models.GroupID), CreatedAt: now, UpdatedAt: now, Version: 1}
	var f apperr.Fields
	setName(&f, g, &in.Name)
	setDescription(&f, g, in.Description)
	if err := f.Err(); err != nil {
		return nil, err
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		if err := db.Lock(tx, "customer groups"); err != nil {
			return fmt.Errorf("lock groups: %w", err)
		}
		var count int64
		if err := tx.Model(g).Count(&count).Error; err != nil {
			return err
		}
		if count >= maxGroups {
			return apperr.Field(nil, apperr.CodeLimitReached, fmt.Sprintf("There can be at most %d groups", maxGroups))
		}
		if err := tx.Create(g).Error; err != nil {
			return err
		}
		return events.Record(tx, caller, now,
			entry(models.CustomerGroupCreated, g, changes(&models.CustomerGroup{}, g)))
	})
	if err := nameTaken(err); err != nil {
		return nil, fmt.Errorf("create group: %w", err)
	}
	return g, nil
}

// Update changes a group. It needs CUSTOMERS_WRITE. Invalid input is apperr.Invalid; with CONFLICT, Update also returns
// the current group.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateCustomerGroupInput,
) (*models.CustomerGroup, error) {
	if err := mayWrite(caller); err != nil {
		return nil, err
	}
	var g *models.CustomerGroup
	conflict := false
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if g, err = locked(tx, id); err != nil {
			return err
		}
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != g.Version; conflict {
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("The group has been changed. Its current version is %d.", g.Version))
		}
		before := *g
		var f apperr.Fields
		if in.Name.IsSet() {
			setName(&f, g, in.Name.Value())
		}
		if in.Description.IsSet() {
			setDescription(&f, g, in.Description.Value())
		}
		if err := f.Err(); err != nil {
			return err
		}
		changed := changes(&before, g)
		if len(changed) == 0 {
			return nil
		}
		g.Version, g.UpdatedAt = g.Version+1, models.At(s.now())
		if err := tx.Model(g).Select("*").Omit("id", "created_at").Updates(g).Error; err != nil {
			return err
		}
		return events.Record(tx, caller, g.UpdatedAt, entry(models.CustomerGroupUpdated, g, changed))
	})
	if err := nameTaken(err); err != nil {
		if conflict {
			return g, err
		}
		return nil, fmt.Errorf("change group %s: %w", id, err)
	}
	return g, nil
}

// Delete deletes a group and returns its ID. Its customers remain. It needs CUSTOMERS_WRITE. It returns apperr.NotFound
// if there is no such group.
func (s *Service) Delete(ctx context.Context, caller auth.Caller, id string) (*string, error) {
	if err := mayWrite(caller); err != nil {
		return nil, err
	}
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		g, err := locked(tx, id)
		if err != nil {
			return err
		}
		if err := tx.Where("id = ?", id).Delete(&models.CustomerGroup{}).Error; err != nil { // foreign keys cascade
			return err
		}
		removed := changes(g, &models.CustomerGroup{})
		return events.Record(tx, caller, models.At(s.now()), entry(models.CustomerGroupDeleted, g, removed))
	})
	if err != nil {
		return nil, fmt.Errorf("delete group %s: %w", id, err)
	}
	return &id, nil
}

// locked reads a group and locks the row until the transaction ends.
func locked(tx *gorm.DB, id string) (*models.CustomerGroup, error) {
	var g models.CustomerGroup
	found := db.ForUpdate(tx).Where("id = ?", id).Limit(1).Find(&g)
	if found.Error == nil && found.RowsAffected == 0 {
		return nil, apperr.Missing("group")
	}
	return &g, found.Error
}

// changes returns the differences of two states of a group, to record them.
func changes(before, after *models.CustomerGroup) events.Changes {
	var c events.Changes
	c.Text("name", orNil(before.Name), orNil(after.Name))
	c.Text("description", before.Description, after.Description)
	return c
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// entry describes an event of a group as it is now.
func entry(what models.EventType, g *models.CustomerGroup, changes events.Changes) events.Entry {
	return events.Entry{Type: what, SubjectID: g.ID, Changes: changes, Version: g.Version}
}
