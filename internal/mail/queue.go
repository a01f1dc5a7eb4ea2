package mail

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db"
	"clientele/internal/input"
	"clientele/internal/leases"
	"clientele/models"
)

// Send queues an email as part of tx. If the same email is already waiting, the two are merged, so that repeated
// requests send one email. The waiting email is locked until tx ends, so that it is composed from what tx has written.
func (s *Service) Send(tx *gorm.DB, m Email) error { return s.SendAll(tx, []Email{m}) }

// SendAll is Send for emails to different recipients, with one statement.
func (s *Service) SendAll(tx *gorm.DB, list []Email) error {
	now := models.At(s.o.Now())
	ids := models.NewIDs(models.EmailID, len(list))
	rows := make([]*models.Email, len(list))
	for i, m := range list {
		if s.composer(m.Kind) == nil {
			return fmt.Errorf("no composer for emails of kind %q", m.Kind)
		}
		due := models.At(now.Add(m.Wait))
		rows[i] = &models.Email{
			ID: ids[i], Kind: string(m.Kind), To: m.To, ToKey: input.EmailKey(m.To), Data: m.Data,
			Status: models.EmailQueued, DueAt: &due, CreatedAt: now,
		}
		rows[i].FoldKey = foldKey(rows[i])
	}
	err := tx.Clauses(clause.OnConflict{
		Columns:     []clause.Column{{Name: "fold_key"}},
		TargetWhere: clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "status IN ('QUEUED', 'DELAYED')"}}},
		DoUpdates:   clause.Assignments(map[string]any{"merged_requests": gorm.Expr("emails.merged_requests + 1")}),
	}).Create(rows).Error
	if err != nil {
		return fmt.Errorf("queue emails: %w", err)
	}
	return nil
}

// foldKey returns a key that is equal for emails of the same kind, with the same data, to the same address.
func foldKey(m *models.Email) string {
	text, _ := json.Marshal([]any{m.Kind, m.ToKey, m.Data}) // strings and maps of them always marshal, keys sorted
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// The order of kinds: invitations are sent by the thousand, so each waits until no other email is due. The conditions
// are SQL, for an index.
const (
	firstKinds = "due_at IS NOT NULL AND kind <> 'account_invitation'"
	lastKinds  = "kind = 'account_invitation'"
)

// claim leases the next due email to this server. It returns nil if there is none to attempt, and more if there may be
// further due emails.
func (s *Service) claim(ctx context.Context) (m *models.Email, more bool, err error) {
	for _, kinds := range []string{firstKinds, lastKinds} {
		if m, more, err = s.claimOf(ctx, kinds); m != nil || more || err != nil {
			break
		}
	}
	return m, more, err
}

// claimOf is claim for emails that meet a condition.
func (s *Service) claimOf(ctx context.Context, kinds string) (m *models.Email, more bool, err error) {
	now := models.At(s.o.Now())
	var due []string
	// A read without locks: most polls find nothing.
	pending := s.db.Primary(ctx).Model(&models.Email{}).Where(kinds).
		Where("due_at <= ? AND kind IN ?", now, s.composedKinds())
	if err := pending.Limit(1).Pluck("id", &due).Error; err != nil || len(due) == 0 {
		return nil, false, err
	}
	var row models.Email
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		m, more, row = nil, false, models.Email{}
		found := db.SkipLocked(tx).Where(kinds).Where("due_at <= ? AND kind IN ?", now, s.composedKinds()).
			Order("due_at, id").Limit(1).Find(&row)
		if found.Error != nil || found.RowsAffected == 0 {
			return found.Error
		}
		more = true
		switch {
		case row.HandedAt != nil: // a server stopped between the transfer and the reply
			return update(
				tx,
				&row,
				fields{"status": models.EmailUncertain, "due_at": nil, "last_error": errNoReply.text},
			)
		case row.Attempts >= s.o.Attempts:
			return update(tx, &row, fields{"status": models.EmailFailed, "due_at": nil, "last_error": errStopped.text})
		}
		until, err := s.delayedUntil(tx, &row, row.ToKey)
		if err != nil {
			return err
		}
		if until != nil {
			return update(tx, &row, fields{"status": models.EmailDelayed, "due_at": *until})
		}
		claimed := row
		lease, expires := rand.Text(), models.At(now.Add(s.o.Lease))
		claimed.Lease, claimed.Attempts, claimed.DueAt = &lease, row.Attempts+1, &expires
		claimed.Status = models.EmailSending
		m = &claimed
		return update(tx, &row, fields{
			"status": claimed.Status, "lease": lease, "due_at": expires, "attempts": claimed.Attempts,
		})
	})
	if _, merged := db.UniqueViolation(err); merged { // delayed while the same email is queued
		return nil, true, s.drop(ctx, &row, errMerged)
	}
	if err != nil {
		return nil, false, fmt.Errorf("claim email: %w", err)
	}
	return m, more, nil
}

// delayedUntil returns the time until which an email to an address is delayed by the hourly limit, or nil if it can be
// sent now. A lock on the address makes concurrent transactions count one after the other.
func (s *Service) delayedUntil(tx *gorm.DB, m *models.Email, key string) (*models.Time, error) {
	if err := db.Lock(tx, "emails to "+key); err != nil {
		return nil, err
	}
	now := s.o.Now()
	q := tx.Select("handed_at").Where("to_key = ? AND id <> ? AND (handed_at > ? OR status = ?)",
		key, m.ID, models.At(now.Add(-time.Hour)), models.EmailSending)
	if slices.Contains(notices, Kind(m.Kind)) {
		q = q.Where("kind IN ?", notices)
	} else {
		q = q.Where("kind NOT IN ?", notices)
	}
	var handed []models.Email // rows, since handed_at is null while an email is being sent
	err := q.Find(&handed).Error
	if err != nil || len(handed) < s.o.PerHour {
		return nil, err
	}
	next := make([]time.Time, len(handed))
	for i, other := range handed {
		next[i] = now.Add(time.Minute) // still being sent
		if other.HandedAt != nil {
			next[i] = other.HandedAt.Add(time.Hour)
		}
	}
	slices.SortFunc(next, time.Time.Compare)
	until := next[len(next)-s.o.PerHour]
	if !slices.Contains(recoveryKinds, Kind(m.Kind)) {
		until = until.Add(2 * time.Second)
	}
	at := models.At(until)
	return &at, nil
}

type fields = map[string]any

// update updates an email's row if m still holds its lease. Otherwise it returns leases.ErrLost. The row of a forgotten
// kind is deleted if nothing is left to do.
func update(tx *gorm.DB, m *models.Email, to fields) error {
	if due, ok := to["due_at"]; ok && due == nil && slices.Contains(forgotten, Kind(m.Kind)) {
		return leases.Delete(tx, &models.Email{}, m.ID, m.Lease)
	}
	return leases.Update(tx, &models.Email{}, m.ID, m.Lease, to)
}

// settle records the outcome of an attempt, even if ctx is canceled.
func (s *Service) settle(ctx context.Context, m *models.Email, to fields) error {
	return leases.Settle(ctx, m.ID, func(ctx context.Context) error {
		err := s.db.InTx(ctx, func(tx *gorm.DB) error { return update(tx, m, to) })
		if _, merged := db.UniqueViolation(err); merged { // the same email was queued in the meantime
			return s.drop(ctx, m, errMerged)
		}
		return err
	})
}

// retry returns an email to the queue after an error, with a delay that grows with the attempts, or marks it as failed.
func (s *Service) retry(ctx context.Context, m *models.Email, d deliveryError) error {
	to := fields{
		"status": models.EmailQueued, "last_error": d.text, "handed_at": nil,
		"due_at": models.At(s.o.Now().Add(s.o.Backoff(m.Attempts))),
	}
	if d.permanent || m.Attempts >= s.o.Attempts {
		to["status"], to["due_at"] = models.EmailFailed, nil
	}
	return s.settle(ctx, m, to)
}

// requeue returns an email to the queue as if it had not been claimed, because the server is shutting down.
func (s *Service) requeue(ctx context.Context, m *models.Email) error {
	return s.settle(ctx, m, fields{
		"status": models.EmailQueued, "due_at": models.At(s.o.Now()), "attempts": m.Attempts - 1,
	})
}

// drop marks an email as dropped: it will not be sent.
func (s *Service) drop(ctx context.Context, m *models.Email, reason deliveryError) error {
	return s.db.InTx(ctx, func(tx *gorm.DB) error { return update(tx, m, dropped(reason)) })
}

func dropped(reason deliveryError) fields {
	return fields{"status": models.EmailDropped, "due_at": nil, "last_error": reason.text}
}
