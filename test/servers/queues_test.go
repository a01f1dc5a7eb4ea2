package servers

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/test/apptest"
)

// delivery is a request to a webhook.
type delivery struct {
	webhook, id, customer string
	version               int
}

// receiver is the server of several webhooks. It answers once hold is closed.
type receiver struct {
	*httptest.Server
	hold chan struct{}
	mu   sync.Mutex
	got  []delivery
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{hold: make(chan struct{})}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		text, err := io.ReadAll(in.Body)
		if err != nil {
			return // the server was killed
		}
		var body struct {
			Data struct {
				ID      string
				Version int
			}
		}
		if err := json.Unmarshal(text, &body); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		r.mu.Lock()
		r.got = append(r.got, delivery{in.URL.Path, in.Header.Get("webhook-id"), body.Data.ID, body.Data.Version})
		r.mu.Unlock()
		<-r.hold
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]delivery(nil), r.got...)
}

const (
	webhooks    = 5
	mailWorkers = 4 // of each server
	killed      = 2
)

// testQueues queues emails and events while the mail server and the webhooks do not answer, lets them answer, and kills
// two servers with SIGKILL that are sending. Nothing is lost, and only what a killed server was sending can arrive
// twice, with the same ID.
func testQueues(t *testing.T, f *fleet) {
	emails, customers := 60**rounds, 20**rounds
	r := newReceiver(t)
	for n := range webhooks {
		f.server(n).Send(f.key, `mutation($url: String!) { createWebhook(input: { name: "ERP", url: $url, events: [CUSTOMER_CREATED, CUSTOMER_UPDATED] }) {
			webhook { id } userErrors { code message } } }`, apptest.Vars{"url": fmt.Sprintf("%s/%d", r.URL, n)}).OK()
	}
	before := len(f.box.All())
	answer, sending := make(chan struct{}), make(chan string, emails*2)
	f.box.OnRecipient(func(to string) {
		<-answer
		sending <- to
	})
	parallel(emails, func(n int) {
		f.server(n).Send(from(fmt.Sprintf("203.0.113.%d", n%250)), apptest.RequestLoginCode, apptest.Vars{"e": fmt.Sprintf("queue%d@example.com", n)}).OK()
	})
	parallel(customers, func(n int) {
		id := f.server(n).CreateCustomer(f.key, apptest.Vars{"email": fmt.Sprintf("hook%d@example.com", n)})
		f.server(n+1).Send(f.key, `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Ann" }) { customer { id } userErrors { code } } }`, apptest.Vars{"id": id}).OK()
	})
	apptest.WaitUntil(t, "a request to each webhook", func() bool { return len(r.all()) >= webhooks })
	began := time.Now()
	close(answer)
	for range emails / 4 {
		<-sending
	}
	parallel(killed, func(n int) { f.servers[n].Kill() })
	close(r.hold)
	parallel(killed, f.start)
	f.releaseStopped(t, "emails", `UPDATE emails SET due_at = '2020-01-01' WHERE status = 'SENDING'`,
		`SELECT count(*) FROM emails WHERE status IN ('QUEUED', 'SENDING')`)
	f.releaseStopped(t, "events", `UPDATE webhooks SET lease_ends_at = '2020-01-01'; UPDATE webhook_deliveries SET due_at = '2020-01-01' WHERE status = 'SENDING'`,
		`SELECT count(*) FROM webhook_deliveries WHERE status IN ('PENDING', 'SENDING')`)
	f.box.OnRecipient(nil)
	checkEmails(t, f.box.All()[before:], emails)
	checkDeliveries(t, r.all(), customers)
	t.Logf("sent in %v", time.Since(began))
}

// releaseStopped waits until a query finds no rows that are being sent. If their number has not changed for a second,
// only rows of killed servers are left, and their leases are ended, for which the other servers would else wait.
func (f *fleet) releaseStopped(t *testing.T, what, release, left string) {
	t.Helper()
	last, since := -1, time.Now()
	apptest.WaitUntil(t, "the end of the queue of "+what, func() bool {
		n := f.number(t, left)
		if n != last {
			last, since = n, time.Now()
		} else if n > 0 && time.Since(since) > time.Second {
			t.Logf("%d %s are left by killed servers", n, what)
			if _, err := f.db.Exec(release); err != nil {
				t.Fatal(err)
			}
			last = -1
		}
		return n == 0
	})
}

func checkEmails(t *testing.T, got []*apptest.Message, emails int) {
	t.Helper()
	ids, doubled := map[string]string{}, 0
	for _, m := range got {
		if !strings.HasPrefix(m.To, "queue") {
			continue
		}
		parsed, err := mail.ReadMessage(strings.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		id := parsed.Header.Get("Message-ID")
		if first, again := ids[m.To]; again {
			doubled++
			if first != id {
				t.Errorf("%s got two emails, %s and %s", m.To, first, id)
			}
		}
		ids[m.To] = id
	}
	if len(ids) != emails || doubled > killed*mailWorkers {
		t.Errorf("%d of %d emails arrived, %d twice", len(ids), emails, doubled)
	}
	figures.add(t, "emails, two servers killed while sending", "%d queued, %d arrived, %d twice", emails, len(ids), doubled)
}

func checkDeliveries(t *testing.T, got []delivery, customers int) {
	t.Helper()
	type subject struct{ webhook, customer string }
	seen, versions, again := map[[2]string]bool{}, map[subject]int{}, map[subject]bool{}
	doubled := 0
	for _, d := range got {
		at, of := [2]string{d.webhook, d.id}, subject{d.webhook, d.customer}
		if seen[at] {
			doubled++
			again[of] = true
			continue
		}
		seen[at] = true
		if d.version <= versions[of] && !again[of] {
			t.Errorf("%s got version %d of %s after %d", d.webhook, d.version, d.customer, versions[of])
		}
		versions[of] = d.version
	}
	if want := 2 * customers * webhooks; len(seen) != want || doubled > webhooks {
		t.Errorf("%d of %d events arrived, %d twice", len(seen), want, doubled)
	}
	figures.add(t, "events to 5 webhooks, two servers killed while sending", "%d recorded, %d arrived, %d twice",
		2*customers*webhooks, len(seen), doubled)
}
