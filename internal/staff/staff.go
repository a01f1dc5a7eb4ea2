// Package staff holds who works for the shop: its members with their roles, invitations and sessions, and the API keys by
// which its own programs call. Secrets are shown once and stored as their SHA-256; passwords as everywhere.
package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

// Options is what the service works with.
type Options struct {
	Now       auth.Clock
	Hasher    *auth.Hasher
	Tokens    *auth.Signer // of staff tokens
	Devices   *auth.Signer // of browsers that are known to members; nil without
	Throttle  *throttle.Throttle
	TokenLife time.Duration // of a staff token and its session
	// FirstToken makes the shop's first member.
	FirstToken string
	// RememberKeys says that a key that was found is good for a moment without another look.
	RememberKeys bool
}

// Service keeps the members of the staff and the API keys.
type Service struct {
	db   *db.DB
	o    Options
	keys remembered
}

// New returns the service over a database.
func New(d *db.DB, o Options) *Service { return &Service{db: d, o: o} }

// Operator is whoever runs the program's own commands: there is nothing that they could not do.
var Operator = auth.Caller{Kind: auth.Staff, KeyName: "command line", Scopes: models.Scopes()}

// Me returns the caller's own record; nil for an API key.
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

// List returns every member, in the order in which they were added. It needs STAFF_WRITE.
func (s *Service) List(ctx context.Context, caller auth.Caller) ([]*models.StaffMember, error) {
	if err := mayManage(caller); err != nil {
		return nil, err
	}
	list := []*models.StaffMember{}
	if err := s.db.Primary(ctx).Order("created_at, id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("list the staff: %w", err)
	}
	return list, nil
}

// locked reads a member's row, with every owner's held, so that two changes cannot leave the shop without one.
func locked(tx *gorm.DB, id string) (m *models.StaffMember, owners int, err error) {
	var rows []*models.StaffMember
	if err := db.ForUpdate(tx).Where("id = ? OR role = ?", id, models.RoleOwner).Order("id").Find(&rows).Error; err != nil {
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

// taken turns a clash with the unique index into what the user can mend.
func taken(err error) error {
	if column, ok := db.UniqueViolation(err); ok && column == "staff_members.email_key" {
		return apperr.Field(apperr.Path{"input", "email"}, apperr.CodeEmailTaken, "there is already a member with this email address")
	}
	return err
}

func missing(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }
