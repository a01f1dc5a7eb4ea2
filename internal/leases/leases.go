// Package leases updates rows that a server has leased while it works on them, such as an email that it sends. When a
// lease has expired, for example because the server was killed, another server may lease the row, and the first one
// must not change it any longer. The package does not know what the rows are.
package leases

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"gorm.io/gorm"
)

// ErrLost means that another server has leased the row because this one's lease expired, or that the row was deleted.
var ErrLost = errors.New("another server has the lease")

// Update updates the columns of the row of a model with an id if its column lease has the given value. Otherwise it
// returns ErrLost. A nil lease is not compared.
func Update(tx *gorm.DB, model any, id string, lease *string, columns map[string]any) error {
	return lost(leased(tx, model, id, lease).Updates(columns))
}

// Delete is Update that deletes the row.
func Delete(tx *gorm.DB, model any, id string, lease *string) error {
	return lost(leased(tx, model, id, lease).Delete(model))
}

func leased(tx *gorm.DB, model any, id string, lease *string) *gorm.DB {
	q := tx.Model(model).Where("id = ?", id)
	if lease != nil {
		q = q.Where("lease = ?", *lease)
	}
	return q
}

// lost returns the error of a statement, which is ErrLost if it has affected no row.
func lost(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrLost
	}
	return done.Error
}

// Settle calls record, which records the outcome of the work on a row. If record fails, it is called again for a few
// seconds, even if ctx is canceled, so that a short outage of the database does not lose the outcome. ErrLost ends it.
func Settle(ctx context.Context, id string, record func(ctx context.Context) error) error {
	ctx = context.WithoutCancel(ctx)
	wait := 100 * time.Millisecond
	for try := 1; ; try++ {
		err := record(ctx)
		if err == nil || errors.Is(err, ErrLost) || try == 7 {
			return err
		}
		slog.WarnContext(ctx, "Failed to record an outcome, retrying", "id", id, "error", err)
		time.Sleep(wait)
		wait *= 2
	}
}
