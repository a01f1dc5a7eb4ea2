// Package webhooks tests what the program sends to webhooks.
package webhooks

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// private allows receivers on this machine.
const private = "CLIENTELE_WEBHOOKS_PRIVATE=true"

// onEach runs a test with a program over each database.
func onEach(t *testing.T, test func(t *testing.T, p *apptest.Program)) {
	t.Helper()
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		test(t, apptest.Start(t, apptest.Environ(t, o, private)...))
	})
}

// delivered is the body of a request.
type delivered struct {
	Type      string
	Timestamp time.Time
	Data      struct {
		ID         string
		Version    *int
		CustomerID *string
		Changed    []string
		Result     json.RawMessage
		Errors     json.RawMessage
	}
	header http.Header
	raw    []byte
}

// receiver is a server that receives events.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []delivered
	status int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			return // the program was killed
		}
		d := delivered{header: in.Header, raw: body}
		if err := json.Unmarshal(body, &d); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, d)
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// all returns the requests so far.
func (r *receiver) all() []delivered {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]delivered(nil), r.got...)
}

// answer sets the status of the responses.
func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// next waits for the nth request.
func (r *receiver) next(t *testing.T, n int) delivered {
	t.Helper()
	apptest.WaitUntil(t, "a request", func() bool { return len(r.all()) >= n })
	return r.all()[n-1]
}

// verify checks the signature of a request, and that it is recent.
func (d delivered) verify(t *testing.T, secret string) {
	t.Helper()
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := hook.Verify(d.raw, d.header); err != nil {
		t.Error(err)
	}
}

const create = `mutation($in: CreateWebhookInput!) { createWebhook(input: $in) { secret webhook { id version scopes query queryError active } userErrors { code field message } } }`

const update = `mutation($id: ID!, $in: UpdateWebhookInput!) { updateWebhook(id: $id, input: $in) { webhook { id version active url } userErrors { code field message } } }`

// createWebhook creates a webhook and returns its ID and secret.
func createWebhook(p *apptest.Program, as apptest.Headers, in apptest.Vars) (id, secret string) {
	p.T.Helper()
	all := apptest.Vars{"name": "ERP"}
	for name, value := range in {
		all[name] = value
	}
	a := p.Send(as, create, apptest.Vars{"in": all}).OK()
	return a.Text("createWebhook.webhook.id"), a.Text("createWebhook.secret")
}
