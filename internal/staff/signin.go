package staff

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/throttle"
	"clientele/models"
)

// StaffToken is the access token of a staff session.
type StaffToken struct {
	AccessToken *string // nil if it is set as a cookie
	ExpiresAt   models.Time
	Device      auth.Device // of the browser, if the token is set as a cookie
}

// Login creates a session for the member with the email address and password. If either is wrong, it returns
// INVALID_CREDENTIALS, after the same time. It returns apperr.RateLimited after too many failures.
func (s *Service) Login(
	ctx context.Context, caller auth.Caller, email, password string,
) (*models.StaffMember, *StaffToken, error) {
	slot, err := s.o.Hasher.Reserve(caller)
	if err != nil {
		return nil, nil, err
	}
	defer slot.Release()
	key := input.EmailKey(email)
	attempt, err := s.beginLogin(ctx, caller, key)
	if err != nil {
		return nil, nil, err
	}
	var m models.StaffMember
	if err := s.db.Primary(ctx).Where("email_key = ?", key).Take(&m).Error; err != nil && !missing(err) {
		return nil, nil, fmt.Errorf("find member by email address: %w", err)
	}
	ok, fresh, err := slot.Check(ctx, m.PasswordHash, password)
	if err != nil {
		return nil, nil, attempt.Undo(ctx, err)
	}
	refused := apperr.Field(nil, apperr.CodeInvalidCredentials, "Wrong email address or password")
	if !ok {
		return nil, nil, s.failedLogin(ctx, caller, &m, refused)
	}
	session, err := s.enter(ctx, caller, &m, func(tx *gorm.DB, now *models.StaffMember) error {
		if now.PasswordHash == nil || *now.PasswordHash != *m.PasswordHash { // changed since it was checked
			return refused
		}
		if fresh == "" {
			return nil
		}
		return tx.Model(now).Update("password_hash", fresh).Error
	})
	if apperr.Is(err, apperr.NotFound) { // removed since it was found
		err = refused
	}
	if errors.Is(err, refused) {
		return nil, nil, s.failedLogin(ctx, caller, &m, refused)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("log in member: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	return s.signedIn(caller, &m, session)
}

// Accept accepts an invitation, or the link to choose a new password: it sets the member's password, ends its sessions
// and creates a new one. A wrong, used or expired token is INVITATION_INVALID; after too many of them, Accept returns
// apperr.RateLimited.
func (s *Service) Accept(
	ctx context.Context, caller auth.Caller, token, password string,
) (*models.StaffMember, *StaffToken, error) {
	attempt, err := s.o.Throttle.Begin(ctx, invitations.On(caller, "", throttle.Known{})...)
	if err != nil {
		return nil, nil, err
	}
	m, err := s.invited(ctx, token)
	if err != nil {
		return nil, nil, err
	}
	var f apperr.Fields
	at, invalid := apperr.Path{"token"}, "The invitation is not valid. Ask for a new one."
	if m == nil {
		f.Add(at, apperr.CodeInvitationInvalid, invalid)
	}
	var owner input.PasswordOwner
	if m != nil {
		owner = passwordOwner(m)
	}
	input.Password(&f, apperr.Path{"password"}, password, owner)
	if err := f.Err(); err != nil {
		if m != nil { // an invalid password is not counted
			err = errors.Join(err, attempt.Succeeded(ctx))
		}
		return nil, nil, err
	}
	sum, err := s.o.Hasher.Hash(ctx, caller, password)
	if err != nil {
		return nil, nil, attempt.Undo(ctx, err)
	}
	session, err := s.enter(ctx, caller, m, func(tx *gorm.DB, now *models.StaffMember) error {
		what := s.opened(now, token)
		if what == "" { // accepted in the meantime
			return apperr.Field(at, apperr.CodeInvitationInvalid, invalid)
		}
		return s.store(tx, now, sum, what)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("accept invitation: %w", err)
	}
	if err := attempt.Succeeded(ctx); err != nil {
		return nil, nil, err
	}
	return s.signedIn(caller, m, session)
}

// passwordOwner returns the owner for the check of a member's new password.
func passwordOwner(m *models.StaffMember) input.PasswordOwner {
	return input.PasswordOwner{Email: m.Email, Name: m.Name}
}

// invited returns the member for whom a token is valid, or nil if there is none.
func (s *Service) invited(ctx context.Context, token string) (*models.StaffMember, error) {
	q := s.db.Primary(ctx).Where("invite_hash = ?", hash(token))
	if claims, ok := s.readLink(token); ok {
		q = s.db.Primary(ctx).Where("id = ?", claims.Subject)
	}
	m, err := findOne(q)
	if err != nil || m == nil || s.opened(m, token) == "" {
		return nil, err
	}
	return m, nil
}

// ChangePassword changes the caller's own password, ends all of its sessions and creates a new one.
func (s *Service) ChangePassword(
	ctx context.Context, caller auth.Caller, present, password string,
) (*models.StaffMember, *StaffToken, error) {
	m, err := s.Me(ctx, caller)
	if err != nil {
		return nil, nil, err
	}
	var f apperr.Fields
	input.Password(&f, apperr.Path{"newPassword"}, password, passwordOwner(m))
	if err := f.Err(); err != nil {
		return nil, nil, err
	}
	slot, err := s.o.Hasher.Reserve(caller)
	if err != nil {
		return nil, nil, err
	}
	defer slot.Release()
	guessed, changed := throttle.Bucket{Limit: guesses, Of: caller.SessionID}, throttle.Bucket{Limit: changes, Of: m.ID}
	ok, err := s.o.Throttle.Guess(ctx, guessed, []throttle.Bucket{changed}, func() (bool, error) {
		ok, _, err := slot.Check(ctx, m.PasswordHash, present)
		return ok, err
	})
	if err != nil {
		return nil, nil, err
	}
	wrong := apperr.Field(apperr.Path{"currentPassword"}, apperr.CodeInvalidCredentials, "Wrong current password")
	if !ok {
		return nil, nil, wrong
	}
	before := *m.PasswordHash
	sum, err := slot.Hash(ctx, password)
	if err != nil {
		return nil, nil, err
	}
	session, err := s.enter(ctx, caller, m, func(tx *gorm.DB, now *models.StaffMember) error {
		if now.PasswordHash == nil || *now.PasswordHash != before {
			return wrong
		}
		return s.store(tx, now, sum, models.StaffMemberPasswordChanged)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("change password of member: %w", err)
	}
	return s.signedIn(caller, m, session)
}

// store sets the password of a member, deletes its sessions, open invitation and known addresses, and records what
// happened.
func (s *Service) store(tx *gorm.DB, m *models.StaffMember, sum string, what models.EventType) error {
	m.PasswordHash, m.Version, m.UpdatedAt = &sum, m.Version+1, models.At(s.o.Now())
	m.InviteHash, m.InviteEndsAt = nil, nil
	if err := tx.Model(m).Select("*").Omit("id", "created_at").Updates(m).Error; err != nil {
		return err
	}
	var changed events.Changes
	changed.Secret("password")
	if err := s.record(tx, events.ByMember(m), ofMember(m, what, changed)); err != nil {
		return err
	}
	_, err := s.endSessions(tx, m)
	return err
}

// endSessions ends a locked member's sessions and deletes its known addresses, because any of them may be an
// attacker's. It returns how many sessions ended.
func (s *Service) endSessions(tx *gorm.DB, m *models.StaffMember) (int, error) {
	done := tx.Where("member_id = ?", m.ID).Delete(&models.StaffSession{})
	if done.Error != nil {
		return 0, done.Error
	}
	return int(done.RowsAffected), s.o.Throttle.Forget(tx, throttle.Owner{MemberID: m.ID})
}

// enter locks a member, calls f with it and creates a session in one transaction. It updates m to the locked member.
func (s *Service) enter(
	ctx context.Context, caller auth.Caller, m *models.StaffMember, f func(*gorm.DB, *models.StaffMember) error,
) (*models.StaffSession, error) {
	var session *models.StaffSession
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		now, _, err := locked(tx, m.ID)
		if err != nil {
			return err
		}
		if err := f(tx, now); err != nil {
			return err
		}
		*m = *now
		session, err = s.open(tx, caller, m)
		return err
	})
	return session, err
}

// open creates a session of a member, and deletes its oldest sessions beyond maxSessions.
func (s *Service) open(tx *gorm.DB, caller auth.Caller, m *models.StaffMember) (*models.StaffSession, error) {
	at := s.o.Now()
	session := &models.StaffSession{
		ID: models.NewID(models.SessionID), MemberID: m.ID,
		CreatedAt: models.At(at), ExpiresAt: models.At(at.Add(s.o.TokenLife)),
	}
	if err := tx.Create(session).Error; err != nil {
		return nil, err
	}
	if err := s.record(tx, events.ByMember(m), ofMember(m, models.StaffMemberLoggedIn, nil)); err != nil {
		return nil, err
	}
	err := tx.Exec(`DELETE FROM staff_sessions WHERE member_id = ? AND id NOT IN
		(SELECT id FROM staff_sessions WHERE member_id = ? ORDER BY created_at DESC, id DESC LIMIT ?)`,
		m.ID, m.ID, maxSessions).Error
	if err != nil {
		return nil, err
	}
	return session, s.o.Throttle.Remember(tx, caller, throttle.Owner{MemberID: m.ID, Name: m.EmailKey})
}

// signedIn returns a member with the token of its new session.
func (s *Service) signedIn(
	caller auth.Caller, m *models.StaffMember, session *models.StaffSession,
) (*models.StaffMember, *StaffToken, error) {
	claims := s.o.Tokens.Registered(m.ID, session.ExpiresAt.Time)
	token, err := s.o.Tokens.Sign(auth.CustomerClaims{RegisteredClaims: claims, SessionID: session.ID})
	if err != nil {
		return nil, nil, fmt.Errorf("sign staff token: %w", err)
	}
	t := &StaffToken{AccessToken: &token, ExpiresAt: models.At(claims.ExpiresAt.Time)}
	if s.o.Devices != nil {
		if t.Device, err = auth.NewDevice(s.o.Devices, caller, m.ID); err != nil {
			return nil, nil, err
		}
	}
	return m, t, nil
}

// FindMember returns the member of a session, or nil if the session has ended.
func (s *Service) FindMember(ctx context.Context, sessionID string) (*models.StaffMember, error) {
	var m models.StaffMember
	err := s.db.Primary(ctx).
		Where("id = (SELECT member_id FROM staff_sessions WHERE id = ? AND expires_at > ?)",
			sessionID, models.At(s.o.Now())).
		Take(&m).Error
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find member: %w", err)
	}
	return &m, nil
}

// Logout ends the caller's session, or all sessions of the member, and returns how many ended.
func (s *Service) Logout(ctx context.Context, caller auth.Caller, everywhere bool) (int, error) {
	var ended int
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		m, _, err := locked(tx, caller.KeyID)
		if err != nil {
			return err
		}
		if everywhere {
			ended, err = s.endSessions(tx, m)
		} else {
			done := tx.Where("id = ? AND member_id = ?", caller.SessionID, m.ID).Delete(&models.StaffSession{})
			ended, err = int(done.RowsAffected), done.Error
		}
		if err != nil || ended == 0 {
			return err
		}
		return s.record(tx, caller, ofMember(m, models.StaffMemberLoggedOut, nil))
	})
	if err != nil && !apperr.Is(err, apperr.NotFound) { // a removed member has no sessions
		return 0, fmt.Errorf("log out member: %w", err)
	}
	return ended, nil
}

// Sweep deletes expired sessions.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Sweep(ctx, &models.StaffSession{}, "id", "expires_at <= ?", models.At(s.o.Now()))
}
