package privacy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/personhash"
	"clientele/internal/privacy"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// counted is the progress of a repetition.
type counted struct {
	total, done int
	each        func() // called after each page; nil for nothing
}

func (c *counted) Total(n int) { c.total = n }

func (c *counted) Done(n int) {
	c.done += n
	if c.each != nil {
		c.each()
	}
}

// list returns the list of erasures.
func (s *requestShop) list() string {
	s.t.Helper()
	var out bytes.Buffer
	s.must(s.ListErasures(s.t.Context(), &out))
	return out.String()
}

// repeat repeats the erasures of a list, or of the database if it is empty.
func (s *requestShop) repeat(list string) privacy.Repeated {
	s.t.Helper()
	var l *privacy.ErasureList
	if list != "" {
		var err error
		l, err = privacy.ReadErasures(strings.NewReader(list))
		s.must(err)
	}
	c := &counted{}
	done, err := s.RepeatErasures(s.t.Context(), staff.Operator, l, c)
	s.must(err)
	if c.done > c.total { // what was erased is no longer counted
		s.t.Errorf("the progress ended at %d of %d", c.done, c.total)
	}
	return done
}

// real sets the clock to the real time, which IDs contain.
func (s *requestShop) real() { s.nanos.Store(time.Now().UnixNano()) }

// erase erases somebody by an email address.
func (s *requestShop) erase(email string) {
	s.t.Helper()
	_, err := s.Erase(s.t.Context(), officer, privacy.ErasePersonalDataInput{Email: &email, Reason: p("Asked by letter")})
	s.must(err)
}

// TestListErasures: the list has the key and a line for each erasure, and nothing of the people.
func TestListErasures(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		if lines := strings.Split(s.list(), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], `{"personKey":"`) {
			t.Errorf("an empty list: %q", lines)
		}
		s.signUp("ann@example.com")
		s.place(placed{by: "guest@example.com", guest: true, status: models.OrderCompleted})
		s.erase("ann@example.com")
		s.pass(time.Minute)
		s.erase("guest@example.com")
		lines := strings.Split(strings.TrimSpace(s.list()), "\n")
		var kinds []string
		for _, line := range lines[1:] {
			var e struct{ Kind, Hash, At, Reason string }
			s.must(json.Unmarshal([]byte(line), &e))
			if len(e.Hash) != 64 || e.Reason != "Asked by letter" {
				t.Error(line)
			}
			kinds = append(kinds, e.Kind+" "+e.At)
		}
		want := []string{"CUSTOMER 2026-03-01T12:00:00Z", "EMAIL 2026-03-01T12:00:00Z", "EMAIL 2026-03-01T12:01:00Z"}
		slices.Sort(kinds)
		if !slices.Equal(kinds, want) || strings.Contains(s.list(), "example") {
			t.Errorf("the list has %q:\n%s", kinds, s.list())
		}
	})
}

// TestReadErasures: a list that was changed or cut off is refused.
func TestReadErasures(t *testing.T) {
	const header, hash = `{"personKey":"k"}` + "\n", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	line := func(kind, hash, at string) string {
		return `{"kind":"` + kind + `","hash":"` + hash + `","at":"` + at + `"}` + "\n"
	}
	at := "2026-03-01T12:00:00Z"
	for _, c := range []struct{ name, list, want string }{
		{"only the key", header, ""},
		{"an erasure", header + line("EMAIL", hash, at), ""},
		{"without the last line break", header + strings.TrimSpace(line("CUSTOMER", hash, at)), ""},
		{"empty", "", "empty"},
		{"no key", line("EMAIL", hash, at), "first line"},
		{"an empty key", `{"personKey":""}`, "first line"},
		{"another file", "id,email\n1,a", "first line"},
		{"cut off", header + line("EMAIL", hash, at) + line("EMAIL", hash, at)[:70], "line 3"},
		{"another kind", header + line("PHONE", hash, at), "line 2"},
		{"a short hash", header + line("EMAIL", hash[:62], at), "line 2"},
		{"no hash", header + line("EMAIL", strings.Repeat("g", 64), at), "line 2"},
		{"no time", header + line("EMAIL", hash, ""), "line 2"},
		{"a time before all IDs", header + line("EMAIL", hash, "1969-12-31T23:59:59Z"), "line 2"},
		{"a long line", header + strings.Repeat("x", 1<<20), "line 2"},
	} {
		_, err := privacy.ReadErasures(strings.NewReader(c.list))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestRepeatErasures: whoever is in the database again is erased again, by the ID or the address. What was created
// since then remains, and the second time nothing changes.
func TestRepeatErasures(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		// People as they were before they were erased, and others.
		ann, bob, eve := s.signUp("ann@example.com"), s.signUp("bob@example.com"), s.signUp("eve@example.com")
		s.verify(ann)
		s.place(placed{by: "ann@example.com", status: models.OrderCompleted})
		old := s.place(placed{by: "guest@example.com", guest: true, status: models.OrderCompleted})
		linked := s.place(placed{by: "eve@example.com", status: models.OrderCompleted})
		before := s.state("guest@example.com", models.ByPost)
		waitUntil(time.Now().Add(2 * time.Millisecond)) // IDs tell milliseconds
		s.real()
		list := s.listOf("another key", map[string]models.ErasureKind{
			ann.CustomerID: models.ErasedCustomer, "bob@example.com": models.ErasedEmail, "guest@example.com": models.ErasedEmail,
			"nobody@example.com": models.ErasedEmail, "new@example.com": models.ErasedEmail,
		})
		waitUntil(s.now().Add(2 * time.Millisecond))
		// And what came after that.
		again := s.place(placed{by: "guest@example.com", guest: true, status: models.OrderCompleted})
		since := s.state("guest@example.com", models.ByEmail)
		newcomer := s.signUp("new@example.com")
		newOrder := s.place(placed{by: "new@example.com", status: models.OrderCompleted})

		if done := s.repeat(list); done != (privacy.Repeated{Customers: 2, Guests: 1}) {
			t.Errorf("%+v", done)
		}
		for id, there := range map[string]bool{ann.CustomerID: false, bob.CustomerID: false, eve.CustomerID: true, newcomer.CustomerID: true} {
			if (s.customer(id) != nil) != there {
				t.Errorf("customer %s is there: %v", id, !there)
			}
		}
		for id, anonymous := range map[string]bool{old: true, linked: false, again: false, newOrder: false} {
			if (s.order(id).AnonymizedAt != nil) != anonymous {
				t.Errorf("order %s is anonymous: %v", id, !anonymous)
			}
		}
		var stated []string
		s.must(s.db.Primary(t.Context()).Model(&models.MarketingConsent{}).Where("email_key IS NOT NULL").Pluck("id", &stated).Error)
		if !slices.Equal(stated, []string{since}) {
			t.Errorf("statements with an address: %q; %s is from before, and %s since", stated, before, since)
		}
		last, listed := servicetest.LastEvent(t, s.db), s.list()
		if done := s.repeat(list); done != (privacy.Repeated{}) {
			t.Errorf("the second time: %+v", done)
		}
		if done := s.repeat(""); done != (privacy.Repeated{}) {
			t.Errorf("with the erasures of the database: %+v", done)
		}
		if events := servicetest.EventsSince(t, s.db, last); len(events) > 0 || s.list() != listed {
			t.Errorf("the second time changed something: %q\n%s\n%s", events, listed, s.list())
		}
		if s.customer(newcomer.CustomerID) == nil || s.order(again).AnonymizedAt != nil {
			t.Error("a repeated erasure reached what came after the first one")
		}
	})
}

// TestRepeatCompletesTheList: with the key of the database, a list's erasures are stored with their times.
func TestRepeatCompletesTheList(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		s.signUp("ann@example.com")
		s.erase("ann@example.com")
		s.erase("nobody@example.com")
		s.pass(time.Hour)
		list := s.list()
		s.must(s.db.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Delete(&models.Erasure{}, "id <> ''").Error }))
		s.repeat(list)
		sorted := func(text string) []string {
			lines := strings.Split(text, "\n")
			slices.Sort(lines)
			return lines
		}
		if got := s.list(); !slices.Equal(sorted(got), sorted(list)) {
			t.Errorf("the list was\n%s\nand is\n%s", list, got)
		}
	})
}

// TestRepeatIsDelayed: people with open orders, and everybody while a job uses files, are counted and left.
func TestRepeatIsDelayed(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		s.real()
		ann := s.signUp("ann@example.com")
		s.signUp("bob@example.com")
		order := s.place(placed{by: "ann@example.com", status: models.OrderOpen})
		s.pass(time.Second)
		list := s.listOf("k", map[string]models.ErasureKind{ann.CustomerID: models.ErasedCustomer, "bob@example.com": models.ErasedEmail})
		job := s.job()
		if done := s.repeat(list); done != (privacy.Repeated{Delayed: 2}) {
			t.Errorf("while a job uses files: %+v", done)
		}
		s.must(s.db.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Delete(&models.Job{}, "id = ?", job).Error }))
		if done := s.repeat(list); done != (privacy.Repeated{Customers: 1, Delayed: 1}) {
			t.Errorf("with an open order: %+v", done)
		}
		s.must(s.close(order))
		if done := s.repeat(list); done != (privacy.Repeated{Customers: 1}) {
			t.Errorf("afterwards: %+v", done)
		}
	})
}

// TestRepeatIsInterrupted: a repetition that is canceled keeps what it has done, and the next one continues.
func TestRepeatIsInterrupted(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		s.real()
		const n = 700 // more than a page
		s.insert(n)
		s.pass(time.Second)
		people := map[string]models.ErasureKind{}
		var keys []string
		s.must(s.db.Primary(t.Context()).Model(&models.Customer{}).Pluck("email_key", &keys).Error)
		for _, key := range keys {
			people[key] = models.ErasedEmail
		}
		list := s.listOf("k", people)
		read, err := privacy.ReadErasures(strings.NewReader(list))
		s.must(err)
		ctx, cancel := context.WithCancel(t.Context())
		done, err := s.RepeatErasures(ctx, staff.Operator, read, &counted{each: cancel})
		if !errors.Is(err, context.Canceled) || done.Customers == 0 || done.Customers == n || s.customers() != n-done.Customers {
			t.Fatalf("%+v %v, %d left", done, err, s.customers())
		}
		if rest := s.repeat(list); rest.Customers+done.Customers != n || s.customers() != 0 {
			t.Errorf("%d and %d of %d", done.Customers, rest.Customers, n)
		}
	})
}

// listOf returns a list of people who are erased now, with a key.
func (s *requestShop) listOf(key string, people map[string]models.ErasureKind) string {
	s.t.Helper()
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	s.must(to.Encode(map[string]string{"personKey": key}))
	k := personhash.NewKey(key)
	for who, kind := range people {
		hash := k.Email(who)
		if kind == models.ErasedCustomer {
			hash = k.Customer(who)
		}
		s.must(to.Encode(map[string]any{"kind": kind, "hash": hash, "at": s.now()}))
	}
	return out.String()
}

// state stores a statement about marketing by a guest, and returns its ID.
func (s *requestShop) state(email string, channel models.MarketingChannel) string {
	s.t.Helper()
	c := &models.MarketingConsent{
		ID: models.NewID(models.ConsentID), Email: &email, EmailKey: &email, Channel: channel, State: models.Subscribed,
		At: models.At(s.now()), Source: models.FromSubscribe, Current: true, ActorKind: models.ByGuest,
	}
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error { return tx.Create(c).Error }))
	return c.ID
}

// waitUntil waits until the real time has reached a time that is a few milliseconds ahead.
func waitUntil(at time.Time) { <-time.After(time.Until(at)) }
