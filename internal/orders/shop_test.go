package orders_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	seller = auth.Caller{
		Kind: auth.APIKey, KeyID: "key_seller", KeyName: "seller",
		Scopes: []models.Scope{models.OrdersWrite, models.OrdersRead},
	}
	visitor = auth.Caller{}
	secret  = auth.Secret("a secret of the tests that is long enough")
)

type (
	checkoutInput = orders.CheckoutInput
	fieldInput    = customfields.CreateCustomFieldInput
	quoteInput    = orders.QuoteInput
	updateInput   = orders.UpdateOrderInput
)

// shop holds the services that orders need, on one database, with a clock set by the test.
type shop struct {
	t         *testing.T
	db        *db.DB
	orders    *orders.Service
	addresses *addressbook.Service
	accounts  *accounts.Service
	fields    *customfields.Service
	nanos     *atomic.Int64
	box       mailbox
}

func onEach(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &shop{t: t, db: d, nanos: new(atomic.Int64)}
		s.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
		limits := throttle.New(d, s.now)
		fields := customfields.New(d, s.now, limits)
		s.fields = fields
		codec := page.NewCodec(secret.Derive("cursors"))
		s.addresses = addressbook.New(d, addressbook.Options{Now: s.now, Codec: codec, MaxAddresses: 5, Fields: fields})
		s.accounts = accounts.New(d, accounts.Options{
			Now: s.now, Codec: codec, Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 1),
			Fields: fields,
		})
		s.orders = orders.New(d, orders.Options{
			Secret: secret, Now: s.now, Codec: codec, Addresses: s.addresses, Fields: fields, Throttle: limits,
			Post: &s.box,
		})
		s.box.composers = s.orders.Composers()
		test(t, s)
	})
}

func (s *shop) now() time.Time { return time.Unix(0, s.nanos.Load()).UTC() }

func (s *shop) pass(d time.Duration) { s.nanos.Add(int64(d)) }

// customer creates a customer and returns it as a caller.
func (s *shop) customer(email string) auth.Caller {
	s.t.Helper()
	writer := auth.Caller{Kind: auth.APIKey, KeyID: "key_writer", Scopes: []models.Scope{models.CustomersWrite}}
	name, phone := "Ann Example", "+353871234567"
	c, _, err := s.accounts.Create(context.Background(), writer, accounts.CreateCustomerInput{
		Email: email, Name: &name, Phone: &phone,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID}
}

// address saves an address to a customer's address book and returns its id.
func (s *shop) address(caller auth.Caller) string {
	s.t.Helper()
	a, err := s.addresses.Create(context.Background(), caller, nil, irish("14 Main Street"))
	if err != nil {
		s.t.Fatal(err)
	}
	return a.ID
}

func p[T any](v T) *T { return &v }

// given returns an input field with a value.
func given(v string) graphql.Omittable[*string] { return graphql.OmittableOf(&v) }

func irish(line1 string) models.CreateAddressInput {
	return models.CreateAddressInput{
		FirstName: p("Ann"), LastName: p("Example"), Line1: &line1, City: p("Dublin"), Region: p("Dublin"),
		Postcode: p("D02 X285"), Country: "IE",
	}
}

// addressInput returns a new address as an input of checkout.
func addressInput(line1 string) *orders.CheckoutAddress {
	a := irish(line1)
	return &orders.CheckoutAddress{Address: &a}
}

// savedAddress returns a saved address as an input of checkout.
func savedAddress(id string) *orders.CheckoutAddress { return &orders.CheckoutAddress{AddressID: &id} }

func money(amount, currency string) *models.MoneyInput {
	return &models.MoneyInput{Amount: models.Decimal(amount), Currency: models.CurrencyCode(currency)}
}

func item(sku, amount, currency string, quantity int) *orders.OrderItemInput {
	return &orders.OrderItemInput{SKU: sku, Name: "Tea", Quantity: quantity, UnitPrice: money(amount, currency)}
}

// quote creates a quote for two boxes of tea.
func (s *shop) quote(change func(*quoteInput)) *string {
	s.t.Helper()
	in := orders.QuoteInput{
		Items: []*orders.OrderItemInput{item("TEA-1", "7.95", "EUR", 2)}, ShippingPrice: money("4.90", "EUR"),
		ExpiresIn: 3600,
	}
	if change != nil {
		change(&in)
	}
	q, err := s.orders.CreateQuote(context.Background(), seller, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return &q.Token
}

// guest returns a complete checkout input of a guest.
func guest(quote *string) checkoutInput {
	return checkoutInput{
		Quote: quote, Contact: &orders.OrderContactInput{Name: p("Guest Person"), Email: p("guest@example.com")},
		ShippingAddress: addressInput("1 Guest Street"), BillingAddress: addressInput("2 Guest Street"),
	}
}

// place places an order and fails the test on an error.
func (s *shop) place(caller auth.Caller, in checkoutInput) *models.Order {
	s.t.Helper()
	o, _, err := s.orders.Checkout(context.Background(), caller, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func (s *shop) count(table string) int64 {
	s.t.Helper()
	var n int64
	if err := s.db.Read(context.Background()).Table(table).Count(&n).Error; err != nil {
		s.t.Fatal(err)
	}
	return n
}
