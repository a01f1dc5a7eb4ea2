package throttle

import (
	"context"
	"errors"
	"slices"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
)

// telling are the answers that tell what records of others hold.
var telling = []apperr.Code{apperr.CodeEmailTaken, apperr.CodeNotUnique}

// The limits of such answers to those who may not read the records, and of writes that would have got one: a write
// that gets another answer tells that nobody has the value. Those of an address are paced: an office and a mobile
// network are one address, and nobody there may keep the others from signing up.
const (
	mostTold   = 20
	mostWrites = 200
)

var (
	told       = Limit{Name: "told customer", Failures: mostTold, Window: 15 * time.Minute}
	writes     = Limit{Name: "told customer writes", Failures: mostWrites, Window: 15 * time.Minute}
	toldAround = Rule{
		Address: Limit{Name: "told address", Failures: mostTold, Window: 15 * time.Minute},
		Volume:  Limit{Name: "told address writes", Failures: mostWrites, Window: 15 * time.Minute},
		Paced:   true,
	}
)

// Guard runs do, which writes a value that no other record may hold, and counts the answers that another one does:
// per customer and per address. Anything else that do ends with counts as a write: another error says, as a success
// does, that nobody has the value, and who hangs up may have cost a hash. So do begins where a value is looked up, and
// what can be refused before is refused before Guard. It is RateLimited, and do is not run, where there have been too
// many. Staff and API keys are not limited. It must not be called in a transaction. More buckets can be counted
// with it.
func (t *Throttle) Guard(ctx context.Context, caller auth.Caller, do func() error, more ...Bucket) error {
	if caller.Kind == auth.Staff || caller.Kind == auth.APIKey {
		return do()
	}
	buckets := append(toldAround.On(caller, "", Known{}), more...)
	if caller.Kind == auth.Customer {
		buckets = append(buckets, Bucket{Limit: told, Of: caller.CustomerID},
			Bucket{Limit: writes, Of: caller.CustomerID, Successes: true})
	}
	attempt, err := t.Begin(ctx, buckets...)
	if err != nil {
		return err
	}
	if err = do(); tells(err) {
		return err
	}
	return errors.Join(err, attempt.Succeeded(ctx))
}

func tells(err error) bool {
	e, ok := apperr.As(err)
	return ok && slices.ContainsFunc(e.Fields, func(f apperr.FieldError) bool { return slices.Contains(telling, f.Code) })
}
