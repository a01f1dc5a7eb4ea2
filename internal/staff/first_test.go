package staff_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/models"
)

var (
	secret  = auth.Secret("a secret of the tests that is long enough")
	visitor = auth.Caller{Address: "192.0.2.1"}
	founder = staff.FirstStaffMemberInput{Email: " Olga@Shop.example", Name: "Olga", Password: "owner's password"}
)

// newShop is the service over a database, as each of a shop's servers has it.
func newShop(d *db.DB) *staff.Service {
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	return staff.New(d, staff.Options{
		Now: now, Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 2), Tokens: auth.NewSigner(secret, auth.ForStaff, now),
		Throttle: throttle.New(d, now), TokenLife: time.Hour, FirstToken: staff.FirstToken(secret),
	})
}

func TestFirstToken(t *testing.T) {
	token := staff.FirstToken(secret)
	if token != staff.FirstToken(secret) || !strings.HasPrefix(token, "setup_") || len(token) < len("setup_")+32 {
		t.Errorf("%q", token)
	}
	if token == staff.FirstToken(auth.Secret("another secret of the tests, long enough")) {
		t.Error("two shops have the same token")
	}
}

func TestFirstMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := newShop(d)
		founded := func() bool {
			t.Helper()
			yes, err := s.Founded(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		token := staff.FirstToken(secret)
		for _, c := range []struct {
			name, token string
			in          staff.FirstStaffMemberInput
			want        string
		}{
			{"no token", "", founder, "INVITATION_INVALID token"},
			{"a wrong one", token[:len(token)-1] + "x", founder, "INVITATION_INVALID token"},
			{"a wrong one, of a form that is wrong as well", "setup_x", staff.FirstStaffMemberInput{}, "INVITATION_INVALID token"},
			{"an empty form", token, staff.FirstStaffMemberInput{}, "REQUIRED input.email, REQUIRED input.name, REQUIRED input.password"},
			{"a bad form", token, staff.FirstStaffMemberInput{Email: "no", Name: strings.Repeat("x", 256), Password: "short"}, "INVALID input.email, TOO_LONG input.name, TOO_SHORT input.password"},
		} {
			if _, _, err := s.CreateFirst(ctx, visitor, c.token, c.in); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			if founded() {
				t.Fatalf("%s founded the shop", c.name)
			}
		}
		m, session, err := s.CreateFirst(ctx, visitor, token, founder)
		if err != nil || m.Role != models.RoleOwner || m.Email != "Olga@shop.example" || session == nil || *session.AccessToken == "" || !founded() {
			t.Fatalf("%+v %+v %v", m, session, err)
		}
		if _, _, err := s.Login(ctx, visitor, "olga@shop.example", founder.Password); err != nil {
			t.Errorf("she cannot sign in: %v", err)
		}
		if _, _, err := s.CreateFirst(ctx, visitor, token, staff.FirstStaffMemberInput{Email: "eve@shop.example", Name: "Eve", Password: "thief's password"}); servicetest.Errors(err) != "INVITATION_INVALID token" {
			t.Errorf("the second time: %v", err)
		}
		if list, err := s.List(ctx, staff.Operator); err != nil || len(list) != 1 {
			t.Errorf("%d members: %v", len(list), err)
		}
	})
}

// TestFirstMemberByCommandLine: a shop whose member was made there has its first one, also when they have gone.
func TestFirstMemberByCommandLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := newShop(d)
		m, err := s.Found(ctx, staff.CreateStaffMemberInput{Email: "rita@shop.example", Name: "Rita", Role: models.RoleReadOnly}, "reader's password")
		if err != nil {
			t.Fatal(err)
		}
		for _, when := range []string{"there is a member", "she has gone"} {
			if yes, err := s.Founded(ctx); err != nil || !yes {
				t.Errorf("%s: founded %v, %v", when, yes, err)
			}
			if _, _, err := s.CreateFirst(ctx, visitor, staff.FirstToken(secret), founder); servicetest.Errors(err) != "INVITATION_INVALID token" {
				t.Errorf("%s: %v", when, err)
			}
			if _, err := s.Remove(ctx, staff.Operator, m.ID, nil); err != nil && when == "there is a member" {
				t.Fatal(err)
			}
		}
	})
}

// TestConcurrentFirstMembers: of ten who use the link at the same moment, on two servers, one becomes the owner.
func TestConcurrentFirstMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		servers := []*staff.Service{newShop(d), newShop(d)}
		var made atomic.Int64
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				in := staff.FirstStaffMemberInput{Email: string(rune('a'+i)) + "@shop.example", Name: "Owner", Password: "owner's password"}
				_, _, err := servers[i%2].CreateFirst(ctx, visitor, staff.FirstToken(secret), in)
				if err == nil {
					made.Add(1)
				} else if servicetest.Errors(err) != "INVITATION_INVALID token" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		list, err := servers[0].List(ctx, staff.Operator)
		if err != nil || len(list) != 1 || made.Load() != 1 {
			t.Errorf("%d members, %d were told so: %v", len(list), made.Load(), err)
		}
	})
}

func TestGuessesOfTheFirstTokenAreThrottled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := newShop(d)
		token := staff.FirstToken(secret)
		for range 3 { // what is wrong with the form is no guess
			if _, _, err := s.CreateFirst(ctx, visitor, token, staff.FirstStaffMemberInput{}); apperr.Is(err, apperr.RateLimited) {
				t.Fatal(err)
			}
		}
		for range 10 {
			if _, _, err := s.CreateFirst(ctx, visitor, "setup_guess", founder); servicetest.Errors(err) != "INVITATION_INVALID token" {
				t.Fatal(err)
			}
		}
		if _, _, err := s.CreateFirst(ctx, visitor, token, founder); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("after ten guesses: %v", err)
		}
		if _, _, err := s.CreateFirst(ctx, auth.Caller{Address: "192.0.2.2"}, token, founder); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
	})
}
