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

// inviteLife is the life of an invitation.
const inviteLife = 48 * time.Hour

// CreateStaffMemberInput is the input of CreateMember.
type CreateStaffMemberInput struct {
	Email string
	Name  string
	Role  models.StaffRole
}

// UpdateStaffMemberInput contains changes to a member. Omitted fields are not changed.
type UpdateStaffMemberInput struct {
	Name            graphql.Omittable[*string]
	Role            graphql.Omittable[*models.StaffRole]
	ExpectedVersion *int
}

// CreateMember creates a member, returns the token of the invitation, and emails the invitation if emails are sent. It
// needs STAFF_WRITE, and all scopes of the role. Invalid input is apperr.Invalid.
func (s *Service) CreateMember(
	ctx context.Context, caller auth.Caller, in CreateStaffMemberInput,
) (*models.StaffMember, string, error) {
	if err := mayManage(caller); err != nil {
		return nil, "", err
	}
	var f apperr.Fields
	m := s.newMember(&f, in)
	if err := f.Err(); err != nil {
		return nil, "", err
	}
	if !covers(caller, m.Scopes()) {
		return nil, "", errRoleScopes
	}
	token := s.invite(m)
	err := s.manage(ctx, caller, func(tx *gorm.DB, caller auth.Caller) error {
		if !covers(caller, m.Scopes()) { // its scopes have changed since they were checked above
			return errRoleScopes
		}
		if err := s.insert(tx, caller, m); err != nil {
			return err
		}
		if err := s.record(tx, caller, ofMember(m, models.StaffMemberInvited, nil)); err != nil {
			return err
		}
		return s.sendInvitation(tx, m)
	})
	if err := taken(err); err != nil {
		return nil, "", fmt.Errorf("create member: %w", err)
	}
	return m, token, nil
}

var errRoleScopes = apperr.Field(apperr.Path{"input", "role"}, apperr.CodeInvalid, missingScopes)

func (s *Service) newMember(f *apperr.Fields, in CreateStaffMemberInput) *models.StaffMember {
	at := apperr.Path{"input"}
	now := models.At(s.o.Now())
	address := input.Email(f, at.At("email"), in.Email)
	name := input.Name(f, at.At("name"), &in.Name)
	if *name == "" {
		f.Add(at.At("name"), apperr.CodeRequired, "Required")
	}
	if in.Role.Scopes() == nil {
		f.Add(at.At("role"), apperr.CodeInvalid, "There is no such role")
	}
	return &models.StaffMember{
		ID: models.NewID(models.MemberID), Email: address.Shown, EmailKey: address.Key, Name: *name, Role: in.Role,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}

// invite sets a new invitation, which replaces an earlier one, and returns its token.
func (s *Service) invite(m *models.StaffMember) string {
	token := "invite_" + rand.Text() + rand.Text()
	sum, ends := hash(token), models.At(s.o.Now().Add(inviteLife))
	m.InviteHash, m.InviteEndsAt = &sum, &ends
	return token
}

// Invite creates a new invitation for a member, returns its token, and emails it if emails are sent. It needs
// STAFF_WRITE, and all scopes of the member's role.
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

// Update changes a member. It needs STAFF_WRITE, and all scopes of the member's role before and after the change. With
// CONFLICT, it also returns the present member.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateStaffMemberInput,
) (*models.StaffMember, error) {
	at := apperr.Path{"input"}
	conflict := false
	m, err := s.change(ctx, caller, id, func(caller auth.Caller, m *models.StaffMember, owners int) error {
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != m.Version; conflict {
			return apperr.Field(at.At("expectedVersion"), apperr.CodeConflict,
				fmt.Sprintf("The member has been changed. Its current version is %d.", m.Version))
		}
		var f apperr.Fields
		if in.Name.IsSet() {
			if name := input.Name(&f, at.At("name"), in.Name.Value()); name == nil || *name == "" {
				f.Add(at.At("name"), apperr.CodeRequired, "Required")
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

func setRole(
	f *apperr.Fields, at apperr.Path, caller auth.Caller, m *models.StaffMember, role *models.StaffRole, owners int,
) {
	switch {
	case role == nil:
		f.Add(at, apperr.CodeRequired, "Must not be null")
	case *role == m.Role:
	case !covers(caller, role.Scopes()) || !covers(caller, m.Scopes()):
		f.Add(at, apperr.CodeInvalid, "You cannot grant or withdraw scopes that you do not have")
	case lastOwner(m, owners):
		f.Add(at, apperr.CodeLastOwner, needsOwner)
	default:
		added := func(scope models.Scope) bool { return !slices.Contains(m.Scopes(), scope) }
		if slices.ContainsFunc(role.Scopes(), added) {
			m.InviteHash, m.InviteEndsAt = nil, nil // the invitation was for the scopes of the previous role
		}
		m.Role = *role
	}
}

// needsOwner is the message of the LAST_OWNER error.
const needsOwner = "The shop must have an owner. Make another member an owner first."

// lastOwner reports whether m is the only owner with a password.
func lastOwner(m *models.StaffMember, owners int) bool {
	return m.Role == models.RoleOwner && m.PasswordHash != nil && owners == 1
}

// change reads a member, calls f to change it, and stores it. It needs STAFF_WRITE, and all scopes of the member's
// role.
func (s *Service) change(
	ctx context.Context, caller auth.Caller, id string,
	f func(caller auth.Caller, m *models.StaffMember, owners int) error,
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
		if err := tx.Model(m).Select("*").Omit("id", "created_at").Updates(m).Error; err != nil {
			return err
		}
		what := models.StaffMemberUpdated
		if m.InviteHash != nil && before.InviteHash != m.InviteHash { // also the invitation that replaces one
			what = models.StaffMemberInvited
		}
		if err := s.record(tx, caller, ofMember(m, what, memberChanges(&before, m))); err != nil {
			return err
		}
		if what == models.StaffMemberInvited {
			return s.sendInvitation(tx, m)
		}
		return nil
	})
	if err != nil {
		return m, fmt.Errorf("change member %s: %w", id, err)
	}
	return m, nil
}
