package consent_test

import (
	"context"
	"fmt"
	"strings"
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
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	writer = auth.Caller{
		Kind: auth.APIKey, KeyID: "key_w", KeyName: "ERP", SharedAddress: true,
		Scopes: []models.Scope{models.CustomersWrite, models.CustomersRead},
	}
	reader = auth.Caller{
		Kind: auth.APIKey, KeyID: "key_r", SharedAddress: true, Scopes: []models.Scope{models.CustomersRead},
	}
	visitor = auth.Caller{Address: "192.0.2.1"}
)

const password = "correct horse"

// shop is the services over one database, with a clock that the test moves.
type shop struct {
	*consent.Service
	accounts *accounts.Service
	t        *testing.T
	db       *db.DB
	nanos    atomic.Int64
	box      box
}

// box queues emails, as the queue does, until the test composes them.
type box struct {
	mu    sync.Mutex
	queue []mail.Email
}

func (b *box) Send(tx *gorm.DB, m mail.Email) error { return b.SendAll(tx, []mail.Email{m}) }

func (b *box) SendAll(_ *gorm.DB, list []mail.Email) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, list...)
	return nil
}

func onEach(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &shop{t: t, db: d}
		s.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
		limits := throttle.New(d, s.now)
		codec := page.NewCodec([]byte("key"))
		fields := customfields.New(d, s.now, limits)
		s.accounts = accounts.New(d, accounts.Options{
			Now: s.now, Codec: codec, Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 2),
			Tokens:  auth.NewSigner(auth.Secret("a secret of the tests that is long enough"), auth.ForCustomers, s.now),
			Refresh: auth.NewRefreshTokens(auth.Secret("a secret of the tests that is long enough")), Throttle: limits,
			Fields: fields, Addresses: addressbook.New(d, addressbook.Options{Now: s.now, Fields: fields}), Post: &s.box,
			AccessTokenLife: 15 * time.Minute, SessionLife: 30 * 24 * time.Hour, SessionMaxLife: 365 * 24 * time.Hour,
		})
		s.Service = consent.New(d, consent.Options{
			Now: s.now, Codec: codec, Throttle: limits, Post: &s.box,
			BaseURL: func(context.Context) string { return "https://shop.test" },
		})
		test(t, s)
	})
}

func (s *shop) now() time.Time { return time.Unix(0, s.nanos.Load()).UTC() }

func (s *shop) pass(d time.Duration) { s.nanos.Add(int64(d)) }

func p[T any](v T) *T { return &v }

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// want compares an error with the faults in one line.
func (s *shop) want(what string, err error, want string) {
	s.t.Helper()
	if got := servicetest.Errors(err); got != want {
		s.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func (s *shop) exec(sql string, args ...any) {
	s.t.Helper()
	s.must(s.db.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }))
}

// doubleOptIn switches double opt-in on or off.
func (s *shop) doubleOptIn(on bool) {
	s.t.Helper()
	s.exec("UPDATE shop_settings SET double_opt_in = ?", on)
}

// letters composes the queued emails of this package, each in a transaction of its own, and returns those that would be
// sent.
func (s *shop) letters() []*mail.Content {
	s.t.Helper()
	s.box.mu.Lock()
	queue := s.box.queue
	s.box.queue = nil
	s.box.mu.Unlock()
	var all []*mail.Content
	for _, m := range queue {
		compose := s.Composers()[m.Kind]
		if compose == nil {
			continue
		}
		var c *mail.Content
		s.must(s.db.InTx(context.Background(), func(tx *gorm.DB) (err error) {
			c, err = compose(context.Background(), tx, m)
			return err
		}))
		if c != nil {
			all = append(all, c)
		}
	}
	return all
}

// token composes the queued emails and returns the token of the only one that asks to confirm a subscription; "" if
// there is none.
func (s *shop) token() string {
	s.t.Helper()
	switch all := s.letters(); len(all) {
	case 0:
		return ""
	case 1:
		return all[0].Values["Token"]
	default:
		s.t.Fatalf("%d emails", len(all))
		return ""
	}
}

// signUp creates a customer as a visitor and returns it as a caller.
func (s *shop) signUp(email string, accepts bool) auth.Caller {
	s.t.Helper()
	c, token, err := s.accounts.Create(context.Background(), visitor, accounts.CreateCustomerInput{
		Email: email, Password: p(password), AcceptsMarketing: accepts,
	})
	s.must(err)
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID, SessionID: token.SessionID, Address: visitor.Address}
}

// create creates a customer as the shop and returns its ID.
func (s *shop) create(email string, verified bool) string {
	s.t.Helper()
	c, _, err := s.accounts.Create(context.Background(), writer, accounts.CreateCustomerInput{
		Email: email, EmailVerified: &verified,
	})
	s.must(err)
	return c.ID
}

// verify marks the email address of a customer as verified, as the shop.
func (s *shop) verify(id string) {
	s.t.Helper()
	_, err := s.accounts.Update(context.Background(), writer, &id, accounts.UpdateCustomerInput{EmailVerified: set(true)})
	s.must(err)
}

// accept sets acceptsMarketing of a customer.
func (s *shop) accept(caller auth.Caller, id string, accepts bool) {
	s.t.Helper()
	_, err := s.accounts.Update(context.Background(), caller, &id, accounts.UpdateCustomerInput{
		AcceptsMarketing: set(accepts),
	})
	s.must(err)
}

// importFile imports customers, "email=true" with marketing and "email=false" without, or "email" without the column,
// and returns the outcomes.
func (s *shop) importFile(rows ...string) string {
	s.t.Helper()
	return s.importWith(bulk.Options{}, rows...)
}

func (s *shop) importWith(o bulk.Options, rows ...string) string {
	s.t.Helper()
	var list []accounts.UpsertCustomerInput
	for _, row := range rows {
		email, accepts, given := strings.Cut(row, "=")
		in := accounts.UpsertCustomerInput{Email: set(email)}
		if given {
			in.AcceptsMarketing = set(accepts == "true")
		}
		list = append(list, in)
	}
	results, err := s.accounts.UpsertMany(context.Background(), writer, bulk.ByEmail, list, o)
	s.must(err)
	var outcomes []string
	for _, r := range results {
		s.must(r.Err)
		outcomes = append(outcomes, string(r.Outcome))
	}
	return strings.Join(outcomes, " ")
}

func (s *shop) id(email string) string {
	s.t.Helper()
	var found models.Customer
	s.must(s.db.Primary(context.Background()).Where("email_key = ?", email).Take(&found).Error)
	return found.ID
}

// state describes the state of a customer by email, "none" without a statement, and whether acceptsMarketing disagrees.
func (s *shop) state(id string) string {
	s.t.Helper()
	found, err := s.CurrentOf(context.Background(), reader, []string{id})
	s.must(err)
	state := "none"
	for _, row := range found[id] {
		if row.Channel == models.ByEmail {
			state = string(row.State)
		}
	}
	c, err := s.accounts.Get(context.Background(), reader, id)
	s.must(err)
	if c.AcceptsMarketing != (state == string(models.Subscribed)) {
		state += fmt.Sprintf(", but acceptsMarketing is %t", c.AcceptsMarketing)
	}
	return state
}

// guest describes the state of an email address without an account.
func (s *shop) guest(email string) string {
	s.t.Helper()
	rows := s.list(consent.ListArgs{Email: &email, Current: true})
	if len(rows) == 0 {
		return "none"
	}
	if len(rows) > 1 {
		s.t.Errorf("%d current statements of %s", len(rows), email)
	}
	return string(rows[0].State)
}

// list returns all statements of a list, newest first, in pages of three.
func (s *shop) list(of consent.ListArgs) []*models.MarketingConsent {
	s.t.Helper()
	var all []*models.MarketingConsent
	args := page.Args{First: p(3)}
	for {
		list, err := s.List(context.Background(), reader, args, of)
		s.must(err)
		all = append(all, list.Nodes()...)
		if !list.PageInfo.HasNextPage {
			return all
		}
		args.After = list.PageInfo.EndCursor()
	}
}

// history describes the statements of a list, oldest first.
func (s *shop) history(of consent.ListArgs) string {
	s.t.Helper()
	var lines []string
	for _, row := range s.list(of) {
		line := fmt.Sprintf("%s %s %s by %s", row.Channel, row.State, row.Source, row.ActorKind)
		if row.Wording != nil {
			line += " " + *row.Wording
		}
		if row.Current {
			line += " now"
		}
		lines = append([]string{line}, lines...)
	}
	return strings.Join(lines, ", ")
}

func (s *shop) historyOf(id string) string {
	s.t.Helper()
	return s.history(consent.ListArgs{CustomerID: &id})
}

// unsubscribeToken returns the token of the current statement about email of a list.
func (s *shop) unsubscribeToken(of consent.ListArgs) string {
	s.t.Helper()
	of.Current, of.Channel = true, p(models.ByEmail)
	rows := s.list(of)
	if len(rows) != 1 {
		s.t.Fatalf("%d statements", len(rows))
	}
	token, err := s.UnsubscribeToken(context.Background(), rows[0])
	s.must(err)
	return token
}
