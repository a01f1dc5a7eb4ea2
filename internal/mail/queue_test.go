package mail_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

// TestMerging checks that requests for the same email are merged while it waits.
func TestMerging(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := startServer(t)
		p := newFixture(t, d, server)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { p.queue("Ann@Example.com", "1") })
		}
		wg.Wait()
		p.queue("ann@example.com", "1")
		p.queue("ann@example.com", "2")
		p.send(mail.Email{Kind: mail.PasswordReset, To: "bob@example.com", Data: map[string]string{"n": "1"}})
		rows := p.rows()
		if len(rows) != 3 || rows[0].MergedRequests != 20 {
			t.Fatalf("%d merged requests: %s", rows[0].MergedRequests, describe(rows))
		}
		stop := p.start()
		p.settled()
		stop()
		p.queue("ann@example.com", "1") // the first has been sent, so this is a new one
		if rows := p.rows(); len(rows) != 4 || rows[3].Status != models.EmailQueued {
			t.Error(describe(rows))
		}
		if n := len(server.all()); n != 3 {
			t.Errorf("%d emails arrived", n)
		}
	})
}

// TestMergingWhileSending checks that a request made while the same email is being sent queues a second email, which
// replaces the first one if that has to be retried.
func TestMergingWhileSending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, reject := make(chan struct{}), replies(450)
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				err := reject()
				if err != nil {
					reached <- struct{}{}
					reached <- struct{}{}
				}
				return err
			}
		})
		p := newFixture(t, d, server, func(o *mail.Options) { o.Workers = 1 })
		p.start()
		p.queue("ann@example.com", "1")
		<-reached
		p.queue("ann@example.com", "1")
		<-reached
		rows := p.settled()
		if len(rows) != 2 || rows[0].Status != models.EmailDropped || rows[1].Status != models.EmailSent ||
			len(server.all()) != 1 {
			t.Error(describe(rows))
		}
	})
}

// TestSlowDeliveryDoesNotBlockOthers checks that other emails are sent while the mail server is slow to answer one,
// also to the same address. An email beyond the hourly limit is delayed.
func TestSlowDeliveryDoesNotBlockOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan struct{}), make(chan struct{})
		var blocked atomic.Bool
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				if blocked.CompareAndSwap(false, true) {
					close(reached)
					<-release
				}
				return nil
			}
		})
		p := newFixture(t, d, server, func(o *mail.Options) { o.PerHour = 2 })
		p.start()
		t.Cleanup(sync.OnceFunc(func() { close(release) }))
		p.queue("ann@example.com", "1")
		<-reached
		p.queue("ann@example.com", "2")
		p.queue("ann@example.com", "3")
		p.queue("bob@example.com", "1")
		p.waitFor("the second and Bob's are sent, the third is delayed", func(rows []models.Email) bool {
			return rows[0].Status == models.EmailSending && rows[1].Status == models.EmailSent &&
				rows[2].Status == models.EmailDelayed && rows[3].Status == models.EmailSent
		})
		if strings.Contains(logged.String(), "Failed to claim an email") {
			t.Errorf("log: %s", logged.String())
		}
	})
}

func TestSendIsTransactional(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newFixture(t, d, nil)
		undone := errors.New("undone")
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			if err := p.Send(tx, mail.Email{Kind: mail.PasswordReset, To: "ann@example.com"}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) || len(p.rows()) != 0 {
			t.Errorf("error %v, emails %s", err, describe(p.rows()))
		}
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			return p.Send(tx, mail.Email{Kind: "unknown", To: "ann@example.com"})
		})
		if err == nil || strings.Contains(err.Error(), "ann@") {
			t.Errorf("kind without a composer: %v", err)
		}
	})
}

// TestHourlyLimit checks that emails beyond the hourly limit are delayed, not lost, whatever the case of the address
// and with several servers.
func TestHourlyLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := startServer(t)
		limit := func(o *mail.Options) { o.PerHour = 3 }
		p, q := newFixture(t, d, server, limit), newFixture(t, d, server, limit)
		for i := range 8 {
			p.queue([]string{"ann@example.com", "ANN@Example.com", "Ann@EXAMPLE.com"}[i%3], fmt.Sprint(i))
		}
		p.queue("bob@example.com", "1")
		p.start()
		q.start()
		count := func(rows []models.Email, status models.EmailStatus) int {
			return len(slices.DeleteFunc(slices.Clone(rows), func(m models.Email) bool { return m.Status != status }))
		}
		counts := func(sent, delayed int) func([]models.Email) bool {
			return func(rows []models.Email) bool {
				return count(rows, models.EmailSent) == sent && count(rows, models.EmailDelayed) == delayed
			}
		}
		rows := p.waitFor("three of the eight are sent", counts(4, 5))
		for _, m := range rows {
			// Only one minute if another email was still being sent, since that could have failed.
			earliest, latest := p.clock.now().Add(30*time.Second), p.clock.now().Add(61*time.Minute)
			if m.Status == models.EmailDelayed &&
				(m.DueAt.Before(earliest) || m.DueAt.After(latest) || m.Attempts != 0) {
				t.Errorf("delayed until %v after %d attempts", m.DueAt, m.Attempts)
			}
		}
		if n := len(server.all()); n != 4 {
			t.Errorf("%d emails arrived", n)
		}
		p.clock.add(time.Hour)
		q.clock.add(time.Hour)
		p.waitFor("six of the eight are sent", counts(7, 2))
		p.clock.add(time.Hour)
		q.clock.add(time.Hour)
		p.settled()
		if n := len(server.all()); n != 9 {
			t.Errorf("%d emails arrived", n)
		}
	})
}

// TestFlood checks that emails which anyone can request delay neither notices nor, beyond the hour, emails with which
// an owner can log in.
func TestFlood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := startServer(t)
		p := newFixture(t, d, server, func(o *mail.Options) { o.PerHour, o.Workers = 2, 1 })
		p.Compose(mail.SignUp, p.compose)
		p.Compose(mail.PasswordChanged, p.compose)
		send := func(kind mail.Kind, n string) {
			p.send(mail.Email{Kind: kind, To: "ann@example.com", Data: map[string]string{"n": n}})
		}
		for i := range 6 {
			send(mail.SignUp, fmt.Sprint(i))
		}
		sent := func(n int) func([]models.Email) bool {
			return func(rows []models.Email) bool {
				sent, settled := 0, 0
				for _, m := range rows {
					if m.Status == models.EmailSent {
						sent++
					}
					if m.Status == models.EmailSent || m.Status == models.EmailDelayed {
						settled++
					}
				}
				return sent == n && settled == len(rows)
			}
		}
		p.start()
		p.waitFor("two are sent", sent(2))
		for i := range 3 {
			send(mail.PasswordChanged, fmt.Sprint(i))
		}
		p.waitFor("two notices are sent, the third is delayed", sent(4))
		send(mail.PasswordReset, "1")
		p.waitFor("the password reset is delayed", sent(4))
		p.clock.add(time.Hour + 5*time.Second)
		p.waitFor("three more are sent, the password reset among them", func(rows []models.Email) bool {
			return rows[len(rows)-1].Status == models.EmailSent && sent(7)(rows)
		})
		if got := parse(t, server.all()[4].raw).subject; got != "Choose a new password for Tea & Co" {
			t.Errorf("first after an hour: %q", got)
		}
	})
}

// TestComposing checks that a composer runs when the email is sent, in a transaction that commits before that.
func TestComposing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var visible atomic.Bool
		to := replies(450)
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(rcpt string) error {
				var n int64
				err := d.Read(context.Background()).
					Model(&models.Attempt{}).
					Where("key = ?", "composed").
					Count(&n).
					Error
				visible.Store(err == nil && n == 1)
				if rcpt == "retried@example.com" {
					return to()
				}
				return nil
			}
		})
		p := newFixture(t, d, server)
		var tries atomic.Int64
		p.Compose(mail.PasswordReset, func(_ context.Context, tx *gorm.DB, m mail.Email) (*mail.Content, error) {
			switch m.To {
			case "none@example.com":
				return nil, nil
			case "fails@example.com":
				if tries.Add(1) < 3 {
					return nil, errors.Join(insertAttempt(tx, "undone"), errors.New("the composer failed"))
				}
			case "moved@example.com":
				return &mail.Content{Kind: mail.PasswordChanged, To: "new@example.com"}, nil
			case "panics@example.com":
				if tries.Add(1) < 2 {
					panic("test")
				}
			}
			token := fmt.Sprintf("secret-token-%d", tries.Add(1))
			return &mail.Content{Values: map[string]string{"Token": token}}, insertAttempt(tx, "composed")
		})
		p.start()
		p.queue("none@example.com", "1")
		p.queue("moved@example.com", "1")
		rows := p.settled()
		if rows[0].Status != models.EmailDropped || rows[1].Status != models.EmailSent ||
			rows[1].To != "new@example.com" || rows[1].ToKey != "new@example.com" {
			t.Error(describe(rows))
		}
		if got := server.all(); len(got) != 1 || got[0].to != "new@example.com" ||
			parse(t, got[0].raw).subject != "Your password at Tea & Co has been changed" {
			t.Errorf("%+v", got)
		}
		p.queue("retried@example.com", "1")
		p.settled()
		if got := server.all(); len(got) != 2 || !strings.Contains(got[1].raw, "secret-token-2") || !visible.Load() {
			t.Errorf("the second attempt reused the token, or its transaction is not committed: %+v", got)
		}
		tries.Store(0)
		p.queue("fails@example.com", "1")
		rows = p.settled()
		if rows[3].Status != models.EmailSent || rows[3].Attempts != 3 {
			t.Error(describe(rows))
		}
		var undone int64
		q := d.Read(t.Context()).Model(&models.Attempt{}).Where("key = 'undone'")
		if err := q.Count(&undone).Error; err != nil || undone != 0 {
			t.Errorf("%d rows of a failed composer remain: %v", undone, err)
		}
		tries.Store(0)
		p.queue("panics@example.com", "1")
		rows = p.settled()
		if rows[4].Status != models.EmailSent || rows[4].Attempts != 2 {
			t.Error(describe(rows))
		}
	})
}

// insertAttempt inserts a row by which a test sees what a composer's transaction has written.
func insertAttempt(tx *gorm.DB, key string) error {
	return tx.Exec("INSERT INTO attempts (key, failures, ends_at) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
		key, models.At(time.Now())).Error
}

// TestExpiredLease checks that a slow server does not send an email that another one has claimed.
func TestExpiredLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan struct{}), make(chan struct{})
		var first atomic.Bool
		server := startServer(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				if !first.Swap(true) {
					close(reached)
					<-release
				}
				return nil
			}
		})
		p := newFixture(t, d, server, func(o *mail.Options) { o.Lease = time.Hour })
		q := newFixture(t, d, server)
		stop := p.start()
		p.queue("ann@example.com", "1")
		<-reached
		q.clock.add(2 * time.Hour)
		q.start()
		rows := q.settled()
		close(release)
		stop()
		if after := p.rows(); len(server.all()) != 1 || rows[0].Status != models.EmailSent || rows[0].Attempts != 2 ||
			after[0].Status != models.EmailSent {
			t.Errorf("%d emails arrived: %s", len(server.all()), describe(rows))
		}
	})
}

// TestCrashedServer checks that another server sends the emails that a crashed one had not transferred, and does not
// send those again that it had.
func TestCrashedServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := startServer(t)
		p := newFixture(t, d, server, func(o *mail.Options) { o.Attempts = 3 })
		past := models.At(time.Now().Add(-time.Minute))
		for _, to := range []string{"before@example.com", "after@example.com", "often@example.com"} {
			p.queue(to, "1")
		}
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			emails := tx.Model(&models.Email{}).Session(&gorm.Session{})
			return errors.Join(
				emails.Where("1 = 1").Updates(map[string]any{
					"status": models.EmailSending, "lease": "x", "due_at": past, "attempts": 1,
				}).Error,
				emails.Where("recipient = ?", "after@example.com").Update("handed_at", past).Error,
				emails.Where("recipient = ?", "often@example.com").Update("attempts", 3).Error,
			)
		})
		if err != nil {
			t.Fatal(err)
		}
		p.start()
		rows := p.settled()
		if rows[0].Status != models.EmailSent || rows[1].Status != models.EmailUncertain ||
			rows[2].Status != models.EmailFailed || len(server.all()) != 1 {
			t.Error(describe(rows))
		}
	})
}
