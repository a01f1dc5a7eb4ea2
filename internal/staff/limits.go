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

// The limits of attempts. As for customers, they are low for one account from one address, and higher for either alone.
var (
	logIns = throttle.Rule{
		Pair:    throttle.Limit{Name: "staff log-in here", Failures: 10, Window: quarter},
		Address: throttle.Limit{Name: "staff log-in address", Failures: 100, Window: quarter},
		Account: throttle.Limit{Name: "staff log-in account", Failures: 50, Window: quarter},
		Volume:  throttle.Limit{Name: "staff log-in volume", Failures: 100, Window: quarter},
	}
	firsts      = throttle.Rule{Address: throttle.Limit{Name: "first member", Failures: 10, Window: quarter}}
	invitations = throttle.Rule{Address: throttle.Limit{Name: "staff invitation", Failures: 20, Window: quarter}}
	resets      = throttle.Rule{
		Pair:    throttle.Limit{Name: "staff reset here", Failures: 10, Window: quarter},
		Address: throttle.Limit{Name: "staff reset caller", Failures: 100, Window: quarter},
		Account: throttle.Limit{Name: "staff reset account", Failures: 500, Window: quarter},
	}
	guesses = throttle.Limit{Name: "staff present password", Failures: 10, Window: quarter}
	changes = throttle.Limit{Name: "staff password changes", Failures: 20, Window: quarter} // including successes
)

// maxSessions is the maximum number of sessions per member. The oldest are deleted.
const maxSessions = 100

// beginLogin counts a log-in. A caller is known to the account with a session of the member, or if the member has
// logged in before with the same browser or from the same address.
func (s *Service) beginLogin(ctx context.Context, caller auth.Caller, key string) (*throttle.Attempt, error) {
	var known throttle.Known
	var err error
	if known.Place, err = s.o.Throttle.IsKnown(ctx, caller, throttle.KindStaff, key); err != nil {
		return nil, err
	}
	id, credential := caller.DeviceMember, caller.DeviceID
	if caller.Kind == auth.Staff {
		id, credential = caller.KeyID, caller.SessionID
	}
	if id != "" { // depends on the caller's token only, so that the time does not reveal accounts
		var keys []string
		err := s.db.Primary(ctx).Model(&models.StaffMember{}).Where("id = ?", id).Pluck("email_key", &keys).Error
		if err != nil {
			return nil, fmt.Errorf("read member %s: %w", id, err)
		}
		if slices.Contains(keys, key) {
			known.Credential = credential
		}
	}
	return s.o.Throttle.Begin(ctx, logIns.On(caller, key, known)...)
}
