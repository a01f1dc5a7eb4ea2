package addressbook_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	writer  = auth.Caller{Kind: auth.APIKey, KeyID: "key_w", Scopes: []models.Scope{models.CustomersWrite}}
	reader  = auth.Caller{Kind: auth.APIKey, KeyID: "key_r", Scopes: []models.Scope{models.CustomersRead}}
	seller  = auth.Caller{Kind: auth.APIKey, KeyID: "key_s", Scopes: []models.Scope{models.OrdersWrite}}
	visitor = auth.Caller{}
)

// book is the service on one database, with a clock set by the test.
type book struct {
	*addressbook.Service
	t     *testing.T
	db    *db.DB
	nanos atomic.Int64
}

func onEach(t *testing.T, test func(t *testing.T, b *book)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &book{t: t, db: d}
		b.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
		b.Service = addressbook.New(d, addressbook.Options{
			Now:   b.now,
			Codec: page.NewCodec([]byte("key")), MaxAddresses: 30,
			Fields: customfields.New(d, time.Now, throttle.New(d, time.Now)),
		})
		test(t, b)
	})
}

// now returns a time one second later than the previous call.
func (b *book) now() time.Time { return time.Unix(0, b.nanos.Add(int64(time.Second))) }

// customer stores a customer with the fields that addresses need and returns it as a caller.
func (b *book) customer(name string) auth.Caller {
	b.t.Helper()
	now := models.At(time.Now())
	c := &models.Customer{
		ID: models.NewID(models.CustomerID), Email: name, EmailKey: name, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if err := b.db.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Create(c).Error }); err != nil {
		b.t.Fatal(err)
	}
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID}
}

// add saves an address to the customer's address book.
func (b *book) add(caller auth.Caller, in models.CreateAddressInput) *models.Address {
	b.t.Helper()
	a, err := b.Create(context.Background(), caller, nil, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// all returns a customer's stored addresses, oldest first.
func (b *book) all(caller auth.Caller) []models.Address {
	b.t.Helper()
	var rows []models.Address
	if err := b.db.Read(context.Background()).Where("customer_id = ?", caller.CustomerID).
		Order("created_at, id").Find(&rows).Error; err != nil {
		b.t.Fatal(err)
	}
	return rows
}

func p[T any](v T) *T { return &v }

func irish(line1 string) models.CreateAddressInput {
	return models.CreateAddressInput{
		FirstName: p("Ann"), Line1: &line1, City: p("Dublin"), Region: p("Dublin"), Postcode: p("D02 X285"),
		Country: "IE",
	}
}
