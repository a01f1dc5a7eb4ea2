package webhooks_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/mail"
	"clientele/internal/outbound"
	"clientele/internal/page"
	"clientele/internal/staff"
	"clientele/internal/webhooks"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// clock is a clock that tests can advance.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// fixture is a service under test.
type fixture struct {
	*webhooks.Service
	t      *testing.T
	db     *db.DB
	clock  *clock
	mail   *mail.Service
	events *events.Service
	o      webhooks.Options
}

// newFixture returns a service that sends to receivers on this machine.
func newFixture(t *testing.T, d *db.DB, setUp ...func(*webhooks.Options)) *fixture {
	t.Helper()
	f := &fixture{t: t, db: d, clock: &clock{}}
	codec := page.NewCodec([]byte("key"))
	var err error
	f.mail, err = mail.New(d, mail.Options{
		Now: f.clock.now, Codec: codec, Outbox: t.TempDir(),
		Shop: func(context.Context) (*models.Shop, error) { return &models.Shop{Name: "Tea & Co"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.events = events.New(d, events.Options{Now: f.clock.now, Codec: codec})
	f.o = webhooks.Options{
		AssignNew: f.events.AssignNew,
		Now:       f.clock.now, Codec: codec, Keys: [][]byte{make([]byte, 32)}, Current: staff.Current, Post: f.mail,
		Client: outbound.New(outbound.Options{Private: true}), Poll: 5 * time.Millisecond,
	}
	for _, set := range setUp {
		set(&f.o)
	}
	f.Service = f.another()
	for kind, compose := range f.Composers() {
		f.mail.Compose(kind, compose)
	}
	return f
}

// another returns another server on the same database.
func (f *fixture) another() *webhooks.Service {
	f.t.Helper()
	s, err := webhooks.New(f.db, f.o)
	if err != nil {
		f.t.Fatal(err)
	}
	return s
}

// create creates a webhook that sends some types of events to a URL.
func (f *fixture) create(url string, types ...models.EventType) (*models.Webhook, string) {
	f.t.Helper()
	w, secret, err := f.Create(f.t.Context(), staff.Operator, webhooks.CreateWebhookInput{
		Name: "ERP", URL: url, Events: types, Active: true,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return w, secret
}

// record records events about customers or orders, which are visible to readers at once.
func (f *fixture) record(entries ...events.Entry) {
	f.t.Helper()
	err := f.db.InTx(f.t.Context(), func(tx *gorm.DB) error {
		return events.Record(tx, staff.Operator, models.At(f.clock.now()), entries...)
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.position()
}

// updated is an event for tests.
func updated(customerID string) events.Entry {
	return events.Entry{Type: models.CustomerUpdated, SubjectID: customerID, CustomerID: customerID, Version: 2}
}

// position assigns the positions of new events.
func (f *fixture) position() {
	f.t.Helper()
	if err := f.events.AssignNew(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// drain creates and sends what is due.
func (f *fixture) drain() {
	f.t.Helper()
	if err := f.Drain(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// start runs servers until the returned function is called, or the test ends.
func start(t *testing.T, servers ...*webhooks.Service) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, s := range servers {
		running.Go(func() { s.Run(ctx) })
	}
	stop = sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(stop)
	return stop
}

// webhook reads a webhook.
func (f *fixture) webhook(id string) *models.Webhook {
	f.t.Helper()
	w, err := f.Get(f.t.Context(), staff.Operator, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return w
}

// deliveries reads the deliveries of a webhook, in the order of their creation.
func (f *fixture) deliveries(id string) []*models.WebhookDelivery {
	f.t.Helper()
	var rows []*models.WebhookDelivery
	if err := f.db.Primary(f.t.Context()).Where("webhook_id = ?", id).Order("id").Find(&rows).Error; err != nil {
		f.t.Fatal(err)
	}
	return rows
}

// request is a request that a receiver got.
type request struct {
	header http.Header
	body   []byte
	at     time.Time
}

func (r request) id() string { return r.header.Get(standardwebhooks.HeaderWebhookID) }

// receiver is a server that receives events.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []request
}

// newReceiver returns a receiver that answers each request with the status that answer returns. A nil answer accepts
// all.
func newReceiver(t *testing.T, answer func(request) int) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			t.Error(err)
		}
		got := request{header: in.Header, body: body, at: time.Now()}
		r.mu.Lock()
		r.got = append(r.got, got)
		r.mu.Unlock()
		if answer != nil {
			w.WriteHeader(answer(got))
		}
		_, _ = io.WriteString(w, "thanks")
	}))
	t.Cleanup(r.Close)
	return r
}

// all returns the requests so far.
func (r *receiver) all() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]request(nil), r.got...)
}

// verify checks the signature of a request with a secret.
func verify(t *testing.T, secret string, r request) error {
	t.Helper()
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return hook.VerifyIgnoringTimestamp(r.body, r.header)
}

func field[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

var owner = auth.Caller{Kind: auth.Staff, Role: models.RoleOwner, Scopes: models.RoleOwner.Scopes()}
