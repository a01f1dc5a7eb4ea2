package db_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// tables are the models that are stored.
var tables = []any{
	&models.Customer{}, &models.CustomerTag{}, &models.Session{}, &models.APIKey{}, &models.Attempt{},
	&models.Address{}, &models.Order{}, &models.OrderItem{}, &models.Event{},
	&models.CustomField{}, &models.CustomFieldValue{}, &models.StaffMember{}, &models.StaffSession{}, &models.ShopSettings{},
	&models.Email{},
	&models.OneTimeToken{},
	&models.Job{}, &models.JobFile{}, &models.JobFault{}, &models.JobCustomer{},
}

// TestColumnsMatchModels checks that every field of a model is a column, and the reverse, and that pointers are
// nullable.
func TestColumnsMatchModels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := d.Read(context.Background())
		for _, model := range tables {
			s, err := schema.Parse(model, &sync.Map{}, g.NamingStrategy)
			if err != nil {
				t.Fatal(err)
			}
			types, err := g.Migrator().ColumnTypes(s.Table)
			if err != nil {
				t.Fatal(err)
			}
			nullable := map[string]bool{}
			for _, c := range types {
				if c.Name() == "seq" && s.Table != "events" { // SQLite's row number
					continue
				}
				nullable[c.Name()], _ = c.Nullable()
			}
			for _, name := range s.DBNames {
				null, ok := nullable[name]
				if !ok {
					t.Errorf("%s.%s is a field but not a column", s.Table, name)
					continue
				}
				pointer := strings.HasPrefix(s.FieldsByDBName[name].FieldType.String(), "*")
				if null != pointer {
					t.Errorf("%s.%s: nullable %v, pointer %v", s.Table, name, null, pointer)
				}
				delete(nullable, name)
			}
			for name := range nullable {
				t.Errorf("%s.%s is a column but not a field", s.Table, name)
			}
		}
	})
}

// TestForeignKeys checks that rows without their parents are refused.
func TestForeignKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := "2026-01-01T00:00:00.000000Z"
		for name, sql := range map[string]string{
			"a session without a customer": "INSERT INTO sessions (id, customer_id, created_at, expires_at)" +
				" VALUES ('s', 'nobody', '" + now + "', '" + now + "')",
			"an item without an order": "INSERT INTO order_items (id, order_id, position, sku, sku_fold, name, quantity, unit_minor, currency)" +
				" VALUES ('i', 'none', 0, 'a', 'a', 'a', 1, 1, 'EUR')",
		} {
			if err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql).Error }); err == nil {
				t.Errorf("stored %s", name)
			}
		}
	})
}

// TestSQLiteReadersCannotWrite checks that the pool for reading is read-only.
func TestSQLiteReadersCannotWrite(t *testing.T) {
	d := dbtest.SQLite(t)
	if err := d.Read(context.Background()).Exec("DELETE FROM customers").Error; err == nil {
		t.Fatal("the pool for reading accepted a write")
	}
}
