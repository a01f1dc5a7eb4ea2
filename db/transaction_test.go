package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// attempts is what a test of transactions writes: rows of a table without references.
func attempt(key string) *models.Attempt {
	return &models.Attempt{Key: key, EndsAt: models.At(time.Now())}
}

func stored(t *testing.T, d *db.DB) string {
	t.Helper()
	var keys []string
	if err := d.Read(t.Context()).Model(&models.Attempt{}).Order("key").Pluck("key", &keys).Error; err != nil {
		t.Fatal(err)
	}
	return strings.Join(keys, " ")
}

var errStop = errors.New("stop")

func TestTransactions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name string
			do   func(tx *gorm.DB) error
			fail string // a part of the error
			want string // what is there afterwards
		}{
			{"nothing", func(*gorm.DB) error { return nil }, "", ""},
			{"nothing, and an error", func(*gorm.DB) error { return errStop }, "stop", ""},
			{"one", func(tx *gorm.DB) error { return tx.Create(attempt("a")).Error }, "", "a"},
			{"one, and an error", func(tx *gorm.DB) error {
				return errors.Join(tx.Create(attempt("b")).Error, errStop)
			}, "stop", "a"},
			{"later", func(tx *gorm.DB) error {
				return errors.Join(db.Later(tx).Create(attempt("c")).Error, db.Later(tx).Create(attempt("d")).Error)
			}, "", "a c d"},
			{"later, and an error", func(tx *gorm.DB) error {
				return errors.Join(db.Later(tx).Create(attempt("e")).Error, errStop)
			}, "stop", "a c d"},
			{"later, read at once", func(tx *gorm.DB) error {
				if err := db.Later(tx).Create(attempt("e")).Error; err != nil {
					return err
				}
				var n int64
				var found models.Attempt
				var key string
				err := errors.Join(tx.Model(&models.Attempt{}).Count(&n).Error, tx.Where("key = 'e'").Take(&found).Error,
					tx.Raw("SELECT max(key) FROM attempts").Row().Scan(&key))
				if n != 4 || found.Key != "e" || key != "e" {
					t.Errorf("%d rows, found %q and %q", n, found.Key, key)
				}
				return err
			}, "", "a c d e"},
			{"later, and wrong", func(tx *gorm.DB) error { // on SQLite at once
				return errors.Join(tx.Create(attempt("f")).Error, db.Later(tx).Create(attempt("a")).Error)
			}, "attempts", "a c d e"},
			{"later and wrong, before another", func(tx *gorm.DB) error {
				return errors.Join(db.Later(tx).Create(attempt("a")).Error, tx.Create(attempt("f")).Error)
			}, "attempts", "a c d e"},
			{"wrong, and passed over", func(tx *gorm.DB) error {
				_ = tx.Exec("INSERT INTO attempts (key) VALUES (NULL)").Error
				return db.Later(tx).Exec("DELETE FROM attempts WHERE key = 'nobody'").Error
			}, "*", "a c d e"},
			{"a row", func(tx *gorm.DB) error {
				var first string
				if err := tx.Raw("SELECT min(key) FROM attempts").Row().Scan(&first); err != nil {
					return err
				}
				return tx.Exec("DELETE FROM attempts WHERE key = ?", first).Error
			}, "", "c d e"},
			{"how many", func(tx *gorm.DB) error {
				done := tx.Where("key IN ?", []string{"c", "d", "none"}).Delete(&models.Attempt{})
				if done.RowsAffected != 2 {
					t.Errorf("%d rows are gone", done.RowsAffected)
				}
				return done.Error
			}, "", "e"},
		} {
			err := d.InTx(t.Context(), c.do)
			switch {
			case c.fail == "*" && d.Dialect == db.SQLite: // goes on after an error, where PostgreSQL does not
			case c.fail == "*" && err == nil, c.fail != "*" && (err == nil) != (c.fail == ""), c.fail != "*" && err != nil && !strings.Contains(err.Error(), c.fail):
				t.Errorf("%s: %v", c.name, err)
			}
			if got := stored(t, d); got != c.want {
				t.Errorf("%s: there is %q, not %q", c.name, got, c.want)
			}
		}
	})
}

func TestAPanicRollsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() { _ = recover() }()
			_ = d.InTx(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Create(attempt("a")).Error; err != nil {
					t.Error(err)
				}
				panic("boom")
			})
		}()
		if got := stored(t, d); got != "" {
			t.Errorf("there is %q", got)
		}
	})
}

func TestACallerWhoGoesRollsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 40 { // more than there are connections
			ctx, gone := context.WithCancel(t.Context())
			err := d.InTx(ctx, func(tx *gorm.DB) error {
				err := tx.Create(attempt("a")).Error
				gone()
				return errors.Join(err, tx.Create(attempt("b")).Error)
			})
			if err == nil {
				t.Fatal("went on without its caller")
			}
		}
		if got := stored(t, d); got != "" {
			t.Errorf("there is %q", got)
		}
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(attempt("c")).Error }); err != nil {
			t.Error(err)
		}
	})
}

// TestACallerWhoGoesBeforeCommit: nothing may stay locked behind a caller who goes when all is said.
func TestACallerWhoGoesBeforeCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(attempt("a")).Error }); err != nil {
			t.Fatal(err)
		}
		for _, later := range []bool{false, true} {
			ctx, gone := context.WithCancel(t.Context())
			err := d.InTx(ctx, func(tx *gorm.DB) error {
				err := tx.Exec("UPDATE attempts SET failures = 7").Error
				if later {
					err = errors.Join(err, db.Later(tx).Create(attempt("b")).Error)
				}
				gone()
				return err
			})
			if err == nil && d.Dialect == db.Postgres {
				t.Error("committed for nobody")
			}
			soon, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			if err := d.InTx(soon, func(tx *gorm.DB) error { return tx.Exec("UPDATE attempts SET failures = 1").Error }); err != nil {
				t.Errorf("the row is locked: %v", err)
			}
			cancel()
		}
	})
}

// TestAFailedTransactionStaysFailed: also where its function passes over the error, and before BEGIN has come through.
func TestAFailedTransactionStaysFailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect == db.SQLite {
			t.Skip("goes on after an error")
		}
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			var n int64
			_ = db.Later(tx).Create(attempt("first")).Error
			_ = tx.Table("no_such_table").Count(&n).Error
			return tx.Create(attempt("second")).Error
		})
		if err == nil || stored(t, d) != "" {
			t.Errorf("%v, and there is %q", err, stored(t, d))
		}
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			var n int64
			_ = tx.Table("no_such_table").Count(&n).Error
			return nil
		})
		if err == nil {
			t.Error("an error that was passed over is none")
		}
		var key string
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			return errors.Join(tx.Create(attempt("a")).Error, db.Later(tx).Create(attempt("a")).Error, tx.Raw("SELECT key FROM attempts").Row().Scan(&key))
		})
		if at, ok := db.UniqueViolation(err); !ok || !strings.HasPrefix(at, "attempts.") {
			t.Errorf("%q, %v of %v", at, ok, err)
		}
		var n int64
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Model(&models.Attempt{}).Select("failures").Where("key = 'nobody'").Take(&n).Error
		})
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			t.Errorf("no row: %v", err)
		}
	})
}

func TestLockLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO attempts (key, failures, ends_at) VALUES ('book', 0, ?)", models.At(time.Now())).Error
		}); err != nil {
			t.Fatal(err)
		}
		customer := &models.Customer{ID: "customer_1", Email: "a@example.com", EmailKey: "a@example.com", CreatedAt: models.At(time.Now()), UpdatedAt: models.At(time.Now()), Version: 1}
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(customer).Error }); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() { // each reads what the one before it wrote
				err := d.InTx(t.Context(), func(tx *gorm.DB) error {
					there, err := db.LockLater(tx, "customers", customer.ID)
					if err != nil {
						return err
					}
					var n int64
					if err := tx.Raw("SELECT failures FROM attempts WHERE key = 'book'").Scan(&n).Error; err != nil {
						return err
					}
					if !there() {
						t.Error("the customer is not there")
					}
					return db.Later(tx).Exec("UPDATE attempts SET failures = ? WHERE key = 'book'", n+1).Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var n int64
		if err := d.Read(t.Context()).Raw("SELECT failures FROM attempts").Scan(&n).Error; err != nil || n != 16 {
			t.Errorf("%d, %v", n, err)
		}
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			there, err := db.LockLater(tx, "customers", "customer_none")
			if err != nil {
				return err
			}
			if err := tx.Raw("SELECT 1").Scan(&n).Error; err != nil {
				return err
			}
			if there() {
				t.Error("somebody is there whom there is not")
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
}

// A server whose connections were all broken off while they were idle begins its next transactions as if nothing had been.
func TestTransactionsAfterBrokenConnections(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			return // no connections
		}
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		breakOff(t, d)
	})
}

func breakOff(t *testing.T, d *db.DB) {
	t.Helper()
	var warm sync.WaitGroup
	for range 8 {
		warm.Go(func() {
			_ = d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Exec("SELECT pg_sleep(0.1)").Error })
		})
	}
	warm.Wait()
	if err := d.Read(t.Context()).Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Error; err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // from then on a connection is tried before it is used
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(attempt(key)).Error }); err != nil {
			t.Error(err)
		}
	}
	if got := stored(t, d); got != "a b c d e f g h" {
		t.Error(got)
	}
}

// TestAReadOutlivesAnothersDeadline: what a request that was given up has left at its connection is not the next one's failure.
func TestAReadOutlivesAnothersDeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(attempt("a")).Error }); err != nil {
			t.Fatal(err)
		}
		pool, err := d.Read(t.Context()).DB()
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // the statement is new to the connection, or known to it
			conn, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			err = conn.Raw(func(driver any) error {
				if c, ok := driver.(*stdlib.Conn); ok { // SQLite has no line that could be slow
					return c.Conn().PgConn().Conn().SetReadDeadline(time.Now().Add(-time.Second))
				}
				return nil
			})
			if err = errors.Join(err, conn.Close()); err != nil {
				t.Fatal(err)
			}
			var found []*models.Attempt
			var n int64
			if err := d.Read(t.Context()).Find(&found).Error; err != nil || len(found) != 1 {
				t.Errorf("%d rows, %v", len(found), err)
			}
			if err := d.Read(t.Context()).Model(&models.Attempt{}).Count(&n).Error; err != nil || n != 1 {
				t.Errorf("%d of them, %v", n, err)
			}
		}
	})
}
