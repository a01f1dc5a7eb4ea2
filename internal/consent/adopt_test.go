package consent_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/models"
)

// adoptions are statements about the address ann and of a customer, who then verifies it.
var adoptions = []struct {
	name, want, history string
	before              func(s *shop) (id string)
}{
	{
		"only the address", "SUBSCRIBED", "EMAIL SUBSCRIBED SUBSCRIBE by GUEST now",
		func(s *shop) string { s.subscribe(ann); return s.create(ann, false) },
	},
	{
		"the address unsubscribed", "UNSUBSCRIBED",
		"EMAIL SUBSCRIBED SUBSCRIBE by GUEST, EMAIL UNSUBSCRIBED UNSUBSCRIBE by GUEST now",
		func(s *shop) string { s.subscribe(ann); s.optOut(ann); return s.create(ann, false) },
	},
	{
		"the shop subscribed the customer after the address unsubscribed", "SUBSCRIBED",
		"EMAIL SUBSCRIBED SUBSCRIBE by GUEST, EMAIL UNSUBSCRIBED UNSUBSCRIBE by GUEST, EMAIL SUBSCRIBED SHOP by API_KEY now",
		func(s *shop) string {
			s.subscribe(ann)
			s.optOut(ann)
			id := s.create(ann, false)
			s.say(id, models.Subscribed)
			return id
		},
	},
	{
		"the customer unsubscribed after the address subscribed", "UNSUBSCRIBED",
		"EMAIL SUBSCRIBED SUBSCRIBE by GUEST, EMAIL UNSUBSCRIBED SHOP by API_KEY now",
		func(s *shop) string {
			s.subscribe(ann)
			id := s.create(ann, false)
			s.say(id, models.Unsubscribed)
			return id
		},
	},
	{
		"the mailbox confirmed after the customer unsubscribed", "SUBSCRIBED",
		"EMAIL UNSUBSCRIBED SHOP by API_KEY, EMAIL PENDING SUBSCRIBE by GUEST, EMAIL SUBSCRIBED CONFIRMATION by GUEST now",
		func(s *shop) string {
			id := s.create(ann, false)
			s.say(id, models.Unsubscribed)
			s.must(ignore(s.Confirm(s.t.Context(), visitor, s.subscribe(ann))))
			return id
		},
	},
	{
		"the customer had another address, and the new one unsubscribed", "UNSUBSCRIBED",
		"EMAIL SUBSCRIBED SUBSCRIBE by GUEST, EMAIL UNSUBSCRIBED UNSUBSCRIBE by GUEST, " +
			"EMAIL SUBSCRIBED SHOP by API_KEY, EMAIL UNSUBSCRIBED MERGE by API_KEY now",
		func(s *shop) string {
			s.subscribe(ann)
			s.optOut(ann)
			id := s.create("old@example.com", true)
			s.say(id, models.Subscribed)
			s.must(ignore(s.accounts.Update(s.t.Context(), writer, &id, accounts.UpdateCustomerInput{Email: set(ann)})))
			return id
		},
	},
	{
		"neither", "none", "", func(s *shop) string { return s.create(ann, false) },
	},
}

// say records a statement about email of a customer as the shop.
func (s *shop) say(id string, state models.MarketingState) {
	s.t.Helper()
	s.must(ignore(s.Set(s.t.Context(), writer, &id, consent.SetMarketingConsentInput{
		Channel: models.ByEmail, State: state,
	})))
	s.pass(time.Hour)
}

// TestAdoption checks how the statements of an email address and of the customer who verifies it become one.
func TestAdoption(t *testing.T) {
	for _, c := range adoptions {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				id := c.before(s)
				if _, before := s.guest(ann), s.historyOf(id); before == c.history && c.history != "" {
					t.Fatalf("before the verification: %s", before)
				}
				s.pass(time.Hour)
				s.verify(id)
				if got := s.state(id); got != c.want || s.guest(ann) != "none" {
					t.Errorf("the customer is %s, the address %s", got, s.guest(ann))
				}
				if got := s.historyOf(id); got != c.history {
					t.Errorf("got  %s\nwant %s", got, c.history)
				}
			})
		})
	}
}

// compose composes the last email, whatever its kind, and returns its token.
func (s *shop) compose() (token string) {
	s.t.Helper()
	s.box.mu.Lock()
	m := s.box.queue[len(s.box.queue)-1]
	s.box.queue = nil
	s.box.mu.Unlock()
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		c, err := s.accounts.Composers()[m.Kind](s.t.Context(), tx, m)
		if err == nil {
			token = c.Values["Token"]
		}
		return err
	}))
	return token
}

// waysToVerify make a customer with the verified address ann, and return its ID.
var waysToVerify = map[string]func(s *shop) string{
	"with the emailed token": func(s *shop) string {
		self := s.signUp(ann, false)
		s.must(ignore(s.accounts.RequestEmailVerification(s.t.Context(), self)))
		_, _, err := s.accounts.VerifyEmail(s.t.Context(), self, s.compose(), nil)
		s.must(err)
		return self.CustomerID
	},
	"with a new password": func(s *shop) string {
		self := s.signUp(ann, false)
		s.must(s.accounts.RequestPasswordReset(s.t.Context(), visitor, ann))
		_, _, err := s.accounts.ResetPassword(s.t.Context(), visitor, s.compose(), "another password")
		s.must(err)
		return self.CustomerID
	},
	"with a code": func(s *shop) string {
		self := s.signUp(ann, false)
		s.must(s.accounts.RequestLoginCode(s.t.Context(), visitor, ann, false))
		_, _, err := s.accounts.LoginWithCode(s.t.Context(), visitor, s.compose(), nil)
		s.must(err)
		return self.CustomerID
	},
	"with a code that creates the account": func(s *shop) string {
		s.must(s.accounts.RequestLoginCode(s.t.Context(), visitor, ann, true))
		c, _, err := s.accounts.LoginWithCode(s.t.Context(), visitor, s.compose(), nil)
		s.must(err)
		return c.ID
	},
	"with a change of the address": func(s *shop) string {
		self := s.signUp("old@example.com", false)
		s.must(s.accounts.RequestEmailChange(s.t.Context(), self, ann, p(password)))
		_, _, err := s.accounts.VerifyEmail(s.t.Context(), self, s.compose(), nil)
		s.must(err)
		return self.CustomerID
	},
	"by the shop": func(s *shop) string { return s.create(ann, true) },
	"by an import": func(s *shop) string {
		_, err := s.accounts.UpsertMany(s.t.Context(), writer, bulk.ByEmail, []accounts.UpsertCustomerInput{
			{Email: set(ann), EmailVerified: set(true)},
		}, bulk.Options{})
		s.must(err)
		return s.id(ann)
	},
	"by a bulk change": func(s *shop) string {
		id := s.create(ann, false)
		change, err := s.accounts.CheckBulkUpdate(s.t.Context(), writer, nil, accounts.BulkUpdateInput{
			EmailVerified: set(true),
		})
		s.must(err)
		_, err = s.accounts.ChangeMany(s.t.Context(), writer, []string{id}, change, nil)
		s.must(err)
		return id
	},
}

// TestWaysToVerify checks that each way to verify an address brings its statements, and that without it they stay.
func TestWaysToVerify(t *testing.T) {
	for name, way := range waysToVerify {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *shop) {
				s.subscribe(ann)
				other := s.create("other@example.com", true)
				stranger := s.signUp("stranger@example.com", false)
				if got := s.guest(ann); got != "SUBSCRIBED" {
					t.Fatal(got)
				}
				id := way(s)
				if got := s.state(id); got != "SUBSCRIBED" || s.guest(ann) != "none" {
					t.Errorf("the customer is %s, the address %s", got, s.guest(ann))
				}
				if s.state(other) != "none" || s.state(stranger.CustomerID) != "none" {
					t.Error("others have statements")
				}
				var e models.Event
				s.must(s.db.Primary(t.Context()).Where("customer_id = ? AND fields LIKE '%marketing.EMAIL%'", id).Take(&e).Error)
			})
		})
	}
}

// TestUnverifiedAccountsGetNothing checks that signing up with somebody's address brings none of its statements, and
// does not change them.
func TestUnverifiedAccountsGetNothing(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		const email = "ann@example.com"
		s.subscribe(email)
		thief := s.signUp(email, false)
		s.must(ignore(s.Set(t.Context(), thief, nil, consent.SetMarketingConsentInput{
			Channel: models.ByEmail, State: models.Unsubscribed,
		})))
		if got := s.guest(email); got != "SUBSCRIBED" {
			t.Errorf("the address is %s", got)
		}
		found, err := s.CurrentOf(t.Context(), thief, []string{thief.CustomerID})
		s.must(err)
		if len(found[thief.CustomerID]) != 1 || found[thief.CustomerID][0].State != models.Unsubscribed {
			t.Errorf("%+v", found)
		}
	})
}

// TestMerge checks that a merged customer's statements are the other one's, and that the stricter state counts.
func TestMerge(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ledger := consent.NewLedger(s.db, s.now, &s.box)
		states := []models.MarketingState{"", models.Subscribed, models.Unsubscribed}
		n := 0
		for _, first := range states {
			for _, second := range states {
				for _, keepFirst := range []bool{true, false} {
					n++
					var ids []string
					for i, state := range []models.MarketingState{first, second} {
						id := s.create(string(rune('a'+n))+string(rune('a'+i))+"@example.com", true)
						if ids = append(ids, id); state != "" {
							s.must(ignore(s.Set(t.Context(), writer, &id, consent.SetMarketingConsentInput{
								Channel: models.ByEmail, State: state,
							})))
						}
						s.pass(time.Hour)
					}
					if !keepFirst {
						ids[0], ids[1] = ids[1], ids[0]
					}
					s.merge(ledger, ids[0], ids[1])
					want := models.MarketingState("none")
					switch {
					case first != "" && second != "":
						want = models.Stricter(first, second)
					case first+second != "":
						want = first + second
					}
					if got := s.state(ids[0]); got != string(want) {
						t.Errorf("%q and %q, keeping the first: %t: %s", first, second, keepFirst, got)
					}
					rows := s.list(consent.ListArgs{CustomerID: &ids[0]})
					if len(rows) > 0 && (rows[0].State != want || !rows[0].Current) {
						t.Errorf("%q and %q: the last statement says %s", first, second, rows[0].State)
					}
				}
			}
		}
	})
}

// merge merges the statements of two customers, and stores the one that remains.
func (s *shop) merge(ledger *consent.Ledger, keep, merged string) {
	s.t.Helper()
	s.must(s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		var a, b models.Customer
		if err := tx.Where("id = ?", keep).Take(&a).Error; err != nil {
			return err
		}
		if err := tx.Where("id = ?", merged).Take(&b).Error; err != nil {
			return err
		}
		if _, err := ledger.Merge(tx, auth.Caller{Kind: auth.Staff}, &a, &b); err != nil {
			return err
		}
		return tx.Model(&a).UpdateColumn("accepts_marketing", a.AcceptsMarketing).Error
	}))
}
