package staff

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/throttle"
	"clientele/models"
)

// FirstStaffMemberInput is the input of CreateFirst.
type FirstStaffMemberInput struct {
	Email    string
	Name     string
	Password string
}

// FirstToken returns the token with which the shop's first member is created. It is derived from the shop's secret, so
// that all servers print the same one and it is not stored. It is valid until there is a member.
func FirstToken(secret auth.Secret) string {
	return "setup_" + hex.EncodeToString(secret.Derive("first member"))[:40]
}

// Founded reports whether the shop has, or has had, a member.
func (s *Service) Founded(ctx context.Context) (bool, error) {
	var row models.ShopSettings
	if err := s.db.Primary(ctx).Take(&row).Error; err != nil {
		return false, fmt.Errorf("read shop settings: %w", err)
	}
	return row.StaffSince != nil, nil
}

// CreateFirst creates the shop's first member, an owner, and logs in. A wrong or used token is INVITATION_INVALID;
// after too many wrong ones, CreateFirst returns apperr.RateLimited.
func (s *Service) CreateFirst(
	ctx context.Context, caller auth.Caller, token string, in FirstStaffMemberInput,
) (*models.StaffMember, *StaffToken, error) {
	attempt, err := s.o.Throttle.Begin(ctx, firsts.On(caller, "", throttle.Known{})...)
	if err != nil {
		return nil, nil, err
	}
	invalid := apperr.Field(apperr.Path{"token"}, apperr.CodeInvitationInvalid,
		"The link is not valid. It creates the shop's first member and can be used once.")
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.o.FirstToken)) != 1 {
		return nil, nil, invalid
	}
	if founded, err := s.Founded(ctx); err != nil {
		return nil, nil, err
	} else if founded { // before anything is hashed
		return nil, nil, invalid
	}
	owner := CreateStaffMemberInput{Email: in.Email, Name: in.Name, Role: models.RoleOwner}
	m, err := s.newWithPassword(ctx, caller, owner, apperr.Path{"input", "password"}, in.Password)
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
		if err := s.recordCreated(tx, events.ByMember(m), m); err != nil {
			return err
		}
		session, err = s.open(tx, caller, m)
		return err
	})
	if err := taken(err); err != nil {
		return nil, nil, fmt.Errorf("create the first member: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	return s.signedIn(caller, m, session)
}

// claim records that the shop has a member, and reports whether it had none before, which is true for only one of
// concurrent calls.
func (s *Service) claim(tx *gorm.DB) (bool, error) {
	done := tx.Model(&models.ShopSettings{}).Where("id = 1 AND staff_since IS NULL").
		Update("staff_since", models.At(s.o.Now()))
	return done.RowsAffected == 1, done.Error
}

// Found creates a member with a password, for the command line.
func (s *Service) Found(ctx context.Context, in CreateStaffMemberInput, password string) (*models.StaffMember, error) {
	m, err := s.newWithPassword(ctx, Operator, in, apperr.Path{"password"}, password)
	if err != nil {
		return nil, err
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error { return s.insert(tx, Operator, m) })
	if err := taken(err); err != nil {
		return nil, fmt.Errorf("create member: %w", err)
	}
	return m, nil
}

// insert stores a new member, which may be the shop's first.
func (s *Service) insert(tx *gorm.DB, caller auth.Caller, m *models.StaffMember) error {
	if _, err := s.claim(tx); err != nil {
		return err
	}
	if err := tx.Create(m).Error; err != nil {
		return err
	}
	return s.recordCreated(tx, caller, m)
}

func (s *Service) recordCreated(tx *gorm.DB, caller auth.Caller, m *models.StaffMember) error {
	return s.record(tx, caller, ofMember(m, models.StaffMemberCreated, memberChanges(&models.StaffMember{}, m).Added()))
}

// newWithPassword checks the input and password of a new member, so that all errors are reported at once.
func (s *Service) newWithPassword(
	ctx context.Context, caller auth.Caller, in CreateStaffMemberInput, at apperr.Path, password string,
) (*models.StaffMember, error) {
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
