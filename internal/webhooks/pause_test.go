package webhooks_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/page"
	"clientele/internal/staff"
	"clientele/internal/webhooks"
	"clientele/models"
)

// addStaff adds two owners, one of whom has not accepted the invitation, and a manager.
func (f *fixture) addStaff() {
	f.t.Helper()
	now, hash := models.At(f.clock.now()), "x"
	err := f.db.InTx(f.t.Context(), func(tx *gorm.DB) error {
		for i, m := range []models.StaffMember{
			{Email: "owner@shop.example", Role: models.RoleOwner, PasswordHash: &hash, Name: "Ann"},
			{Email: "invited@shop.example", Role: models.RoleOwner},
			{Email: "manager@shop.example", Role: models.RoleManager, PasswordHash: &hash},
		} {
			m.ID, m.EmailKey = models.NewID(models.MemberID), m.Email
			m.CreatedAt, m.UpdatedAt, m.Version = now, now, i+1
			if err := tx.Create(&m).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// emails sends the queued emails to the outbox and returns their recipients and texts.
func (f *fixture) emails() (recipients []string, texts string) {
	f.t.Helper()
	if err := f.mail.Drain(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	list, err := f.mail.List(f.t.Context(), owner, page.Args{}, nil, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, m := range list.Nodes() {
		recipients = append(recipients, m.To)
		texts += *m.Subject + "\n" + *m.Text
	}
	return recipients, texts
}

// pauses returns the events of type WEBHOOK_PAUSED about a webhook.
func (f *fixture) pauses(id string) []*models.Event {
	f.t.Helper()
	var list []*models.Event
	err := f.db.Primary(f.t.Context()).Where("subject_id = ? AND type = ?", id, models.WebhookPaused).Find(&list).Error
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}

// TestGone checks that a response with the status 410 pauses a webhook at once and informs the owners, and that the
// webhook can be activated again.
func TestGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		status := 410
		f, r := newFixture(t, d), newReceiver(t, func(request) int { return status })
		f.addStaff()
		w, _ := f.create(r.URL, models.CustomerUpdated)
		f.record(updated("customer_1"), updated("customer_2"))
		f.drain()
		f.record(updated("customer_3"))
		f.drain()
		w = f.webhook(w.ID)
		if w.Active || field(w.PausedReason) != models.PausedGone || w.Version != 2 || len(r.all()) != 1 || w.Lease != nil {
			t.Fatalf("%d requests, %+v", len(r.all()), w)
		}
		rows := f.deliveries(w.ID)
		if len(rows) != 2 || rows[0].Status != models.DeliveryFailed || rows[1].Status != models.DeliveryPending {
			t.Errorf("%d deliveries", len(rows))
		}
		if n, err := f.Pending(t.Context()); err != nil || n != 0 {
			t.Errorf("%d pending, %v", n, err)
		}
		if paused := f.pauses(w.ID); len(paused) != 1 || paused[0].ActorKind != models.BySystem ||
			field(paused[0].Version) != 2 || field(paused[0].Text) != "GONE" {
			t.Errorf("%d events", len(paused))
		}
		to, text := f.emails()
		if !slices.Equal(to, []string{"owner@shop.example"}) || !strings.Contains(text, `The webhook "ERP" of Tea & Co`) ||
			!strings.Contains(text, "410") {
			t.Errorf("emails to %q: %s", to, text)
		}
		status = 200
		active := true
		in := webhooks.UpdateWebhookInput{Active: graphql.OmittableOf(&active)}
		if w, err := f.Update(t.Context(), staff.Operator, w.ID, in); err != nil || w.PausedReason != nil || w.FailingSince != nil {
			t.Errorf("%+v, %v", w, err)
		}
		f.drain()
		if got := subjects(t, r.all()); !slices.Equal(got, []string{"customer_1", "customer_2"}) {
			t.Errorf("sent %q", got)
		}
	})
}

// TestFailingForDays checks that a webhook is paused after five days without a success, and not earlier.
func TestFailingForDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, r := newFixture(t, d), newReceiver(t, func(request) int { return 500 })
		f.addStaff()
		w, _ := f.create(r.URL, models.CustomerUpdated)
		for day := range 7 {
			f.record(updated("customer_1"))
			f.drain()
			if active := f.webhook(w.ID).Active; active != (day < 5) {
				t.Fatalf("day %d: active is %t", day, active)
			}
			f.clock.add(24 * time.Hour)
		}
		if w := f.webhook(w.ID); field(w.PausedReason) != models.PausedFailing {
			t.Errorf("%+v", w)
		}
		if to, text := f.emails(); len(to) != 1 || !strings.Contains(text, "every attempt failed for five days") {
			t.Errorf("emails to %q: %s", to, text)
		}
		if n := len(f.pauses(w.ID)); n != 1 {
			t.Errorf("%d events", n)
		}
	})
}
