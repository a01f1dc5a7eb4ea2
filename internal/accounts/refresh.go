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
	"clientele/internal/mail"
	"clientele/models"
)

const (
	// grace is how long a refresh token goes on working beside its successor: two tabs of a browser send the same one.
	grace = 10 * time.Second
	// lostLife is how long a refresh token whose answer was lost can be sent again, from when it was last sent.
	lostLife = 7 * 24 * time.Hour
)

var errRefreshToken = apperr.Field(apperr.Path{"refreshToken"}, apperr.CodeRefreshTokenInvalid, "this refresh token is not good, or no longer: log in again")

// Refresh renews a session's tokens (RFC 9700, section 4.14.2). The refresh token is replaced. It gives the same successor when it is
// sent again within ten seconds. For a week it gives another one as long as nothing that came with the successor was used, because
// then the answer was lost; the successor is dead from then on. Otherwise it ends the session, since somebody else may have either of
// the two, and an email tells the customer. A token that is none of this shop's, or whose session has ended, is REFRESH_TOKEN_INVALID.
func (s *Service) Refresh(ctx context.Context, caller auth.Caller, token string) (*models.Customer, *CustomerToken, error) {
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
		if replayed = !s.current(session, generation); replayed {
			if err := tx.Where("id = ?", id).Delete(&models.Session{}).Error; err != nil {
				return err
			}
			if err := s.forgetPlaces(tx, c, auth.Caller{}); err != nil {
				return err
			}
			return s.tell(tx, mail.SessionReplayed, c)
		}
		s.renew(session, generation)
		if err := saveRenewed(tx, session); err != nil {
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
		slog.WarnContext(ctx, "a refresh token came back that was replaced: its session was ended", "session", id)
		return nil, nil, errRefreshToken
	}
	minted, err := s.mint(session)
	return c, minted, err
}

var errSessionEnded = errors.New("the session has ended")

// lockedSession reads a session and its customer and holds both, the customer first, as everything that ends sessions does.
// It is errSessionEnded where the session has ended, or the customer is disabled.
func (s *Service) lockedSession(tx *gorm.DB, id string) (*models.Customer, *models.Session, error) {
	session, err := s.liveSession(tx, id)
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
	session, err = s.liveSession(db.ForUpdate(tx), id) // as it is now that nobody else changes it
	if err == nil && session == nil {
		err = errSessionEnded
	}
	return c, session, err
}

// current tells whether a generation's refresh token is the session's newest, or the one before within the grace, or the one before
// whose answer was lost. Of a copied token one of its two holders comes with another one, whoever is first.
func (s *Service) current(session *models.Session, generation int) bool {
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

// since returns how long ago the newest refresh token of a session was given out.
func (s *Service) since(session *models.Session) time.Duration {
	return s.o.Now().Sub(session.RefreshedAt.Time)
}

// renew moves a session on from a generation's refresh token, and notes the use. Within the grace the session stays where it is, so
// that the token before is the only one that can still come, and nobody is left with a dead one. After it each token leads to a new
// one, also the token before whose answer was lost: whoever has the successor is not the one who asks again.
func (s *Service) renew(session *models.Session, generation int) {
	session.LastUsedAt = models.At(s.o.Now())
	session.ExpiresAt = s.endOf(session)
	switch {
	case !s.withinGrace(session):
		s.advance(session, generation)
	case generation == session.Generation:
		session.Unclaimed = false
	}
}

// advance gives a session its next refresh token in place of a generation's.
func (s *Service) advance(session *models.Session, from int) {
	now := models.At(s.o.Now())
	session.Previous, session.Generation, session.RefreshedAt, session.Unclaimed = from, session.Generation+1, &now, true
}

func saveRenewed(tx *gorm.DB, session *models.Session) error {
	changed := tx.Model(session).Select("last_used_at", "expires_at", "generation", "previous", "refreshed_at", "unclaimed").Updates(session)
	if changed.Error != nil {
		return fmt.Errorf("renew a session: %w", changed.Error)
	}
	return nil
}
