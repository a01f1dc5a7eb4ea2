package staff

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/throttle"
	"clientele/models"
)

// FirstStaffMemberInput is the shop's first member.
type FirstStaffMemberInput struct {
	Email    string
	Name     string
	Password string
}

// FirstToken returns the token by which the shop's first member is made. It follows from the shop's secret, so that every
// server prints the same one and none is stored; it is good once, as long as there is no member.
func FirstToken(secret auth.Secret) string {
	return "setup_" + hex.EncodeToString(secret.Derive("first member"))[:40]
}

// Founded tells whether the shop has, or had, a member.
func (s *Service) Founded(ctx context.Context) (bool, error) {
	var row models.ShopSettings
	if err := s.db.Primary(ctx).Take(&row).Error; err != nil {
		return false, fmt.Errorf("read whether there is a member: %w", err)
	}
	return row.StaffSince != nil, nil
}

// CreateFirst makes the shop's first member, an owner, and signs it in. A token that is wrong, or was used, is
// INVITATION_INVALID; too many wrong ones are apperr.RateLimited.
func (s *Service) CreateFirst(ctx context.Context, caller auth.Caller, token string, in FirstStaffMemberInput) (*models.StaffMember, *StaffToken, error) {
	attempt, err := s.o.Throttle.Begin(ctx, firsts.On(caller, "", throttle.Known{})...)
	if err != nil {
		return nil, nil, err
	}
	invalid := apperr.Field(apperr.Path{"token"}, apperr.CodeInvitationInvalid, "the link is not valid: it makes the shop's first member, once")
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.o.FirstToken)) != 1 {
		return nil, nil, invalid
	}
	if founded, err := s.Founded(ctx); err != nil {
		return nil, nil, err
	} else if founded { // before anything is hashed
		return nil, nil, invalid
	}
	m, err := s.newWithPassword(ctx, caller, CreateStaffMemberInput{Email: in.Email, Name: in.Name, Role: models.RoleOwner}, apperr.Path{"input", "password"}, in.Password)
	if err != nil { // nothing was hashed
		return nil, nil, attempt.Undo(ctx, err)
	}
	var session *models.StaffSession
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		first, err := s.claim(tx)
		if err != nil {
			return err
		}
		if !first {
			return invalid
		}
		if err := tx.Create(m).Error; err != nil {
			return err
		}
		session, err = s.open(tx, caller, m)
		return err
	})
	if err := taken(err); err != nil {
		return nil, nil, fmt.Errorf("make the first member: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	return s.signedIn(caller, m, session)
}

// claim notes that the shop has a member, and tells whether it had none before. Of two at the same moment one is told so.
func (s *Service) claim(tx *gorm.DB) (bool, error) {
	done := tx.Model(&models.ShopSettings{}).Where("id = 1 AND staff_since IS NULL").Update("staff_since", models.At(s.o.Now()))
	return done.RowsAffected == 1, done.Error
}

// Found makes a member who can sign in at once, from the command line.
func (s *Service) Found(ctx context.Context, in CreateStaffMemberInput, password string) (*models.StaffMember, error) {
	m, err := s.newWithPassword(ctx, Operator, in, apperr.Path{"password"}, password)
	if err != nil {
		return nil, err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error { return s.insert(tx, m) })
	if err := taken(err); err != nil {
		return nil, fmt.Errorf("create a member: %w", err)
	}
	return m, nil
}

// insert stores a new member, which may be the shop's first.
func (s *Service) insert(tx *gorm.DB, m *models.StaffMember) error {
	if _, err := s.claim(tx); err != nil {
		return err
	}
	return tx.Create(m).Error
}

// newWithPassword checks a member's details and password together, so that every fault is told at once.
func (s *Service) newWithPassword(ctx context.Context, caller auth.Caller, in CreateStaffMemberInput, at apperr.Path, password string) (*models.StaffMember, error) {
	var f apperr.Fields
	m := s.newMember(&f, in)
	input.Password(&f, at, password, input.PasswordOwner{Email: in.Email, Name: in.Name})
	if err := f.Err(); err != nil {
		return nil, err
	}
	sum, err := s.o.Hasher.Hash(ctx, caller, password)
	if err != nil {
		return nil, err
	}
	m.PasswordHash = &sum
	return m, nil
}
