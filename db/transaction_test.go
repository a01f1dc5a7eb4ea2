package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

// attempt returns a row of a table without foreign keys.
func attempt(key string) *models.Attempt {
	return &models.Attempt{Key: key, EndsAt: models.At(time.Now())}
}

// storedKeys returns the keys of all attempts.
func storedKeys(t *testing.T, d *db.DB) string {
	t.Helper()
	var keys []string
	if err := d.Read(t.Context()).Model(&models.Attempt{}).Order("key").Pluck("key", &keys).Error; err != nil {
		t.Fatal(err)
	}
	return strings.Join(keys, " ")
}

func createAttempt(t *testing.T, d *db.DB, key string) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(attempt(key)).Error }); err != nil {
		t.Fatal(err)
	}
}

var errStop = errors.New("stop")

func TestTransactions(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name    string
			do      func(tx *gorm.DB) error
			wantErr string // part of the error
			want    string // the keys that are stored afterwards
		}{
			{"no statement", func(*gorm.DB) error { return nil }, "", ""},
			{"no statement, error", func(*gorm.DB) error { return errStop }, "stop", ""},
			{"one insert", func(tx *gorm.DB) error { return tx.Create(attempt("a")).Error }, "", "a"},
			{"one insert, error", func(tx *gorm.DB) error {
				return errors.Join(tx.Create(attempt("b")).Error, errStop)
			}, "stop", "a"},
			{"two inserts", func(tx *gorm.DB) error {
				return errors.Join(tx.Create(attempt("c")).Error, tx.Create(attempt("d")).Error)
			}, "", "a c d"},
			{"insert and read", func(tx *gorm.DB) error {
				if err := tx.Create(attempt("e")).Error; err != nil {
					return err
				}
				var n int64
				var found models.Attempt
				var key string
				err := errors.Join(tx.Model(&models.Attempt{}).Count(&n).Error, tx.Where("key = 'e'").Take(&found).Error,
					tx.Raw("SELECT max(key) FROM attempts").Row().Scan(&key))
				if n != 4 || found.Key != "e" || key != "e" {
					t.Errorf("got %d rows, keys %q and %q", n, found.Key, key)
				}
				return err
			}, "", "a c d e"},
			{"duplicate last", func(tx *gorm.DB) error {
				return errors.Join(tx.Create(attempt("f")).Error, tx.Create(attempt("a")).Error)
			}, "attempts", "a c d e"},
			{"duplicate first", func(tx *gorm.DB) error {
				return errors.Join(tx.Create(attempt("a")).Error, tx.Create(attempt("f")).Error)
			}, "attempts", "a c d e"},
			{"first row", func(tx *gorm.DB) error {
				var first string
				if err := tx.Raw("SELECT min(key) FROM attempts").Row().Scan(&first); err != nil {
					return err
				}
				return tx.Exec("DELETE FROM attempts WHERE key = ?", first).Error
			}, "", "c d e"},
			{"rows affected", func(tx *gorm.DB) error {
				done := tx.Where("key IN ?", []string{"c", "d", "none"}).Delete(&models.Attempt{})
				if done.RowsAffected != 2 {
					t.Errorf("deleted %d rows, want 2", done.RowsAffected)
				}
				return done.Error
			}, "", "e"},
		} {
			err := d.InTx(t.Context(), c.do)
			if (err == nil) != (c.wantErr == "") || err != nil && !strings.Contains(err.Error(), c.wantErr) {
				t.Errorf("%s: got error %v, want %q", c.name, err, c.wantErr)
			}
			if got := storedKeys(t, d); got != c.want {
				t.Errorf("%s: stored %q, want %q", c.name, got, c.want)
			}
		}
	})
}

// TestInsertedRows checks the number of rows that GORM reports, also for statements that are sent later.
func TestInsertedRows(t *testing.T) {
	update := clause.OnConflict{Columns: []clause.Column{{Name: "key"}}, DoUpdates: clause.AssignmentColumns([]string{"failures"})}
	never := update
	never.Where = clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "1 = 0"}}}
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		createAttempt(t, d, "a")
		rows := func() *[]*models.Attempt {
			return &[]*models.Attempt{attempt("a"), attempt("b"), attempt("c")}
		}
		for name, c := range map[string]struct {
			create func(tx *gorm.DB) *gorm.DB
			want   int64
		}{
			"one":                 {func(tx *gorm.DB) *gorm.DB { return tx.Create(attempt("b")) }, 1},
			"several":             {func(tx *gorm.DB) *gorm.DB { return tx.Create(&[]*models.Attempt{attempt("b"), attempt("c")}) }, 2},
			"update":              {func(tx *gorm.DB) *gorm.DB { return tx.Clauses(update).Create(rows()) }, 3},
			"update on condition": {func(tx *gorm.DB) *gorm.DB { return tx.Clauses(never).Create(rows()) }, 2},
			"do nothing":          {func(tx *gorm.DB) *gorm.DB { return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(rows()) }, 2},
			"many": {func(tx *gorm.DB) *gorm.DB {
				var many []*models.Attempt
				for i := range 100 {
					many = append(many, attempt("many"+strings.Repeat("x", i)))
				}
				return tx.CreateInBatches(many, 2)
			}, 100},
		} {
			err := d.InTx(t.Context(), func(tx *gorm.DB) error {
				done := c.create(tx)
				if done.Error != nil {
					return done.Error
				}
				var n int64
				if err := tx.Model(&models.Attempt{}).Count(&n).Error; err != nil {
					return err
				}
				if added := n - 1; done.RowsAffected != c.want || added != min(c.want, added) {
					t.Errorf("%s: %d rows affected, want %d; %d rows added", name, done.RowsAffected, c.want, added)
				}
				return errStop
			})
			if !errors.Is(err, errStop) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestPanicRollsBack(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() { _ = recover() }()
			_ = d.InTx(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Create(attempt("a")).Error; err != nil {
					t.Error(err)
				}
				panic("boom")
			})
		}()
		if got := storedKeys(t, d); got != "" {
			t.Errorf("stored %q, want nothing", got)
		}
	})
}

func TestCanceledCallerRollsBack(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		for range 40 { // more than the pool has connections
			ctx, cancel := context.WithCancel(t.Context())
			err := d.InTx(ctx, func(tx *gorm.DB) error {
				err := tx.Create(attempt("a")).Error
				cancel()
				return errors.Join(err, tx.Exec("UPDATE attempts SET failures = 1").Error)
			})
			if err == nil {
				t.Fatal("committed after the caller was canceled")
			}
		}
		if got := storedKeys(t, d); got != "" {
			t.Errorf("stored %q, want nothing", got)
		}
		createAttempt(t, d, "c")
	})
}

// TestCanceledBeforeCommit checks that no lock is left behind when the caller is canceled after the last statement.
func TestCanceledBeforeCommit(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		createAttempt(t, d, "a")
		for _, insert := range []bool{false, true} {
			ctx, cancel := context.WithCancel(t.Context())
			err := d.InTx(ctx, func(tx *gorm.DB) error {
				err := tx.Exec("UPDATE attempts SET failures = 7").Error
				if insert {
					err = errors.Join(err, tx.Create(attempt("b")).Error)
				}
				cancel()
				return err
			})
			if err == nil && d.Dialect == db.Postgres {
				t.Error("committed after the caller was canceled")
			}
			soon, cancel := context.WithTimeout(t.Context(), time.Minute)
			if err := d.InTx(soon, func(tx *gorm.DB) error { return tx.Exec("UPDATE attempts SET failures = 1").Error }); err != nil {
				t.Errorf("the row is still locked: %v", err)
			}
			cancel()
		}
	})
}

// TestOpenRowsAtTheEnd checks that rows which were not closed don't keep the connection.
func TestOpenRowsAtTheEnd(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		createAttempt(t, d, "a")
		for range 40 { // more than the pool has connections
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			_ = d.InTx(ctx, func(tx *gorm.DB) error {
				_, err := tx.Raw("SELECT key FROM attempts").Rows()
				return errors.Join(err, errStop)
			})
			if err := ctx.Err(); err != nil {
				t.Fatal(err)
			}
			cancel()
		}
	})
}

// TestFailedTransaction checks that a transaction stays failed even if its function ignores an error. SQLite goes on
// after an error.
func TestFailedTransaction(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		if d.Dialect == db.SQLite {
			t.Skip("goes on after an error")
		}
		var n int64
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			_ = tx.Create(attempt("first")).Error
			_ = tx.Table("no_such_table").Count(&n).Error
			return tx.Create(attempt("second")).Error
		})
		if got := storedKeys(t, d); err == nil || got != "" {
			t.Errorf("got error %v, stored %q", err, got)
		}
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			_ = tx.Table("no_such_table").Count(&n).Error
			return nil
		})
		if err == nil {
			t.Error("an ignored error was not returned")
		}
		err = d.InTx(t.Context(), func(tx *gorm.DB) error {
			_ = tx.Exec("INSERT INTO attempts (key) VALUES (NULL)").Error
			return tx.Exec("DELETE FROM attempts WHERE key = 'nobody'").Error
		})
		if err == nil {
			t.Error("an ignored error was not returned")
		}
	})
}

func TestUniqueViolationInTransaction(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		for name, after := range map[string]func(tx *gorm.DB) error{
			"nothing": func(*gorm.DB) error { return nil },
			"a row": func(tx *gorm.DB) error {
				var key string
				return tx.Raw("SELECT key FROM attempts").Row().Scan(&key)
			},
			"a hidden error": func(tx *gorm.DB) error {
				var n int64
				if tx.Model(&models.Attempt{}).Count(&n).Error != nil {
					return errStop
				}
				return nil
			},
		} {
			err := d.InTx(t.Context(), func(tx *gorm.DB) error {
				return errors.Join(tx.Create(attempt("a")).Error, tx.Create(attempt("a")).Error, after(tx))
			})
			if index, ok := db.UniqueViolation(err); !ok || !strings.HasPrefix(index, "attempts.") {
				t.Errorf("%s: got %q, %v of %v", name, index, ok, err)
			}
		}
	})
}

func TestNoRowInTransaction(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		err := d.InTx(t.Context(), func(tx *gorm.DB) error {
			var n int64
			return tx.Model(&models.Attempt{}).Select("failures").Where("key = 'nobody'").Take(&n).Error
		})
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			t.Errorf("got %v, want gorm.ErrRecordNotFound", err)
		}
	})
}

func TestLockRow(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		createAttempt(t, d, "book")
		now := models.At(time.Now())
		customer := &models.Customer{
			ID: "customer_1", Email: "a@example.com", EmailKey: "a@example.com", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		if err := d.InTx(t.Context(), func(tx *gorm.DB) error { return tx.Create(customer).Error }); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() { // each transaction reads what the previous one wrote
				err := d.InTx(t.Context(), func(tx *gorm.DB) error {
					if err := db.LockRow(tx, "customers", customer.ID, errStop); err != nil {
						return err
					}
					var n int64
					if err := tx.Raw("SELECT failures FROM attempts WHERE key = 'book'").Scan(&n).Error; err != nil {
						return err
					}
					return tx.Exec("UPDATE attempts SET failures = ? WHERE key = 'book'", n+1).Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var n int64
		if err := d.Read(t.Context()).Raw("SELECT failures FROM attempts").Scan(&n).Error; err != nil || n != 16 {
			t.Errorf("got %d, %v, want 16", n, err)
		}
	})
}

func TestLockRowNotFound(t *testing.T) {
	dbtest.EachPath(t, func(t *testing.T, d *db.DB) {
		for name, after := range map[string]func(tx *gorm.DB) error{
			"nothing": func(*gorm.DB) error { return nil },
			"insert":  func(tx *gorm.DB) error { return tx.Create(attempt("a")).Error },
			"read": func(tx *gorm.DB) error {
				var n int64
				err := tx.Model(&models.Attempt{}).Count(&n).Error
				if err == nil {
					t.Error("read without the lock")
				}
				return err
			},
		} {
			err := d.InTx(t.Context(), func(tx *gorm.DB) error {
				if err := db.LockRow(tx, "customers", "customer_none", errStop); err != nil {
					return err
				}
				return after(tx)
			})
			if got := storedKeys(t, d); !errors.Is(err, errStop) || got != "" {
				t.Errorf("%s: got error %v, stored %q", name, err, got)
			}
		}
	})
}
