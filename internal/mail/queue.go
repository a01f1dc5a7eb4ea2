package mail

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db"
	"clientele/internal/input"
	"clientele/models"
)

// Send queues an email as part of tx. While one that says the same waits, it is that one: asking again and again makes one email.
// The waiting email is held until tx ends, so that it is composed with what tx has written.
func (s *Service) Send(tx *gorm.DB, m Mail) error {
	if s.composer(m.Kind) == nil {
		return fmt.Errorf("nobody composes emails of the kind %q", m.Kind)
	}
	now := models.At(s.o.Now())
	row := models.Email{
		ID: models.NewID(models.EmailID), Kind: string(m.Kind), To: m.To, ToKey: input.EmailKey(m.To), Data: m.Data,
		Status: models.EmailQueued, DueAt: &now, CreatedAt: now,
	}
	row.FoldKey = foldKey(&row)
	err := tx.Clauses(clause.OnConflict{
		Columns:     []clause.Column{{Name: "fold_key"}},
		TargetWhere: clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "status IN ('QUEUED', 'DELAYED')"}}},
		DoUpdates:   clause.Assignments(map[string]any{"merged_requests": gorm.Expr("emails.merged_requests + 1")}),
	}).Create(&row).Error
	if err != nil {
		return fmt.Errorf("queue an email %s: %w", m.Kind, err)
	}
	return nil
}

// foldKey is the same for emails of the same kind with the same data to the same address.
func foldKey(m *models.Email) string {
	text, _ := json.Marshal([]any{m.Kind, m.ToKey, m.Data}) // texts always marshal, and maps in order
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// errLost says that another server has taken the email over, since this one took too long.
var errLost = errors.New("another server has taken the email over")

// claim takes the next email that is due for an attempt of this server's. It answers nil without one, and more if it is worth
// looking again at once.
func (s *Service) claim(ctx context.Context) (m *models.Email, more bool, err error) {
	now := models.At(s.o.Now())
	var due []string
	look := s.db.Primary(ctx).Model(&models.Email{}).Where("due_at <= ? AND kind IN ?", now, s.known())
	if err := look.Limit(1).Pluck("id", &due).Error; err != nil || len(due) == 0 { // it writes nothing and holds nobody up
		return nil, false, err
	}
	var row models.Email
	err = s.db.InTx(ctx, func(tx *gorm.DB) error {
		m, more, row = nil, false, models.Email{}
		found := db.SkipLocked(tx).Where("due_at <= ? AND kind IN ?", now, s.known()).Order("due_at, id").Limit(1).Find(&row)
		if found.Error != nil || found.RowsAffected == 0 {
			return found.Error
		}
		more = true
		switch {
		case row.HandedAt != nil: // a server stopped between the end of the email and the answer
			return change(tx, &row, fields{"status": models.EmailUncertain, "due_at": nil, "last_error": faultNoAnswer.text})
		case row.Attempts >= s.o.Attempts:
			return change(tx, &row, fields{"status": models.EmailFailed, "due_at": nil, "last_error": faultStopped.text})
		}
		until, err := s.full(tx, &row, row.ToKey)
		if err != nil {
			return err
		}
		if until != nil {
			return change(tx, &row, fields{"status": models.EmailDelayed, "due_at": *until})
		}
		taken := row
		lease, ends := rand.Text(), models.At(now.Add(s.o.Lease))
		taken.Lease, taken.Attempts, taken.Status, taken.DueAt = &lease, row.Attempts+1, models.EmailSending, &ends
		m = &taken
		return change(tx, &row, fields{"status": taken.Status, "lease": lease, "due_at": ends, "attempts": taken.Attempts})
	})
	if _, folded := db.UniqueViolation(err); folded { // put off, while the same was asked for again
		return nil, true, s.drop(ctx, &row, faultFolded)
	}
	if err != nil {
		return nil, false, fmt.Errorf("take an email: %w", err)
	}
	return m, more, nil
}

// full returns when an address may have the email, if it has had its share of the hour, and otherwise nil. Transactions that ask for
// the same address wait for each other, so that they do not all take the last place.
func (s *Service) full(tx *gorm.DB, m *models.Email, key string) (*models.Time, error) {
	if err := db.Lock(tx, "emails to "+key); err != nil {
		return nil, err
	}
	now := s.o.Now()
	q := tx.Select("handed_at").Where("to_key = ? AND id <> ? AND (handed_at > ? OR status = ?)", key, m.ID, models.At(now.Add(-time.Hour)), models.EmailSending)
	if slices.Contains(notices, Kind(m.Kind)) {
		q = q.Where("kind IN ?", notices)
	} else {
		q = q.Where("kind NOT IN ?", notices)
	}
	var handed []models.Email // whole rows, since a list of moments cannot hold that there is none
	err := q.Find(&handed).Error
	if err != nil || len(handed) < s.o.PerHour {
		return nil, err
	}
	next := make([]time.Time, len(handed))
	for i, other := range handed {
		next[i] = now.Add(time.Minute) // of one that is on its way
		if other.HandedAt != nil {
			next[i] = other.HandedAt.Add(time.Hour)
		}
	}
	slices.SortFunc(next, time.Time.Compare)
	until := next[len(next)-s.o.PerHour]
	if !slices.Contains(waysIn, Kind(m.Kind)) {
		until = until.Add(2 * time.Second)
	}
	at := models.At(until)
	return &at, nil
}

type fields = map[string]any

// change changes an email's row if its lease is still the one that m has. What another server has taken over is errLost.
func change(tx *gorm.DB, m *models.Email, to fields) error {
	q := tx.Model(&models.Email{}).Where("id = ?", m.ID)
	if m.Lease != nil {
		q = q.Where("lease = ?", *m.Lease)
	}
	done := q.Updates(to)
	if done.Error == nil && done.RowsAffected == 0 {
		return errLost
	}
	return done.Error
}

// settle writes down how an attempt ended. It goes on trying for a while, whatever becomes of ctx: what was done must not be
// forgotten because the database was away for a moment.
func (s *Service) settle(ctx context.Context, m *models.Email, to fields) error {
	ctx = context.WithoutCancel(ctx)
	wait := 100 * time.Millisecond
	for try := 1; ; try++ {
		err := s.db.InTx(ctx, func(tx *gorm.DB) error { return change(tx, m, to) })
		if _, folded := db.UniqueViolation(err); folded { // it would wait again, but the same was asked for in the meantime
			return s.drop(ctx, m, faultFolded)
		}
		if err == nil || errors.Is(err, errLost) || try == 7 {
			return err
		}
		slog.WarnContext(ctx, "writing down how an email went is tried again", "mail", m.ID, "error", err)
		time.Sleep(wait)
		wait *= 2
	}
}

// retry gives an email back to the queue after a fault, for a time that grows with the tries, or gives it up.
func (s *Service) retry(ctx context.Context, m *models.Email, f fault) error {
	to := fields{"status": models.EmailQueued, "last_error": f.text, "handed_at": nil, "due_at": models.At(s.o.Now().Add(s.o.Backoff(m.Attempts)))}
	if f.permanent || m.Attempts >= s.o.Attempts {
		to["status"], to["due_at"] = models.EmailFailed, nil
	}
	return s.settle(ctx, m, to)
}

// giveBack returns an email to the queue as if it had not been taken: the server stops.
func (s *Service) giveBack(ctx context.Context, m *models.Email) error {
	return s.settle(ctx, m, fields{"status": models.EmailQueued, "due_at": models.At(s.o.Now()), "attempts": m.Attempts - 1})
}

// drop ends an email that is not sent.
func (s *Service) drop(ctx context.Context, m *models.Email, why fault) error {
	return s.db.InTx(ctx, func(tx *gorm.DB) error { return change(tx, m, dropped(why)) })
}

func dropped(why fault) fields {
	return fields{"status": models.EmailDropped, "due_at": nil, "last_error": why.text}
}
