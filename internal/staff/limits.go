package staff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"clientele/internal/auth"
	"clientele/internal/throttle"
	"clientele/models"
)

const quarter = 15 * time.Minute

// The limits of attempts, as for customers: narrow for one account from one address, wide for either alone.
var (
	logIns = throttle.Rule{
		Pair:    throttle.Limit{Name: "staff log-in here", Failures: 10, Window: quarter},
		Address: throttle.Limit{Name: "staff log-in address", Failures: 100, Window: quarter},
		Account: throttle.Limit{Name: "staff log-in account", Failures: 50, Window: quarter},
		Volume:  throttle.Limit{Name: "staff log-in volume", Failures: 100, Window: quarter},
	}
	firsts      = throttle.Rule{Address: throttle.Limit{Name: "first member", Failures: 10, Window: quarter}}
	invitations = throttle.Rule{Address: throttle.Limit{Name: "staff invitation", Failures: 20, Window: quarter}}
	guesses     = throttle.Limit{Name: "staff present password", Failures: 10, Window: quarter}
	changes     = throttle.Limit{Name: "staff password changes", Failures: 20, Window: quarter} // successes included
)

// mostSessions is how many sessions of one member are kept: the newest.
const mostSessions = 100

// beginLogin counts a log-in. A caller with a session of the member, in a browser or from an address where the member
// signed in before, is not a stranger to the account.
func (s *Service) beginLogin(ctx context.Context, caller auth.Caller, key string) (*throttle.Attempt, error) {
	var known throttle.Known
	var err error
	if known.Place, err = s.o.Throttle.IsKnown(ctx, caller, throttle.KindStaff, key); err != nil {
		return nil, err
	}
	id, proof := caller.DeviceMember, caller.DeviceID
	if caller.Kind == auth.Staff {
		id, proof = caller.KeyID, caller.SessionID
	}
	if id != "" { // of whoever carries a token of ours, so that nobody learns of accounts from the work
		var keys []string
		if err := s.db.Primary(ctx).Model(&models.StaffMember{}).Where("id = ?", id).Pluck("email_key", &keys).Error; err != nil {
			return nil, fmt.Errorf("read member %s: %w", id, err)
		}
		if slices.Contains(keys, key) {
			known.Credential = proof
		}
	}
	return s.o.Throttle.Begin(ctx, logIns.On(caller, key, known)...)
}
