package staff

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// inviteLife is how long an invitation can be accepted.
const inviteLife = 48 * time.Hour

// CreateStaffMemberInput is a new member, who is invited.
type CreateStaffMemberInput struct {
	Email string
	Name  string
	Role  models.StaffRole
}

// UpdateStaffMemberInput is changes to a member: what is left out stays.
type UpdateStaffMemberInput struct {
	Name            graphql.Omittable[*string]
	Role            graphql.Omittable[*models.StaffRole]
	ExpectedVersion *int
}

// CreateMember adds a member and returns the invitation's token. It needs STAFF_WRITE, and every scope of the role; faults of
// the input are apperr.Invalid.
func (s *Service) CreateMember(ctx context.Context, caller auth.Caller, in CreateStaffMemberInput) (*models.StaffMember, string, error) {
	if err := mayManage(caller); err != nil {
		return nil, "", err
	}
	var f apperr.Fields
	m := s.newMember(&f, in)
	if err := f.Err(); err != nil {
		return nil, "", err
	}
	if !covers(caller, m.Scopes()) {
		return nil, "", tooMuch
	}
	token := s.invite(m)
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		if !covers(caller, m.Scopes()) { // its scopes have changed since they were checked above
			return tooMuch
		}
		return s.insert(tx, m)
	})
	if err := taken(err); err != nil {
		return nil, "", fmt.Errorf("create a member: %w", err)
	}
	return m, token, nil
}

var tooMuch = apperr.Field(apperr.Path{"input", "role"}, apperr.CodeInvalid, notTheirs)

func (s *Service) newMember(f *apperr.Fields, in CreateStaffMemberInput) *models.StaffMember {
	at := apperr.Path{"input"}
	now := models.At(s.o.Now())
	address := input.Email(f, at.At("email"), in.Email)
	name := input.Name(f, at.At("name"), &in.Name)
	if *name == "" {
		f.Add(at.At("name"), apperr.CodeRequired, "this is missing")
	}
	if in.Role.Scopes() == nil {
		f.Add(at.At("role"), apperr.CodeInvalid, "there is no such role")
	}
	return &models.StaffMember{
		ID: models.NewID(models.MemberID), Email: address.Shown, EmailKey: address.Key, Name: *name, Role: in.Role, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}

// invite gives a member a new invitation; an older one ends.
func (s *Service) invite(m *models.StaffMember) string {
	token := "invite_" + rand.Text() + rand.Text()
	sum, ends := hash(token), models.At(s.o.Now().Add(inviteLife))
	m.InviteHash, m.InviteEndsAt = &sum, &ends
	return token
}

// Invite gives a member a new invitation. It needs STAFF_WRITE, and every scope of the member's role.
func (s *Service) Invite(ctx context.Context, caller auth.Caller, id string) (*models.StaffMember, string, error) {
	var token string
	m, err := s.change(ctx, caller, id, func(_ auth.Caller, m *models.StaffMember, _ int) error {
		token = s.invite(m)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return m, token, nil
}

// Update changes a member. It needs STAFF_WRITE, and every scope of the member's role before and after; with CONFLICT the
// member as it stands comes along.
func (s *Service) Update(ctx context.Context, caller auth.Caller, id string, in UpdateStaffMemberInput) (*models.StaffMember, error) {
	at := apperr.Path{"input"}
	conflict := false
	m, err := s.change(ctx, caller, id, func(caller auth.Caller, m *models.StaffMember, owners int) error {
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != m.Version; conflict {
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict, fmt.Sprintf("the member was changed in the meantime: it has version %d", m.Version))
		}
		var f apperr.Fields
		if in.Name.IsSet() {
			if name := input.Name(&f, at.At("name"), in.Name.Value()); name == nil || *name == "" {
				f.Add(at.At("name"), apperr.CodeRequired, "this is missing")
			} else {
				m.Name = *name
			}
		}
		if in.Role.IsSet() {
			setRole(&f, at.At("role"), caller, m, in.Role.Value(), owners)
		}
		return f.Err()
	})
	if err != nil && !conflict {
		return nil, err
	}
	return m, err
}

func setRole(f *apperr.Fields, at apperr.Path, caller auth.Caller, m *models.StaffMember, role *models.StaffRole, owners int) {
	switch {
	case role == nil:
		f.Add(at, apperr.CodeRequired, "this cannot be cleared")
	case *role == m.Role:
	case !covers(caller, role.Scopes()) || !covers(caller, m.Scopes()):
		f.Add(at, apperr.CodeInvalid, "nobody can give or take more than their own scopes")
	case lastOwner(m, owners):
		f.Add(at, apperr.CodeLastOwner, "the shop needs an owner: make another member one first")
	default:
		if slices.ContainsFunc(role.Scopes(), func(scope models.Scope) bool { return !slices.Contains(m.Scopes(), scope) }) {
			m.InviteHash, m.InviteEndsAt = nil, nil // whoever holds it was only trusted with what the role could do before
		}
		m.Role = *role
	}
}

func lastOwner(m *models.StaffMember, owners int) bool {
	return m.Role == models.RoleOwner && m.PasswordHash != nil && owners == 1
}

// change reads a member, lets f change it, and stores it. It needs STAFF_WRITE, and every scope of the member's role.
func (s *Service) change(
	ctx context.Context, caller auth.Caller, id string, f func(caller auth.Caller, m *models.StaffMember, owners int) error,
) (*models.StaffMember, error) {
	var m *models.StaffMember
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		var owners int
		var err error
		if m, owners, err = locked(tx, id); err != nil {
			return err
		}
		if err := mayActOn(caller, m); err != nil {
			return err
		}
		before := *m
		if err := f(caller, m, owners); err != nil {
			return err
		}
		if before == *m {
			return nil
		}
		m.Version, m.UpdatedAt = m.Version+1, models.At(s.o.Now())
		return tx.Model(m).Select("*").Omit("id", "created_at").Updates(m).Error
	})
	if err != nil {
		return m, fmt.Errorf("change member %s: %w", id, err)
	}
	return m, nil
}
