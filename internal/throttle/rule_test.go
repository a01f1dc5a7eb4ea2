package throttle_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

var rule = throttle.Rule{
	Pair:    throttle.Limit{Name: "here", Failures: 3, Window: time.Minute},
	Address: throttle.Limit{Name: "address", Failures: 5, Window: time.Minute},
	Account: throttle.Limit{Name: "anywhere", Failures: 6, Window: time.Minute}, // one in ten seconds
	Volume:  throttle.Limit{Name: "volume", Failures: 4, Window: time.Minute},
}

// TestOneAddressCannotLockAccount checks that the limit of an address applies before that of an account, and that
// rejected attempts are not counted and do not write.
func TestOneAddressCannotLockAccount(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		for i := range 3 {
			if w := c.wait(rule.On(from("eve"), "ann", throttle.Known{})...); w != 0 {
				t.Fatalf("attempt %d must wait %v", i, w)
			}
		}
		before := c.rows()
		c.withoutWrites(func() {
			for range 50 {
				if w := c.wait(rule.On(from("eve"), "ann", throttle.Known{})...); w != time.Minute {
					t.Fatalf("the fourth attempt must wait %v, want a minute", w)
				}
			}
		})
		if after := c.rows(); after != before {
			t.Errorf("rejected attempts changed the counts from %s to %s", before, after)
		}
		for _, name := range []string{"ann's own address", "a third address"} {
			if w := c.wait(rule.On(from(name), "ann", throttle.Known{})...); w != 0 {
				t.Errorf("%s must wait %v", name, w)
			}
		}
		for i := range 4 { // two of the address's five attempts are left for other accounts
			if w := c.wait(rule.On(from("eve"), fmt.Sprint("bob", i), throttle.Known{})...); (w == 0) != (i < 2) {
				t.Errorf("attempt %d on another account must wait %v", i, w)
			}
		}
		if err := c.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		c.now = c.now.Add(time.Minute)
		if err := c.Sweep(context.Background()); err != nil || c.rows() != "[]" {
			t.Errorf("counts after their window: %s, %v, want none", c.rows(), err)
		}
	})
}

// TestAccountLimit checks that many attempts by unknown callers on an account pace other unknown callers only.
func TestAccountLimit(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		for i := range 6 {
			if w := c.wait(rule.On(from(fmt.Sprint("bot", i)), "ann", throttle.Known{})...); w != 0 {
				t.Fatalf("attempt %d of unknown callers must wait %v", i, w)
			}
		}
		before := c.rows()
		c.withoutWrites(func() {
			for i := range 50 {
				caller := from(fmt.Sprint("another bot", i))
				if w := c.wait(rule.On(caller, "ann", throttle.Known{})...); w != 10*time.Second {
					t.Fatalf("attempt %d beyond the limit must wait %v, want 10 s", i, w)
				}
			}
		})
		if after := c.rows(); after != before {
			t.Errorf("rejected attempts changed the counts from %s to %s", before, after)
		}
		key := auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}
		for _, each := range []struct {
			name  string
			who   auth.Caller
			known throttle.Known
			on    string
		}{
			{"known address", from("home"), throttle.Known{Place: true}, "ann"},
			{"session", from("train"), throttle.Known{Credential: "session_1"}, "ann"},
			{"another account", from("train"), throttle.Known{}, "bob"},
			{"API key", key, throttle.Known{}, "ann"},
		} {
			if w := c.wait(rule.On(each.who, each.on, each.known)...); w != 0 {
				t.Errorf("%s: must wait %v", each.name, w)
			}
		}
		c.now = c.now.Add(10 * time.Second)
		if w := c.wait(rule.On(from("hotel"), "ann", throttle.Known{})...); w != 0 {
			t.Errorf("an unknown caller must wait %v after 10 s", w)
		}
		if w := c.wait(rule.On(from("another hotel"), "ann", throttle.Known{})...); w != 10*time.Second {
			t.Errorf("the next unknown caller must wait %v, want 10 s", w)
		}
	})
}

// TestLimitsOfKnownCallers checks the limits of known addresses, sessions and API keys.
func TestLimitsOfKnownCallers(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		key := auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}
		for _, each := range []struct {
			name  string
			who   auth.Caller
			known throttle.Known
			want  int
		}{
			{"known address", from("office"), throttle.Known{Place: true}, 3},
			{"first session from the address", from("train"), throttle.Known{Credential: "session_1"}, 3},
			{"second session from the address", from("train"), throttle.Known{Credential: "session_2"}, 0},
			{"second session from another address", from("bus"), throttle.Known{Credential: "session_2"}, 3},
			{"second session through an API key", key, throttle.Known{Credential: "session_2"}, 0},
			{"API key", key, throttle.Known{}, 6},
		} {
			passed := 0
			for range 20 {
				if c.wait(rule.On(each.who, "ann", each.known)...) == 0 {
					passed++
				}
			}
			if passed != each.want {
				t.Errorf("%s: %d attempts passed, want %d", each.name, passed, each.want)
			}
		}
	})
}

// TestSuccesses checks that successes are counted only by the bucket of Volume.
func TestSuccesses(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		ctx := context.Background()
		free := rule
		free.Volume = throttle.Limit{}
		for range 30 {
			a, err := c.Begin(ctx, free.On(from("home"), "ann", throttle.Known{})...)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Succeeded(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if c.rows() != "[]" {
			t.Errorf("counts after successes: %s, want none", c.rows())
		}
		for i := range 6 {
			a, err := c.Begin(ctx, rule.On(from("home"), "ann", throttle.Known{})...)
			if (err == nil) != (i < 4) {
				t.Fatalf("success %d: %v", i, err)
			}
			if err == nil {
				err = a.Succeeded(ctx)
			}
			if err != nil && !apperr.Is(err, apperr.RateLimited) {
				t.Fatal(err)
			}
		}
	})
}

// TestLateSuccess checks that a success after the end of the attempt's window does not change the next window.
func TestLateSuccess(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		ctx := context.Background()
		late, err := c.Begin(ctx, rule.On(from("late"), "ann", throttle.Known{})...)
		if err != nil {
			t.Fatal(err)
		}
		c.now = c.now.Add(2 * time.Minute)
		if w := c.wait(rule.On(from("late"), "ann", throttle.Known{})...); w != 0 {
			t.Fatalf("the first attempt of the next window must wait %v", w)
		}
		before := c.rows()
		if err := errors.Join(late.Succeeded(ctx), late.Undo(ctx, nil)); err != nil {
			t.Fatal(err)
		}
		for i := range 3 { // the next window has one of three attempts
			w := c.wait(throttle.Rule{Pair: rule.Pair}.On(from("late"), "ann", throttle.Known{})...)
			if (w == 0) != (i < 2) {
				t.Errorf("a late success changed the counts from %s to %s", before, c.rows())
			}
		}
	})
}

// TestLateSuccessOfPacedBucket checks that a success does not remove what has already drained from a paced bucket.
func TestLateSuccessOfPacedBucket(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		ctx := context.Background()
		paced := throttle.Bucket{Limit: rule.Account, Of: "ann", Paced: true}
		for _, each := range []struct {
			name  string
			after time.Duration
			left  time.Duration // until the bucket is empty
		}{
			{"not drained", 0, 20 * time.Second},
			{"half drained", 5 * time.Second, 20 * time.Second},
			{"drained", 10 * time.Second, 20 * time.Second},
			{"drained for 50 s", time.Minute, 20 * time.Second},
		} {
			c.now = c.now.Add(time.Hour)
			late, err := c.Begin(ctx, paced)
			if err != nil {
				t.Fatal(err)
			}
			c.now = c.now.Add(each.after)
			for range 2 {
				if w := c.wait(paced); w != 0 {
					t.Fatalf("%s: must wait %v", each.name, w)
				}
			}
			if err := late.Succeeded(ctx); err != nil {
				t.Fatal(err)
			}
			var row models.Attempt
			if err := c.db.Read(ctx).Take(&row).Error; err != nil || row.EndsAt.Sub(c.now) != each.left {
				t.Errorf("%s: empty after %v, %v, want %v", each.name, row.EndsAt.Sub(c.now), err, each.left)
			}
		}
	})
}

// TestIPv6SiteLimits checks that the 65,536 addresses (/64) of a site (/48) have a common limit.
func TestIPv6SiteLimits(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		passed := 0
		for i := range 60 {
			eve := auth.Caller{Address: fmt.Sprintf("2001:db8:1:%x::/64", i), Site: "2001:db8:1::/48"}
			if c.wait(throttle.Rule{Pair: rule.Pair, Address: rule.Address}.On(eve, "ann", throttle.Known{})...) == 0 {
				passed++
			}
		}
		if passed != 12 { // four times the limit of an address
			t.Errorf("%d attempts on one account passed, want 12", passed)
		}
		passed = 0
		for i := range 60 {
			eve := auth.Caller{Address: fmt.Sprintf("2001:db8:2:%x::/64", i), Site: "2001:db8:2::/48"}
			if c.wait(rule.On(eve, fmt.Sprint("bob", i), throttle.Known{})...) == 0 {
				passed++
			}
		}
		if passed != 20 {
			t.Errorf("%d attempts on any account passed, want 20", passed)
		}
		other := auth.Caller{Address: "2001:db8:3:1::/64", Site: "2001:db8:3::/48"}
		if w := c.wait(rule.On(other, "ann", throttle.Known{})...); w != 0 {
			t.Errorf("another site must wait %v", w)
		}
	})
}
