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
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/models"
)

// TestFolding: a flood of requests for the same makes one email, while it waits.
func TestFolding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := serveMail(t)
		p := newPost(t, d, server)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { p.ask("Ann@Example.com", "1") })
		}
		wg.Wait()
		p.ask("ann@example.com", "1")
		p.ask("ann@example.com", "2")
		p.send(mail.Mail{Kind: mail.PasswordReset, To: "bob@example.com", Data: map[string]string{"n": "1"}})
		rows := p.rows()
		if len(rows) != 3 || rows[0].MergedRequests != 20 {
			t.Fatalf("%d times folded: %s", rows[0].MergedRequests, show(rows))
		}
		stop := p.start()
		p.over()
		stop()
		p.ask("ann@example.com", "1") // the first has left, so this is another
		if rows := p.rows(); len(rows) != 4 || rows[3].Status != models.EmailQueued {
			t.Error(show(rows))
		}
		if n := len(server.all()); n != 3 {
			t.Errorf("%d emails arrived", n)
		}
	})
}

// TestFoldingWhileOneIsOnItsWay: what is asked for while the email is being sent is an email of its own, and takes the first one's
// place if that has to wait again.
func TestFoldingWhileOneIsOnItsWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, refuse := make(chan struct{}), answers(450)
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				err := refuse()
				if err != nil {
					reached <- struct{}{}
					reached <- struct{}{}
				}
				return err
			}
		})
		p := newPost(t, d, server, func(o *mail.Options) { o.Workers = 1 })
		p.start()
		p.ask("ann@example.com", "1")
		<-reached
		p.ask("ann@example.com", "1")
		<-reached
		rows := p.over()
		if len(rows) != 2 || rows[0].Status != models.EmailDropped || rows[1].Status != models.EmailSent || len(server.all()) != 1 {
			t.Error(show(rows))
		}
	})
}

// TestAMailOnItsWayHoldsNobodyUp: while the mail server thinks about one, others leave, those to the same address too; where that
// is one too many for the hour, it is put off.
func TestAMailOnItsWayHoldsNobodyUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, think := make(chan struct{}), make(chan struct{})
		var met atomic.Bool
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				if met.CompareAndSwap(false, true) {
					close(reached)
					<-think
				}
				return nil
			}
		})
		p := newPost(t, d, server, func(o *mail.Options) { o.PerHour = 2 })
		p.start()
		t.Cleanup(sync.OnceFunc(func() { close(think) }))
		p.ask("ann@example.com", "1")
		<-reached
		p.ask("ann@example.com", "2")
		p.ask("ann@example.com", "3")
		p.ask("bob@example.com", "1")
		p.until("the second and bob's are sent, the third waits", func(rows []models.Email) bool {
			return rows[0].Status == models.EmailSending && rows[1].Status == models.EmailSent && rows[2].Status == models.EmailDelayed && rows[3].Status == models.EmailSent
		})
		if strings.Contains(logged.String(), "looking for emails failed") {
			t.Errorf("the log holds %s", logged.String())
		}
	})
}

func TestAMailBelongsToItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d, nil)
		undone := errors.New("undone")
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			if err := p.Send(tx, mail.Mail{Kind: mail.PasswordReset, To: "ann@example.com"}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) || len(p.rows()) != 0 {
			t.Errorf("%v, and there is %s", err, show(p.rows()))
		}
		err = d.InTx(t.Context(), func(tx *gorm.DB) error { return p.Send(tx, mail.Mail{Kind: "unheard_of", To: "ann@example.com"}) })
		if err == nil || strings.Contains(err.Error(), "ann@") {
			t.Errorf("a kind that nobody composes: %v", err)
		}
	})
}

// TestMailsAnHour: what is too much for an hour is put off and not lost, however the address is written and however many
// servers there are.
func TestMailsAnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := serveMail(t)
		limit := func(o *mail.Options) { o.PerHour = 3 }
		p, q := newPost(t, d, server, limit), newPost(t, d, server, limit)
		for i := range 8 {
			p.ask([]string{"ann@example.com", "ANN@Example.com", "Ann@EXAMPLE.com"}[i%3], fmt.Sprint(i))
		}
		p.ask("bob@example.com", "1")
		p.start()
		q.start()
		count := func(rows []models.Email, status models.EmailStatus) int {
			return len(slices.DeleteFunc(slices.Clone(rows), func(m models.Email) bool { return m.Status != status }))
		}
		half := func(sent, off int) func([]models.Email) bool {
			return func(rows []models.Email) bool {
				return count(rows, models.EmailSent) == sent && count(rows, models.EmailDelayed) == off
			}
		}
		rows := p.until("three of the eight are sent", half(4, 5))
		for _, m := range rows {
			// for a minute where one was still on its way, that may have come back
			if m.Status == models.EmailDelayed && (m.DueAt.Before(p.clock.now().Add(30*time.Second)) || m.DueAt.After(p.clock.now().Add(61*time.Minute)) || m.Attempts != 0) {
				t.Errorf("put off until %v after %d tries", m.DueAt, m.Attempts)
			}
		}
		if n := len(server.all()); n != 4 {
			t.Errorf("%d emails arrived", n)
		}
		p.clock.add(time.Hour)
		q.clock.add(time.Hour)
		p.until("six of the eight are sent", half(7, 2))
		p.clock.add(time.Hour)
		q.clock.add(time.Hour)
		p.over()
		if n := len(server.all()); n != 9 {
			t.Errorf("%d emails arrived", n)
		}
	})
}

// TestAFloodOfMails: what others can ask for keeps neither a warning back nor, for longer than the hour, a way into the account.
func TestAFloodOfMails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := serveMail(t)
		p := newPost(t, d, server, func(o *mail.Options) { o.PerHour, o.Workers = 2, 1 })
		p.Compose(mail.SignUp, p.reset)
		p.Compose(mail.PasswordChanged, p.reset)
		send := func(kind mail.Kind, n string) {
			p.send(mail.Mail{Kind: kind, To: "ann@example.com", Data: map[string]string{"n": n}})
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
		p.until("two are sent", sent(2))
		for i := range 3 {
			send(mail.PasswordChanged, fmt.Sprint(i))
		}
		p.until("and two warnings, which have no more than their share either", sent(4))
		send(mail.PasswordReset, "1")
		p.until("the reset waits as well", sent(4))
		p.clock.add(time.Hour + 5*time.Second)
		p.until("an hour later", func(rows []models.Email) bool { return rows[len(rows)-1].Status == models.EmailSent && sent(7)(rows) })
		if got := read(t, server.all()[4].raw).subject; got != "Choose a new password for Tea & Co" {
			t.Errorf("first comes %q", got)
		}
	})
}

// TestComposing: a composer runs when the email is sent, in a transaction that is through before the email leaves.
func TestComposing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var visible atomic.Bool
		to := answers(450)
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(rcpt string) error {
				var n int64
				err := d.Read(context.Background()).Model(&models.Attempt{}).Where("key = ?", "composed").Count(&n).Error
				visible.Store(err == nil && n == 1)
				if rcpt == "retried@example.com" {
					return to()
				}
				return nil
			}
		})
		p := newPost(t, d, server)
		var tries atomic.Int64
		p.Compose(mail.PasswordReset, func(_ context.Context, tx *gorm.DB, m mail.Mail) (*mail.Letter, error) {
			switch m.To {
			case "nobody@example.com":
				return nil, nil
			case "fails@example.com":
				if tries.Add(1) < 3 {
					if err := tx.Exec("INSERT INTO attempts (key, failures, ends_at) VALUES ('undone', 1, ?)", models.At(time.Now())).Error; err != nil {
						return nil, err
					}
					return nil, errors.New("the composer is not ready")
				}
			case "moved@example.com":
				return &mail.Letter{Kind: mail.PasswordChanged, To: "new@example.com"}, nil
			case "panics@example.com":
				if tries.Add(1) < 2 {
					panic("oh")
				}
			}
			token := fmt.Sprintf("secret-token-%d", tries.Add(1))
			err := tx.Exec("INSERT INTO attempts (key, failures, ends_at) VALUES ('composed', 1, ?) ON CONFLICT DO NOTHING", models.At(time.Now())).Error
			return &mail.Letter{Values: map[string]string{"Token": token}}, err
		})
		p.start()
		p.ask("nobody@example.com", "1")
		p.ask("moved@example.com", "1")
		rows := p.over()
		if rows[0].Status != models.EmailDropped || rows[1].Status != models.EmailSent || rows[1].To != "new@example.com" || rows[1].ToKey != "new@example.com" {
			t.Error(show(rows))
		}
		if got := server.all(); len(got) != 1 || got[0].to != "new@example.com" || read(t, got[0].raw).subject != "Your password at Tea & Co has been changed" {
			t.Errorf("%+v", got)
		}
		p.ask("retried@example.com", "1")
		p.over()
		if got := server.all(); len(got) != 2 || !strings.Contains(got[1].raw, "secret-token-2") || !visible.Load() {
			t.Errorf("the second try has no token of its own, or its transaction is not through: %+v", got)
		}
		tries.Store(0)
		p.ask("fails@example.com", "1")
		rows = p.over()
		if rows[3].Status != models.EmailSent || rows[3].Attempts != 3 {
			t.Error(show(rows))
		}
		var undone int64
		if err := d.Read(t.Context()).Model(&models.Attempt{}).Where("key = 'undone'").Count(&undone).Error; err != nil || undone != 0 {
			t.Errorf("%d things of a composer that failed are left: %v", undone, err)
		}
		tries.Store(0)
		p.ask("panics@example.com", "1")
		rows = p.over()
		if rows[4].Status != models.EmailSent || rows[4].Attempts != 2 {
			t.Error(show(rows))
		}
	})
}

// TestALeaseThatRanOut: a server that was too slow does not send what another one has taken over.
func TestALeaseThatRanOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reached, release := make(chan struct{}), make(chan struct{})
		var first atomic.Bool
		server := serveMail(t, func(m *mailServer) {
			m.rcpt = func(string) error {
				if !first.Swap(true) {
					close(reached)
					<-release
				}
				return nil
			}
		})
		p, q := newPost(t, d, server, func(o *mail.Options) { o.Lease = time.Hour }), newPost(t, d, server)
		stop := p.start()
		p.ask("ann@example.com", "1")
		<-reached
		q.clock.add(2 * time.Hour)
		q.start()
		rows := q.over()
		close(release)
		stop()
		if after := p.rows(); len(server.all()) != 1 || rows[0].Status != models.EmailSent || rows[0].Attempts != 2 || after[0].Status != models.EmailSent {
			t.Errorf("%d emails arrived: %s", len(server.all()), show(rows))
		}
	})
}

// TestAServerThatDied: what it had not handed over is sent by another; what it had is not sent again.
func TestAServerThatDied(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := serveMail(t)
		p := newPost(t, d, server, func(o *mail.Options) { o.Attempts = 3 })
		past := models.At(time.Now().Add(-time.Minute))
		for _, to := range []string{"before@example.com", "after@example.com", "often@example.com"} {
			p.ask(to, "1")
		}
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			emails := tx.Model(&models.Email{}).Session(&gorm.Session{})
			return errors.Join(
				emails.Where("1 = 1").Updates(map[string]any{"status": models.EmailSending, "lease": "x", "due_at": past, "attempts": 1}).Error,
				emails.Where("recipient = ?", "after@example.com").Update("handed_at", past).Error,
				emails.Where("recipient = ?", "often@example.com").Update("attempts", 3).Error,
			)
		})
		if err != nil {
			t.Fatal(err)
		}
		p.start()
		rows := p.over()
		if rows[0].Status != models.EmailSent || rows[1].Status != models.EmailUncertain || rows[2].Status != models.EmailFailed || len(server.all()) != 1 {
			t.Error(show(rows))
		}
	})
}

var (
	owner   = auth.Caller{Kind: auth.Staff, Scopes: models.RoleOwner.Scopes()}
	manager = auth.Caller{Kind: auth.Staff, Scopes: models.RoleManager.Scopes()}
)

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d, nil)
		for i := range 5 {
			p.ask([]string{"ann@example.com", "bob@example.com"}[i%2], fmt.Sprint(i))
		}
		if _, err := p.List(t.Context(), manager, page.Args{}, nil, nil); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("a manager: %v", err)
		}
		two := 2
		var seen []string
		var after *string
		for {
			list, err := p.List(t.Context(), owner, page.Args{First: &two, After: after}, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list.Nodes() {
				seen = append(seen, m.Data["n"])
			}
			if after = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
				break
			}
		}
		if !slices.Equal(seen, []string{"4", "3", "2", "1", "0"}) {
			t.Errorf("the pages hold %v", seen)
		}
		waiting, sent, ann, odd := models.EmailQueued, models.EmailSent, "ANN@example.com", models.EmailStatus("ODD")
		for _, c := range []struct {
			name   string
			status *models.EmailStatus
			to     *string
			want   int
		}{{"all", nil, nil, 5}, {"those that wait", &waiting, nil, 5}, {"those that were sent", &sent, nil, 0}, {"Ann's", nil, &ann, 3}, {"Ann's that wait", &waiting, &ann, 3}} {
			list, err := p.List(t.Context(), owner, page.Args{}, c.status, c.to)
			if err != nil {
				t.Fatal(err)
			}
			if total, err := list.TotalCount(t.Context()); len(list.Edges) != c.want || err != nil || *total != c.want {
				t.Errorf("%s: %d of %v, %v", c.name, len(list.Edges), total, err)
			}
		}
		if _, err := p.List(t.Context(), owner, page.Args{}, &odd, nil); !apperr.Is(err, apperr.BadInput) {
			t.Errorf("no status: %v", err)
		}
		if _, err := p.List(t.Context(), owner, page.Args{After: &ann}, nil, nil); !apperr.Is(err, apperr.BadInput) {
			t.Errorf("no cursor: %v", err)
		}
	})
}
