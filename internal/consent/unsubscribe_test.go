package consent_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/personhash"
	"clientele/models"
)

const ann = "ann@example.com"

// newsletters are people who get one, and what becomes of them until they open its link.
var newsletters = []struct {
	name string
	// before subscribes somebody, and returns the token of the newsletter.
	before func(s *shop) string
	after  func(s *shop)
	want   string // the states of the customer and of the address then
}{
	{"a customer", func(s *shop) string { return s.newsletter(s.subscribed(true)) }, nil, "UNSUBSCRIBED none"},
	{
		"a customer with an unverified address",
		func(s *shop) string { return s.newsletter(s.subscribed(false)) }, nil, "UNSUBSCRIBED none",
	},
	{"somebody without an account", func(s *shop) string {
		s.subscribe(ann)
		return s.unsubscribeToken(consent.ListArgs{Email: p(ann)})
	}, nil, "no customer UNSUBSCRIBED"},
	{"who signed up since", func(s *shop) string {
		s.subscribe(ann)
		return s.unsubscribeToken(consent.ListArgs{Email: p(ann)})
	}, func(s *shop) { s.subscribed(false) }, "UNSUBSCRIBED UNSUBSCRIBED"},
	{"who signed up and verified the address since", func(s *shop) string {
		s.subscribe(ann)
		return s.unsubscribeToken(consent.ListArgs{Email: p(ann)})
	}, func(s *shop) { s.create(ann, true) }, "UNSUBSCRIBED none"},
	{"a customer who also subscribed before", func(s *shop) string {
		s.subscribe(ann)
		return s.newsletter(s.subscribed(false))
	}, nil, "UNSUBSCRIBED UNSUBSCRIBED"},
	{"with another address now", func(s *shop) string {
		id := s.create("old@example.com", true)
		s.accept(writer, id, true)
		return s.newsletter(id)
	}, func(s *shop) {
		id := s.id("old@example.com")
		s.must(ignore(s.accounts.Update(s.t.Context(), writer, &id, accounts.UpdateCustomerInput{Email: set(ann)})))
	}, "UNSUBSCRIBED none"},
	{"a deleted customer", func(s *shop) string { return s.newsletter(s.subscribed(true)) }, func(s *shop) {
		s.must(ignore(s.accounts.Delete(s.t.Context(), writer, p(s.id(ann)))))
	}, "no customer none"},
	{"a deleted customer who signed up again", func(s *shop) string {
		return s.newsletter(s.subscribed(true))
	}, func(s *shop) {
		s.must(ignore(s.accounts.Delete(s.t.Context(), writer, p(s.id(ann)))))
		s.signUp(ann, true)
	}, "UNSUBSCRIBED none"},
	{"an erased address", func(s *shop) string {
		s.subscribe(ann)
		return s.unsubscribeToken(consent.ListArgs{Email: p(ann)})
	}, func(s *shop) {
		s.exec("UPDATE consents SET email = NULL, email_key = NULL WHERE email_key = ?", ann) // as an erasure does
	}, "no customer none"},
}

// TestUnsubscribe checks that the links of newsletters go on working, whatever became of the person.
func TestUnsubscribe(t *testing.T) {
	for _, c := range newsletters {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				token := c.before(s)
				s.pass(time.Hour)
				if c.after != nil {
					c.after(s)
				}
				s.pass(time.Hour)
				for range 3 {
					channel, err := s.Unsubscribe(t.Context(), visitor, token)
					s.must(err)
					if *channel != models.ByEmail {
						t.Error(*channel)
					}
				}
				got := "no customer"
				var found models.Customer
				s.must(s.db.Primary(t.Context()).Where("email_key = ?", ann).Limit(1).Find(&found).Error)
				if found.ID != "" {
					got = s.state(found.ID)
				}
				if got += " " + s.guest(ann); got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
				rows := s.list(consent.ListArgs{})
				outs := 0
				for _, row := range rows {
					if row.Source == models.FromUnsubscribe {
						outs++
					}
				}
				if want := max(1, strings.Count(c.want, "UNSUBSCRIBED")); outs != want {
					t.Errorf("%d statements that unsubscribe, want %d", outs, want)
				}
				if s.importFile(ann + "=true"); s.state(s.id(ann)) != "UNSUBSCRIBED" {
					t.Errorf("an import subscribed the address: %s", s.state(s.id(ann)))
				}
			})
		})
	}
}

// subscribed creates a customer who is subscribed.
func (s *shop) subscribed(verified bool) string {
	s.t.Helper()
	id := s.create(ann, verified)
	s.accept(writer, id, true)
	return id
}

// newsletter returns the token of a newsletter to a customer.
func (s *shop) newsletter(id string) string {
	s.t.Helper()
	return s.unsubscribeToken(consent.ListArgs{CustomerID: &id})
}

// TestInvalidUnsubscribeTokens checks tokens that name no statement: they cost no statement of their own, and are
// limited.
func TestInvalidUnsubscribeTokens(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		id := s.subscribed(true)
		valid := s.newsletter(id)
		other := func(s string) string { return strings.Map(func(r rune) rune { return 'a' + (r+1)%26 }, s) }
		for name, token := range map[string]string{
			"empty": "", "the ID alone": valid[:26], "the MAC alone": valid[26:], "longer": valid + "a",
			"another MAC": valid[:26] + other(valid[26:]), "another ID": other(valid[:26]) + valid[26:],
			"not ASCII": strings.Repeat("é", 26), "zero bytes": strings.Repeat("\x00", 52), "long": strings.Repeat("a", 1<<20),
			"SQL": "' OR 1=1 --" + valid, "half": valid[:40],
		} {
			s.want(name, ignore(s.Unsubscribe(t.Context(), visitor, token)), "TOKEN_INVALID token")
		}
		if s.state(id) != "SUBSCRIBED" {
			t.Error(s.state(id))
		}
		key, err := personhash.Read(s.db.Primary(t.Context()))
		s.must(err)
		if strings.Contains(valid, key.Secret()[:8]) {
			t.Error("the token contains the key")
		}
		// The token of a statement that does not exist, by the owner of the key of another shop.
		other2 := dbtestOther(t, s)
		s.want("of another shop", ignore(s.Unsubscribe(t.Context(), visitor, other2)), "TOKEN_INVALID token")
		flood := auth.Caller{Address: "192.0.2.66"}
		limited := false
		for range 600 {
			if err := ignore(s.Unsubscribe(t.Context(), flood, "x")); strings.HasPrefix(fmt.Sprint(err), "RATE_LIMITED") {
				limited = true
				break
			}
		}
		if !limited {
			t.Error("600 invalid tokens are accepted")
		}
		s.must(ignore(s.Unsubscribe(t.Context(), flood, strings.ToUpper(valid)))) // valid ones are not limited
		if s.state(id) != "UNSUBSCRIBED" {
			t.Error(s.state(id))
		}
	})
}

// dbtestOther returns a token of the same statement that was made with another key.
func dbtestOther(t *testing.T, s *shop) string {
	t.Helper()
	var before string
	s.must(s.db.Primary(t.Context()).Raw("SELECT person_key FROM shop_settings").Scan(&before).Error)
	s.exec("UPDATE shop_settings SET person_key = ?", strings.Repeat("b", 64))
	other := consent.New(s.db, consent.Options{Now: s.now})
	token, err := other.UnsubscribeToken(t.Context(), s.list(consent.ListArgs{})[0])
	s.must(err)
	s.exec("UPDATE shop_settings SET person_key = ?", before)
	return token
}

// TestForgottenOptOuts checks that neither deletion nor erasure lets an import subscribe somebody who unsubscribed,
// also after the address changed, and that nothing of the person is left.
func TestForgottenOptOuts(t *testing.T) {
	remove := map[string]func(s *shop, id string){
		"by the customer": func(s *shop, id string) {
			s.must(ignore(s.accounts.Delete(t.Context(), auth.Caller{Kind: auth.Customer, CustomerID: id}, nil)))
		},
		"by a bulk change": func(s *shop, id string) {
			other := s.create("other@example.com", false)
			s.must(ignore(s.accounts.ChangeMany(t.Context(), writer, []string{id, other}, accounts.BulkDeletion(), nil)))
		},
	}
	for name, deletes := range remove {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				self := s.signUp("first@example.com", true)
				id := self.CustomerID
				s.pass(time.Hour)
				s.accept(self, id, false)
				s.must(ignore(s.accounts.Update(t.Context(), writer, &id, accounts.UpdateCustomerInput{
					Email: set("second@example.com"),
				})))
				s.pass(time.Hour)
				deletes(s, id)
				var rows []*models.MarketingConsent
				s.must(s.db.Primary(t.Context()).Order("at, id").Find(&rows).Error)
				for _, row := range rows {
					if row.CustomerID != nil || row.Email != nil || row.EmailKey != nil || len(row.EmailHash) != 64 ||
						row.ActorID != nil && *row.ActorID == id {
						t.Errorf("left: %+v", row)
					}
				}
				if len(rows) != 3 { // the opt-out also counts for the second address
					t.Errorf("%d statements", len(rows))
				}
				for _, email := range []string{"first@example.com", "second@example.com"} {
					s.importFile(email + "=true")
					if got := s.state(s.id(email)); got != "UNSUBSCRIBED" {
						t.Errorf("%s is %s", email, got)
					}
				}
				if s.importFile("third@example.com=true"); s.state(s.id("third@example.com")) != "SUBSCRIBED" {
					t.Error("an unknown address is not subscribed")
				}
			})
		})
	}
}

// TestForgetCosts checks that forgetting takes one statement, however many customers there are.
func TestForgetCosts(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var people []consent.Forgotten
		var rows []string
		for i := range 60 {
			rows = append(rows, fmt.Sprintf("c%d@example.com=true", i))
		}
		s.importFile(rows...)
		for i := range 60 {
			email := fmt.Sprintf("c%d@example.com", i)
			people = append(people, consent.Forgotten{CustomerID: s.id(email), EmailKey: email})
		}
		key, err := personhash.Read(s.db.Primary(t.Context()))
		s.must(err)
		for _, n := range []int{1, 50} {
			ctx, statements := db.CountStatements(t.Context())
			var before int64
			s.must(s.db.InTx(ctx, func(tx *gorm.DB) error {
				before = statements()
				forgotten, err := consent.Forget(tx, key, people[:n]...)
				if forgotten != n {
					t.Errorf("%d statements of %d customers", forgotten, n)
				}
				return err
			}))
			if cost := statements() - before; cost != 1 {
				t.Errorf("%d statements for %d customers", cost, n)
			}
		}
	})
}
