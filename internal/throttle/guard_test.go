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
)

var (
	errTaken   = apperr.Field(apperr.Path{"input", "vat"}, apperr.CodeNotUnique, "another record holds it")
	errInvalid = apperr.Field(apperr.Path{"input", "vat"}, apperr.CodeInvalid, "it is not valid")
)

// guard makes a write with the given result.
func (c *testThrottle) guard(caller auth.Caller, result error) error {
	return c.Guard(context.Background(), caller, func() error { return result })
}

func TestGuardLimitsCustomers(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		ann := auth.Caller{Kind: auth.Customer, CustomerID: "ann", Address: "192.0.2.1"}
		for i := range 80 { // results that are not conflicts
			if err := c.guard(ann, []error{nil, errInvalid}[i%2]); apperr.Is(err, apperr.RateLimited) {
				t.Fatal(err)
			}
		}
		for i := range 25 {
			ann.Address = fmt.Sprint("192.0.2.", i) // the limit applies from any address
			if err := c.guard(ann, errTaken); apperr.Is(err, apperr.RateLimited) != (i >= 20) {
				t.Fatalf("conflict %d: got %v, want RATE_LIMITED after 20", i, err)
			}
		}
		ran := 0
		c.withoutWrites(func() {
			for range 10 {
				err := c.Guard(context.Background(), ann, func() error { ran++; return errTaken })
				if !apperr.Is(err, apperr.RateLimited) || ran != 0 {
					t.Fatalf("a rejected write ran %d times: %v", ran, err)
				}
			}
		})
	})
}

func TestGuardPacesAddresses(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		for i := range 25 { // the limit applies to all customers of an address
			bob := auth.Caller{Kind: auth.Customer, CustomerID: fmt.Sprint("bob", i), Address: "198.51.100.1"}
			if err := c.guard(bob, errTaken); apperr.Is(err, apperr.RateLimited) != (i >= 20) {
				t.Fatalf("conflict %d: got %v, want RATE_LIMITED after 20", i, err)
			}
		}
		visitor := auth.Caller{Address: "198.51.100.1"}
		for range 3 { // rejected attempts do not prolong the wait
			refused, ok := apperr.As(c.guard(visitor, nil))
			if !ok || refused.Kind != apperr.RateLimited || refused.RetryAfter != 45*time.Second {
				t.Fatalf("a visitor: got %v, want RATE_LIMITED for 45 s", refused)
			}
		}
		c.now = c.now.Add(45 * time.Second)
		for range 3 { // writes without a conflict do not use up the limit
			if err := c.guard(visitor, nil); err != nil {
				t.Fatalf("a visitor after 45 s: %v", err)
			}
		}
		for _, kind := range []auth.Kind{auth.Staff, auth.APIKey} {
			for range 30 {
				err := c.guard(auth.Caller{Kind: kind, Address: "198.51.100.1"}, errTaken)
				if !errors.Is(err, errTaken) {
					t.Fatalf("caller of kind %v: got %v, want no limit", kind, err)
				}
			}
		}
	})
}

func TestGuardPacesIPv6Sites(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		site := func(i int) auth.Caller {
			return auth.Caller{Address: fmt.Sprintf("2001:db8:1:%x::/64", i), Site: "2001:db8:1::/48"}
		}
		for i := range 85 {
			if err := c.guard(site(i), errTaken); apperr.Is(err, apperr.RateLimited) != (i >= 80) {
				t.Fatalf("conflict %d: got %v, want RATE_LIMITED after 80", i, err)
			}
		}
		c.now = c.now.Add(11250 * time.Millisecond)
		if err := c.guard(site(100), errTaken); apperr.Is(err, apperr.RateLimited) {
			t.Errorf("another address of the site, 11.25 s later: %v", err)
		}
	})
}

// TestGuardLimitsWrites checks that writes without a conflict are limited as well, whatever their result.
func TestGuardLimitsWrites(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
		for i, each := range []struct {
			name   string
			result error
		}{
			{"success", nil},
			{"another error of the user", errInvalid},
			{"full queue", apperr.TryLater(time.Second)}, // the value has been looked up before
			{"database error", errors.New("the connection is closed")},
			{"disconnected caller", context.Canceled},
		} {
			ran := 0
			for range 205 {
				ctx, disconnect := context.WithCancel(context.Background())
				eve := auth.Caller{Address: fmt.Sprint("203.0.113.", i)}
				err := c.Guard(ctx, eve, func() error {
					ran++
					if errors.Is(each.result, context.Canceled) {
						disconnect()
					}
					return each.result
				})
				disconnect()
				if !errors.Is(err, each.result) && !apperr.Is(err, apperr.RateLimited) {
					t.Fatalf("%s: %v", each.name, err)
				}
			}
			if ran != 200 {
				t.Errorf("%s: %d writes ran, want 200", each.name, ran)
			}
		}
	})
}

// TestSharedAddressVolume checks that the volume of a caller with a shared address is limited to twenty times that of
// an address.
func TestSharedAddressVolume(t *testing.T) {
	onEach(t, func(t *testing.T, c *testThrottle) {
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
			t.Errorf("%d attempts passed, want 80", passed)
		}
	})
}
