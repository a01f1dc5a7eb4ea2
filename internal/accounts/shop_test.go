package accounts_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(logOfShop{}))
	dbtest.Main(m)
}

// logOfShop gives each shop the log of the requests that its ctx was handed to; tests run beside each other.
type logOfShop struct{}

type shopKey struct{}

func (logOfShop) Enabled(context.Context, slog.Level) bool { return true }
func (h logOfShop) WithAttrs([]slog.Attr) slog.Handler     { return h }
func (h logOfShop) WithGroup(string) slog.Handler          { return h }
func (logOfShop) Handle(ctx context.Context, r slog.Record) error {
	s, ok := ctx.Value(shopKey{}).(*shop)
	if !ok {
		return nil
	}
	s.logging.Lock()
	defer s.logging.Unlock()
	return slog.NewTextHandler(&s.log, nil).Handle(ctx, r)
}

var (
	writer  = auth.Caller{Kind: auth.APIKey, KeyID: "key_w", Scopes: []models.Scope{models.CustomersWrite, models.CustomersRead}, SharedAddress: true}
	reader  = auth.Caller{Kind: auth.APIKey, KeyID: "key_r", Scopes: []models.Scope{models.CustomersRead}, SharedAddress: true}
	visitor = auth.Caller{Address: "192.0.2.1"}
)

const password = "correct horse"

var secret = auth.Secret("a secret of the tests that is long enough")

// placeKey is what the shop keeps known places under.
var placeKey = []byte("a key of the tests")

// shop is the service over one database, with a clock that the test moves.
type shop struct {
	*accounts.Service
	t            *testing.T
	db           *db.DB
	tokens       *auth.Signer
	refresh      *auth.RefreshTokens
	nanos        atomic.Int64
	box          mailbox
	addresses    *addressbook.Service
	fields       *customfields.Service
	verification models.EmailVerification

	logging sync.Mutex
	log     bytes.Buffer
}

// ctx is a context whose requests are logged in s.log.
func (s *shop) ctx() context.Context { return context.WithValue(context.Background(), shopKey{}, s) }

func onEach(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &shop{t: t, db: d}
		s.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
		s.tokens, s.refresh = auth.NewSigner(secret, auth.ForCustomers, s.now), auth.NewRefreshTokens(secret)
		s.Service = s.service(auth.Cost{Memory: 64, Passes: 1, Threads: 1})
		s.box.composers = func() map[mail.Kind]mail.Composer { return s.Composers() }
		test(t, s)
	})
}

func (s *shop) service(cost auth.Cost) *accounts.Service {
	limits := throttle.New(s.db, s.now, placeKey)
	fields := customfields.New(s.db, s.now, limits)
	s.fields = fields
	s.addresses = addressbook.New(s.db, addressbook.Options{Now: s.now, MaxAddresses: 5, Fields: fields})
	return accounts.New(s.db, accounts.Options{
		Now: s.now, Codec: page.NewCodec([]byte("key")), Hasher: auth.NewHasher(cost, 2), Tokens: s.tokens, Refresh: s.refresh,
		Throttle: limits, Fields: fields, Addresses: s.addresses,
		AccessTokenLife: 15 * time.Minute, SessionLife: 30 * 24 * time.Hour, SessionMaxLife: 365 * 24 * time.Hour,
		Post: &s.box, EmailVerification: s.verification,
	})
}

func (s *shop) now() time.Time { return time.Unix(0, s.nanos.Load()).UTC() }

func (s *shop) pass(d time.Duration) { s.nanos.Add(int64(d)) }

func p[T any](v T) *T { return &v }

// signUp makes a customer with the password and returns it as a caller.
func (s *shop) signUp(email string) auth.Caller {
	s.t.Helper()
	c, token, err := s.Create(context.Background(), visitor, accounts.CreateCustomerInput{Email: email, Password: p(password)})
	if err != nil {
		s.t.Fatal(err)
	}
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: token.SessionID, Address: visitor.Address}
}

// works tells whether the session of a token still stands.
func (s *shop) works(caller auth.Caller) bool {
	s.t.Helper()
	session, err := s.FindSession(context.Background(), caller.CustomerID, caller.SessionID, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return session != nil
}

// login logs in and returns the caller that the token makes.
func (s *shop) login(email, password string) (auth.Caller, error) {
	c, token, err := s.Login(context.Background(), visitor, email, password)
	if err != nil {
		return auth.Caller{}, err
	}
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: token.SessionID, Address: visitor.Address}, nil
}

func (s *shop) count(table string) int64 {
	s.t.Helper()
	var n int64
	if err := s.db.Read(context.Background()).Table(table).Count(&n).Error; err != nil {
		s.t.Fatal(err)
	}
	return n
}
