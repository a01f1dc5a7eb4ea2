package privacy_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/mail"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/privacy"
	"clientele/internal/servicetest"
	"clientele/internal/shop"
	"clientele/internal/throttle"
	"clientele/models"
)

const (
	password = "correct horse"
	day      = 24 * time.Hour
	year     = 365 * day
)

var (
	visitor = auth.Caller{Address: "192.0.2.1"}
	officer = auth.Caller{Kind: auth.Staff, KeyID: "staff_o", KeyName: "Olga", Scopes: []models.Scope{models.PrivacyWrite}}
	clerk   = auth.Caller{Kind: auth.APIKey, KeyID: "key_c", KeyName: "Clerk", Scopes: []models.Scope{
		models.CustomersRead, models.CustomersWrite, models.SettingsWrite, models.OrdersRead, models.OrdersWrite,
	}}
)

// requestShop is the services for requests over one database, with a clock that the test moves.
type requestShop struct {
	*privacy.Service
	t        *testing.T
	db       *db.DB
	nanos    atomic.Int64
	accounts *accounts.Service
	shop     *shop.Service
	mail     *mail.Service
	orders   *orders.Service
	options  privacy.Options
}

// onEachShop runs a test with a shop on each kind of database.
func onEachShop(t *testing.T, test func(t *testing.T, s *requestShop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newRequestShop(t, d)) })
}

func newRequestShop(t *testing.T, d *db.DB) *requestShop {
	t.Helper()
	s := &requestShop{t: t, db: d}
	s.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
	secret := auth.Secret("a secret of the tests that is long enough")
	codec, limits := page.NewCodec([]byte("key")), throttle.New(d, s.now, []byte("a key of the tests"))
	fields := customfields.New(d, s.now, limits)
	s.shop = shop.New(d, s.now, shop.Defaults{Name: "Tea & Co", Currency: "EUR"})
	var err error
	s.mail, err = mail.New(d, mail.Options{
		Now: s.now, Codec: codec, Outbox: t.TempDir(), Storefront: "https://shop.test", PerHour: 100,
		Shop: func(context.Context) (*models.Shop, error) { return &models.Shop{Name: "Tea & Co"}, nil },
	})
	s.must(err)
	addresses := addressbook.New(d, addressbook.Options{Now: s.now, MaxAddresses: 5, Fields: fields})
	s.accounts = accounts.New(d, accounts.Options{
		Now: s.now, Codec: codec, Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 2),
		Tokens: auth.NewSigner(secret, auth.ForCustomers, s.now), Refresh: auth.NewRefreshTokens(secret),
		Throttle: limits, Fields: fields, Addresses: addresses,
		AccessTokenLife: 15 * time.Minute, SessionLife: 30 * 24 * time.Hour, SessionMaxLife: 365 * 24 * time.Hour,
		SessionsKept: year, Post: s.mail,
	})
	s.orders = orders.New(d, orders.Options{
		Secret: secret, Now: s.now, Codec: codec, Addresses: addresses, Fields: fields, Throttle: limits, Post: s.mail,
	})
	exports, err := jobs.New(d, jobs.Options{Now: s.now, Codec: codec, FileKeys: [][]byte{make([]byte, 32)}})
	s.must(err)
	s.options = privacy.Options{
		Now: s.now, Accounts: s.accounts, Jobs: exports, Mail: s.mail, Orders: s.orders, Fields: fields, Throttle: limits,
		Post: s.mail, Shop: s.shop.Get, RetentionOrders: 10 * year, RetentionInactive: year,
	}
	s.Service = privacy.New(d, s.options)
	for _, composers := range []map[mail.Kind]mail.Composer{s.accounts.Composers(), s.orders.Composers(), s.Composers()} {
		for kind, compose := range composers {
			s.mail.Compose(kind, compose)
		}
	}
	return s
}

func (s *requestShop) now() time.Time { return time.Unix(0, s.nanos.Load()).UTC() }

func (s *requestShop) pass(d time.Duration) { s.nanos.Add(int64(d)) }

func (s *requestShop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func p[T any](v T) *T { return &v }

// signUp creates a customer with the password, and returns it as a caller.
func (s *requestShop) signUp(email string) auth.Caller {
	s.t.Helper()
	c, token, err := s.accounts.Create(s.t.Context(), visitor, accounts.CreateCustomerInput{
		Email: email, Name: p("Ann Example"), Password: p(password),
	})
	s.must(err)
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: token.SessionID, Address: visitor.Address}
}

// customer reads a customer, or returns nil if there is none.
func (s *requestShop) customer(id string) *models.Customer {
	s.t.Helper()
	var found []*models.Customer
	s.must(s.db.Primary(s.t.Context()).Where("id = ?", id).Find(&found).Error)
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// sent sends the emails that are due, and returns "kind to address" of those that were sent since the last call, in
// order.
func (s *requestShop) sent() []string {
	s.t.Helper()
	s.must(s.mail.Drain(s.t.Context()))
	lines := []string{}
	for _, m := range s.emails() {
		lines = append(lines, strings.TrimSuffix(m.Kind+" to "+m.To+" "+string(m.Status), " OUTBOX"))
	}
	slices.Sort(lines)
	return lines
}

func (s *requestShop) emails() []models.Email {
	s.t.Helper()
	var rows []models.Email
	s.must(s.db.Primary(s.t.Context()).Order("created_at, id").Find(&rows).Error)
	return rows
}

// placed is when and how an order was placed.
type placed struct {
	by     string // the email address of its customer, or of a guest
	guest  bool
	ago    time.Duration
	status models.OrderStatus
}

// place stores an order, and returns its ID.
func (s *requestShop) place(o placed) string {
	s.t.Helper()
	in := orders.ImportOrderInput{
		Number: p(models.NewID(models.OrderID)), PlacedAt: models.At(s.now().Add(-o.ago)), Status: o.status,
		Items: []*orders.OrderItemInput{{SKU: "TEA", Name: "Tea", Quantity: 1, UnitPrice: &models.MoneyInput{
			Amount: "7.95", Currency: "EUR",
		}}},
		Contact: orders.OrderContactInput{Name: p("Ann Example"), Email: p(o.by)},
		ShippingAddress: &models.CreateAddressInput{
			FirstName: p("Ann"), Line1: p("14 Main Street"), City: p("Dublin"), Region: p("Dublin"), Country: "IE",
		},
	}
	if !o.guest {
		in.CustomerEmail = p(o.by)
	}
	switch o.status {
	case models.OrderCompleted:
		in.PaymentStatus, in.FulfillmentStatus = models.Paid, models.Fulfilled
	}
	results, err := s.orders.ImportMany(s.t.Context(), clerk, []orders.ImportOrderInput{in}, bulk.Options{})
	s.must(err)
	if results[0].Err != nil {
		s.t.Fatal(servicetest.Errors(results[0].Err))
	}
	return results[0].ID
}

// order reads an order.
func (s *requestShop) order(id string) *models.Order {
	s.t.Helper()
	var o models.Order
	s.must(s.db.Primary(s.t.Context()).Where("id = ?", id).Take(&o).Error)
	return &o
}
