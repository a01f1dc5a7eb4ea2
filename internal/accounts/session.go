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
	"clientele/internal/events"
	"clientele/internal/throttle"
	"clientele/models"
)

// usedEvery is the minimum interval between updates of a session's last use, to avoid a write for each request.
const usedEvery = time.Minute

// CustomerToken contains the access token and refresh token of a session.
type CustomerToken struct {
	AccessToken      string
	ExpiresAt        models.Time
	RefreshToken     string
	RefreshExpiresAt models.Time // unless the session is used before
	SessionID        string
}

// openSession locks a customer and creates a session; newToken creates its tokens after the transaction. All log-ins
// use it. A disabled customer is ACCOUNT_DISABLED, a deleted one apperr.NotFound.
func (s *Service) openSession(tx *gorm.DB, customerID string, caller auth.Caller) (*models.Session, error) {
	c, err := locked(tx, customerID)
	if err != nil {
		return nil, err
	}
	if c.Disabled() {
		return nil, apperr.Field(nil, apperr.CodeAccountDisabled, "This account is disabled. Contact the shop.")
	}
	now := s.o.Now()
	session := &models.Session{
		ID: models.NewID(models.SessionID), CustomerID: customerID,
		CreatedAt: models.At(now), LastUsedAt: models.At(now), Generation: 1,
	}
	session.ExpiresAt = s.expiryOf(session)
	if caller.Device != "" {
		session.Device = &caller.Device
	}
	if err := tx.Create(session).Error; err != nil {
		return nil, fmt.Errorf("create session: %w", err)
	}
	if err := deleteOldestSessions(tx, customerID); err != nil {
		return nil, err
	}
	if err := s.record(tx, events.ByCustomer(c.ID), entry(c, models.CustomerLoggedIn, nil)); err != nil {
		return nil, err
	}
	return session, s.o.Throttle.Remember(tx, caller, ownerOf(c))
}

// maxSessions is the maximum number of sessions per customer. The least recently used ones are deleted.
const maxSessions = 100

// deleteOldestSessions deletes the sessions of a locked customer beyond maxSessions.
func deleteOldestSessions(tx *gorm.DB, customerID string) error {
	err := tx.Exec(`DELETE FROM sessions WHERE customer_id = ? AND id NOT IN
		(SELECT id FROM sessions WHERE customer_id = ? ORDER BY last_used_at DESC, created_at DESC, id DESC LIMIT ?)`,
		customerID, customerID, maxSessions).Error
	if err != nil {
		return fmt.Errorf("delete oldest sessions: %w", err)
	}
	return nil
}

// ownerOf returns a customer as the owner of known places.
func ownerOf(c *models.Customer) throttle.Owner {
	return throttle.Owner{CustomerID: c.ID, Name: c.EmailKey}
}

// expiryOf returns when a session expires, given its last use.
func (s *Service) expiryOf(session *models.Session) models.Time {
	unused, longest := session.LastUsedAt.Add(s.o.SessionLife), session.CreatedAt.Add(s.o.SessionMaxLife)
	if longest.Before(unused) {
		return models.At(longest)
	}
	return models.At(unused)
}

// endSessions ends a locked customer's sessions and deletes its known addresses, because any of them may be an
// attacker's. If the customer is the caller, its current session and address are kept. It returns how many sessions
// ended.
func (s *Service) endSessions(tx *gorm.DB, c *models.Customer, caller auth.Caller) (int, error) {
	q := tx.Where("customer_id = ? AND expires_at > ?", c.ID, models.At(s.o.Now()))
	if caller.Owns(c.ID) {
		q = q.Where("id <> ?", caller.SessionID)
	}
	done := q.Delete(&models.Session{})
	if done.Error != nil {
		return 0, fmt.Errorf("end sessions: %w", done.Error)
	}
	return int(done.RowsAffected), s.forgetPlaces(tx, c, caller)
}

// forgetPlaces deletes the known addresses of a locked customer, except for the current one if the customer is the
// caller.
func (s *Service) forgetPlaces(tx *gorm.DB, c *models.Customer, caller auth.Caller) error {
	err := s.o.Throttle.Forget(tx, ownerOf(c))
	if err == nil && caller.Owns(c.ID) {
		err = s.o.Throttle.Remember(tx, caller, ownerOf(c))
	}
	return err
}

// newToken returns the tokens of a session.
func (s *Service) newToken(session *models.Session) (*CustomerToken, error) {
	expires := models.At(s.o.Now().Add(s.o.AccessTokenLife))
	if session.ExpiresAt.Before(expires.Time) {
		expires = session.ExpiresAt
	}
	claims := s.o.Tokens.Registered(session.CustomerID, expires.Time)
	token, err := s.o.Tokens.Sign(auth.CustomerClaims{
		RegisteredClaims: claims, SessionID: session.ID, Generation: session.Generation,
	})
	if err != nil {
		return nil, fmt.Errorf("sign customer token: %w", err)
	}
	return &CustomerToken{
		AccessToken: token, ExpiresAt: models.At(claims.ExpiresAt.Time), SessionID: session.ID,
		RefreshToken: s.o.Refresh.Mint(session.ID, session.Generation), RefreshExpiresAt: session.ExpiresAt,
	}, nil
}

// FindSession returns a customer's session that has not ended, or nil if there is none. It records the use, which
// extends the session.
//
// An access token of the newest generation shows that the client has received the newest refresh token, so the previous
// one is no longer valid from then on. So do access tokens without a generation, which earlier versions issued. Access
// tokens of a generation that was replaced because the response was lost are not valid.
func (s *Service) FindSession(
	ctx context.Context, customerID, id string, generation int,
) (*models.SignedIn, error) {
	session, err := s.signedIn(ctx, customerID, id)
	if err != nil || session == nil || session.Previous < generation && generation < session.Generation {
		return nil, err
	}
	now := models.At(s.o.Now())
	noted, claims := session.LastUsedAt, session.Unclaimed && (generation == 0 || generation == session.Generation)
	if now.Sub(noted.Time) < usedEvery && !claims {
		return session, nil
	}
	session.LastUsedAt = now
	session.ExpiresAt = s.expiryOf(&session.Session)
	changes := map[string]any{"last_used_at": session.LastUsedAt, "expires_at": session.ExpiresAt}
	condition, as := "last_used_at = ?", any(noted)
	if claims {
		session.Unclaimed = false
		changes["unclaimed"], condition, as = false, "unclaimed AND generation = ?", session.Generation
	}
	err = s.db.InTx(ctx, func(tx *gorm.DB) error { // only one of concurrent requests writes
		return tx.Model(&models.Session{}).Where("customer_id = ?", customerID).Where("id = ?", id).
			Where(condition, as).Updates(changes).Error
	})
	if err != nil {
		return nil, fmt.Errorf("record use of session %s: %w", id, err)
	}
	return session, nil
}

// signedInQuery returns the query for a session with its customer, without the columns for search. It is built once,
// because every authenticated request uses it.
func signedInQuery(d *db.DB) string {
	columns := db.Columns[models.Session](nil)
	for _, column := range db.Columns[models.Customer](nil) {
		name := strings.TrimPrefix(column, "customers.")
		if name != "search_text" && !strings.HasSuffix(name, "_key") && !strings.HasSuffix(name, "_fold") {
			columns = append(columns, column+" AS of_"+name)
		}
	}
	return d.Rebind("SELECT " + strings.Join(columns, ", ") +
		" FROM sessions JOIN customers ON customers.id = sessions.customer_id" +
		" WHERE sessions.customer_id = ? AND sessions.id = ? AND sessions.expires_at > ?")
}

// signedIn is like activeSession, and also returns the customer.
func (s *Service) signedIn(ctx context.Context, customerID, id string) (*models.SignedIn, error) {
	var found models.SignedIn
	err := db.Prepared(s.db.Primary(ctx), s.signedInQuery, customerID, id, models.At(s.o.Now())).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find session: %w", err)
	}
	return &found, nil
}

func (s *Service) activeSession(g *gorm.DB, id string) (*models.Session, error) {
	var session models.Session
	err := g.Where("id = ? AND expires_at > ?", id, models.At(s.o.Now())).Take(&session).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find session: %w", err)
	}
	return &session, nil
}

// SessionsFor returns the sessions of customers, newest first, by customer ID: the caller's own, or any with
// CUSTOMERS_READ.
func (s *Service) SessionsFor(
	ctx context.Context, caller auth.Caller, customerIDs []string,
) (map[string][]*models.Session, error) {
	found := make(map[string][]*models.Session, len(customerIDs))
	for _, id := range customerIDs {
		found[id] = []*models.Session{}
	}
	var rows []*models.Session
	err := s.visibleSessions(ctx, caller).Where(s.db.In("customer_id", customerIDs)).
		Order("created_at DESC, id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	for _, row := range rows {
		found[row.CustomerID] = append(found[row.CustomerID], row)
	}
	return found, nil
}

// GetSessions returns the sessions with the given IDs that the caller may see, by ID: the caller's own, or any with
// CUSTOMERS_READ.
func (s *Service) GetSessions(
	ctx context.Context, caller auth.Caller, ids []string,
) (map[string]*models.Session, error) {
	var rows []*models.Session
	if err := s.visibleSessions(ctx, caller).Where(s.db.In("id", ids)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read sessions by id: %w", err)
	}
	found := make(map[string]*models.Session, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, nil
}

// visibleSessions returns the query for the sessions that have not ended and that the caller may see.
func (s *Service) visibleSessions(ctx context.Context, caller auth.Caller) *gorm.DB {
	q := s.db.Primary(ctx).Where("expires_at > ?", models.At(s.o.Now()))
	if !caller.Can(models.CustomersRead) {
		q = q.Where("customer_id = ?", caller.CustomerID) // "" for callers who are not customers
	}
	return q
}

// Sweep deletes the sessions that expired at least SessionsKept ago.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Sweep(ctx, &models.Session{}, "id", "expires_at <= ?", models.At(s.o.Now().Add(-s.o.SessionsKept)))
}
