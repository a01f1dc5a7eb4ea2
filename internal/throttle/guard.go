package throttle

import (
	"context"
	"errors"
	"slices"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
)

// conflictCodes are the codes that reveal a value of another record.
var conflictCodes = []apperr.Code{apperr.CodeEmailTaken, apperr.CodeNotUnique}

// The limits of conflicts, and of all writes of unique values, because a write without a conflict reveals that the
// value is not in use. The limits of an address are paced: the users of an office or a mobile network share an address
// and must not be able to keep each other from signing up.
const (
	maxConflicts = 20
	maxWrites    = 200
)

var (
	conflicts   = Limit{Name: "told customer", Failures: maxConflicts, Window: 15 * time.Minute}
	writes      = Limit{Name: "told customer writes", Failures: maxWrites, Window: 15 * time.Minute}
	addressRule = Rule{
		Address: Limit{Name: "told address", Failures: maxConflicts, Window: 15 * time.Minute},
		Volume:  Limit{Name: "told address writes", Failures: maxWrites, Window: 15 * time.Minute},
		Paced:   true,
	}
)

// Guard runs do, which writes a value that must be unique, and counts its conflicts per customer and per address, to
// limit how many values of other records a caller can find out. Every other result counts as a write, including errors
// and disconnects: it reveals that the value is not in use, or may have cost a hash. So callers check everything else
// before Guard. Guard also counts in the given extra buckets. It returns RateLimited without running do if a limit is
// reached. Staff and API keys are not limited. It must not be called in a transaction.
func (t *Throttle) Guard(ctx context.Context, caller auth.Caller, do func() error, extra ...Bucket) error {
	if caller.Kind == auth.Staff || caller.Kind == auth.APIKey {
		return do()
	}
	buckets := append(addressRule.On(caller, "", Known{}), extra...)
	if caller.Kind == auth.Customer {
		buckets = append(buckets, Bucket{Limit: conflicts, Of: caller.CustomerID},
			Bucket{Limit: writes, Of: caller.CustomerID, Successes: true})
	}
	attempt, err := t.Begin(ctx, buckets...)
	if err != nil {
		return err
	}
	if err = do(); isConflict(err) {
		return err
	}
	return errors.Join(err, attempt.Succeeded(ctx))
}

func isConflict(err error) bool {
	e, ok := apperr.As(err)
	return ok && slices.ContainsFunc(e.Fields, func(f apperr.FieldError) bool {
		return slices.Contains(conflictCodes, f.Code)
	})
}
