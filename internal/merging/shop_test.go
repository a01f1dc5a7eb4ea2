package merging_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/merging"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// maxAddresses is the limit of the shop's address books.
const maxAddresses = 5

// owner is an API key with all scopes.
var owner = auth.Caller{Kind: auth.APIKey, KeyID: "key_owner", KeyName: "owner", Scopes: models.Scopes()}

type (
	customerInput = accounts.CreateCustomerInput
	fieldInput    = customfields.CreateCustomFieldInput
	mergeInput    = merging.MergeCustomersInput
	values        = customfields.Values
)

// shop has the services that merging needs, on one database, with a clock that every reading moves.
type shop struct {
	*merging.Service
	t         *testing.T
	db        *db.DB
	accounts  *accounts.Service
	addresses *addressbook.Service
	orders    *orders.Service
	fields    *customfields.Service
	nanos     atomic.Int64
	customers int
}

func onEach(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, open(t, d, maxAddresses)) })
}

func open(t *testing.T, d *db.DB, addresses int) *shop {
	t.Helper()
	s := &shop{t: t, db: d}
	s.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
	limits := throttle.New(d, s.now, []byte("a key of the tests"))
	codec := page.NewCodec([]byte("cursors"))
	s.fields = customfields.New(d, s.now, limits)
	s.addresses = addressbook.New(d, addressbook.Options{Now: s.now, Codec: codec, MaxAddresses: addresses, Fields: s.fields})
	s.accounts = accounts.New(d, accounts.Options{
		Now: s.now, Codec: codec, Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 1), Fields: s.fields,
		Addresses: s.addresses, Throttle: limits, Post: nobody{},
	})
	s.orders = orders.New(d, orders.Options{
		Secret: auth.Secret("a secret of the tests that is long enough"), Now: s.now, Codec: codec, Addresses: s.addresses, Fields: s.fields,
		Throttle: limits, Post: nobody{},
	})
	s.Service = merging.New(d, merging.Options{Now: s.now, Accounts: s.accounts, Addresses: s.addresses, Fields: s.fields})
	return s
}

// nobody sends no emails.
type nobody struct{}

func (nobody) Send(*gorm.DB, mail.Email) error      { return nil }
func (nobody) SendAll(*gorm.DB, []mail.Email) error { return nil }

func (s *shop) now() time.Time { return time.Unix(0, s.nanos.Add(int64(time.Second))).UTC() }

func p[T any](v T) *T { return &v }

// create creates a customer and returns its ID. Without an email address, it gets one.
func (s *shop) create(in customerInput) string {
	s.t.Helper()
	s.customers++
	if in.Email == "" {
		in.Email = fmt.Sprintf("customer-%d@example.com", s.customers)
	}
	c, _, err := s.accounts.Create(s.t.Context(), owner, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.ID
}

// customer returns a stored customer, or nil if it does not exist.
func (s *shop) customer(id string) *models.Customer {
	s.t.Helper()
	var found []*models.Customer
	if err := s.db.Read(s.t.Context()).Where("id = ?", id).Find(&found).Error; err != nil {
		s.t.Fatal(err)
	}
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// address adds an address to a customer's address book and returns its ID.
func (s *shop) address(customerID, line1 string, change func(*models.CreateAddressInput)) string {
	s.t.Helper()
	in := models.CreateAddressInput{
		FirstName: p("Ann"), LastName: p("Example"), Line1: &line1, City: p("Dublin"), Region: p("Dublin"),
		Postcode: p("D02 X285"), Country: "IE",
	}
	if change != nil {
		change(&in)
	}
	a, err := s.addresses.Create(s.t.Context(), owner, &customerID, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.ID
}

// order places an order of some boxes of tea for a customer and returns its ID.
func (s *shop) order(customerID string, boxes int, custom values) string {
	s.t.Helper()
	line1 := "1 Order Street"
	to := models.CreateAddressInput{
		FirstName: p("Ann"), LastName: p("Example"), Line1: &line1, City: p("Dublin"), Region: p("Dublin"),
		Postcode: p("D02 X285"), Country: "IE",
	}
	o, _, err := s.orders.Checkout(s.t.Context(), owner, orders.CheckoutInput{
		CustomerID:      graphql.OmittableOf(&customerID),
		Items:           []*orders.OrderItemInput{{SKU: "TEA", Name: "Tea", Quantity: boxes, UnitPrice: &models.MoneyInput{Amount: "7.95", Currency: "EUR"}}},
		ShippingAddress: &orders.CheckoutAddress{Address: &to}, CustomFields: custom,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return o.ID
}

// define creates a custom field and returns its ID.
func (s *shop) define(owned models.CustomFieldOwner, key string, kind models.CustomFieldType, change func(*fieldInput)) string {
	s.t.Helper()
	in := fieldInput{Owner: owned, Key: key, Label: key, Type: kind, Access: models.AccessWrite}
	if kind == models.FieldReference {
		in.ReferenceTo = p(models.ReferenceCustomer)
	}
	if change != nil {
		change(&in)
	}
	f, err := s.fields.Create(s.t.Context(), owner, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return f.ID
}

// stored returns the values of a record in a field as JSON, "null" without a value.
func (s *shop) stored(ownerID, fieldID string) string {
	s.t.Helper()
	found, err := s.fields.ValuesFor(s.t.Context(), []string{ownerID}, []string{fieldID})
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := json.Marshal(found[ownerID][fieldID])
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// merge merges two customers and returns the errors as servicetest.Errors does.
func (s *shop) merge(keep, merge string, fields ...string) string {
	s.t.Helper()
	c, err := s.Merge(s.t.Context(), owner, mergeInput{Keep: keep, Merge: merge, FieldsFromMerged: fields})
	if (c == nil) != (err != nil) {
		s.t.Errorf("got the customer %v and the error %v", c, err)
	}
	return servicetest.Errors(err)
}

// column returns the values of a query with one column.
func (s *shop) column(query string, args ...any) []string {
	s.t.Helper()
	var list []string
	if err := s.db.Read(context.Background()).Raw(query, args...).Find(&list).Error; err != nil {
		s.t.Fatal(err)
	}
	return list
}

// exec changes the database directly.
func (s *shop) exec(statement string, args ...any) {
	s.t.Helper()
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error })
	if err != nil {
		s.t.Fatal(err)
	}
}

// inParallel calls f n times in parallel and counts the errors by text.
func inParallel(n int, f func(i int) error) map[string]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]int{}
	for i := range n {
		wg.Go(func() {
			got := servicetest.Errors(f(i))
			mu.Lock()
			defer mu.Unlock()
			seen[got]++
		})
	}
	wg.Wait()
	return seen
}
