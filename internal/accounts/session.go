package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

// usedEvery is how often a session's last use is written down at most: once a request would be a write for each read.
const usedEvery = time.Minute

// CustomerToken is what a customer's requests carry, and what it is renewed with.
type CustomerToken struct {
	AccessToken      string
	ExpiresAt        models.Time
	RefreshToken     string
	RefreshExpiresAt models.Time // if the session is not used until then
	SessionID        string
}

// openSession stores a session of a customer, whose row it locks; mint makes its token once the transaction is through. All
// ways to sign in end here: a customer whom the staff have disabled is ACCOUNT_DISABLED, one that is gone apperr.NotFound.
func (s *Service) openSession(tx *gorm.DB, customerID string, caller auth.Caller) (*models.Session, error) {
	c, err := locked(tx, customerID)
	if err != nil {
		return nil, err
	}
	if c.Disabled() {
		return nil, apperr.Field(nil, apperr.CodeAccountDisabled, "this account is disabled: ask the shop")
	}
	now := s.o.Now()
	session := &models.Session{
		ID: models.NewID(models.SessionID), CustomerID: customerID, CreatedAt: models.At(now), LastUsedAt: models.At(now), Generation: 1,
	}
	session.ExpiresAt = s.endOf(session)
	if caller.Device != "" {
		session.Device = &caller.Device
	}
	if err := tx.Create(session).Error; err != nil {
		return nil, fmt.Errorf("open a session: %w", err)
	}
	if err := endOldest(tx, customerID); err != nil {
		return nil, err
	}
	return session, s.o.Throttle.Remember(tx, caller, ownerOf(c))
}

// mostSessions is how many sessions of one customer are kept: those used last. Whoever logs in again and again stores no more.
const mostSessions = 100

// endOldest ends what a locked customer has more of.
func endOldest(tx *gorm.DB, customerID string) error {
	err := tx.Exec(`DELETE FROM sessions WHERE customer_id = ? AND id NOT IN
		(SELECT id FROM sessions WHERE customer_id = ? ORDER BY last_used_at DESC, created_at DESC, id DESC LIMIT ?)`,
		customerID, customerID, mostSessions).Error
	if err != nil {
		return fmt.Errorf("end the oldest sessions: %w", err)
	}
	return nil
}

// ownerOf is a customer as the owner of places that it is known from.
func ownerOf(c *models.Customer) throttle.Owner {
	return throttle.Owner{CustomerID: c.ID, Name: c.EmailKey}
}

// endOf returns when a session ends that was used last when it says.
func (s *Service) endOf(session *models.Session) models.Time {
	unused, longest := session.LastUsedAt.Add(s.o.SessionLife), session.CreatedAt.Add(s.o.SessionMaxLife)
	if longest.Before(unused) {
		return models.At(longest)
	}
	return models.At(unused)
}

// shutOut ends a locked customer's sessions and forgets the places it was known from: any of them may be somebody else's. Where
// the customer itself is the caller, its session stays, and the place that it comes from. It returns how many sessions ended.
func (s *Service) shutOut(tx *gorm.DB, c *models.Customer, caller auth.Caller) (int, error) {
	q := tx.Where("customer_id = ?", c.ID)
	if caller.Owns(c.ID) {
		q = q.Where("id <> ?", caller.SessionID)
	}
	done := q.Delete(&models.Session{})
	if done.Error != nil {
		return 0, fmt.Errorf("end sessions: %w", done.Error)
	}
	return int(done.RowsAffected), s.forgetPlaces(tx, c, caller)
}

// forgetPlaces forgets where a locked customer was, but for where it is now, if it is the caller.
func (s *Service) forgetPlaces(tx *gorm.DB, c *models.Customer, caller auth.Caller) error {
	err := s.o.Throttle.Forget(tx, ownerOf(c))
	if err == nil && caller.Owns(c.ID) {
		err = s.o.Throttle.Remember(tx, caller, ownerOf(c))
	}
	return err
}

// mint makes the tokens of a session as it stands.
func (s *Service) mint(session *models.Session) (*CustomerToken, error) {
	expires := models.At(s.o.Now().Add(s.o.AccessTokenLife))
	if session.ExpiresAt.Before(expires.Time) {
		expires = session.ExpiresAt
	}
	claims := s.o.Tokens.Registered(session.CustomerID, expires.Time)
	token, err := s.o.Tokens.Sign(auth.CustomerClaims{
		RegisteredClaims: claims, SessionID: session.ID, Generation: session.Generation,
	})
	if err != nil {
		return nil, fmt.Errorf("mint a customer token: %w", err)
	}
	return &CustomerToken{
		AccessToken: token, ExpiresAt: models.At(claims.ExpiresAt.Time), SessionID: session.ID,
		RefreshToken: s.o.Refresh.Mint(session.ID, session.Generation), RefreshExpiresAt: session.ExpiresAt,
	}, nil
}

// FindSession returns a session that has not ended, and nil where there is none. It notes the use, by which the session ends
// later.
//
// An access token of the newest generation claims that one's refresh token: the one before is no good from then on. Tokens without a
// generation, from before it was in them, claim any. Those whose refresh token was replaced before anything of it was used are no good.
func (s *Service) FindSession(ctx context.Context, id string, generation int) (*models.SignedIn, error) {
	session, err := s.signedIn(ctx, id)
	if err != nil || session == nil || session.Previous < generation && generation < session.Generation {
		return nil, err
	}
	now := models.At(s.o.Now())
	noted, claims := session.LastUsedAt, session.Unclaimed && (generation == 0 || generation == session.Generation)
	if now.Sub(noted.Time) < usedEvery && !claims {
		return session, nil
	}
	session.LastUsedAt = now
	session.ExpiresAt = s.endOf(&session.Session)
	changes := map[string]any{"last_used_at": session.LastUsedAt, "expires_at": session.ExpiresAt}
	condition, as := "last_used_at = ?", any(noted)
	if claims {
		session.Unclaimed = false
		changes["unclaimed"], condition, as = false, "unclaimed AND generation = ?", session.Generation
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error { // of requests at the same moment one writes
		return tx.Model(&models.Session{}).Where("id = ?", id).Where(condition, as).Updates(changes).Error
	})
	if err != nil {
		return nil, fmt.Errorf("note the use of session %s: %w", id, err)
	}
	return session, nil
}

// signedInQuery reads a session with its customer, whom a signed-in request mostly asks for, but for what the customer is only found
// by. It is in the way of every such request, so it is written once.
func signedInQuery(d *db.DB) string {
	columns := db.Columns[models.Session](nil)
	for _, column := range db.Columns[models.Customer](nil) {
		name := strings.TrimPrefix(column, "customers.")
		if name != "search_text" && !strings.HasSuffix(name, "_key") && !strings.HasSuffix(name, "_fold") {
			columns = append(columns, column+" AS of_"+name)
		}
	}
	return d.Rebind("SELECT " + strings.Join(columns, ", ") + " FROM sessions JOIN customers ON customers.id = sessions.customer_id WHERE sessions.id = ? AND sessions.expires_at > ?")
}

// signedIn is liveSession with the customer.
func (s *Service) signedIn(ctx context.Context, id string) (*models.SignedIn, error) {
	var found models.SignedIn
	err := db.Prepared(s.db.Primary(ctx), s.signedInQuery, id, models.At(s.o.Now())).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find a session: %w", err)
	}
	return &found, nil
}

func (s *Service) liveSession(g *gorm.DB, id string) (*models.Session, error) {
	var session models.Session
	err := g.Where("id = ? AND expires_at > ?", id, models.At(s.o.Now())).Take(&session).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find a session: %w", err)
	}
	return &session, nil
}

// SessionsFor returns the sessions of customers, newest first: the caller's own, or any with CUSTOMERS_READ.
func (s *Service) SessionsFor(ctx context.Context, caller auth.Caller, customerIDs []string) (map[string][]*models.Session, error) {
	found := make(map[string][]*models.Session, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []*models.Session{}
	}
	q := s.db.Primary(ctx).Where(s.db.In("customer_id", customerIDs)).Where("expires_at > ?", models.At(s.o.Now()))
	if !caller.Can(models.CustomersRead) {
		q = q.Where("customer_id = ?", caller.CustomerID)
	}
	var rows []*models.Session
	if err := q.Order("created_at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row)
	}
	return found, nil
}

// Sweep drops the sessions that have ended by themselves.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Sweep(ctx, &models.Session{}, "id", "expires_at <= ?", models.At(s.o.Now()))
}
