package staff

import (
	"context"
	"time"

	"clientele/internal/auth"
	"clientele/internal/throttle"
)

const quarter = 15 * time.Minute

// The limits of attempts, as for customers: narrow for one account from one address, wide for either alone.
var (
	logIns = throttle.Rule{
		Here:     throttle.Limit{Name: "staff log-in here", Failures: 10, Window: quarter},
		Address:  throttle.Limit{Name: "staff log-in address", Failures: 100, Window: quarter},
		Anywhere: throttle.Limit{Name: "staff log-in account", Failures: 50, Window: quarter},
		Volume:   throttle.Limit{Name: "staff log-in volume", Failures: 100, Window: quarter},
	}
	firsts      = throttle.Rule{Address: throttle.Limit{Name: "first member", Failures: 10, Window: quarter}}
	invitations = throttle.Rule{Address: throttle.Limit{Name: "staff invitation", Failures: 20, Window: quarter}}
	guesses     = throttle.Limit{Name: "staff present password", Failures: 10, Window: quarter}
	changes     = throttle.Limit{Name: "staff password changes", Failures: 20, Window: quarter} // successes included
)

// mostSessions is how many sessions of one member are kept: the newest.
const mostSessions = 100

// beginLogin counts a log-in. A caller with a session of the member, or from an address from which the member signed in before, is
// not a stranger to the account.
func (s *Service) beginLogin(ctx context.Context, caller auth.Caller, key string) (*throttle.Attempt, error) {
	var known throttle.Known
	var err error
	if known.Place, err = s.o.Throttle.Seen(ctx, caller, throttle.OfStaff, key); err != nil {
		return nil, err
	}
	if caller.Kind == auth.Staff {
		m, err := s.Me(ctx, caller)
		if err != nil {
			return nil, err
		}
		if m.EmailKey == key {
			known.Proof = caller.SessionID
		}
	}
	return s.o.Throttle.Begin(ctx, logIns.On(caller, key, known)...)
}
