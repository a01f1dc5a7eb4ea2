package staff

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/models"
)

// resetLife is how long the link to choose a new password can be used.
const resetLife = 30 * time.Minute

// memberData is the name of the member's ID in the data of an invitation.
const memberData = "member"

// SendsEmails reports whether invitations and links for new passwords are sent by email. That needs a mail server, and
// the URL of the dashboard.
func (s *Service) SendsEmails() bool { return s.o.SendEmails }

// sendInvitation queues the email with the open invitation of a member, if emails are sent.
func (s *Service) sendInvitation(tx *gorm.DB, m *models.StaffMember) error {
	if !s.o.SendEmails {
		return nil
	}
	return s.o.Post.Send(tx, mail.Email{
		Kind: mail.StaffInvitation, To: m.Email, Data: map[string]string{memberData: m.ID},
	})
}

// Composers returns the functions that compose the emails to staff members about their accounts.
func (s *Service) Composers() map[mail.Kind]mail.Composer {
	return map[mail.Kind]mail.Composer{
		mail.StaffInvitation: s.composeInvitation,
		mail.StaffReset:      s.composeReset,
	}
}

// composeInvitation composes the email with an invitation, unless the member has accepted it, or has been removed.
func (s *Service) composeInvitation(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	member, err := findOne(tx.Where("id = ?", m.Data[memberData]))
	if err != nil || member == nil || !s.invitationOpen(member) {
		return nil, err
	}
	life := member.InviteEndsAt.Sub(s.o.Now()).Round(time.Hour)
	return s.withLink(member, inviteStamp(member), member.InviteEndsAt.Time, max(life, time.Hour))
}

// composeReset composes the email with the link to choose a new password. A member who has none yet needs an
// invitation, whose life and role an owner has chosen.
func (s *Service) composeReset(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
	member, err := findOne(tx.Where("email_key = ?", input.EmailKey(m.To)))
	if err != nil || member == nil || member.PasswordHash == nil {
		return nil, err
	}
	return s.withLink(member, resetStamp(member), s.o.Now().Add(resetLife), resetLife)
}

// withLink returns an email to a member with a token that has a stamp.
func (s *Service) withLink(
	m *models.StaffMember, stamp string, ends time.Time, life time.Duration,
) (*mail.Content, error) {
	token, err := s.o.Links.Sign(auth.LinkClaims{
		RegisteredClaims: s.o.Links.Registered(m.ID, ends), Stamp: stamp,
	})
	if err != nil {
		return nil, fmt.Errorf("sign the token of an email to member %s: %w", m.ID, err)
	}
	return &mail.Content{To: m.Email, Name: m.Name, Values: mail.TokenValues(token, life)}, nil
}

// findOne returns the member that a query selects, or nil if there is none.
func findOne(q *gorm.DB) (*models.StaffMember, error) {
	var found []*models.StaffMember
	if err := q.Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find member: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0], nil
}

// invitationOpen reports whether a member has an invitation that can be accepted.
func (s *Service) invitationOpen(m *models.StaffMember) bool {
	return m.InviteHash != nil && m.InviteEndsAt != nil && m.InviteEndsAt.After(s.o.Now())
}

// inviteStamp returns the stamp of the token that is emailed for a member's open invitation. It changes with each
// invitation, so that a later one, and its acceptance, revoke the token.
func inviteStamp(m *models.StaffMember) string { return stamp("invitation", m.ID, *m.InviteHash) }

// resetStamp returns the stamp of the tokens that are emailed to choose a new password instead of the present one. It
// changes with the password, so that one use revokes all of them, and with the address and the role.
func resetStamp(m *models.StaffMember) string {
	return stamp("reset", m.ID, *m.PasswordHash, m.EmailKey, string(m.Role))
}

func stamp(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// opened returns the event that accepting a token leaves if it is valid for a member, and "" if it is not: the token
// that the shop got for an invitation, or one that was emailed.
func (s *Service) opened(m *models.StaffMember, token string) models.EventType {
	open := s.invitationOpen(m)
	if open && *m.InviteHash == hash(token) {
		return models.StaffMemberInvitationAccepted
	}
	claims, ok := s.readLink(token)
	switch {
	case !ok || claims.Subject != m.ID:
		return ""
	case open && claims.Stamp == inviteStamp(m):
		return models.StaffMemberInvitationAccepted
	case m.PasswordHash != nil && claims.Stamp == resetStamp(m):
		return models.StaffMemberPasswordChanged
	}
	return ""
}

// readLink returns the claims of a token that was emailed, and false for any other text.
func (s *Service) readLink(token string) (auth.LinkClaims, bool) {
	var claims auth.LinkClaims
	if s.o.Links == nil {
		return claims, false
	}
	return claims, s.o.Links.Read(token, &claims) == nil
}
