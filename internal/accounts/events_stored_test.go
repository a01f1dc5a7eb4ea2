package accounts_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestEventsOfParallelUpdates: each event has the change of its own update, whatever else changes at the same time.
func TestEventsOfParallelUpdates(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := &account{shop: s, Caller: s.signUp("ann@example.com")}
		text := func(s string, round int) graphql.Omittable[*string] { return set(fmt.Sprintf("%s %d", s, round)) }
		for round := 1; round <= 10; round++ {
			last := servicetest.LastEvent(t, s.db)
			updates := []func(*account) error{
				update(&mia, accounts.UpdateCustomerInput{Name: text("Ann", round)}),
				update(&key, accounts.UpdateCustomerInput{ExternalID: text("erp", round)}),
			}
			if failed := strings.Join(together(2, func(i int) error { return updates[i](ann) }), ""); failed != "" {
				t.Fatal(failed)
			}
			was := func(s string) string {
				if round == 1 {
					return "none"
				}
				return fmt.Sprintf("'%s %d'", s, round-1)
			}
			got := servicetest.EventsSince(t, s.db, last, ann.CustomerID, "self")
			slices.SortFunc(got, func(a, b string) int { return strings.Compare(b, a) })
			first := 2 * round // one of them has this version, and the other the next
			for i, want := range []string{
				"CUSTOMER_UPDATED of self by STAFF staff_m Mia, version %d, name " + was("Ann") + fmt.Sprintf(" to 'Ann %d'", round),
				"CUSTOMER_UPDATED of self by API_KEY key_e ERP, version %d, externalId " + was("erp") + fmt.Sprintf(" to 'erp %d'", round),
			} {
				if len(got) != 2 || got[i] != fmt.Sprintf(want, first) && got[i] != fmt.Sprintf(want, first+1) {
					t.Fatalf("round %d: got %q, want %q", round, got, want)
				}
			}
		}
	})
}

// TestEventsOfOneFieldInParallel: the events of updates of one field lead from each value to the next, version by
// version.
func TestEventsOfOneFieldInParallel(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := &account{shop: s, Caller: s.signUp("ann@example.com")}
		const updates = 12
		failed := together(updates, func(i int) error {
			return update(&mia, accounts.UpdateCustomerInput{Name: set(fmt.Sprint("Ann ", i))})(ann)
		})
		if all := strings.Join(failed, ""); all != "" {
			t.Fatal(all)
		}
		var rows []*models.Event
		s.must(s.db.Read(t.Context()).Where("type = ?", models.CustomerUpdated).Order("version").Find(&rows).Error)
		if len(rows) != updates {
			t.Fatalf("%d events, want %d", len(rows), updates)
		}
		var name *string
		for i, row := range rows {
			change := row.Changes()
			if *row.Version != i+2 || len(change) != 1 || shown(change[0].From) != shown(name) {
				t.Errorf("event %d has version %d and changes %+v, want one from %s", i, *row.Version, change, shown(name))
			}
			name = change[0].To
		}
		if stored := s.customer(ann.CustomerID).Name; shown(stored) != shown(name) {
			t.Errorf("the customer is %s, and the last event %s", shown(stored), shown(name))
		}
	})
}

func shown(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}

// stored returns all rows of the table of events as text.
func (s *shop) storedEvents() string {
	s.t.Helper()
	var rows []map[string]any
	s.must(s.db.Read(s.t.Context()).Table("events").Find(&rows).Error)
	text, err := json.Marshal(rows)
	s.must(err)
	if len(rows) == 0 {
		s.t.Fatal("no events")
	}
	return string(text)
}

// TestEventsContainNoSecrets: no password, hash or token of a customer is in a row.
func TestEventsContainNoSecrets(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx, secrets := t.Context(), []string{"$argon2", "$bcrypt"}
		secret := func(text string) string { secrets = append(secrets, text); return text }
		n := 0
		next := func() string { n++; return secret(fmt.Sprintf("sentinel password %d", n)) }
		tokens := func(token *accounts.CustomerToken, err error) auth.Caller {
			t.Helper()
			s.must(err)
			secret(token.AccessToken)
			secret(token.RefreshToken)
			return auth.Caller{Kind: auth.Customer, CustomerID: s.idOf("ann@example.com"), SessionID: token.SessionID}
		}
		first := next()
		_, token, err := s.Create(ctx, visitor, accounts.CreateCustomerInput{Email: "ann@example.com", Password: &first})
		ann := tokens(token, err)
		_, _, err = s.Create(ctx, mia, accounts.CreateCustomerInput{Email: "bob@example.com", Password: p(next())})
		s.must(err)
		second := next()
		_, token, err = s.ChangePassword(ctx, ann, &first, second)
		ann = tokens(token, err)
		set := next()
		_, err = s.SetPassword(ctx, mia, ann.CustomerID, set)
		s.must(err)
		_, token, err = s.Login(ctx, visitor, "ann@example.com", set)
		ann = tokens(token, err)
		confirm := secret(s.confirmToken(ann))
		_, _, err = s.VerifyEmail(ctx, visitor, confirm, &set)
		s.must(err)
		_, token, err = s.ResetPassword(ctx, visitor, secret(s.resetToken("ann@example.com")), next())
		tokens(token, err)
		code, link := s.codeFor("ann@example.com")
		secret(code)
		_, token, err = s.LoginWithCode(ctx, visitor, secret(link), nil)
		tokens(token, err)
		s.verification = models.EmailVerificationRequired
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		s.must(s.signUpByMail(ctx, "carl@example.com", next()))
		_, _, err = s.VerifyEmail(ctx, visitor, secret(s.token(mail.SignUp)), p(next()))
		s.must(err)
		text := s.storedEvents()
		for _, want := range []models.EventType{models.CustomerPasswordChanged, models.CustomerCreated, models.CustomerLoggedIn} {
			if !strings.Contains(text, string(want)) {
				t.Errorf("no %s", want)
			}
		}
		for _, secret := range secrets {
			if secret == "" || strings.Contains(text, secret) {
				t.Errorf("%q is in an event", secret)
			}
		}
	})
}

func (s *shop) idOf(email string) string {
	s.t.Helper()
	var c models.Customer
	s.must(s.db.Read(s.t.Context()).Where("email = ?", email).Take(&c).Error)
	return c.ID
}

func TestEventsOfDeletion(t *testing.T) {
	remove := func(caller auth.Caller) func(a *account) error {
		return func(a *account) error {
			id, err := a.Delete(t.Context(), caller, &a.CustomerID)
			if err == nil && id != a.CustomerID {
				t.Errorf("deleted %s", id)
			}
			return err
		}
	}
	runEvents(t, []eventCase{
		{name: "by the customer", do: func(a *account) error { return remove(a.Caller)(a) }, want: []string{"CUSTOMER_DELETED of self by CUSTOMER self"}},
		{name: "by an API key", do: remove(key), want: []string{"CUSTOMER_DELETED of self by API_KEY key_e ERP"}},
		{name: "by staff", do: remove(mia), want: []string{"CUSTOMER_DELETED of self by STAFF staff_m Mia"}},
		{name: "without the scope", do: remove(reader), fails: "FORBIDDEN CUSTOMERS_WRITE"},
		{name: "again", before: func(a *account) { a.must(remove(mia)(a)) }, do: remove(mia), fails: "NOT_FOUND"},
	})
}

// TestDeletionErasesEvents: the events of a deleted customer remain without values and texts, except those of orders.
func TestDeletionErasesEvents(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.defineFields()
		ctx := t.Context()
		fill := func(who string) *account {
			a := &account{shop: s, Caller: s.signUp(who + "@example.com")}
			s.must(update(&mia, accounts.UpdateCustomerInput{
				Email: set(who + "@sentinel.example"), Name: set(who + " Sentinel"), Note: set(who + " sentinel note"),
				Tags: graphql.OmittableOf([]string{who + " sentinel"}), CustomFields: graphql.OmittableOf(values{"size": 77}),
			})(a))
			_, err := s.AddNote(ctx, mia, a.CustomerID, who+" sentinel")
			s.must(err)
			_, err = s.Disable(ctx, mia, a.CustomerID, p(who+" sentinel"))
			s.must(err)
			s.must(s.inTxOrder(a.CustomerID, who+" order text"))
			return a
		}
		ann, bob := fill("ann"), fill("bob")
		name := strings.NewReplacer(ann.CustomerID, "self", bob.CustomerID, "self", "bob", "ann")
		var before []string
		for _, line := range servicetest.EventsSince(t, s.db, 0) {
			if strings.Contains(line, ann.CustomerID) {
				before = append(before, name.Replace(line))
			}
		}
		_, err := s.Delete(ctx, mia, &ann.CustomerID)
		s.must(err)
		if text := s.storedEvents(); strings.Contains(text, "ann sentinel") || strings.Contains(text, "ann@sentinel") ||
			strings.Contains(text, "ann Sentinel") || strings.Contains(text, "ann@example") {
			t.Errorf("values of the deleted customer are stored: %s", text)
		}
		var erased, kept []string
		for _, line := range servicetest.EventsSince(t, s.db, 0) {
			switch {
			case strings.Contains(line, ann.CustomerID):
				erased = append(erased, name.Replace(line))
			case strings.Contains(line, bob.CustomerID):
				kept = append(kept, name.Replace(line))
			}
		}
		want := []string{
			"CUSTOMER_CREATED of self by CUSTOMER self, version 1", login("self") + ", version 1",
			"CUSTOMER_UPDATED of self by STAFF staff_m Mia, version 2, email, name, note, tags, customFields.size",
			"CUSTOMER_NOTE_ADDED of self by STAFF staff_m Mia, version 2, hidden",
			"CUSTOMER_DISABLED of self by STAFF staff_m Mia, version 3, hidden",
			"ORDER_STATUS_CHANGED of order_1 in 'self' by STAFF staff_m Mia, text 'ann order text', status 'OPEN' to 'CANCELLED'",
			"CUSTOMER_DELETED of self by STAFF staff_m Mia",
		}
		if !slices.Equal(erased, want) {
			t.Errorf("got  %s\nwant %s", strings.Join(erased, "\n     "), strings.Join(want, "\n     "))
		}
		if !slices.Equal(kept, before) { // the events of the two customers differ only in the names
			t.Errorf("events of another customer: got %s\nwant %s", strings.Join(kept, "\n     "), strings.Join(before, "\n     "))
		}
	})
}

// inTxOrder records an event of an order of a customer.
func (s *shop) inTxOrder(customerID, text string) error {
	return s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		var changes events.Changes
		changes.String("status", "OPEN", "CANCELLED")
		return events.Record(tx, mia, models.At(s.now()), events.Entry{
			Type: models.EventOrderStatusChanged, SubjectID: "order_1", CustomerID: customerID, Changes: changes, Text: &text,
		})
	})
}

// TestDeletionErasesParallelEvents: no update leaves values behind that it recorded while the customer was deleted.
func TestDeletionErasesParallelEvents(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		for round := range 8 {
			ann := &account{shop: s, Caller: s.signUp(fmt.Sprintf("ann%d@example.com", round))}
			for _, failed := range together(6, func(i int) error {
				if i == 3 {
					_, err := s.Delete(t.Context(), mia, &ann.CustomerID)
					return err
				}
				return update(&key, accounts.UpdateCustomerInput{Name: set(fmt.Sprint("Sentinel ", i))})(ann)
			}) {
				if failed != "" && failed != "NOT_FOUND" {
					t.Fatal(failed)
				}
			}
			if text := s.storedEvents(); strings.Contains(text, "Sentinel") {
				t.Fatalf("round %d: %s", round, text)
			}
		}
	})
}
