package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/input"
	"clientele/models"
)

// deliver makes one attempt to send an email that this server has taken: composes it, writes it, and hands it over.
func (s *Service) deliver(ctx context.Context, m *models.Email) error {
	l, err := s.prepare(ctx, m)
	var f fault
	switch {
	case errors.Is(err, errSettled):
		return nil
	case errors.Is(err, errLost):
		return err
	case errors.As(err, &f):
		return s.failed(ctx, m, f)
	case err != nil:
		if ctx.Err() == nil {
			slog.ErrorContext(ctx, "an email could not be written", "mail", m.ID, "kind", m.Kind, "error", err)
		}
		return s.failed(ctx, m, faultWrite)
	case s.o.Server == nil:
		return s.keep(ctx, m, l)
	}
	return s.send(ctx, m, l)
}

// prepare composes and writes an email. A panic of a composer or a template is an error like others.
func (s *Service) prepare(ctx context.Context, m *models.Email) (l *written, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	letter, err := s.compose(ctx, m)
	if err != nil {
		return nil, err
	}
	return s.write(ctx, m, letter)
}

// failed gives an email back after an attempt that did not work. An attempt that was broken off because the server stops does
// not count.
func (s *Service) failed(ctx context.Context, m *models.Email, f fault) error {
	if ctx.Err() != nil {
		return s.giveBack(ctx, m)
	}
	slog.WarnContext(ctx, "an email did not go", "mail", m.ID, "kind", m.Kind, "attempt", m.Attempts, "why", f.text)
	return s.retry(ctx, m, f)
}

// errSettled says that the email needs nothing more: there was nothing to send, or its new address has had its share.
var errSettled = errors.New("the email is settled")

// compose asks the kind's composer for the letter, in a transaction that commits before the email leaves and in which the email is
// still this server's. A retry composes again: a token that an earlier try minted is replaced by a newer one, since none is kept.
func (s *Service) compose(ctx context.Context, m *models.Email) (*Letter, error) {
	var letter *Letter
	settled := false
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		letter, settled = nil, false
		if err := change(tx, m, fields{"last_error": nil}); err != nil { // holds the row until the end
			return err
		}
		l, err := s.composer(Kind(m.Kind))(ctx, tx, Mail{Kind: Kind(m.Kind), To: m.To, Data: m.Data})
		if err != nil {
			return err
		}
		if l == nil {
			settled = true
			return change(tx, m, dropped(faultNothing))
		}
		made := *l
		made.Kind, made.To = cmp.Or(l.Kind, Kind(m.Kind)), cmp.Or(l.To, m.To)
		letter = &made
		return s.redirect(tx, m, made.To)
	})
	var put putOff
	if errors.As(err, &put) { // what the composer did is undone
		err = s.settle(ctx, m, fields{"status": models.EmailDelayed, "due_at": put.until, "attempts": m.Attempts - 1})
		settled = err == nil
	}
	if err == nil && settled {
		return nil, errSettled
	}
	return letter, err
}

// putOff says that the address to which a letter turned out to go has had its share of the hour.
type putOff struct{ until models.Time }

func (p putOff) Error() string { return fmt.Sprintf("put off until %v", p.until) }

// redirect notes the address that a composer has chosen where it is another one than the email was queued for.
func (s *Service) redirect(tx *gorm.DB, m *models.Email, to string) error {
	key := input.EmailKey(to)
	if key == m.ToKey {
		return nil
	}
	until, err := s.full(tx, m, key)
	if err != nil {
		return err
	}
	if until != nil {
		return putOff{*until}
	}
	return change(tx, m, fields{"recipient": to, "to_key": key})
}

// handOver sends the end of an email, and with it the note that it was sent: the note's transaction is open while end writes to the
// connection, and commits right after. A server that is killed before has sent nothing that counts, and the email is tried again;
// one that is killed after has left the note, and the email is not. Between the two are some microseconds.
func (s *Service) handOver(ctx context.Context, m *models.Email, end func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := s.o.Now()
	ended := false
	err := s.db.InTx(context.WithoutCancel(ctx), func(tx *gorm.DB) error { // from here on nothing is broken off
		to := fields{"handed_at": models.At(now), "due_at": models.At(now.Add(s.o.Verdict + s.o.Lease))}
		if err := change(tx.Where("status = ?", models.EmailSending), m, to); err != nil || ended {
			return err
		}
		if err := db.AsyncCommit(tx); err != nil {
			return err
		}
		if err := end(); err != nil {
			return err
		}
		ended = true
		return nil
	})
	if ended && err != nil { // it has left; the answer says the rest
		slog.ErrorContext(ctx, "an email was handed over, but that could not be written down yet", "mail", m.ID, "error", err)
		return nil
	}
	return err
}
