package replicas

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/dbtest/cluster"
	"clientele/test/apptest"
)

// replicated is a database with a replica, and two servers that use both.
type replicated struct {
	t                *testing.T
	primary, replica *cluster.Cluster
	env              []string
	metrics          []string // addresses
	a, b             *apptest.Program
}

func startReplicated(t *testing.T, settings ...string) *replicated {
	t.Helper()
	bin := dbtest.Postgres(t)
	s := &replicated{t: t}
	var err error
	if s.primary, err = cluster.Start(bin, append(cluster.RecordStatements(), "fsync=off", "full_page_writes=off", "shared_buffers=64MB", "wal_keep_size=64MB")...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.primary.Stop)
	for _, statement := range []string{"CREATE ROLE shop LOGIN", "CREATE DATABASE shop OWNER shop"} { // without rights except on its own tables
		if _, err := s.primary.Admin.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if s.replica, err = s.primary.Replica(append(cluster.RecordStatements(), "fsync=off", "shared_buffers=64MB", "hot_standby_feedback=on")...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.replica.Stop)
	s.env = apptest.Environ(t, db.Options{URL: asShop(t, s.primary, "shop")}, append([]string{"CLIENTELE_REPLICA_URLS=" + asShop(t, s.replica, "shop")}, settings...)...)
	server := func() *apptest.Program {
		at := apptest.FreeAddress(t)
		s.metrics = append(s.metrics, at)
		return apptest.Start(t, append(append([]string{}, s.env...), "CLIENTELE_METRICS_ADDR="+at)...)
	}
	s.a, s.b = server(), server()
	s.used("1")
	return s
}

// asShop returns the URL of a database for the program.
func asShop(t *testing.T, c *cluster.Cluster, database string) string {
	t.Helper()
	return strings.Replace(dbtest.Between(t, c.URL(database)), "//clientele@", "//shop@", 1)
}

// metric returns a metric of the replica on one of the servers, or "" if there is none.
func (s *replicated) metric(server int, name string) string {
	s.t.Helper()
	return metricAt(s.t, s.metrics[server], name, "replica1")
}

func metricAt(t *testing.T, at, name, replica string) string {
	t.Helper()
	_, text := apptest.Get(t, "http://"+at+"/metrics")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, name+"{") && strings.Contains(line, `replica="`+replica+`"`) {
			return line[strings.LastIndex(line, " ")+1 : len(line)-1]
		}
	}
	return ""
}

// used waits until both servers use the replica (1) or do not (0).
func (s *replicated) used(want string) {
	s.t.Helper()
	apptest.Eventually(s.t, func() string {
		for i := range s.metrics {
			if got := s.metric(i, "clientele_replica_in_use"); got != want {
				return fmt.Sprintf("clientele_replica_in_use is %q at server %d", got, i)
			}
		}
		return ""
	})
}

// pause pauses replay on the replica, once it has caught up and both servers know so.
func (s *replicated) pause() {
	s.t.Helper()
	reads := func() (sum float64) {
		for i := range s.metrics {
			n, _ := strconv.ParseFloat(s.metric(i, "clientele_replica_reads_total"), 64)
			sum += n
		}
		return sum
	}
	key := s.a.APIKey("CUSTOMERS_READ")
	var at string
	if err := s.primary.Admin.QueryRow("SELECT pg_current_wal_insert_lsn()").Scan(&at); err != nil {
		s.t.Fatal(err)
	}
	apptest.Eventually(s.t, func() string {
		var there bool
		if err := s.replica.Admin.QueryRow("SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn", at).Scan(&there); err != nil || !there {
			return fmt.Sprint("the replica is not as far as the primary was: ", err)
		}
		return ""
	})
	if _, err := s.replica.Admin.Exec("SELECT pg_wal_replay_pause()"); err != nil {
		s.t.Fatal(err)
	}
	apptest.Eventually(s.t, func() string {
		var state string
		if err := s.replica.Admin.QueryRow("SELECT pg_get_wal_replay_pause_state()").Scan(&state); err != nil || state != "paused" {
			return fmt.Sprint("the replay is ", state, err)
		}
		before := reads()
		for _, p := range []*apptest.Program{s.a, s.b} {
			p.Send(key, `{ customers(first: 1) { nodes { id } } }`, nil).OK()
		}
		if reads() < before+2 {
			return "a server does not read from the replica"
		}
		return ""
	})
}

func (s *replicated) resume() {
	s.t.Helper()
	if _, err := s.replica.Admin.Exec("SELECT pg_wal_replay_resume()"); err != nil {
		s.t.Fatal(err)
	}
}

const nameOf = `query($id: ID!) { customer(id: $id) { name addresses(first: 10) { totalCount nodes { city } } } }`

// TestReplicas stops the replica from replaying the log. Callers see their own writes at once on both servers, other
// callers see the state from before, and access that was revoked is refused.
func TestReplicas(t *testing.T) {
	s := startReplicated(t, "CLIENTELE_REPLICA_MAX_LAG=1h")
	id, ann := s.a.SignUp("ann@example.com")
	key, other := s.a.APIKey(apptest.AllScopes...), s.a.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE")
	s.a.CommandWith("owner's password", "staff", "create", "--email", "owner@shop.example")
	owner := apptest.Headers{"Authorization": "Bearer " + s.a.Send(nil, `mutation { staffLogin(email: "owner@shop.example", password: "owner's password") {
		staffToken { accessToken } userErrors { code } } }`, nil).OK().Text("staffLogin.staffToken.accessToken")}
	logIn := func(p *apptest.Program, password string) *apptest.Response {
		return p.Send(nil, `mutation($p: String!) { login(email: "ann@example.com", password: $p) { customerToken { accessToken } userErrors { code } } }`, apptest.Vars{"p": password})
	}
	// A read takes as many statements as without replicas, and a write takes one more.
	alone := apptest.FreeAddress(t)
	without := apptest.Start(t, apptest.Environ(t, db.Options{URL: asShop(t, s.primary, "shop")}, "CLIENTELE_METRICS_ADDR="+alone)...)
	cost := func(p *apptest.Program, at, operation string) (n float64) {
		t.Helper()
		for _, sign := range []float64{-1, 1} {
			_, text := apptest.Get(t, "http://"+at+"/metrics")
			_, text, _ = strings.Cut(text, "\nclientele_request_statements_total ")
			text, _, _ = strings.Cut(text, "\n")
			now, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			if n += sign * now; sign < 0 {
				p.Send(ann, operation, nil).OK()
			}
		}
		return n
	}
	for operation, more := range map[string]float64{
		`{ me { name addresses(first: 10) { totalCount } } }`:                                                    0,
		`mutation { updateCustomer(input: { phone: "+353871234567" }) { customer { id } userErrors { code } } }`: 1,
	} {
		cost(without, alone, operation) // so that both find it already changed
		if with, plain := cost(s.a, s.metrics[0], operation), cost(without, alone, operation); with != plain+more || plain < 2 {
			t.Errorf("%s costs %v statements, and %v without replicas", operation, with, plain)
		}
	}
	second := apptest.Headers{"X-Customer-Token": logIn(s.a, "correct horse").OK().Text("login.customerToken.accessToken")}
	third := apptest.Headers{"X-Customer-Token": logIn(s.a, "correct horse").OK().Text("login.customerToken.accessToken")}
	s.pause()

	reads := func(who apptest.Headers, query, at string, want any) {
		t.Helper()
		for name, p := range map[string]*apptest.Program{"A": s.a, "B": s.b} {
			if got := p.Send(who, query, apptest.Vars{"id": id}).OK().At(at); got != want {
				t.Errorf("%s at %s is %v, want %v", at, name, got, want)
			}
		}
	}
	// behind is what others are told, sooner or later: a replica that is slow to say where it is does not answer for a
	// moment.
	behind := func(who apptest.Headers, query, at string, want any) {
		t.Helper()
		for name, p := range map[string]*apptest.Program{"A": s.a, "B": s.b} {
			apptest.Eventually(t, func() string {
				if got := p.Send(who, query, apptest.Vars{"id": id}).OK().At(at); got != want {
					return fmt.Sprintf("%s at %s is always %v, want %v", at, name, got, want)
				}
				return ""
			})
		}
	}
	// Her session sees what she writes. Others read the replica, which does not have it yet.
	s.a.Send(ann, `mutation { updateCustomer(input: { name: "Ann Changed" }) { userErrors { code } } }`, nil).OK()
	reads(ann, `{ me { name } }`, "me.name", "Ann Changed")
	behind(key, nameOf, "customer.name", "Ann Example")
	behind(owner, nameOf, "customer.name", "Ann Example")
	reads(second, `{ me { name } }`, "me.name", "Ann Changed") // read together with the session, from the primary
	s.b.Send(ann, `mutation { createAddress(input: { firstName: "Ann", lastName: "Example", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" }) {
		userErrors { code } } }`, nil).OK()
	reads(ann, `{ me { addresses(first: 10) { totalCount nodes { city } } } }`, "me.addresses.nodes.0.city", "Dublin")
	reads(ann, `{ me { addresses(first: 10) { totalCount nodes { city } } } }`, "me.addresses.totalCount", 1.0)
	behind(key, nameOf, "customer.addresses.totalCount", 0.0)
	behind(second, `{ me { addresses { totalCount } } }`, "me.addresses.totalCount", 0.0)
	// The same holds for keys and staff, each for itself.
	s.a.Send(key, `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "By a key" }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
	reads(key, nameOf, "customer.name", "By a key")
	behind(other, nameOf, "customer.name", "Ann Example")
	behind(owner, nameOf, "customer.name", "Ann Example")
	s.b.Send(owner, `mutation($id: ID!) { updateCustomer(id: $id, input: { note: "By the staff" }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
	reads(owner, `query($id: ID!) { customer(id: $id) { note } }`, "customer.note", "By the staff")
	behind(other, nameOf, "customer.name", "Ann Example")
	// A write that fails validation does not move its caller to the primary.
	if a := s.a.Send(other, `mutation($id: ID!) { updateCustomer(id: $id, input: { email: "no address" }) { userErrors { code } } }`, apptest.Vars{"id": id}); a.At("updateCustomer.userErrors.0.code") != "INVALID" {
		t.Error(a.Body)
	}
	behind(other, nameOf, "customer.name", "Ann Example")
	// A customer together with a key sees what the key wrote.
	reads(second.With(key), `{ me { name } }`, "me.name", "By a key")

	// New sessions work at once, and ended sessions do not.
	_, bob := s.a.SignUp("bob@example.com")
	reads(bob, `{ me { name } }`, "me.name", "Ann Example")
	sessions := s.b.Send(ann, `{ me { sessions { id current } } }`, nil).OK()
	if n := len(sessions.At("me.sessions").([]any)); n != 3 {
		t.Errorf("%d sessions", n)
	}
	refused := func(who apptest.Headers) {
		t.Helper()
		for name, p := range map[string]*apptest.Program{"A": s.a, "B": s.b} {
			if a := p.Send(who, `{ __typename }`, nil); a.ErrorCode() != "UNAUTHENTICATED" {
				t.Errorf("%s lets in who was sent away: %s", name, a.Body)
			}
		}
	}
	s.a.Send(second, `mutation { logout { userErrors { code } } }`, nil).OK()
	refused(second)
	changed := s.a.Send(ann, `mutation { changePassword(currentPassword: "correct horse", newPassword: "a fresh horse") { customerToken { accessToken } userErrors { code } } }`, nil)
	changed.OK()
	refused(third)
	if a := logIn(s.b, "correct horse"); !strings.Contains(a.Body, "INVALID_CREDENTIALS") {
		t.Errorf("the password of before is still good: %s", a.Body)
	}
	again := apptest.Headers{"X-Customer-Token": logIn(s.b, "a fresh horse").OK().Text("login.customerToken.accessToken")}
	reads(again, `{ me { name } }`, "me.name", "By a key")
	s.a.Command("key", "revoke", s.a.Send(owner, `{ apiKeys { id scopes } }`, nil).OK().Text("apiKeys.0.id"))
	refused(key)

	// A guest, who has no session, opens a new order.
	quoted := s.a.Send(owner, `mutation { createQuote(input: { items: [{ sku: "TEA-1", name: "Tea", quantity: 1, unitPrice: { amount: "7.95", currency: "EUR" } }] }) {
		quote { token } userErrors { code } } }`, nil).OK().Text("createQuote.quote.token")
	guest := s.a.Send(nil, `mutation($q: String!) { checkout(input: { quote: $q, contact: { name: "Guest", email: "guest@example.com" }, billingSameAsShipping: true
		shippingAddress: { address: { firstName: "Ann", lastName: "Guest", line1: "14 Main Street", city: "Dublin", region: "Dublin", country: "IE" } } }) {
		guestOrderToken userErrors { code field message } } }`, apptest.Vars{"q": quoted}).OK().Text("checkout.guestOrderToken")
	for _, who := range []apptest.Headers{nil, again} {
		if a := s.b.Send(who, `query($t: String!) { guestOrder(token: $t) { items { sku } } }`, apptest.Vars{"t": guest}).OK(); a.At("guestOrder.items.0.sku") != "TEA-1" {
			t.Error(a.Body)
		}
	}

	// One key writes many records at once: each is visible through the other server.
	busy := s.a.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE")
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for i := range 6 {
				to, from := s.a, s.b
				if (w+i)%2 == 0 {
					to, from = s.b, s.a
				}
				made := to.Send(busy, `mutation($e: String!) { createCustomer(input: { email: $e }) { customer { id } userErrors { code } } }`, apptest.Vars{"e": fmt.Sprintf("busy%d.%d@example.com", w, i)})
				if a := from.Send(busy, `query($id: ID!) { customer(id: $id) { id } }`, apptest.Vars{"id": made.At("createCustomer.customer.id")}); a.At("customer.id") == nil {
					t.Errorf("%s is not seen: %s", made.Body, a.Body)
				}
			}
		})
	}
	writers.Wait()
	s.resume()
	apptest.Eventually(t, func() string {
		if name := s.b.Send(other, nameOf, apptest.Vars{"id": id}).OK().At("customer.name"); name != "By a key" {
			return fmt.Sprintf("%v is all that others ever see", name)
		}
		return ""
	})
	s.checkStatements()
}

// TestReplicaFailures lets the replica lag, crash and hang under load: no request fails, and the replica is used again
// once it has recovered.
func TestReplicaFailures(t *testing.T) {
	s := startReplicated(t, "CLIENTELE_REPLICA_MAX_LAG=1s")
	id, _ := s.a.SignUp("ann@example.com")
	writer, reader := s.a.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE"), s.a.APIKey("CUSTOMERS_READ")

	s.pause()
	s.a.Send(writer, `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Ann Changed" }) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
	s.used("0")
	for _, p := range []*apptest.Program{s.a, s.b} {
		if name := p.Send(reader, nameOf, apptest.Vars{"id": id}).OK().At("customer.name"); name != "Ann Changed" {
			t.Errorf("a replica that is too far behind answers: %v", name)
		}
		if status, text := apptest.Get(t, p.URL+"/readyz"); status != 200 {
			t.Error(status, text)
		}
	}
	if lag, err := strconv.ParseFloat(s.metric(0, "clientele_replica_lag_seconds"), 64); err != nil || lag < 1 {
		t.Errorf("the lag is %v: %v", lag, err)
	}
	s.resume()
	s.used("1")

	var answered atomic.Int64
	var load sync.WaitGroup
	done := make(chan struct{})
	for i := range 6 {
		load.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				p := []*apptest.Program{s.a, s.b}[i%2]
				a := p.Send(reader, `query($id: ID!) { customer(id: $id) { name } customers(first: 10) { totalCount nodes { email addresses(first: 1) { totalCount } } } }`, apptest.Vars{"id": id})
				if len(a.Errors) > 0 || a.At("customer.name") != "Ann Changed" {
					t.Errorf("a request failed: %s", a.Body)
					return
				}
				answered.Add(1)
			}
		})
	}
	more := func(what string, n int64) {
		t.Helper()
		before := answered.Load()
		apptest.Eventually(t, func() string {
			return map[bool]string{true: "nobody is answered while the replica " + what}[answered.Load() < before+n]
		})
	}
	more("is well", 50)
	s.replica.Kill()
	s.used("0")
	more("is gone", 50)
	if err := s.replica.Run(); err != nil {
		t.Fatal(err)
	}
	s.used("1")
	more("is back", 50)
	if err := s.replica.Freeze(); err != nil {
		t.Fatal(err)
	}
	s.used("0")
	more("hangs", 50)
	if err := s.replica.Thaw(); err != nil {
		t.Fatal(err)
	}
	s.used("1")
	before := s.metric(0, "clientele_replica_reads_total")
	more("is back", 50)
	close(done)
	load.Wait()

	// A server that is not a replica of the shop is never used: the primary, another database, or no server at all.
	at := apptest.FreeAddress(t)
	apptest.Start(t, append(append([]string{}, s.env...), "CLIENTELE_METRICS_ADDR="+at, "CLIENTELE_REPLICA_URLS="+strings.Join([]string{
		asShop(t, s.primary, "shop"), asShop(t, s.replica, "postgres"), "postgres://" + apptest.FreeAddress(t) + "/shop", asShop(t, s.replica, "shop"),
	}, ","))...)
	apptest.Eventually(t, func() string {
		return map[bool]string{true: "the replica is not used"}[metricAt(t, at, "clientele_replica_in_use", "replica4") != "1"]
	})
	for looked := time.Now(); time.Since(looked) < time.Second; { // they are checked several times
		for _, none := range []string{"replica1", "replica2", "replica3"} {
			if used := metricAt(t, at, "clientele_replica_in_use", none); used != "0" {
				t.Fatalf("%s is used: %q", none, used)
			}
		}
	}
	if after := s.metric(0, "clientele_replica_reads_total"); after == before || after == "" {
		t.Errorf("the replica is not read from again: %s", after)
	}
	if n := s.metric(0, "clientele_replica_failures_total"); n == "0" {
		t.Error("no statement failed at the replica, so that nothing was shown")
	}
	t.Logf("%d requests", answered.Load())
}
