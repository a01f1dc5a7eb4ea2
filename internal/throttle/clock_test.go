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

// testThrottle is a throttle with a manual clock.
type testThrottle struct {
	*throttle.Throttle
	t   *testing.T
	db  *db.DB
	now time.Time
}

func onEach(t *testing.T, test func(t *testing.T, c *testThrottle)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &testThrottle{t: t, db: d, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		c.Throttle = throttle.New(d, func() time.Time { return c.now }, []byte("a key"))
		test(t, c)
	})
}

// wait begins an attempt and returns how long it must wait, or 0 if it is allowed.
func (c *testThrottle) wait(buckets ...throttle.Bucket) time.Duration {
	c.t.Helper()
	_, err := c.Begin(context.Background(), buckets...)
	if err == nil {
		return 0
	}
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.RateLimited || e.RetryAfter <= 0 {
		c.t.Fatal(err)
	}
	return e.RetryAfter
}

// rows returns all stored counts.
func (c *testThrottle) rows() string {
	c.t.Helper()
	var rows []models.Attempt
	if err := c.db.Read(context.Background()).Order("key").Find(&rows).Error; err != nil {
		c.t.Fatal(err)
	}
	return fmt.Sprint(rows)
}

// withoutWrites runs f while the counts are locked for writes; on SQLite, the entire database.
func (c *testThrottle) withoutWrites(f func()) {
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
