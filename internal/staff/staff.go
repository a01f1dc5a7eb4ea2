// Package staff manages the members of a shop's staff, with their roles, invitations and sessions, and the shop's API
// keys. Secrets are shown once and stored as their SHA-256; passwords are hashed by package auth.
package staff

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/internal/mail"
	"clientele/internal/throttle"
	"clientele/models"
)

// Options are the settings and dependencies of a Service.
type Options struct {
	Now       auth.Clock
	Hasher    *auth.Hasher
	Tokens    *auth.Signer // for staff tokens
	Devices   *auth.Signer // for device cookies; nil disables them
	Throttle  *throttle.Throttle
	TokenLife time.Duration // of a staff token and its session
	// SendEmails tells whether emails can be sent with links to the dashboard, with tokens that Links signs.
	SendEmails bool
	Post       mail.Sender
	Links      *auth.Signer
	// FirstToken is the token with which the shop's first member is created.
	FirstToken string
	// RememberKeys enables the cache of API keys.
	RememberKeys bool
}

// Service manages staff and API keys.
type Service struct {
	db   *db.DB
	o    Options
	keys remembered
}

// New returns a service for a database.
func New(d *db.DB, o Options) *Service { return &Service{db: d, o: o} }

// Operator is the caller of the program's commands, with all scopes.
var Operator = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}

// Me returns the caller's own record. It returns apperr.NotFound if the caller is not a member of staff.
func (s *Service) Me(ctx context.Context, caller auth.Caller) (*models.StaffMember, error) {
	if caller.Kind != auth.Staff {
		return nil, apperr.Missing("member")
	}
	var m models.StaffMember
	if err := s.db.Primary(ctx).Where("id = ?", caller.KeyID).Take(&m).Error; err != nil {
		return nil, fmt.Errorf("read member %s: %w", caller.KeyID, err)
	}
	return &m, nil
}

// List returns all members, in the order of their creation. It needs STAFF_WRITE.
func (s *Service) List(ctx context.Context, caller auth.Caller) ([]*models.StaffMember, error) {
	if err := mayManage(caller); err != nil {
		return nil, err
	}
	list := []*models.StaffMember{}
	if err := s.db.Primary(ctx).Order("created_at, id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	return list, nil
}

// GetMembers returns the members with the given ids that the caller may see, by id: the caller, or any with
// STAFF_WRITE.
func (s *Service) GetMembers(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.StaffMember, error) {
	if mayManage(caller) != nil {
		if caller.Kind != auth.Staff || !slices.Contains(ids, caller.KeyID) {
			return nil, nil
		}
		ids = []string{caller.KeyID}
	}
	return lists.ByID(s.db.Primary(ctx).Where(s.db.In("id", ids)), func(m *models.StaffMember) string { return m.ID })
}

// GetKeys returns the API keys with the given ids, by id, for callers with STAFF_WRITE. Other callers get none.
func (s *Service) GetKeys(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.APIKey, error) {
	if mayManage(caller) != nil {
		return nil, nil
	}
	return lists.ByID(s.db.Primary(ctx).Where(s.db.In("id", ids)), func(k *models.APIKey) string { return k.ID })
}

// locked reads and locks a member and all owners, so that concurrent changes cannot leave the shop without an owner. It
// also returns the number of owners with a password.
func locked(tx *gorm.DB, id string) (m *models.StaffMember, owners int, err error) {
	var rows []*models.StaffMember
	err = db.ForUpdate(tx).Where("id = ? OR role = ?", id, models.RoleOwner).Order("id").Find(&rows).Error
	if err != nil {
		return nil, 0, fmt.Errorf("lock member %s: %w", id, err)
	}
	for _, row := range rows {
		if row.ID == id {
			m = row
		}
		if row.Role == models.RoleOwner && row.PasswordHash != nil {
			owners++
		}
	}
	if m == nil {
		return nil, 0, apperr.Missing("member")
	}
	return m, owners, nil
}

// taken converts a violation of the unique index to a field error, and returns any other error unchanged.
func taken(err error) error {
	if column, ok := db.UniqueViolation(err); ok && column == "staff_members.email_key" {
		return apperr.Field(apperr.Path{"input", "email"}, apperr.CodeEmailTaken,
			"There is already a member with this email address")
	}
	return err
}

func missing(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }
