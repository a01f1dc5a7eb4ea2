package throttle_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

var rule = throttle.Rule{
	Here:     throttle.Limit{Name: "here", Failures: 3, Window: time.Minute},
	Address:  throttle.Limit{Name: "address", Failures: 5, Window: time.Minute},
	Anywhere: throttle.Limit{Name: "anywhere", Failures: 6, Window: time.Minute}, // one in ten seconds
	Volume:   throttle.Limit{Name: "volume", Failures: 4, Window: time.Minute},
}

// clocked is a throttle with a clock that the test moves.
type clocked struct {
	*throttle.Throttle
	t   *testing.T
	db  *db.DB
	now time.Time
}

func onEach(t *testing.T, test func(t *testing.T, c *clocked)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &clocked{t: t, db: d, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		c.Throttle = throttle.New(d, func() time.Time { return c.now }, []byte("a key"))
		test(t, c)
	})
}

// wait makes an attempt and returns how long it has to wait, 0 if it was let through.
func (c *clocked) wait(buckets ...throttle.Bucket) time.Duration {
	c.t.Helper()
	_, err := c.Begin(context.Background(), buckets...)
	if err == nil {
		return 0
	}
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.RateLimited || e.RetryAfter <= 0 {
		c.t.Fatalf("%v", err)
	}
	return e.RetryAfter
}

// rows returns everything that is counted.
func (c *clocked) rows() string {
	c.t.Helper()
	var rows []models.Attempt
	if err := c.db.Read(context.Background()).Order("key").Find(&rows).Error; err != nil {
		c.t.Fatal(err)
	}
	return fmt.Sprint(rows)
}

// whileNobodyWrites runs f while nothing can be written to the counts: on SQLite to nothing at all.
func (c *clocked) whileNobodyWrites(f func()) {
	c.t.Helper()
	done := errors.New("done")
	err := c.db.InTx(context.Background(), func(tx *gorm.DB) error {
		if c.db.Dialect == db.Postgres {
			if err := tx.Exec("LOCK TABLE attempts IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
				return err
			}
		}
		f()
		return done
	})
	if !errors.Is(err, done) {
		c.t.Fatal(err)
	}
}

func from(address string) auth.Caller { return auth.Caller{Address: address} }

// TestOneAddressDoesNotLockAnAccount: what one address may try is used up first. What is refused counts nowhere and writes nothing.
func TestOneAddressDoesNotLockAnAccount(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		for i := range 3 {
			if w := c.wait(rule.On(from("eve"), "ann", throttle.Known{})...); w != 0 {
				t.Fatalf("attempt %d waits %v", i, w)
			}
		}
		before := c.rows()
		c.whileNobodyWrites(func() {
			for range 50 {
				if w := c.wait(rule.On(from("eve"), "ann", throttle.Known{})...); w != time.Minute {
					t.Fatalf("it waits %v", w)
				}
			}
		})
		if after := c.rows(); after != before {
			t.Errorf("refused attempts left %s, before %s", after, before)
		}
		for _, name := range []string{"ann's own address", "a third address"} {
			if w := c.wait(rule.On(from(name), "ann", throttle.Known{})...); w != 0 {
				t.Errorf("%s waits %v", name, w)
			}
		}
		for i := range 4 { // other accounts, until the address is used up: two of five attempts are left
			if w := c.wait(rule.On(from("eve"), fmt.Sprint("bob", i), throttle.Known{})...); (w == 0) != (i < 2) {
				t.Errorf("attempt %d on another account waits %v", i, w)
			}
		}
		if err := c.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		c.now = c.now.Add(time.Minute)
		if err := c.Sweep(context.Background()); err != nil || c.rows() != "[]" {
			t.Errorf("%s is left: %v", c.rows(), err)
		}
	})
}

// TestStrangersAreSlowedOnly: attempts on an account from many addresses pace further strangers, and nobody else.
func TestStrangersAreSlowedOnly(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		for i := range 6 {
			if w := c.wait(rule.On(from(fmt.Sprint("bot", i)), "ann", throttle.Known{})...); w != 0 {
				t.Fatalf("stranger %d waits %v", i, w)
			}
		}
		before := c.rows()
		c.whileNobodyWrites(func() {
			for i := range 50 {
				if w := c.wait(rule.On(from(fmt.Sprint("further bot", i)), "ann", throttle.Known{})...); w != 10*time.Second {
					t.Fatalf("stranger %d waits %v", i, w)
				}
			}
		})
		if after := c.rows(); after != before {
			t.Errorf("refused attempts left %s, before %s", after, before)
		}
		key := auth.Caller{Kind: auth.APIKey, Address: "key_x", SharedAddress: true}
		for _, each := range []struct {
			name  string
			who   auth.Caller
			known throttle.Known
			on    string
		}{
			{"from a known address", from("home"), throttle.Known{Place: true}, "ann"},
			{"with a session", from("train"), throttle.Known{Proof: "session_1"}, "ann"},
			{"another account", from("train"), throttle.Known{}, "bob"},
			{"through an API key", key, throttle.Known{}, "ann"},
		} {
			if w := c.wait(rule.On(each.who, each.on, each.known)...); w != 0 {
				t.Errorf("%s: waits %v", each.name, w)
			}
		}
		c.now = c.now.Add(10 * time.Second)
		if w := c.wait(rule.On(from("hotel"), "ann", throttle.Known{})...); w != 0 {
			t.Errorf("a stranger waits %v after the interval", w)
		}
		if w := c.wait(rule.On(from("another hotel"), "ann", throttle.Known{})...); w != 10*time.Second {
			t.Errorf("the next one waits %v", w)
		}
		// A known address, a session and an API key have limits as well.
		for _, each := range []struct {
			name  string
			who   auth.Caller
			known throttle.Known
			most  int
		}{
			{"a known address", from("office"), throttle.Known{Place: true}, 3},
			{"a session", from("train"), throttle.Known{Proof: "session_2"}, 2}, // one attempt from the train was made above
			{"a session elsewhere", key, throttle.Known{Proof: "session_2"}, 1},
			{"a key", key, throttle.Known{}, 6},
		} {
			passed := 0
			for range 20 {
				if c.wait(rule.On(each.who, "ann", each.known)...) == 0 {
					passed++
				}
			}
			if passed != each.most {
				t.Errorf("%s: %d attempts passed, want %d", each.name, passed, each.most)
			}
		}
	})
}

// TestSuccessesAreFree but for the bucket that counts them, and leave nothing behind.
func TestSuccessesAreFree(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
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
			t.Errorf("successes left %s", c.rows())
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
		late, err := c.Begin(ctx, rule.On(from("late"), "ann", throttle.Known{})...)
		if err != nil {
			t.Fatal(err)
		}
		c.now = c.now.Add(2 * time.Minute) // its success belongs to a window that has ended
		if w := c.wait(rule.On(from("late"), "ann", throttle.Known{})...); w != 0 {
			t.Fatalf("waits %v", w)
		}
		before := c.rows()
		if err := errors.Join(late.Succeeded(ctx), late.Undo(ctx, nil)); err != nil {
			t.Fatal(err)
		}
		for i := range 3 { // one of three was counted in the new window
			w := c.wait(throttle.Rule{Here: rule.Here}.On(from("late"), "ann", throttle.Known{})...)
			if (w == 0) != (i < 2) {
				t.Errorf("a late success took back what is not its own: %s, before %s", c.rows(), before)
			}
		}
	})
}

// TestALateSuccessTakesBackItsOwn: what has drained out of a paced bucket meanwhile is not taken out of it again.
func TestALateSuccessTakesBackItsOwn(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		ctx := context.Background()
		paced := throttle.Bucket{Limit: rule.Anywhere, Of: "ann", Paced: true}
		for _, each := range []struct {
			name  string
			after time.Duration
			left  time.Duration // until the bucket is empty
		}{
			{"at once", 0, 20 * time.Second},
			{"half drained", 5 * time.Second, 20 * time.Second},
			{"drained", 10 * time.Second, 20 * time.Second},
			{"long drained", time.Minute, 20 * time.Second},
		} {
			c.now = c.now.Add(time.Hour)
			late, err := c.Begin(ctx, paced)
			if err != nil {
				t.Fatal(err)
			}
			c.now = c.now.Add(each.after)
			for range 2 {
				if w := c.wait(paced); w != 0 {
					t.Fatalf("%s: waits %v", each.name, w)
				}
			}
			if err := late.Succeeded(ctx); err != nil {
				t.Fatal(err)
			}
			var row models.Attempt
			if err := c.db.Read(ctx).Take(&row).Error; err != nil || row.EndsAt.Sub(c.now) != each.left {
				t.Errorf("%s: it is empty after %v, want %v, %v", each.name, row.EndsAt.Sub(c.now), each.left, err)
			}
		}
	})
}

// TestAnIPv6SiteIsOneCaller: whoever has a /48 has 65,536 addresses as they are counted.
func TestAnIPv6SiteIsOneCaller(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		passed := 0
		for i := range 60 {
			eve := auth.Caller{Address: fmt.Sprintf("2001:db8:1:%x::/64", i), Site: "2001:db8:1::/48"}
			if c.wait(throttle.Rule{Here: rule.Here, Address: rule.Address}.On(eve, "ann", throttle.Known{})...) == 0 {
				passed++
			}
		}
		if passed != 12 { // four times an address's
			t.Errorf("%d attempts passed on one account", passed)
		}
		passed = 0
		for i := range 60 {
			eve := auth.Caller{Address: fmt.Sprintf("2001:db8:2:%x::/64", i), Site: "2001:db8:2::/48"}
			if c.wait(rule.On(eve, fmt.Sprint("bob", i), throttle.Known{})...) == 0 {
				passed++
			}
		}
		if passed != 20 {
			t.Errorf("%d attempts passed on any account", passed)
		}
		if w := c.wait(rule.On(auth.Caller{Address: "2001:db8:3:1::/64", Site: "2001:db8:3::/48"}, "ann", throttle.Known{})...); w != 0 {
			t.Errorf("another site waits %v", w)
		}
	})
}

func TestTelling(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		taken := apperr.Field(apperr.Path{"input", "vat"}, apperr.CodeNotUnique, "another record holds it")
		invalid := apperr.Field(apperr.Path{"input", "vat"}, apperr.CodeInvalid, "it is not valid")
		ran := 0
		guard := func(who auth.Caller, answer error) error {
			return c.Guard(context.Background(), who, func() error { ran++; return answer })
		}
		ann := auth.Caller{Kind: auth.Customer, CustomerID: "ann", Address: "192.0.2.1"}
		for i := range 80 { // what does not tell anything is free
			if err := guard(ann, []error{nil, invalid}[i%2]); apperr.Is(err, apperr.RateLimited) {
				t.Fatal(err)
			}
		}
		for i := range 25 {
			ann.Address = fmt.Sprint("192.0.2.", i) // the customer is counted wherever she is
			if err := guard(ann, taken); apperr.Is(err, apperr.RateLimited) != (i >= 20) {
				t.Fatalf("answer %d: %v", i, err)
			}
		}
		for i := range 25 { // and the address whoever is there
			bob := auth.Caller{Kind: auth.Customer, CustomerID: fmt.Sprint("bob", i), Address: "198.51.100.1"}
			if err := guard(bob, taken); apperr.Is(err, apperr.RateLimited) != (i >= 20) {
				t.Fatalf("answer %d at one address: %v", i, err)
			}
		}
		for range 3 { // a visitor from there waits for 45 seconds, and costs nothing until then
			refused, ok := apperr.As(guard(auth.Caller{Address: "198.51.100.1"}, nil))
			if !ok || refused.Kind != apperr.RateLimited || refused.RetryAfter != 45*time.Second {
				t.Fatalf("a visitor from there: %v", refused)
			}
		}
		c.now = c.now.Add(45 * time.Second)
		for range 3 { // one that tells nothing leaves room for the next
			if err := guard(auth.Caller{Address: "198.51.100.1"}, nil); err != nil {
				t.Fatalf("a visitor from there, after the pace: %v", err)
			}
		}
		site := func(i int) auth.Caller {
			return auth.Caller{Address: fmt.Sprintf("2001:db8:1:%x::/64", i), Site: "2001:db8:1::/48"}
		}
		for i := range 85 {
			if err := guard(site(i), taken); apperr.Is(err, apperr.RateLimited) != (i >= 80) {
				t.Fatalf("answer %d at one site: %v", i, err)
			}
		}
		c.now = c.now.Add(11250 * time.Millisecond)
		if err := guard(site(100), taken); apperr.Is(err, apperr.RateLimited) {
			t.Errorf("another address of the site, after the pace: %v", err)
		}
		ran = 0
		c.whileNobodyWrites(func() {
			for range 10 {
				if err := guard(ann, taken); !apperr.Is(err, apperr.RateLimited) || ran != 0 {
					t.Fatalf("a refused write ran %d times: %v", ran, err)
				}
			}
		})
		for _, kind := range []auth.Kind{auth.Staff, auth.APIKey} {
			for range 30 {
				if err := guard(auth.Caller{Kind: kind, Address: "198.51.100.1"}, taken); !errors.Is(err, taken) {
					t.Fatal(err)
				}
			}
		}
		for i, each := range []struct {
			name string
			ends error
		}{
			{"a success", nil},
			{"another fault", invalid},
			{"a full queue", apperr.TryLater(time.Second)}, // by then the value was looked up
			{"an error of the database", errors.New("it is gone")},
			{"a caller who hung up", context.Canceled},
		} {
			ran = 0
			for range 205 { // each tells that nobody has the value, or may have cost a hash
				ctx, hangUp := context.WithCancel(context.Background())
				eve := auth.Caller{Address: fmt.Sprint("203.0.113.", i)}
				err := c.Guard(ctx, eve, func() error {
					ran++
					if errors.Is(each.ends, context.Canceled) {
						hangUp()
					}
					return each.ends
				})
				hangUp()
				if !errors.Is(err, each.ends) && !apperr.Is(err, apperr.RateLimited) {
					t.Fatalf("%s: %v", each.name, err)
				}
			}
			if ran != 200 {
				t.Errorf("%s: %d writes passed", each.name, ran)
			}
		}
	})
}

// TestSuccessesBehindAKeyAreCounted: who does not tell its shoppers apart has twenty times an address's volume, and no more.
func TestSuccessesBehindAKeyAreCounted(t *testing.T) {
	onEach(t, func(t *testing.T, c *clocked) {
		ctx := context.Background()
		proxy := auth.Caller{Address: "10.0.0.1", SharedAddress: true}
		passed := 0
		for range 100 {
			attempt, err := c.Begin(ctx, throttle.Rule{Volume: rule.Volume}.On(proxy, "", throttle.Known{})...)
			if apperr.Is(err, apperr.RateLimited) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := attempt.Succeeded(ctx); err != nil {
				t.Fatal(err)
			}
			passed++
		}
		if passed != 80 {
			t.Errorf("%d passed", passed)
		}
	})
}
