package accounts_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestEverythingThatEndsSessions: access and refresh tokens of the sessions that end are dead at once, the others live
// on, and nobody else's are touched. With other sessions the places go that the customer was known from.
func TestEverythingThatEndsSessions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		for i, c := range []struct {
			name  string
			do    func(own auth.Caller, otherSession string) error
			own   bool // whether the session that did it lives on
			other bool // whether another one of the customer's does
			known int  // from how many of two places the customer is still known
		}{
			{"nothing", func(auth.Caller, string) error { return nil }, true, true, 2},
			{"logout", func(own auth.Caller, _ string) error { _, err := s.Logout(ctx, own, false); return err }, false, true, 2},
			{"logout everywhere", func(own auth.Caller, _ string) error { _, err := s.Logout(ctx, own, true); return err }, false, false, 0},
			{"another one revoked", func(own auth.Caller, other string) error { return s.RevokeSession(ctx, own, other) }, true, false, 1},
			{"her own revoked", func(own auth.Caller, _ string) error { return s.RevokeSession(ctx, own, own.SessionID) }, false, true, 2},
			{"one revoked by the staff", func(_ auth.Caller, other string) error { return s.RevokeSession(ctx, writer, other) }, true, false, 0},
			{"all revoked by the staff", func(own auth.Caller, _ string) error {
				_, err := s.RevokeSessions(ctx, writer, own.CustomerID)
				return err
			}, false, false, 0},
			{"another password", func(own auth.Caller, _ string) error {
				_, _, err := s.ChangePassword(ctx, own, p(password), "another password")
				return err
			}, true, false, 1},
			{"a password from the staff", func(own auth.Caller, _ string) error {
				_, err := s.SetPassword(ctx, writer, own.CustomerID, "another password")
				return err
			}, false, false, 0},
			{"another name from the staff", func(own auth.Caller, _ string) error {
				_, err := s.Update(ctx, writer, &own.CustomerID, accounts.UpdateCustomerInput{Name: set("Another")})
				return err
			}, true, true, 2},
			{"another email address from the staff", func(own auth.Caller, _ string) error {
				_, err := s.Update(ctx, writer, &own.CustomerID, accounts.UpdateCustomerInput{Email: set("another@example.com")})
				return err
			}, false, false, 0},
			{"disabled", func(own auth.Caller, _ string) error { return s.disable(own.CustomerID) }, false, false, 0},
			{"disabled with others", func(own auth.Caller, _ string) error { return s.changeMany(own.CustomerID, `{"Disabled": true}`) }, false, false, 0},
			{"deleted with others", func(own auth.Caller, _ string) error { return s.changeMany(own.CustomerID, "") }, false, false, 0},
			{"deleted by herself", func(own auth.Caller, _ string) error { _, err := s.Delete(ctx, own, nil); return err }, false, false, 0},
			{"deleted by the staff", func(own auth.Caller, _ string) error { _, err := s.Delete(ctx, writer, &own.CustomerID); return err }, false, false, 0},
		} {
			email := string(rune('a'+i)) + "@example.com"
			id := s.signUp(email).CustomerID
			bystander := s.signUp("bystander-" + email)
			own, other := s.tokensOf(email), s.tokensOf(email)
			_, _, err := s.Login(ctx, auth.Caller{Address: "198.51.100.9"}, email, password) // from elsewhere
			s.must(err)
			caller := auth.Caller{Kind: auth.Customer, CustomerID: id, SessionID: own.SessionID, Address: visitor.Address}
			if err := c.do(caller, other.SessionID); err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if got := s.places(id); got != c.known {
				t.Errorf("%s: the customer is known from %d places, want %d", c.name, got, c.known)
			}
			for who, each := range map[string]struct {
				token *accounts.CustomerToken
				lives bool
			}{"her own": {own, c.own}, "the other": {other, c.other}} {
				if got := s.accepts(each.token); got != each.lives {
					t.Errorf("%s: %s access token works: %v, want %v", c.name, who, got, each.lives)
				}
				if got := !s.refuses(each.token.RefreshToken); got != each.lives {
					t.Errorf("%s: %s refresh token works: %v, want %v", c.name, who, got, each.lives)
				}
			}
			if s.places(bystander.CustomerID) != 1 {
				t.Errorf("%s: the places of somebody else are forgotten", c.name)
			}
			if !s.works(bystander) {
				t.Errorf("%s ended somebody else's session", c.name)
			}
			if c.name == "another email address from the staff" { // so that the address is free again
				if _, err := s.Delete(ctx, writer, &id); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// TestEmailedTokensAreInvalidated: what was emailed to get into an account ends with what ends its sessions, for good.
func TestEmailedTokensAreInvalidated(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		email := func(id, to string) error {
			_, err := s.Update(ctx, writer, &id, accounts.UpdateCustomerInput{Email: set(to)})
			return err
		}
		for i, c := range []struct {
			name  string
			do    func(own auth.Caller, email string) error
			works bool // what gets into the account
			proof bool // what only verifies its address
		}{
			{"nothing", func(auth.Caller, string) error { return nil }, true, true},
			{"another password", func(own auth.Caller, _ string) error {
				_, _, err := s.ChangePassword(ctx, own, p(password), password)
				return err
			}, false, true},
			{"a password from the staff", func(own auth.Caller, _ string) error {
				_, err := s.SetPassword(ctx, writer, own.CustomerID, password)
				return err
			}, false, true},
			{"disabled and enabled again", func(own auth.Caller, _ string) error {
				if _, err := s.Disable(ctx, writer, own.CustomerID, nil); err != nil {
					return err
				}
				_, err := s.Enable(ctx, writer, own.CustomerID)
				return err
			}, false, false},
			{"disabled and enabled again with others", func(own auth.Caller, _ string) error {
				return errors.Join(s.changeMany(own.CustomerID, `{"Disabled": true}`), s.changeMany(own.CustomerID, `{"Disabled": false}`))
			}, false, false},
			{"another email address and back", func(own auth.Caller, before string) error {
				return errors.Join(email(own.CustomerID, "another@example.com"), email(own.CustomerID, before))
			}, false, false},
		} {
			at := string(rune('a' + i))
			own := s.signUp(at + "@example.com")
			confirm := s.confirmToken(own)
			change := s.changeToken(own, at+"@example.org")
			code, link := s.codeFor(at + "@example.com")
			reset := s.resetToken(at + "@example.com")
			s.must(c.do(own, at+"@example.com"))
			good := func(works bool, at string) string {
				if works {
					return ""
				}
				return "TOKEN_INVALID " + at
			}
			s.want(c.name+": a verification", s.confirm(visitor, confirm, p(password)), good(c.proof, "token"))
			_, err := s.finish(visitor, code, p(at+"@example.com"))
			s.want(c.name+": a code", err, good(c.works, "code"))
			if !c.works {
				_, err = s.finish(visitor, link, nil)
				s.want(c.name+": a link", err, "TOKEN_INVALID code")
				_, _, err = s.ResetPassword(ctx, visitor, reset, another)
				s.want(c.name+": a reset", err, "TOKEN_INVALID token")
			}
			s.want(c.name+": a change", s.confirm(visitor, change, p(password)), good(c.works, "token"))
		}
	})
}

// TestPasswordChangeReturnsNewTokens: the session that changes the password goes on with new tokens; the refresh token
// before is replaced.
func TestPasswordChangeReturnsNewTokens(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		before := s.tokensOf("ann@example.com")
		ann.SessionID = before.SessionID
		_, fresh, err := s.ChangePassword(context.Background(), ann, p(password), "another password")
		if err != nil || !s.accepts(fresh) || fresh.RefreshToken == before.RefreshToken {
			t.Fatalf("%+v %v", fresh, err)
		}
		s.pass(11 * time.Second)
		s.renew(fresh.RefreshToken)
		if !s.refuses(before.RefreshToken) || s.accepts(fresh) {
			t.Error("the refresh token from before works, or did not end the session")
		}
		if _, _, err := s.ChangePassword(context.Background(), ann, p("another password"), password); servicetest.Errors(err) != "UNAUTHENTICATED" {
			t.Errorf("from a session that has ended: %v", err)
		}
	})
}

func TestLastUse(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		browser := visitor
		browser.Device = "Firefox on Linux"
		c, token, err := s.Create(ctx, browser, accounts.CreateCustomerInput{Email: "ann@example.com", Password: p(password)})
		if err != nil {
			t.Fatal(err)
		}
		ann := auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: token.SessionID}
		stored := func() models.Session {
			t.Helper()
			sessions, err := s.SessionsFor(ctx, ann, []string{c.ID})
			if err != nil || len(sessions[c.ID]) != 1 {
				t.Fatal(sessions, err)
			}
			return *sessions[c.ID][0]
		}
		began := s.now()
		if got := stored(); got.Device == nil || *got.Device != "Firefox on Linux" || !got.LastUsedAt.Equal(began) {
			t.Errorf("%+v", got)
		}
		s.pass(59 * time.Second)
		if s.works(ann); !stored().LastUsedAt.Equal(began) {
			t.Error("a use within the minute was written down")
		}
		s.pass(time.Second)
		if s.works(ann); !stored().LastUsedAt.Equal(s.now()) || !stored().ExpiresAt.Equal(s.now().AddDate(0, 0, 30)) {
			t.Errorf("after a minute: %+v", stored())
		}
		used := s.now()
		var wg sync.WaitGroup
		s.pass(time.Hour)
		for range 10 {
			wg.Go(func() { s.works(ann) })
		}
		wg.Wait()
		if got := stored(); !got.LastUsedAt.Equal(used.Add(time.Hour)) || !got.CreatedAt.Equal(began) {
			t.Errorf("%+v", got)
		}
		if other, err := s.login("ann@example.com", password); err != nil {
			t.Fatal(err)
		} else if err := s.RevokeSession(ctx, ann, ann.SessionID); err != nil {
			t.Fatal(err)
		} else if ann = other; stored().Device != nil {
			t.Errorf("a request that says nothing has the device %q", *stored().Device)
		}
	})
}

func TestSessionConstraints(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com")
		for name, sql := range map[string]string{
			"a generation before the first": "UPDATE sessions SET generation = 0",
			"a session that was never used": "UPDATE sessions SET last_used_at = NULL",
			"a reason and not disabled":     "UPDATE customers SET disabled_reason = 'x'",
		} {
			if err := s.db.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql).Error }); err == nil {
				t.Errorf("%s was stored", name)
			}
		}
		if !s.works(ann) {
			t.Error("her session has ended")
		}
	})
}
