package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/models"
)

const (
	// grace is how long a refresh token remains valid after it was replaced, because two tabs of a browser can send the
	// same.
	grace = 10 * time.Second
	// lostLife is how long a replaced refresh token can be sent again if the response was lost, since it was last sent.
	lostLife = 7 * 24 * time.Hour
)

var errRefreshToken = apperr.Field(apperr.Path{"refreshToken"}, apperr.CodeRefreshTokenInvalid,
	"The refresh token is not valid. Log in again.")

// Refresh replaces the tokens of a session (RFC 9700, section 4.14.2). If a refresh token is sent again within ten
// seconds, Refresh returns the same successor. If it is sent again within a week and no token of the response has been
// used, the response was lost: Refresh returns a new successor, and the previous successor is no longer valid.
// Otherwise the token may have been stolen: Refresh ends the session and notifies the customer by email. An invalid
// token, or one of a session that has ended, is REFRESH_TOKEN_INVALID.
func (s *Service) Refresh(
	ctx context.Context, caller auth.Caller, token string,
) (*models.Customer, *CustomerToken, error) {
	id, generation, ok := s.o.Refresh.Read(token)
	if !ok {
		return nil, nil, errRefreshToken
	}
	var c *models.Customer
	var session *models.Session
	var replayed bool
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		var err error
		if c, session, err = s.lockedSession(tx, id); err != nil {
			return err
		}
		if replayed = !s.accepts(session, generation); replayed {
			if err := tx.Where("id = ?", id).Delete(&models.Session{}).Error; err != nil {
				return err
			}
			if err := s.forgetPlaces(tx, c, auth.Caller{}); err != nil {
				return err
			}
			if err := s.record(tx, events.System, entry(c, models.CustomerSessionsRevoked, nil)); err != nil {
				return err
			}
			return s.notify(tx, mail.SessionReplayed, c)
		}
		s.rotate(session, generation)
		if err := saveSession(tx, session); err != nil {
			return err
		}
		return s.o.Throttle.Remember(tx, caller, ownerOf(c))
	})
	if errors.Is(err, errSessionEnded) {
		return nil, nil, errRefreshToken
	}
	if err != nil {
		return nil, nil, fmt.Errorf("refresh session %s: %w", id, err)
	}
	if replayed {
		slog.WarnContext(ctx, "Ended a session because a replaced refresh token was used", "session", id)
		return nil, nil, errRefreshToken
	}
	minted, err := s.newToken(session)
	return c, minted, err
}

var errSessionEnded = errors.New("the session has ended")

// lockedSession reads and locks a session and its customer. Like everything that ends sessions, it locks the customer
// first. It returns errSessionEnded if the session has ended or the customer is disabled.
func (s *Service) lockedSession(tx *gorm.DB, id string) (*models.Customer, *models.Session, error) {
	session, err := s.activeSession(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if session == nil {
		return nil, nil, errSessionEnded
	}
	c, err := locked(tx, session.CustomerID)
	if apperr.Is(err, apperr.NotFound) || err == nil && c.Disabled() {
		return nil, nil, errSessionEnded
	}
	if err != nil {
		return nil, nil, err
	}
	session, err = s.activeSession(db.ForUpdate(tx), id) // read again under the lock
	if err == nil && session == nil {
		err = errSessionEnded
	}
	return c, session, err
}

// accepts reports whether the refresh token of a generation is valid: it is the newest of the session, or the previous
// one within the grace period or if the response was lost. If a token was stolen, either the thief or the customer
// eventually uses one that is not accepted.
func (s *Service) accepts(session *models.Session, generation int) bool {
	switch generation {
	case session.Generation:
		return true
	case session.Previous:
		return s.withinGrace(session) || session.Unclaimed && s.since(session) <= lostLife
	}
	return false
}

func (s *Service) withinGrace(session *models.Session) bool {
	return session.RefreshedAt != nil && s.since(session) <= grace
}

// since returns the time since the newest refresh token of a session was issued.
func (s *Service) since(session *models.Session) time.Duration {
	return s.o.Now().Sub(session.RefreshedAt.Time)
}

// rotate records the use of a session by a generation's refresh token, and issues a new token unless it is within the
// grace period. Within that period both tabs of a browser receive the same successor. After it each token is replaced,
// including a previous one with a lost response, because the client that sends it does not have the successor.
func (s *Service) rotate(session *models.Session, generation int) {
	session.LastUsedAt = models.At(s.o.Now())
	session.ExpiresAt = s.expiryOf(session)
	switch {
	case !s.withinGrace(session):
		s.issueNext(session, generation)
	case generation == session.Generation:
		session.Unclaimed = false
	}
}

// issueNext moves a session to its next refresh token, which replaces the one of the generation from.
func (s *Service) issueNext(session *models.Session, from int) {
	now := models.At(s.o.Now())
	session.Previous, session.Generation = from, session.Generation+1
	session.RefreshedAt, session.Unclaimed = &now, true
}

func saveSession(tx *gorm.DB, session *models.Session) error {
	err := tx.Model(session).
		Select("last_used_at", "expires_at", "generation", "previous", "refreshed_at", "unclaimed").
		Updates(session).Error
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}
